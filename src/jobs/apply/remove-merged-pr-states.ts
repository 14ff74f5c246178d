import { PrStateInUse } from '../../domain/state/snapshot.ts';
import type { Applied } from '../../domain/run/outcome.ts';
import type { MergedPullRequest } from '../../domain/review/merges.ts';
import { deletePrState } from '../state/delete-pr-state.ts';
import { deleteReview } from '../review/delete-review.ts';
import { messageOf } from '../tolerate.ts';
import type { Stack } from '../stack/open-stack.ts';
import type { Run } from '../run.ts';
import { TurnQueue } from '../turn/queue.ts';

/**
 * Deletes what merged pull requests left at their keys, after their apply. What cannot go is reported and does not fail
 * the run. A plan or a cleanup that is at work on a PR key is not waited for: the pull request's own cleanup does that.
 */
export async function removeMergedPrStates(
  run: Run,
  stack: Stack,
  pullRequests: readonly MergedPullRequest[],
): Promise<Applied['kept']> {
  const kept: { prNumber: number; why: PrStateInUse | string }[] = [];
  for (const { number: prNumber } of pullRequests) {
    try {
      await removeMergedPrState(run, stack, prNumber);
    } catch (error) {
      kept.push({ prNumber, why: error instanceof PrStateInUse ? error : messageOf(error) });
      run.journal.warning(`What pull request #${prNumber} left behind is kept: ${messageOf(error)}`);
    }
  }
  return kept;
}

async function removeMergedPrState(run: Run, stack: Stack, prNumber: number): Promise<void> {
  const { backend, prod } = stack;
  const pr = stack.prAddress(prNumber);
  // Only an apply reads it, and this one was the last.
  await deleteReview(run, backend, pr);
  const queue = new TurnQueue(backend.turns(pr, 'pr'), run.clock, run.chance);
  // A queue that cannot be read is no reason to keep the state: the state lock is asked next.
  const waiting = await queue.read().catch(() => undefined);
  if (waiting !== undefined && waiting.tickets.length > 0) return;
  if ((await backend.locks.read(pr)).kind !== 'free') throw new Error('its state is locked');
  await deletePrState(run, backend, { prod, pr, force: false });
  if (waiting !== undefined) await queue.deleteUnlessOthersWait('');
}
