import { describe, expect, it } from 'vitest';

import { BackendUnusable, PlanFailed, StateLocked } from '../../src/domain/errors.ts';
import { lockItemId } from '../../src/domain/keys.ts';
import { plan } from '../../src/jobs/plan.ts';
import { createLock, HEAD_SHA } from '../support/factories.ts';
import { PR, PROD, stateOf } from '../support/fake-backend.ts';
import { createRun, createTerraform } from '../support/fake-run.ts';

const operation = { kind: 'plan', prNumber: 42, headSha: HEAD_SHA } as const;
const held = { kind: 'held', lock: createLock(), places: ['table'] } as const;

describe('a plan', () => {
  it('is made on the PR key, after its snapshot has been put', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    let seeded = false;
    run.terraform.before = (command) => {
      if (command === `init ${PR.key}`) seeded = run.backend.bodyOf(PR.path) !== undefined;
    };
    expect(await plan(run, operation)).toMatchObject({ kind: 'planned', address: PR, snapshot: { kind: 'taken' } });
    expect(run.terraform.commands).toEqual(['init', `init ${PR.key}`, 'plan', 'show']);
    expect(seeded).toBe(true);
  });

  it('is not made when init was kept from the PR key', async () => {
    const terraform = createTerraform();
    terraform.before = (command) => {
      if (command === `init ${PR.key}`) terraform.resolvedKey = PROD.key;
    };
    const planning = plan(createRun({ terraform }), operation);
    await expect(planning).rejects.toThrow(`is initialized on ${lockItemId(PROD)} instead of ${lockItemId(PR)}`);
    expect(terraform.commands).not.toContain('plan');
  });

  it('is not shown when the working directory pointed elsewhere once it was made', async () => {
    const terraform = createTerraform();
    terraform.before = (command) => {
      if (command === 'plan') terraform.resolvedKey = PROD.key;
    };
    await expect(plan(createRun({ terraform }), operation)).rejects.toThrow(BackendUnusable);
    expect(terraform.commands).not.toContain('show');
  });

  it('writes no snapshot under the lock of somebody else', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 3000 } });
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    run.backend.heldLocks.set(lockItemId(PR), held);
    await expect(plan(run, operation)).rejects.toThrow(StateLocked);
    expect(run.backend.writes()).toEqual([]);
  });

  it('does not wait for the lock of production, and shows it', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 0 } });
    run.backend.heldLocks.set(lockItemId(PROD), held);
    expect(await plan(run, operation)).toMatchObject({ kind: 'planned', snapshot: { prodLock: held } });
  });

  it('that fails says what Terraform said, and gives its turn back', async () => {
    const terraform = createTerraform();
    terraform.plans.push({ kind: 'failed', lockLeft: true, details: 'Error: no' });
    const run = createRun({ terraform });
    const failing = plan(run, operation);
    await expect(failing).rejects.toThrow(PlanFailed);
    await expect(failing).rejects.toMatchObject({ details: 'Error: no', message: 'terraform plan failed' });
    expect(run.backend.turnsOf(PR).stored?.body).toContain('"tickets":[]');
  });
});
