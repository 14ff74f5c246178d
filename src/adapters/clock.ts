import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  // Since the machine's boot, so that main and `post` tell the same time; `performance.now()` begins with the process.
  monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
  sleep: async (durationMs, signal) => {
    await sleep(durationMs, undefined, signal === undefined ? {} : { signal });
  },
};
