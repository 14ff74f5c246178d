import { ApplyFailed, PlanFailed } from '../domain/errors.ts';
import type { FailedRun } from '../ports/terraform.ts';
import type { Run } from './run.ts';

const LOCK_LEFT = ', and its state lock could not be released: it is stuck';

export function planFailed(run: Run, failed: FailedRun): PlanFailed {
  return new PlanFailed(`${run.terraform.name} plan failed${failed.lockLeft ? LOCK_LEFT : ''}`, failed.details);
}

export function applyFailed(run: Run, failed: FailedRun): ApplyFailed {
  return new ApplyFailed(`${run.terraform.name} apply failed${failed.lockLeft ? LOCK_LEFT : ''}`, failed.details);
}
