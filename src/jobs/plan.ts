import { PlanFailed } from '../domain/errors.ts';
import type { Operation } from '../domain/operation.ts';
import type { Planned } from '../domain/outcome.ts';
import { openStack } from './open-stack.ts';
import { putSnapshot } from './put-snapshot.ts';
import type { Run } from './run.ts';
import { retryUntilLockAcquired, waitForStateLock } from './wait-for-state-lock.ts';

/** Plans on the pull request's own key, seeded from production. Production is read and never locked or written. */
export async function plan(run: Run, operation: Extract<Operation, { kind: 'plan' }>): Promise<Planned> {
  const stack = await openStack(run, { use: 'look' });
  const pr = stack.prAddress(operation.prNumber);
  run.journal.output('state-key', pr.path);

  await waitForStateLock(run, stack.backend.locks, pr);
  const snapshot = await putSnapshot(run, stack.backend, { prod: stack.prod, pr });
  await run.terraform.init({ key: pr.key, workspace: 'selected' });
  await stack.confirmBackend(pr);

  const planned = await retryUntilLockAcquired(run, { locks: stack.backend.locks, address: pr }, () =>
    run.terraform.plan(),
  );
  if (planned.kind === 'failed') throw new PlanFailed(`${run.terraform.name} plan failed`, planned.details);
  const shown = await run.terraform.showPlan();
  return {
    kind: 'planned',
    address: pr,
    hasChanges: planned.hasChanges,
    plan: shown.plan,
    text: shown.text,
    snapshot,
    wait: run.waiting.spent,
  };
}
