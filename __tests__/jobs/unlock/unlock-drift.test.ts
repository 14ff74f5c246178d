import { describe, expect, it } from 'vitest';

import { openConceal } from '../../../src/domain/secrets/conceal.ts';
import { ToolFailed } from '../../../src/domain/stack/tool-failed.ts';
import { digestItemId, lockItemId } from '../../../src/domain/state/keys.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';
import { unlock } from '../../../src/jobs/unlock/unlock.ts';
import { createLock, createDrift, createPlan, createTold } from '../../support/fakes/factories.ts';
import { PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createRun, createTerraform, type FakeRun, type FakeTerraform } from '../../support/fakes/fake-run.ts';

const ID = 'left-behind';

/** Production is locked by a person who has gone. */
function stage(terraform: FakeTerraform, lockOperation = 'OperationTypeApply'): FakeRun {
  const run = createRun({ terraform });
  const lock = createLock({ id: ID, operation: lockOperation });
  run.backend.applyBySomebody(PROD, stateOf(['a']));
  run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
  return run;
}

async function lookOf(run: FakeRun): Promise<string> {
  const { steps } = await unlock(run, { kind: 'unlock', lockId: ID, prNumber: undefined });
  return steps.find(({ step }) => step === 'refresh')?.found ?? '';
}

describe('the look at what has changed outside Terraform', () => {
  it('names what has, on the state itself', async () => {
    const terraform = createTerraform();
    terraform.plans.push({ kind: 'planned', hasChanges: true });
    terraform.showPlan = async () => ({
      plan: createPlan({
        drift: ['a.b', 'a.c["topsecretkey"]'].map((address) => createDrift(address)),
        conceal: openConceal(new Set(['topsecretkey'])),
      }),
      text: '',
      warnings: [],
    });
    const run = stage(terraform);
    expect(await lookOf(run)).toBe('changed outside Terraform: a.b, a.c["(sensitive)"]');
    expect(terraform.commands).toEqual(['look', `init ${PROD.key}`, 'plan -refresh-only']);
  });

  it('is made under a lock of its own, which it gives back', async () => {
    const run = stage(createTerraform());
    await lookOf(run);
    const own = run.left[0]?.lockId ?? '';
    expect(run.terraform.locked).toEqual([`plan -refresh-only under ${own}`]);
    const item = lockItemId(PROD);
    expect(run.backend.requests.filter((request) => /^(?:delete|take|give-back)-lock/.test(request))).toEqual([
      `delete-lock ${item} ${ID}`,
      `take-lock ${item} ${own}`,
      `give-back-lock ${item} ${own}`,
    ]);
    expect(run.backend.heldLocks.size).toBe(0);
  });

  it.each([true, false])('that fails (by itself: %s) is told, and no lock is left', async (byItself) => {
    const terraform = createTerraform();
    terraform.plans.push({ kind: 'failed', byItself, told: createTold('no credentials\n\nmore') });
    const run = stage(terraform);
    expect(await lookOf(run)).toBe('the refresh-only plan failed: Error: no credentials');
    expect(run.backend.heldLocks.size).toBe(0);
  });

  it('is none while somebody else holds the lock, who keeps it', async () => {
    const run = stage(createTerraform());
    const theirs = { kind: 'held', lock: createLock({ id: 'theirs' }), places: ['table'] } as const;
    run.backend.before('take-lock', () => {
      run.backend.heldLocks.set(lockItemId(PROD), theirs);
    });
    expect(await lookOf(run)).toBe('somebody has taken the lock since, so there was no look');
    expect(run.backend.heldLocks.get(lockItemId(PROD))).toEqual(theirs);
  });

  it('says so when its own lock could not be given back', async () => {
    const run = stage(createTerraform());
    run.backend.breakDown('give-back-lock');
    expect(await lookOf(run)).toBe('nothing has changed outside Terraform');
    expect(run.said.warnings.join()).toMatch(/of this look, is left behind: give-back-lock/);
  });

  it('whose init fails is told, and the lock is gone all the same', async () => {
    const terraform = createTerraform();
    terraform.before = (command) => {
      if (command === `init ${PROD.key}`) throw new ToolFailed('terraform init failed', '');
    };
    const run = stage(terraform);
    expect(await lookOf(run)).toBe('there was no look at what has changed: terraform init failed');
    expect(run.backend.heldLocks.size).toBe(0);
  });

  it('brings the digest up to date first when an apply is known to have been cut off at it', async () => {
    const run = stage(createTerraform());
    run.backend.digestItems.set(digestItemId(PROD), '0'.repeat(32));
    expect(await lookOf(run)).toBe('nothing has changed outside Terraform');
    expect(run.backend.digestItems.get(digestItemId(PROD))).toBe(stateDigest(stateOf(['a'])));
  });

  it('leaves a digest alone that the owner of the lock can not have been cut off at', async () => {
    const run = stage(createTerraform(), 'OperationTypePlan');
    run.backend.digestItems.set(digestItemId(PROD), '0'.repeat(32));
    expect(await lookOf(run)).toContain('nothing shows that an apply was cut off');
    expect(run.backend.digestItems.get(digestItemId(PROD))).toBe('0'.repeat(32));
  });
});
