import type { MainProcess } from '../../ports/handover.ts';
import type { Run } from '../run.ts';

const POLL_MS = 100;
/** It needs a second; a turn is silent for longer than this before anybody calls it dead. */
const AFTER_INTERRUPT_MS = 60_000;
const AFTER_SIGNAL_MS = 5000;

/**
 * Main may be at work beside `post`: in a container it never gets the runner's signal. It is interrupted once, as the
 * runner would, and waited for; one that does not answer is ended, for nothing of the run may begin any more.
 */
export async function endMain({ clock, journal }: Pick<Run, 'clock' | 'journal'>, main: MainProcess): Promise<void> {
  if (!main.isAtWork()) return;
  journal.info('The main step of this action is still at work: it is interrupted, and waited for.');
  const patience = [
    ['SIGINT', AFTER_INTERRUPT_MS],
    ['SIGTERM', AFTER_SIGNAL_MS],
    ['SIGKILL', AFTER_SIGNAL_MS],
  ] as const;
  for (const [signal, ms] of patience) {
    main.signal(signal);
    const sinceMs = clock.monotonicMs();
    while (main.isAtWork() && clock.monotonicMs() - sinceMs < ms) await clock.sleep(POLL_MS);
    if (!main.isAtWork()) return;
  }
  journal.warning('The main step of this action has not ended. It begins nothing any more.');
}
