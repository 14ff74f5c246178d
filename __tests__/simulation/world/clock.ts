import type { Clock } from '../../../src/ports/clock.ts';
import type { Process, World } from './world.ts';

const BEGIN_OF_TIME_MS = Date.parse('2026-11-21T10:00:00Z');

/** How far a wall clock is off, and from when on it is off by the opposite. */
export interface Skew {
  readonly offByMs: number;
  readonly jumpsAtMs: number;
}

/** The clock of one process: nothing of it happens once that is gone. */
export function createClock(world: World, process: Process, skew: Skew): Clock {
  return {
    now: () => {
      const offMs = world.nowMs < skew.jumpsAtMs ? skew.offByMs : -skew.offByMs;
      return new Date(BEGIN_OF_TIME_MS + world.nowMs + offMs);
    },
    monotonicMs: () => world.nowMs,
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal === undefined) {
          world.after(durationMs, process, resolve);
          return;
        }
        const aborted = (): void => {
          cancel();
          reject(signal.reason as Error);
        };
        if (signal.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const cancel = world.after(durationMs, process, () => {
          signal.removeEventListener('abort', aborted);
          resolve();
        });
        signal.addEventListener('abort', aborted);
      }),
  };
}
