import { describe, expect, it } from 'vitest';

import { ToolFailed } from '../../../src/domain/stack/tool-failed.ts';
import { digestItemId, lockItemId } from '../../../src/domain/state/keys.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';
import { unlock } from '../../../src/jobs/unlock/unlock.ts';
import { createLock, createDrift, createPlan } from '../../support/fakes/factories.ts';
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
      plan: createPlan({ drift: ['a.b', 'a.c'].map((address) => createDrift(address)) }),
      text: '',
      warnings: [],
    });
    const run = stage(terraform);
    expect(await lookOf(run)).toBe('changed outside Terraform: a.b, a.c');
    expect(terraform.commands).toEqual(['init', `init ${PROD.key}`, 'plan -refresh-only']);
  });

  it.each([
    [{ kind: 'failed', byItself: true, details: 'Error: no credentials\n\nmore' } as const, 'Error: no credentials'],
    [{ kind: 'lock-not-acquired' } as const, 'somebody has taken the lock since'],
  ])('that does not come about as $kind is told, and the lock is gone all the same', async (planned, words) => {
    const terraform = createTerraform();
    terraform.plans.push(planned);
    const run = stage(terraform);
    const found = await lookOf(run);
    expect(found).toContain(words);
    expect(found).not.toContain('more');
    expect(run.backend.heldLocks.size).toBe(0);
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

  it('gives back the lock that its own plan has left, and says nothing of it', async () => {
    const terraform = createTerraform();
    const run = stage(terraform);
    terraform.plans.push({ kind: 'failed', byItself: false, details: 'Error: killed' });
    terraform.before = (command) => {
      if (command !== 'plan -refresh-only') return;
      terraform.tried = [{ id: 'of-the-plan', at: '2026-11-21T10:30:00Z' }];
      const lock = createLock({ id: 'of-the-plan' });
      run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
    };
    expect(await lookOf(run)).toBe('the refresh-only plan failed: Error: killed');
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
