import { ApplyFailed } from '../../domain/apply/apply-failed.ts';
import { PlanFailed } from '../../domain/plan/plan-failed.ts';
import type { FailedRun } from '../../ports/terraform.ts';
import { releaseOwnLock, type OwnLock } from './release-own-lock.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';

export async function planFailed(run: Run, lock: LockOfTurn, failed: FailedRun): Promise<PlanFailed> {
  const own = await releaseOwnLock(run, lock);
  return new PlanFailed(`${run.terraform.name} plan failed${lockWords(own)}`, failed.details);
}

/**
 * A Terraform that was killed during an apply may have left more undone than its lock: that one is left, so that
 * nobody goes on before somebody has looked.
 */
export async function applyFailed(run: Run, lock: LockOfTurn, failed: FailedRun): Promise<ApplyFailed> {
  const own = await releaseOwnLock(run, lock, failed.byItself ? undefined : 'look');
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
