import process from 'node:process';
import type { MainProcess } from '../../ports/handover.ts';
import { lookAtProcess, startOf } from './process-table.ts';

/** What another process needs to find this one again. */
export interface ProcessMark {
  readonly pid: number;
  /** Tells it apart from a later one with the same number; undefined when it could not be looked up. */
  readonly startedAt?: string | undefined;
}

/** Undefined where processes cannot be told apart. */
export function markOfThisProcess(): ProcessMark | undefined {
  if (process.platform === 'win32') return undefined;
  const { pid } = process;
  return { pid, startedAt: startOf(pid) };
}

/** Main, known by its number and its start. What cannot be told counts as at work, and gets no signal. */
export function findMain(mark: ProcessMark | undefined): MainProcess {
  const look = (): 'at-work' | 'ended' | 'unknown' => {
    if (mark === undefined) return 'ended';
    const seen = lookAtProcess(mark.pid);
    if (seen === 'unknown') return 'unknown';
    if (seen === 'gone' || seen.zombie) return 'ended';
    if (mark.startedAt === undefined) return 'unknown';
    return seen.startedAt === mark.startedAt ? 'at-work' : 'ended';
  };
  return {
    isAtWork: () => look() !== 'ended',
    signal: (signal) => {
      if (mark === undefined || look() !== 'at-work') return;
      try {
        process.kill(mark.pid, signal);
      } catch (error) {
        // Ended since, or another user's: whether it is at work is looked at, and not inferred from this.
        if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
    },
  };
}
