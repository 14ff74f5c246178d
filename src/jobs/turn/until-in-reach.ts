import { BackendUnusable } from '../../domain/stack/backend.ts';
import type { Run } from '../run.ts';

const TRY_AGAIN_MS = 2000;

/**
 * Tries again, for as long as this run may wait, what the backend does not do now. What the role may not do, or what
 * is set wrong, is not tried again. Rejects with the last BackendUnusable.
 */
export async function untilInReach<T>(
  { waiting, clock, cancelled }: Pick<Run, 'waiting' | 'clock' | 'cancelled'>,
  task: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof BackendUnusable) || error.isLasting || waiting.leftMs === 0) throw error;
      const pauseMs = Math.min(TRY_AGAIN_MS, waiting.leftMs);
      await clock.sleep(pauseMs, cancelled);
      waiting.spend(pauseMs, undefined);
    }
  }
}
