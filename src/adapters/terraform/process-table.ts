import { readFileSync } from 'node:fs';
import * as v from 'valibot';

/** A process, told apart from a later one with the same number by when it began. */
export interface ProcessMark {
  readonly pid: number;
  /** Clock ticks after boot; empty where the system does not say. */
  readonly startedAt: string;
}

const Mark = v.object({ pid: v.number(), startedAt: v.string() });

/** Parses the JSON of a mark. */
export function parseMark(text: string): ProcessMark {
  return v.parse(Mark, JSON.parse(text));
}

export function markProcess(pid: number): ProcessMark {
  return { pid, startedAt: readStat(pid)?.startedAt ?? '' };
}

/** Whether this very process is still at work; a zombie is not. */
export function isAtWork({ pid, startedAt }: ProcessMark): boolean {
  if (process.platform === 'linux') {
    const stat = readStat(pid);
    return stat !== undefined && stat.state !== 'Z' && stat.state !== 'X' && stat.startedAt === startedAt;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Fields 3 and 22 of `/proc/<pid>/stat`; the name before them may hold spaces and brackets. Source: proc(5). */
function readStat(pid: number): { readonly state: string; readonly startedAt: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
