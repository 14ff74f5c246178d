import type { Operation } from '../../domain/run/operation.ts';
import type { Planned, Superseded } from '../../domain/run/outcome.ts';
import { confirmReviewed } from '../review/confirm-reviewed.ts';
import { findGroup } from '../review/find-group.ts';
import { createWorkspace } from '../stack/create-workspace.ts';
import { renewCredentials } from '../stack/keep-credentials.ts';
import { initOn } from '../stack/init-on.ts';
import { openStack } from '../stack/open-stack.ts';
import { planFailed } from '../lock/plan-failed.ts';
import { putSnapshot } from '../state/put-snapshot.ts';
import { describeRun, type Run } from '../run.ts';
import { takeTurn } from '../turn/take-turn.ts';
import type { HeldLock } from '../lock/held-lock.ts';
import { takeStateLock } from '../lock/take-state-lock.ts';
import { waitForStateLock } from '../lock/wait-for-state-lock.ts';
import { writeReview } from '../review/write-review.ts';

/** Plans on the pull request's own key, seeded from production. Production is read and never locked or written. */
export async function plan(run: Run, operation: Extract<Operation, { kind: 'plan' }>): Promise<Planned | Superseded> {
  const stack = await openStack(run);
  const { backend, prod } = stack;
  const pr = stack.prAddress(operation.prNumber);
  run.journal.output('state-key', pr.path);

  const kind = run.context.event.kind === 'merge-group' ? 'merge-group' : 'plan';
  const me = describeRun(run, { kind, commitSha: operation.headSha, prNumber: operation.prNumber });
  const taken = await takeTurn(run, { backend, address: pr, key: 'pr', me });
  if (taken.kind === 'superseded') {
    return {
      kind: 'superseded',
      by: { commitSha: taken.by.commitSha, runUrl: taken.by.url },
      wait: run.waiting.spent,
    };
  }
  const { turn } = taken;
  let held: HeldLock | undefined;
  try {
    const lock = { backend, address: pr, key: 'pr', turn } as const;
    await waitForStateLock(run, lock);
    run.comments.tellBegun({ kind: 'begun', at: run.clock.now(), shown: undefined });
    await renewCredentials(run, backend);
    const group = await findGroup(run, stack, operation);
    const snapshot = await putSnapshot(run, backend, { prod, pr });
    await initOn(run, lock);
    await stack.confirmBackend(pr);
    await createWorkspace(run, lock);
    held = await takeStateLock(run, lock, { operation: 'plan', prNumber: operation.prNumber });
    const planned = await run.terraform.plan(held);
    if (planned.kind === 'failed') throw planFailed(run, planned, pr);
    await stack.confirmBackend(pr);
    const shown = { ...(await run.terraform.showPlan()), hasChanges: planned.hasChanges };
    const { prNumber, headSha } = operation;
    if (kind === 'plan')
      await writeReview(run, backend, { address: pr, prNumber, headSha, plan: shown.plan, snapshot });
    return {
      kind: 'planned',
      address: pr,
      ...shown,
      snapshot,
      reviewed:
        group === undefined
          ? undefined
          : await confirmReviewed(run, { address: pr, shown, carried: group, stretch: undefined }),
      wait: run.waiting.spent,
    };
  } finally {
    await held?.giveBack();
    await turn.leave();
  }
}
