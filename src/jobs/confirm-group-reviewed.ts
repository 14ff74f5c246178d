import type { StateAddress } from '../domain/keys.ts';
import { NO_MERGES, type Merges } from '../domain/merges.ts';
import type { Operation } from '../domain/operation.ts';
import type { PlanShown } from '../domain/outcome.ts';
import type { Reviewed } from '../domain/reviewed.ts';
import { findLastApplied } from '../domain/turn.ts';
import { confirmReviewed } from './confirm-reviewed.ts';
import { messageOf } from './message-of.ts';
import type { Stack } from './open-stack.ts';
import type { Run } from './run.ts';
import { TurnQueue } from './turn-queue.ts';

export interface MergeGroup {
  readonly stack: Pick<Stack, 'backend' | 'prod' | 'prAddress'>;
  readonly pr: StateAddress;
  readonly operation: Extract<Operation, { kind: 'plan' }>;
  readonly shown: PlanShown;
}

/**
 * Compares the plan of a merge group with the reviews of all that it stands on: what is queued before it, and what is
 * merged and not applied yet. Throws PlanChanged as an apply would, while the pull request can still be kept out.
 */
export async function confirmGroupReviewed(run: Run, { stack, pr, operation, shown }: MergeGroup): Promise<Reviewed> {
  const branch = run.inputs['apply-branch'] ?? run.context.defaultBranch ?? '';
  const { event } = run.context;
  const isForProduction = event.kind === 'merge-group' && event.headRef.includes(`gh-readonly-queue/${branch}/`);
  // What is merged elsewhere is not applied from there.
  if (!isForProduction) return { kind: 'not-compared' };
  const merges = await findGroup(run, stack, { operation, branch });
  return confirmReviewed(run, { stack, address: pr, shown, merges });
}

async function findGroup(
  run: Run,
  { backend, prod }: MergeGroup['stack'],
  { operation, branch }: Pick<MergeGroup, 'operation'> & { readonly branch: string },
): Promise<Merges | 'unknown'> {
  try {
    const queued = await run.pullRequests.findQueued(operation.headSha, branch);
    if (!queued.pullRequests.some(({ number }) => number === operation.prNumber)) {
      throw new Error(`its queue does not name #${String(operation.prNumber)}`);
    }
    const document = await new TurnQueue(backend.turns(prod), run.clock, run.chance).read();
    const since = findLastApplied(document, run.context.repository)?.commitSha;
    const landed =
      since === undefined || since === queued.baseSha
        ? NO_MERGES
        : await run.pullRequests.findMerged({ since, commitSha: queued.baseSha, branch });
    return { ...landed, pullRequests: [...landed.pullRequests, ...queued.pullRequests] };
  } catch (error) {
    run.journal.warning(`What is in this merge group is not known: ${messageOf(error)}`);
    return 'unknown';
  }
}
