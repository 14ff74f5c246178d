import { Cancelled } from '../domain/apply/aftermath.ts';
import { RunFailure } from '../domain/failure.ts';
import type { Journal } from '../ports/journal.ts';

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export interface Tolerated<T> {
  /** What did not work, for the log: the sentence goes on with why. */
  readonly what: string;
  readonly task: () => Promise<T>;
  /** What is gone on with. */
  readonly otherwise: T;
}

/**
 * The one way to go on after something that does not matter. What the outside answered (a RunFailure) becomes a warning;
 * a cancel, and a defect of Lockstep, which is anything else, go on to the last catch.
 */
export async function tolerate<T>(
  journal: Pick<Journal, 'warning'>,
  { what, task, otherwise }: Tolerated<T>,
): Promise<T> {
  try {
    return await task();
  } catch (error) {
    journal.warning(`${what}: ${passOver(error).message}`);
    return otherwise;
  }
}

/** The failure of the outside that this error is. Throws it again when it is none. */
export function passOver(error: unknown): RunFailure {
  if (error instanceof RunFailure && !(error instanceof Cancelled)) return error;
  throw error;
}
