import type { Clock } from '../../../src/ports/clock.ts';

interface Sleeper {
  readonly atMs: number;
  wake(): void;
}

/** A clock on which no time passes but by sleeping. */
export interface FakeClock extends Clock {
  /** Every sleep that was asked for, in milliseconds. */
  readonly slept: readonly number[];
  /** Lets time pass, and wakes who is due. */
  advance(durationMs: number): Promise<void>;
}

export const EPOCH_MS = Date.parse('2026-11-21T10:30:00Z');

/**
 * `runs`: as soon as everybody sleeps, the next one is woken, so that a wait of minutes is over at once. Without it, time
 * passes by `advance` alone.
 */
export function createClock({ runs }: { readonly runs: boolean }): FakeClock {
  let nowMs = 0;
  let isTicking = false;
  const sleepers = new Set<Sleeper>();
  const slept: number[] = [];
  const wakeNext = (untilMs: number): boolean => {
    const next = [...sleepers].sort((one, other) => one.atMs - other.atMs)[0];
    if (next === undefined || next.atMs > untilMs) return false;
    nowMs = Math.max(nowMs, next.atMs);
    sleepers.delete(next);
    next.wake();
    return true;
  };
  const tick = (): void => {
    isTicking = true;
    setImmediate(() => {
      isTicking = false;
      if (wakeNext(Infinity)) tick();
    });
  };
  return {
    slept,
    now: () => new Date(EPOCH_MS + nowMs),
    monotonicMs: () => nowMs,
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason as Error);
        };
        const sleeper: Sleeper = {
          atMs: nowMs + durationMs,
          wake: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        slept.push(durationMs);
        sleepers.add(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
        if (runs && !isTicking) tick();
      }),
    advance: async (durationMs) => {
      const untilMs = nowMs + durationMs;
      while (wakeNext(untilMs)) await settled();
      nowMs = untilMs;
      await settled();
    },
  };
}

/** Resolves when everything that was only waiting for promises has gone on. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
