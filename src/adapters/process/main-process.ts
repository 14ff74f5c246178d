import process from 'node:process';
import type { MainProcess } from '../../ports/handover.ts';
import { lookUpProcess } from './process-table.ts';

/** What another process needs to find this one again. */
export interface ProcessMark {
  readonly pid: number;
  /** Tells it apart from a later one with the same number. */
  readonly startedAt: string;
}

/** Undefined where processes cannot be told apart. */
export function markOfThisProcess(): ProcessMark | undefined {
  const { pid } = process;
  const startedAt = lookUpProcess(pid)?.startedAt;
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Main, known by its number and its start. */
export function findMain(mark: ProcessMark | undefined): MainProcess {
  const isAtWork = (): boolean => {
    const seen = mark && lookUpProcess(mark.pid);
    return seen !== undefined && !seen.zombie && seen.startedAt === mark?.startedAt;
  };
  return {
    isAtWork,
    signal: (signal) => {
      if (mark === undefined || !isAtWork()) return;
      try {
        process.kill(mark.pid, signal);
      } catch (error) {
        // Ended since, or another user's: whether it is at work is looked at, and not inferred from this.
        if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
    },
  };
}
