import { describe, expect, it } from 'vitest';

import { ApplyFailed } from '../../../src/domain/apply/apply-failed.ts';
import { PlanFailed } from '../../../src/domain/plan/plan-failed.ts';
import { applyFailed, planFailed } from '../../../src/jobs/lock/plan-failed.ts';
import { createRun } from '../../support/fakes/fake-run.ts';

const failed = (byItself: boolean) => ({ kind: 'failed', byItself, details: 'Error: no' }) as const;

function lockThat(lost: string | undefined) {
  const left: string[] = [];
  const leaveBehind = () => {
    left.push('ours');
    return { kind: 'left', lockId: 'ours' } as const;
  };
  return { lockId: 'ours', lost, leaveBehind, left };
}

it.each([true, false])('a plan that failed says what Terraform said, however it ended', (byItself) => {
  const failure = planFailed(createRun(), failed(byItself));
  expect(failure).toBeInstanceOf(PlanFailed);
  expect(failure).toMatchObject({ message: 'terraform plan failed', details: 'Error: no' });
});

describe('an apply that failed', () => {
  it.each([
    [true, undefined, 'terraform apply failed', []],
    [true, 'somebody has deleted it', 'terraform apply failed; somebody has deleted it', []],
    [false, undefined, 'terraform apply was killed, and its state lock ours is left behind', ['ours']],
  ])('by itself (%s) tells of its lock, and leaves it only when it was killed: %s', (byItself, lost, message, left) => {
    const lock = lockThat(lost);
    const failure = applyFailed(createRun(), lock, failed(byItself));
    expect(failure).toBeInstanceOf(ApplyFailed);
    expect(failure).toMatchObject({ message, details: 'Error: no' });
    expect(lock.left).toEqual(left);
  });
});
