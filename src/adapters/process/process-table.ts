import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One process, as the system's table has it. */
export interface ProcessSeen {
  readonly parentPid: number;
  /** Tells it apart from a later one with the same number: ticks after boot, or a date. Never parsed. */
  readonly startedAt: string;
  /** It has ended, and its parent has not asked how. */
  readonly zombie: boolean;
}

/** Undefined when there is no such process. Linux says it in `/proc`; `ps` says it on every POSIX system. */
export function lookUpProcess(pid: number): ProcessSeen | undefined {
  return process.platform === 'linux' ? readProc(pid) : readPs(pid);
}

/** Fields 3, 4 and 22 of `/proc/<pid>/stat`; the name before them may hold spaces and brackets. Source: proc(5). */
export function readProc(pid: number): ProcessSeen | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0] ?? '';
    return { parentPid: Number(fields[1]), startedAt: fields[19] ?? '', zombie: state === 'Z' || state === 'X' };
  } catch {
    return undefined;
  }
}

/** `ps -o ppid=,state=,lstart=`: the start is a date of five words, to the second. Source: POSIX ps, and macOS ps(1). */
export function readPs(pid: number): ProcessSeen | undefined {
  const [parent = '', state = '', ...started] = runPs(['-o', 'ppid=,state=,lstart=', '-p', String(pid)])
    .trim()
    .split(/\s+/);
  if (!/^\d+$/.test(parent) || started.length === 0) return undefined;
  return { parentPid: Number(parent), startedAt: started.join(' '), zombie: state.startsWith('Z') };
}

/** A child of this process that has not ended; undefined when there is none. */
export function findChild(parentPid: number): number | undefined {
  return process.platform === 'linux' ? findChildInProc(parentPid) : findChildInPs(parentPid);
}

export function findChildInProc(parentPid: number): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      const seen = readProc(pid);
      return seen?.parentPid === parentPid && !seen.zombie;
    });
}

export function findChildInPs(parentPid: number): number | undefined {
  const rows = runPs(['-A', '-o', 'pid=,ppid=,state='])
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const child = rows.find(([, parent, state]) => parent === String(parentPid) && state?.startsWith('Z') === false);
  return child === undefined ? undefined : Number(child[0]);
}

/** What `ps` prints; nothing when it finds nothing or is not there. */
function runPs(args: readonly string[]): string {
  try {
    return execFileSync('ps', args, {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}
