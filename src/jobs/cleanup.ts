import type { Operation } from '../domain/operation.ts';
import type { Cleaned } from '../domain/outcome.ts';
import { deletePrState } from './delete-pr-state.ts';
import { deleteReview, NOTHING_REMOVED } from './delete-review.ts';
import { openStack } from './open-stack.ts';
import { describeRun, type Run } from './run.ts';
import { takeTurn } from './take-turn.ts';
import { NO_TURN } from './turn.ts';
import { waitForStateLock } from './wait-for-state-lock.ts';

/** Deletes what a closed pull request left behind, after a plan that is still under way there. */
export async function cleanup(run: Run, operation: Extract<Operation, { kind: 'cleanup' }>): Promise<Cleaned> {
  const { backend, prod, ...stack } = await openStack(run, { use: 'look' });
  const pr = stack.prAddress(operation.prNumber);
  run.journal.output('state-key', pr.path);

  const me = describeRun(run, { kind: 'cleanup', commitSha: run.context.commitSha, prNumber: operation.prNumber });
  const taken = await takeTurn(run, { backend, address: pr, key: 'pr', me });
  const turn = taken.kind === 'taken' ? taken.turn : NO_TURN;
  let deleted = false;
  try {
    await waitForStateLock(run, { backend, address: pr, key: 'pr', turn });
    const state = await deletePrState(run, backend, { prod, pr, force: operation.force });
    // What was merged is not applied yet, and its apply asks what was reviewed.
    const review = operation.merged ? NOTHING_REMOVED : await deleteReview(backend, pr);
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
