import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { Cancelled } from '../../../src/domain/apply/aftermath.ts';
import { PlanFailed } from '../../../src/domain/plan/plan-failed.ts';
import { StateLocked } from '../../../src/domain/turn/holder.ts';
import { lockItemId, reviewKey } from '../../../src/domain/state/keys.ts';
import { parseReview } from '../../../src/domain/review/review-document.ts';
import { EMPTY_QUEUE, join, removeHead } from '../../../src/domain/turn/turn.ts';
import { renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { plan } from '../../../src/jobs/plan/plan.ts';
import { createLock, createTurnRun, HEAD_SHA } from '../../support/fakes/factories.ts';
import { PR, PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createRun, createTerraform } from '../../support/fakes/fake-run.ts';

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
    expect(run.terraform.commands).toEqual(['look', `init ${PR.key}`, 'plan', 'show']);
    expect(seeded).toBe(true);
  });

  it('leaves a review of the head that it planned, with the state that it was planned on', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    await plan(run, operation);
    expect(parseReview(Buffer.from(run.backend.bodyOf(reviewKey(PR)) ?? ''))).toMatchObject({
      kind: 'review',
      review: {
        repository: 'octo/infra',
        prNumber: 42,
        headSha: HEAD_SHA,
        snapshot: { serial: 41, lineage: 'x' },
        resources: [{ address: 'aws_sqs_queue.jobs', actions: ['create'] }],
        outputs: [],
      },
    });
  });

  it('replaces the review of the plan before', async () => {
    const run = createRun();
    run.backend.write(reviewKey(PR), 'older');
    await plan(run, operation);
    expect(run.backend.bodyOf(reviewKey(PR))).toContain(HEAD_SHA);
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
    terraform.plans.push({ kind: 'failed', byItself: true, details: 'Error: no' });
    const run = createRun({ terraform });
    const failing = plan(run, operation);
    await expect(failing).rejects.toThrow(PlanFailed);
    await expect(failing).rejects.toMatchObject({ details: 'Error: no', message: 'terraform plan failed' });
    expect(run.backend.turnsOf(PR).stored?.body).toContain('"tickets":[]');
  });

  it('that was interrupted when its time was up has timed out, and gives its turn back', async () => {
    const terraform = createTerraform();
    const timedOut = { limitMs: 5000, atWork: { addresses: ['data.a.b'], lastLine: undefined }, printed: '' };
    terraform.plans.push({ kind: 'failed', byItself: true, details: 'Error: no', timedOut });
    const run = createRun({ terraform });
    await expect(plan(run, operation)).rejects.toMatchObject({ reason: 'timed-out', overdue: { address: PR } });
    expect(run.backend.turnsOf(PR).stored?.body).toContain('"tickets":[]');
  });

  it('that is cancelled keeps its turn: post gives it back once Terraform has ended', async () => {
    const cancellation = new AbortController();
    const terraform = createTerraform();
    terraform.before = (command) => {
      if (command !== 'plan') return;
      cancellation.abort();
      throw new Cancelled('terraform plan');
    };
    const run = createRun({ terraform, cancelled: cancellation.signal });
    await expect(plan(run, operation)).rejects.toThrow(Cancelled);
    expect(run.left).toMatchObject([{ address: PR, key: 'pr' }]);
    expect(run.backend.turnsOf(PR).stored?.body).toContain(`"tickets":[{"id":"${run.left[0]?.ticketId ?? ''}"`);
  });

  it('whose key is locked by a run that has ended takes that lock away, and says so', async () => {
    const run = createRun({ runs: { status: async () => 'completed', compare: async () => 'ahead' } });
    const lock = createLock({ id: 'left-behind', who: 'runner@fv-az1', created: '2026-11-21T10:28:00.5Z' });
    const dead = join(EMPTY_QUEUE, {
      id: 'dead',
      token: 't',
      run: createTurnRun(),
      at: '2026-11-21T10:28:00Z',
      lockId: 'left-behind',
    });
    run.backend.turnsOf(PR).write(renderTurnDocument(removeHead(dead, { id: 'dead', token: 't' }), 'w'));
    run.backend.heldLocks.set(lockItemId(PR), { kind: 'held', lock, places: ['table'] });
    expect(await plan(run, operation)).toMatchObject({
      kind: 'planned',
      wait: { waitedMs: 0, recovery: { lockId: 'left-behind', run: { runId: '117' } } },
    });
  });
});
