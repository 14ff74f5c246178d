import { readFileSync } from 'node:fs';
import { readAtWork, type AtWork } from '../../domain/apply/at-work.ts';
import { describeAtWork } from '../../domain/apply/timed-out.ts';
import { renderDuration } from '../../domain/duration.ts';
import type { TimeLimit } from '../process/process.ts';

/** The time of a command was up, and it was interrupted. */
export interface RanOut {
  readonly limitMs: number;
  readonly atWork: AtWork;
}

export interface LimitOptions {
  readonly stdoutFile: string;
  readonly warn: (message: string) => void;
  /** Told before the interrupt is sent. */
  readonly onInterrupt: (ranOut: RanOut) => void;
}

/** The limit of one command, which is told in the log when it is reached: who waits for it is to know why it ends. */
export function limitTime(command: string, limitMs: number, options: LimitOptions): TimeLimit {
  const { stdoutFile, warn, onInterrupt } = options;
  const isOver = `${command} has taken longer than apply-timeout (${renderDuration(limitMs)})`;
  return {
    limitMs,
    onInterrupt: ({ stdout }) => {
      const atWork = readAtWork(readFileSync(stdoutFile).toString('utf8', 0, stdout));
      onInterrupt({ limitMs, atWork });
      warn(`${isOver} and is interrupted, once; ${describeAtWork(atWork)}. It is waited for until it has ended.`);
    },
    onOutOfReach: () => {
      warn(
        `${isOver}, and no process of it is seen that could be interrupted: it is waited for, as long as the job lasts.`,
      );
    },
    onStillAtWork: () => {
      warn(
        `${command} is still at work a minute after its interrupt: what it waits for does not heed that. A second one would lose what is in flight, so it is waited for, as long as the job lasts.`,
      );
    },
  };
}
