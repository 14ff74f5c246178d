import { BackendUnusable } from '../../domain/stack/backend.ts';
import type { Run } from '../run.ts';

const TRY_AGAIN_MS = 2000;

/**
 * Tries again, for as long as this run may wait, what the backend does not do now. What the role may not do, or what
 * is set wrong, is not tried again. What a try that failed has taken is part of the wait: an endpoint that swallows
 * requests lets each of them last for minutes. Rejects with the last BackendUnusable.
 */
export async function untilInReach<T>(
  { waiting, clock, cancelled }: Pick<Run, 'waiting' | 'clock' | 'cancelled'>,
  task: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const spend = waiting.startWatch(clock);
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof BackendUnusable) || error.isLasting) throw error;
      spend(undefined);
      if (waiting.leftMs === 0) throw error;
      await clock.sleep(Math.min(TRY_AGAIN_MS, waiting.leftMs), cancelled);
      spend(undefined);
    }
  }
}
