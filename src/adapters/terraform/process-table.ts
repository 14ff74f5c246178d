import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

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
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0] ?? '';
    return { parentPid: Number(fields[1]), startedAt: fields[19] ?? '', zombie: state === 'Z' || state === 'X' };
  } catch {
    return undefined;
  }
}

/** `ps -o ppid=,state=,lstart=`: the start is a date of five words, to the second. Source: POSIX ps, and macOS ps(1). */
export function readPs(pid: number): ProcessSeen | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'ppid=,state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    const [parent = '', state = '', ...started] = line.split(/\s+/);
    if (!/^\d+$/.test(parent) || started.length === 0) return undefined;
    return { parentPid: Number(parent), startedAt: started.join(' '), zombie: state.startsWith('Z') };
  } catch {
    return undefined;
  }
}
