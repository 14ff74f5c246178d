import { PrStateInUse } from '../../domain/state/snapshot.ts';
import type { Applied } from '../../domain/run/outcome.ts';
import type { MergedPullRequest } from '../../domain/review/merges.ts';
import type { TurnDocument } from '../../domain/turn/turn.ts';
import { deletePrState, lookAtPrState } from '../state/delete-pr-state.ts';
import { deleteReviews, lookAtReviews } from '../review/delete-review.ts';
import { allDone, eachDone, passOver } from '../tolerate.ts';
import { openFormerProductions } from '../sweep/former-productions.ts';
import { forgetPlace, listPlace } from '../sweep/note-place.ts';
import type { Stack } from '../stack/open-stack.ts';
import type { Run } from '../run.ts';
import { TurnQueue } from '../turn/queue.ts';

type RemovingRun = Pick<Run, 'inputs' | 'terraform' | 'context' | 'clock' | 'chance' | 'cancelled' | 'journal'>;
type StackToClear = Pick<Stack, 'backend' | 'prod' | 'prAddress'>;

/** Each is some ten requests, three of them at once. */
const AT_ONCE = 10;

/**
 * Deletes what merged pull requests left at their keys, after their apply. What cannot go is reported and does not fail
 * the run. A plan or a cleanup that is at work on a PR key is not waited for: the pull request's own cleanup does that.
 */
export async function removeMergedPrStates(
  run: RemovingRun,
  stack: StackToClear,
  pullRequests: readonly MergedPullRequest[],
): Promise<Applied['kept']> {
  const looks = await eachDone(pullRequests, {
    atOnce: AT_ONCE,
    task: async (pullRequest) => ({
      prNumber: pullRequest.number,
      why: await removeUnlessKept(run, stack, pullRequest),
    }),
  });
  const kept: { prNumber: number; why: PrStateInUse | string }[] = [];
  for (const { prNumber, why } of looks) {
    if (why === undefined) continue;
    kept.push({ prNumber, why });
    run.journal.warning(
      `What pull request #${prNumber} left behind is kept: ${typeof why === 'string' ? why : why.message}`,
    );
  }
  return kept;
}

/** Why it is kept; undefined when it is not. A cancel is a reason too: the apply is done. */
async function removeUnlessKept(
  run: RemovingRun,
  stack: StackToClear,
  pullRequest: MergedPullRequest,
): Promise<PrStateInUse | string | undefined> {
  try {
    return await removeMergedPrState(run, stack, pullRequest);
  } catch (error) {
    const failure = passOver(error, { nonCancellable: true });
    return failure instanceof PrStateInUse ? failure : failure.message;
  }
}

async function removeMergedPrState(
  run: RemovingRun,
  stack: StackToClear,
  { number, headSha }: MergedPullRequest,
): Promise<string | undefined> {
  const { backend, prod } = stack;
  const pr = stack.prAddress(number);
  const queue = new TurnQueue(backend.turns(pr, 'pr'), run.clock, run.chance);
  // Only an apply reads them, and this one was the last.
  const removeReviews = async (): Promise<void> => {
    await deleteReviews(run, backend, { prod, looks: await lookAtReviews(backend, { pr, heads: [headSha] }) });
  };
  const removeState = async (): Promise<{ readonly why?: string; readonly isQueueGone: boolean }> => {
    const [waiting, lock, look] = await allDone(
      // A queue that cannot be read is no reason to keep the state: the state lock says more.
      readUnlessOutOfReach(queue),
      backend.locks.read(pr),
      lookAtPrState(backend, pr),
    );
    if (waiting !== undefined && waiting.tickets.length > 0) return { isQueueGone: false };
    if (lock.kind !== 'free') return { why: 'its state is locked', isQueueGone: false };
    const hadProduction = openFormerProductions(run, stack, { prNumber: number });
    await deletePrState(run, backend, { prod, pr, hadProduction, force: false, look });
    // Listed before the queue goes: what a newer run notes is that run's.
    await Promise.allSettled([listing]);
    return { isQueueGone: waiting !== undefined && (await queue.deleteUnlessOthersWait('')) };
  };
  const listing = listPlace(run, stack, number);
  const [own, , { why, isQueueGone }] = await allDone(listing, removeReviews(), removeState());
  if (isQueueGone) await forgetPlace(run, stack, own);
  return why;
}

async function readUnlessOutOfReach(queue: Pick<TurnQueue, 'read'>): Promise<TurnDocument | undefined> {
  try {
    return await queue.read();
  } catch (error) {
    passOver(error);
    return undefined;
  }
}
