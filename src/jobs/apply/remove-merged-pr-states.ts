import { PrStateInUse } from '../../domain/state/snapshot.ts';
import type { Applied } from '../../domain/run/outcome.ts';
import type { MergedPullRequest } from '../../domain/review/merges.ts';
import type { TurnDocument } from '../../domain/turn/turn.ts';
import { deletePrState } from '../state/delete-pr-state.ts';
import { deleteReviews } from '../review/delete-review.ts';
import { passOver } from '../tolerate.ts';
import { openFormerProductions } from '../sweep/former-productions.ts';
import { forgetPlace, listPlace } from '../sweep/note-place.ts';
import type { Stack } from '../stack/open-stack.ts';
import type { Run } from '../run.ts';
import { TurnQueue } from '../turn/queue.ts';

type RemovingRun = Pick<Run, 'inputs' | 'terraform' | 'context' | 'clock' | 'chance' | 'cancelled' | 'journal'>;
type StackToClear = Pick<Stack, 'backend' | 'prod' | 'prAddress'>;

/**
 * Deletes what merged pull requests left at their keys, after their apply. What cannot go is reported and does not fail
 * the run. A plan or a cleanup that is at work on a PR key is not waited for: the pull request's own cleanup does that.
 */
export async function removeMergedPrStates(
  run: RemovingRun,
  stack: StackToClear,
  pullRequests: readonly MergedPullRequest[],
): Promise<Applied['kept']> {
  const kept: { prNumber: number; why: PrStateInUse | string }[] = [];
  for (const pullRequest of pullRequests) {
    const { number: prNumber } = pullRequest;
    const why = await removeUnlessKept(run, stack, pullRequest);
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
  const own = await listPlace(run, stack, number);
  // Only an apply reads them, and this one was the last.
  await deleteReviews(run, backend, { prod, pr, heads: [headSha] });
  const queue = new TurnQueue(backend.turns(pr, 'pr'), run.clock, run.chance);
  // A queue that cannot be read is no reason to keep the state: the state lock is asked next.
  const waiting = await readUnlessOutOfReach(queue);
  if (waiting !== undefined && waiting.tickets.length > 0) return undefined;
  if ((await backend.locks.read(pr)).kind !== 'free') return 'its state is locked';
  const hadProduction = openFormerProductions(run, stack, { prNumber: number });
  await deletePrState(run, backend, { prod, pr, hadProduction, force: false });
  if (waiting !== undefined && (await queue.deleteUnlessOthersWait(''))) await forgetPlace(run, stack, own);
  return undefined;
}

async function readUnlessOutOfReach(queue: Pick<TurnQueue, 'read'>): Promise<TurnDocument | undefined> {
  try {
    return await queue.read();
  } catch (error) {
    passOver(error);
    return undefined;
  }
}
