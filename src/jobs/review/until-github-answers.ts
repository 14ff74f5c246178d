import { GitHubUnusable } from '../../domain/run/github.ts';
import type { Run } from '../run.ts';

/** At first, and at last: what lasts is not over sooner for being asked more often, and a token has its limits. */
const ASK_AGAIN_MS = 5000;
const ASK_AGAIN_AT_LAST_MS = 40_000;

/**
 * Asks again, for as long as this run may wait, what GitHub does not say now: an outage may pass, and an answer may lag
 * behind. What the token may not ask, what stays as it is, and what is refused for longer than that, is not asked again.
 * Rejects with the last GitHubUnusable.
 */
export async function untilGitHubAnswers<T>(
  { waiting, clock, cancelled }: Pick<Run, 'waiting' | 'clock' | 'cancelled'>,
  ask: () => Promise<T>,
): Promise<T> {
  for (let againMs = ASK_AGAIN_MS; ; againMs = Math.min(againMs * 2, ASK_AGAIN_AT_LAST_MS)) {
    const spend = waiting.startWatch(clock);
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof GitHubUnusable) || error.isLasting) throw error;
      spend(undefined);
      const answersInMs = (error.until?.getTime() ?? 0) - clock.now().getTime();
      if (waiting.leftMs === 0 || answersInMs > waiting.leftMs) throw error;
      await clock.sleep(Math.min(againMs, waiting.leftMs), cancelled);
      spend(undefined);
    }
  }
}

/** GitHub's answers lag behind its events by seconds. */
const SETTLE_MS = [1000, 2000, 3000, 4000] as const;

/** Asks again, a few times within ten seconds, what may be an old answer. Gives the last one. */
export async function untilSettled<T>(
  run: Pick<Run, 'waiting' | 'clock' | 'cancelled'>,
  ask: () => Promise<T>,
  isSettled: (answer: T) => boolean,
): Promise<T> {
  let answer = await untilGitHubAnswers(run, ask);
  for (const afterMs of SETTLE_MS) {
    if (isSettled(answer)) return answer;
    await run.clock.sleep(afterMs, run.cancelled);
    answer = await untilGitHubAnswers(run, ask);
  }
  return answer;
}
