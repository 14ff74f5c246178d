import { GitHubUnusable } from '../../domain/run/github.ts';
import type { MergeReview } from '../../domain/review/merges.ts';
import type { Operation } from '../../domain/run/operation.ts';
import type { ToConfirm } from './confirm-reviewed.ts';
import { findCarried } from './find-carried.ts';
import { applyBranch, type Run } from '../run.ts';
import { tolerate } from '../tolerate.ts';
import type { Stack } from '../stack/open-stack.ts';

type Group = Pick<ToConfirm, 'carried' | 'findCarried'>;

/**
 * What was reviewed of all that a merge group stands on: what is queued before it, and what is merged and not applied
 * yet. Asked before its snapshot is taken: whatever is applied after that is in the snapshot, and no obstacle. Undefined
 * when there is nothing to compare: no merge group, or one of a branch that is not applied from.
 */
export async function findGroup(
  run: Pick<Run, 'inputs' | 'context' | 'journal' | 'pullRequests' | 'runs' | 'clock'>,
  stack: Pick<Stack, 'backend' | 'prod' | 'prPaths' | 'prAddress'>,
  operation: Extract<Operation, { kind: 'plan' }>,
): Promise<Group | undefined> {
  const { event } = run.context;
  const branch = applyBranch(run);
  if (event.kind !== 'merge-group' || !event.headRef.includes(`gh-readonly-queue/${branch}/`)) return undefined;
  const find = async (): Promise<readonly MergeReview[]> => {
    const queued = await run.pullRequests.findQueued(operation.headSha, branch);
    if (!queued.includes(operation.prNumber)) {
      throw new GitHubUnusable(`its queue does not name #${operation.prNumber}`);
    }
    const certain = queued.map((number) => ({ number }));
    return findCarried(run, stack, { commitSha: operation.headSha, certain });
  };
  const carried = await tolerate<readonly MergeReview[] | 'unknown'>(run.journal, {
    what: 'What is in this merge group is not known',
    task: find,
    otherwise: 'unknown',
  });
  return { carried, findCarried: find };
}
