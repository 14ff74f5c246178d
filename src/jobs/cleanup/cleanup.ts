import type { Operation } from '../../domain/run/operation.ts';
import type { Cleaned } from '../../domain/run/outcome.ts';
import { deletePrState } from '../state/delete-pr-state.ts';
import { deleteReview, NOTHING_REMOVED } from '../review/delete-review.ts';
import { applyBranch, describeRun, type Run } from '../run.ts';
import { tolerate } from '../tolerate.ts';
import { openStack } from '../stack/open-stack.ts';
import { takeTurn } from '../turn/take-turn.ts';
import { waitForStateLock } from '../lock/wait-for-state-lock.ts';

type CleanupOperation = Extract<Operation, { kind: 'cleanup' }>;

/** Deletes what a closed pull request left behind, after a plan that is still under way there. */
export async function cleanup(run: Run, operation: CleanupOperation): Promise<Cleaned> {
  const { backend, prod, ...stack } = await openStack(run);
  const pr = stack.prAddress(operation.prNumber);
  run.journal.output('state-key', pr.path);

  const me = describeRun(run, { kind: 'cleanup', commitSha: run.context.commitSha, prNumber: operation.prNumber });
  const taken = await takeTurn(run, { backend, address: pr, key: 'pr', me });
  if (taken.kind === 'superseded') throw new Error('a cleanup was superseded in the queue, which only plans are');
  const { turn } = taken;
  let deleted = false;
  try {
    await waitForStateLock(run, { backend, address: pr, key: 'pr', turn });
    const state = await deletePrState(run, backend, { prod, pr, force: operation.force });
    // What was merged is not applied yet, and its apply asks what was reviewed.
    const review = (await isForApply(run, operation)) ? NOTHING_REMOVED : await deleteReview(run, backend, pr);
    deleted = true;
    const deletion = {
      ...state,
      removed: state.removed + review.count,
      versionsLeft: state.versionsLeft || review.versionsLeft,
    };
    return { kind: 'cleaned', address: pr, merged: operation.merged, deletion, wait: run.waiting.spent };
  } finally {
    await (deleted ? turn.leaveForGood() : turn.leave());
  }
}

/** Whether the review is still asked for: by the apply of what was merged. Started by hand, nobody has said so yet. */
async function isForApply(
  run: Pick<Run, 'inputs' | 'context' | 'journal' | 'pullRequests'>,
  { merged, prNumber, force }: CleanupOperation,
): Promise<boolean> {
  if (merged || force || run.context.event.kind !== 'workflow-dispatch') return merged;
  return tolerate(run.journal, {
    what: 'GitHub did not say whether it was merged, so its review is kept',
    task: async () => {
      const [status] = await run.pullRequests.findStatuses([prNumber]);
      return status?.merged?.branch === applyBranch(run);
    },
    otherwise: true,
  });
}
