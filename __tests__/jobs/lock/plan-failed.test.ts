import { describe, expect, it } from 'vitest';

import { ApplyFailed } from '../../../src/domain/apply/apply-failed.ts';
import { PlanFailed } from '../../../src/domain/plan/plan-failed.ts';
import { lockItemId } from '../../../src/domain/state/keys.ts';
import { applyFailed, planFailed } from '../../../src/jobs/lock/plan-failed.ts';
import { createLock } from '../../support/fakes/factories.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createTurn } from '../../support/fakes/fake-turn.ts';

/** A run whose Terraform has failed under this lock, its own being `ours`. */
function createFailedRun(lockId: string | undefined): FakeRun {
  const run = createRun();
  run.terraform.tried = [{ id: 'ours', at: '2026-11-21T10:28:00Z' }];
  if (lockId !== undefined) {
    const lock = createLock({ id: lockId });
    run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
  }
  return run;
}

const failed = (byItself: boolean) => ({ kind: 'failed', byItself, details: 'Error: no' }) as const;
const lockOf = (run: FakeRun) => ({ backend: run.backend, address: PROD, key: 'prod', turn: createTurn() }) as const;

describe('a plan that failed', () => {
  it.each([
    ['nobody holds the lock', undefined],
    ['somebody else holds the lock', 'theirs'],
  ])('says what Terraform said, and nothing of a lock, when %s', async (_, lockId) => {
    const run = createFailedRun(lockId);
    const failure = await planFailed(run, lockOf(run), failed(true));
    expect(failure).toBeInstanceOf(PlanFailed);
    expect(failure).toMatchObject({ message: 'terraform plan failed', details: 'Error: no' });
    expect(run.backend.writes()).toEqual([]);
  });

  it.each([true, false])('gives back a lock of its own, however it ended: a plan changes nothing', async (byItself) => {
    const run = createFailedRun('ours');
    const { message } = await planFailed(run, lockOf(run), failed(byItself));
    expect(message).toBe(
      'terraform plan failed; it could not release its state lock, which Lockstep has deleted since',
    );
    expect(run.backend.heldLocks.size).toBe(0);
  });
});

describe('an apply that failed', () => {
  it('by itself gives back a lock of its own', async () => {
    const run = createFailedRun('ours');
    const failure = await applyFailed(run, lockOf(run), failed(true));
    expect(failure).toBeInstanceOf(ApplyFailed);
    expect(failure.message).toContain('terraform apply failed; it could not release its state lock');
    expect(run.backend.heldLocks.size).toBe(0);
  });

  it('because it was killed leaves its lock, so that nobody goes on before somebody has looked', async () => {
    const run = createFailedRun('ours');
    const { message } = await applyFailed(run, lockOf(run), failed(false));
    expect(message).toBe('terraform apply was killed, and its state lock ours is left behind');
    expect(run.backend.writes()).toEqual([]);
  });

  it('says that the lock may be left when the backend does not tell', async () => {
    const run = createFailedRun('ours');
    run.backend.breakDown('read-lock');
    const { message } = await applyFailed(run, lockOf(run), failed(true));
    expect(message).toMatch(
      /^terraform apply failed, and whether its state lock is left behind is not known \(.*no answer\)$/,
    );
  });
});
