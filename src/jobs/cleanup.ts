import type { Operation } from '../domain/operation.ts';
import type { Cleaned } from '../domain/outcome.ts';
import { deletePrState } from './delete-pr-state.ts';
import { openStack } from './open-stack.ts';
import type { Run } from './run.ts';
import { waitForStateLock } from './wait-for-state-lock.ts';

/** Deletes what a closed pull request left behind, after a plan that is still under way there. */
export async function cleanup(run: Run, operation: Extract<Operation, { kind: 'cleanup' }>): Promise<Cleaned> {
  const stack = await openStack(run, { use: 'look' });
  const pr = stack.prAddress(operation.prNumber);
  run.journal.output('state-key', pr.path);

  await waitForStateLock(run, stack.backend.locks, pr);
  const deletion = await deletePrState(run, stack.backend, { prod: stack.prod, pr, force: operation.force });
  return { kind: 'cleaned', address: pr, merged: operation.merged, deletion, wait: run.waiting.spent };
}
