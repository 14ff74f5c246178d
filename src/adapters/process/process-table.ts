import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** One process, as the system's table has it. */
export interface ProcessSeen {
  readonly parentPid: number;
  /** Tells it apart from a later one with the same number: ticks after boot, or a date. Never parsed. */
  readonly startedAt: string;
  /** It has ended, and its parent has not asked how. */
  readonly zombie: boolean;
}

/** What is there cannot be told now: no process may be called ended for it. */
export class ProcessesUnknown extends Error {
  constructor(cause: unknown) {
    super(
      `the processes of this machine cannot be looked up: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}

/**
 * Undefined when there is no such process. Linux says it in `/proc`; `ps` says it on every POSIX system. Throws
 * ProcessesUnknown, and so does everything below that looks.
 */
export function lookUpProcess(pid: number): ProcessSeen | undefined {
  return process.platform === 'linux' ? readProc(pid) : readPs(pid);
}

/** The same for whoever has to go on in any case. */
export function lookAtProcess(pid: number): ProcessSeen | 'gone' | 'unknown' {
  try {
    return lookUpProcess(pid) ?? 'gone';
  } catch (error) {
    if (!(error instanceof ProcessesUnknown)) throw error;
    return 'unknown';
  }
}

/** When this process started, as far as that can be told now. */
export function startOf(pid: number): string | undefined {
  const seen = lookAtProcess(pid);
  return typeof seen === 'string' ? undefined : seen.startedAt;
}

/** Fields 3, 4 and 22 of `/proc/<pid>/stat`. */
export function readProc(pid: number): ProcessSeen | undefined {
  const fields = statFields(String(pid));
  if (fields.length === 0) return undefined;
  return { parentPid: Number(fields[1]), startedAt: fields[19] ?? '', zombie: /^[ZX]/.test(fields[0] ?? '') };
}

/** Of `/proc/<pid>/stat`, from the third on: the name before them may hold spaces and brackets. Source: proc(5). */
function statFields(pid: string): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    // One that ends while it is read is ESRCH. Where this process itself is not there, the table is not.
    const isGone = ['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (isGone && existsSync('/proc/self/stat')) return [];
    throw new ProcessesUnknown(error);
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

/** One line of the table of all processes. */
export interface ProcessListed {
  readonly pid: number;
  readonly parentPid: number;
  /** On Linux the session; what `ps` can tell everywhere is the process group. */
  readonly session: number;
}

/** All processes that have not ended. */
export function listProcesses(): readonly ProcessListed[] {
  return process.platform === 'linux' ? listProc() : listPs();
}

/** Fields 3, 4 and 6 of `/proc/<pid>/stat`. */
export function listProc(): readonly ProcessListed[] {
  return numbersInProc()
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const [state = 'X', parent, , session] = statFields(name);
      return /^[ZX]/.test(state) ? [] : [{ pid: Number(name), parentPid: Number(parent), session: Number(session) }];
    });
}

function numbersInProc(): readonly string[] {
  try {
    return readdirSync('/proc');
  } catch (error) {
    throw new ProcessesUnknown(error);
  }
}

export function listPs(): readonly ProcessListed[] {
  return runPs(['-A', '-o', 'pid=,ppid=,pgid=,state='])
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state !== undefined && !state.startsWith('Z'))
    .map(([pid, parent, group]) => ({ pid: Number(pid), parentPid: Number(parent), session: Number(group) }));
}

/** What descends from this process, in the order of generations. */
export function descendantsOf(ancestorPid: number, table: readonly ProcessListed[]): readonly number[] {
  const children = Map.groupBy(table, ({ parentPid }) => parentPid);
  const found = [ancestorPid];
  for (const pid of found) found.push(...(children.get(pid) ?? []).map((child) => child.pid));
  return found.slice(1);
}

/** The file that this process runs, or a path that leads to it; undefined when that cannot be told. */
export function executableOf(pid: number): string | undefined {
  if (process.platform === 'linux') return `/proc/${pid}/exe`;
  const path = runPs(['-o', 'comm=', '-p', String(pid)]).trim();
  return path.startsWith('/') ? path : undefined;
}

/** What `ps` prints; nothing when it finds nothing, which it tells with 1. */
function runPs(args: readonly string[]): string {
  try {
    return execFileSync('ps', args, {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    const { status, stdout } = error as { readonly status?: number | null; readonly stdout?: string };
    if (status === 1 && stdout?.trim() === '') return '';
    throw new ProcessesUnknown(error);
  }
}
