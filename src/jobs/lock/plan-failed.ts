import { ApplyFailed } from '../../domain/apply/apply-failed.ts';
import { PlanFailed } from '../../domain/plan/plan-failed.ts';
import type { FailedRun, Terraform } from '../../ports/terraform.ts';
import type { HeldLock } from './held-lock.ts';

interface FailingRun {
  readonly terraform: Pick<Terraform, 'name'>;
}

export function planFailed({ terraform }: FailingRun, failed: FailedRun): PlanFailed {
  return new PlanFailed(`${terraform.name} plan failed`, failed.details);
}

/**
 * A Terraform that was killed during an apply may have left something undone: its lock stays, so that nobody goes on
 * before somebody has looked.
 */
export function applyFailed(
  { terraform }: FailingRun,
  lock: Pick<HeldLock, 'lockId' | 'lost' | 'leaveBehind'>,
  failed: FailedRun,
): ApplyFailed {
  if (!failed.byItself) lock.leaveBehind();
  const how = failed.byItself ? 'failed' : `was killed, and its state lock ${lock.lockId} is left behind`;
  const lost = lock.lost === undefined ? '' : `; ${lock.lost}`;
  return new ApplyFailed(`${terraform.name} apply ${how}${lost}`, failed.details);
}
