import { ApplyFailed } from '../../domain/apply/apply-failed.ts';
import { PlanFailed } from '../../domain/plan/plan-failed.ts';
import type { FailedRun, Terraform } from '../../ports/terraform.ts';
import { lookAtOwnLock, releaseOwnLock, type OwnedLock, type OwningRun, type OwnLock } from './release-own-lock.ts';

type FailingRun = OwningRun & { readonly terraform: Pick<Terraform, 'name'> };

export async function planFailed(run: FailingRun, lock: OwnedLock, failed: FailedRun): Promise<PlanFailed> {
  const own = await releaseOwnLock(run, lock);
  return new PlanFailed(`${run.terraform.name} plan failed${lockWords(own)}`, failed.details);
}

/**
 * A Terraform that was killed during an apply may have left more undone than its lock: that one is left, so that
 * nobody goes on before somebody has looked.
 */
export async function applyFailed(run: FailingRun, lock: OwnedLock, failed: FailedRun): Promise<ApplyFailed> {
  const own = await (failed.byItself ? releaseOwnLock(run, lock) : lookAtOwnLock(run, lock));
  return new ApplyFailed(
    `${run.terraform.name} apply ${failed.byItself ? 'failed' : 'was killed'}${lockWords(own)}`,
    failed.details,
  );
}

/** Terraform's words may be quoted by a program of its own, so the lock itself was asked. */
function lockWords(own: OwnLock): string {
  switch (own.kind) {
    case 'free':
    case 'not-ours':
      return '';
    case 'released':
      return '; it could not release its state lock, which Lockstep has deleted since';
    case 'left':
      return `, and its state lock ${own.lockId} is left behind`;
    case 'unknown':
      return `, and whether its state lock is left behind is not known (${own.why})`;
  }
}
