import { readFileSync } from 'node:fs';
import { readAtWork, type AtWork } from '../../../domain/apply/at-work.ts';
import { describeAtWork } from '../../../domain/apply/timed-out.ts';
import { parseEvents } from '../../../domain/events/event.ts';
import { renderDuration } from '../../../domain/duration.ts';
import type { TimeLimit } from '../../process/process.ts';

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
      const atWork = readAtWork(parseEvents(readWhatThereIs(stdoutFile).toString('utf8', 0, stdout)));
      onInterrupt({ limitMs, atWork });
      // What a provider prints may hold a secret that is not masked: the log of the command has the line.
      const said = describeAtWork({ ...atWork, lastLine: undefined });
      warn(`${isOver} and is interrupted, once; ${said}. It is waited for until it has ended.`);
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

/** How long a command that holds nothing may take to end by itself. */
const KILLED_AFTER_MS = 5000;

/**
 * The limit of a command that only looks: it holds no lock and writes nothing that counts, so that it may be killed when it
 * does not heed its interrupt, as none does that waits for a server which takes a connection and never answers.
 */
export function limitLook(limitMs: number, onTimeUp: () => void): TimeLimit {
  return {
    limitMs,
    killAfterMs: KILLED_AFTER_MS,
    onInterrupt: onTimeUp,
    onOutOfReach: () => undefined,
    onStillAtWork: () => undefined,
  };
}

/** That its time was up counts more than how far it came. */
function readWhatThereIs(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
