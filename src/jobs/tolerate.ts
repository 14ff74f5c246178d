import { Cancelled } from '../domain/apply/aftermath.ts';
import { RunFailure } from '../domain/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether the work stops when the run is cancelled. Giving back and saving do not: they are done to their end. */
export interface Scope {
  readonly nonCancellable?: boolean;
}

export interface Tolerated<T> extends Scope {
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
  { what, task, otherwise, ...scope }: Tolerated<T>,
): Promise<T> {
  try {
    return await task();
  } catch (error) {
    journal.warning(`${what}: ${passOver(error, scope).message}`);
    return otherwise;
  }
}

/** The failure of the outside that this error is. Throws it again when it is none, or a cancel where that counts. */
export function passOver(error: unknown, { nonCancellable = false }: Scope = {}): Error {
  if (isCancel(error) ? nonCancellable : error instanceof RunFailure) return error as Error;
  throw error;
}

/** Requests and sleeps that end with the run reject with an AbortError, Terraform's commands with Cancelled. */
function isCancel(error: unknown): boolean {
  return error instanceof Cancelled || (error instanceof Error && error.name === 'AbortError');
}

/** Sleeps, and says whether the whole time has passed: false when the signal aborted first. */
export async function sleepUnlessAborted(
  clock: Pick<Clock, 'sleep'>,
  durationMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await clock.sleep(durationMs, signal);
    return true;
  } catch (error) {
    if (!signal.aborted) throw error;
    return false;
  }
}

/**
 * Steps that are all taken, to the last, whatever becomes of those before them and though the run is cancelled: for
 * saving and giving back. A failure of the outside becomes a warning; a defect waits until all is done.
 */
export class EveryStep {
  readonly #journal: Pick<Journal, 'warning'>;
  #defect: { readonly thrown: unknown } | undefined;

  constructor(journal: Pick<Journal, 'warning'>) {
    this.#journal = journal;
  }

  async take<T>({ what, task, otherwise }: Omit<Tolerated<T>, 'nonCancellable'>): Promise<T> {
    try {
      return await tolerate(this.#journal, { what, task, otherwise, nonCancellable: true });
    } catch (defect) {
      this.keep(what, defect);
      return otherwise;
    }
  }

  /** The same for what has gone wrong already: a failure of the outside is told, a defect kept. */
  tell(what: string, error: unknown): void {
    try {
      this.#journal.warning(`${what}: ${passOver(error, { nonCancellable: true }).message}`);
    } catch (defect) {
      this.keep(what, defect);
    }
  }

  /** What is done at once and not waited for, in the same way: false when it went wrong. */
  takeNow(what: string, task: () => void): boolean {
    try {
      task();
      return true;
    } catch (error) {
      this.tell(what, error);
      return false;
    }
  }

  /**
   * One try of several at the same thing: undefined when it is done, else what went wrong. It is told unless it is what
   * was told the last time.
   */
  async attempt({
    what,
    task,
    told,
  }: {
    readonly what: string;
    readonly task: () => Promise<void>;
    readonly told: string | undefined;
  }): Promise<Error | undefined> {
    let failure: Error | undefined;
    try {
      await task().catch((error: unknown) => {
        failure = passOver(error, { nonCancellable: true });
      });
    } catch (defect) {
      this.keep(what, defect);
      return defect instanceof Error ? defect : new Error(String(defect));
    }
    if (failure !== undefined && failure.message !== told) {
      this.#journal.warning(`${what}: ${failure.message.split('\n')[0] ?? ''}`);
    }
    return failure;
  }

  /** A defect that must not come between what is done and the word of it; `what` did not work because of it. */
  keep(what: string, defect: unknown): void {
    this.#journal.warning(`${what}, by a defect of Lockstep: ${messageOf(defect)}`);
    this.#defect ??= { thrown: defect };
  }

  /** Throws the first defect that a step has ended with. Call it when there is no step left, and all is told. */
  throwDefect(): void {
    if (this.#defect !== undefined) throw this.#defect.thrown;
  }
}

/**
 * Does several things at once that do not depend on each other, and waits for each to its end: none is left at work when
 * another has failed. Rejects with the first failure, in the order of the tasks.
 */
export async function allDone<T extends readonly unknown[]>(
  ...tasks: T
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}

/** The same for each of a list, so many at a time; results in the list's order. */
export async function eachDone<T, R>(
  items: readonly T[],
  { atOnce, task }: { readonly atOnce: number; readonly task: (item: T) => Promise<R> },
): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    results.push(...(await allDone(...items.slice(start, start + atOnce).map(task))));
  }
  return results;
}
