import { ApplyFailed, PlanFailed } from '../domain/errors.ts';
import type { FailedRun } from '../ports/terraform.ts';
import type { Run } from './run.ts';
import type { LockOfTurn } from './wait-for-state-lock.ts';

export async function planFailed(run: Run, lock: LockOfTurn, failed: FailedRun): Promise<PlanFailed> {
  return new PlanFailed(`${run.terraform.name} plan failed${await lockLeft(lock, failed)}`, failed.details);
}

export async function applyFailed(run: Run, lock: LockOfTurn, failed: FailedRun): Promise<ApplyFailed> {
  return new ApplyFailed(`${run.terraform.name} apply failed${await lockLeft(lock, failed)}`, failed.details);
}

/** Terraform's words may be quoted by a program of its own, so the lock itself is asked. */
async function lockLeft({ locks, address }: LockOfTurn, failed: FailedRun): Promise<string> {
  if (!failed.lockLeft || (await locks.read(address)).kind === 'free') return '';
  return ', and its state lock could not be released: it is stuck';
}
