import { describe, expect, it } from 'vitest';

import { ApplyFailed } from '../../../src/domain/apply/apply-failed.ts';
import { PlanFailed } from '../../../src/domain/plan/plan-failed.ts';
import { applyFailed, planFailed } from '../../../src/jobs/lock/plan-failed.ts';
import { openConceal } from '../../../src/domain/secrets/conceal.ts';
import { TimedOut } from '../../../src/domain/apply/timed-out.ts';
import {
  createAddress,
  createChange,
  createOperation,
  createPlan,
  createPlanned,
  createTold,
} from '../../support/fakes/factories.ts';
import type { Backend } from '../../../src/ports/backend.ts';
import type { Terraform } from '../../../src/ports/terraform.ts';
import { createBackend } from '../../support/fakes/fake-backend.ts';
import { createRun } from '../../support/fakes/fake-run.ts';

const failed = (byItself: boolean) =>
  ({ kind: 'failed', byItself, details: 'Error: no', told: createTold('no') }) as const;

const address = createAddress();
const changes = ['a.done', 'a.hung', 'a.never'].map((of) => createChange({ address: of, action: 'create' }));
const failing = { address, shown: createPlanned({ plan: createPlan({ changes }) }), state: undefined };
const timedOut = {
  limitMs: 5000,
  atWork: { addresses: ['a.hung'], lastLine: 'a.hung: Creating...' },
  events: [createOperation('begun', 'a.done'), createOperation('begun', 'a.hung'), createOperation('ended', 'a.done')],
};

function lockThat(lost: string | undefined) {
  const left: string[] = [];
  const leaveBehind = () => {
    left.push('ours');
    return { kind: 'left', lockId: 'ours' } as const;
  };
  return { lockId: 'ours', lost, leaveBehind, left };
}

it.each([true, false])('a plan that failed says what Terraform said, however it ended', async (byItself) => {
  const failure = await planFailed(createRun(), failed(byItself), { backend: createBackend(), address });
  expect(failure).toBeInstanceOf(PlanFailed);
  expect(failure).toMatchObject({ message: 'terraform plan failed', details: 'Error: no' });
});

describe('a plan that failed', () => {
  const place = { file: 'main.tf', start: { line: 3, column: 1 }, end: { line: 3, column: 2 } };
  const error = { severity: 'error', summary: 'Bad', detail: 'given-secret, state-secret', place } as const;
  const told = { ...createTold(), errors: [error as never] };
  const stateOf = (body: string) => {
    const backend = createBackend();
    const stored = { body: new TextEncoder().encode(body), metadata: {}, etag: '"e"', versionId: 'v' };
    return { objects: { ...backend.objects, get: async () => stored } };
  };
  const state = JSON.stringify({
    version: 4,
    resources: [
      {
        mode: 'managed',
        type: 'a',
        name: 'b',
        instances: [
          {
            attributes: { password: 'state-secret' },
            sensitive_attributes: [[{ type: 'get_attr', value: 'password' }]],
          },
        ],
      },
    ],
  });
  const tellOf = async (backend: Pick<Backend, 'objects'>) => {
    const annotated: string[] = [];
    const terraform: Pick<Terraform, 'name' | 'annotate'> = {
      name: 'terraform',
      annotate: (errors, conceal) => {
        for (const { detail } of errors) annotated.push(conceal?.(detail) ?? 'withheld');
      },
    };
    const conceal = openConceal(new Set(['given-secret']));
    const failure = await planFailed({ terraform }, { ...failed(true), told, conceal }, { backend, address });
    return { details: failure instanceof PlanFailed ? failure.details : '', annotated };
  };

  it.each([
    ['the run and the state say', stateOf(state), '(sensitive), (sensitive)'],
    ['the run alone says where there is no state', createBackend(), '(sensitive), state-secret'],
  ])('shows nothing that is secret as %s', async (_, backend, shown) => {
    const { details, annotated } = await tellOf(backend);
    expect(details).toContain(shown);
    expect(annotated).toEqual([shown]);
  });

  it('shows where it failed alone when the state cannot be read, as with one that is encrypted', async () => {
    const { details, annotated } = await tellOf(stateOf('{"encrypted_data":"x"}'));
    expect(details).toContain('main.tf');
    expect(details).not.toContain('secret');
    expect(annotated).toEqual(['withheld']);
  });
});

describe('an apply that failed', () => {
  it.each([
    [true, undefined, 'terraform apply failed', []],
    [true, 'somebody has deleted it', 'terraform apply failed; somebody has deleted it', []],
    [false, undefined, 'terraform apply was killed, and its state lock ours is left behind', ['ours']],
  ])('by itself (%s) tells of its lock, and leaves it only when it was killed: %s', (byItself, lost, message, left) => {
    const lock = lockThat(lost);
    const failure = applyFailed(createRun(), lock, failed(byItself), failing);
    expect(failure).toBeInstanceOf(ApplyFailed);
    expect(failure).toMatchObject({ message, details: 'Error: no' });
    expect(lock.left).toEqual(left);
  });
});

it('an apply that failed tells how far it came, where its events tell that', () => {
  const events = [...timedOut.events, createOperation('failed', 'a.hung')];
  const failure = applyFailed(createRun(), lockThat(undefined), { ...failed(true), events }, failing);
  expect(failure).toMatchObject({
    known: { progress: { finished: ['a.done'], failed: ['a.hung'], inFlight: [], notBegun: ['a.never'] }, address },
  });
});

describe('an instance whose key is a text that is sensitive elsewhere', () => {
  const addresses = ['a.b["topsecretkey"]', 'a.hung["topsecretkey"]', 'a.never["topsecretkey"]'] as const;
  const [done, hung] = addresses;
  const plan = createPlan({
    changes: addresses.map((of) => createChange({ address: of, action: 'create' })),
    conceal: openConceal(new Set(['topsecretkey'])),
  });
  const instances = [{ index_key: 'topsecretkey', attributes: {} }];
  const state = JSON.stringify({
    version: 4,
    serial: 7,
    lineage: 'l',
    resources: [{ mode: 'managed', type: 'a', name: 'hung', provider: 'p', instances }],
  });
  const of = { ...failing, shown: createPlanned({ plan }), state: new TextEncoder().encode(state) };
  const events = [createOperation('begun', done), createOperation('ended', done), createOperation('begun', hung)];
  const told = { finished: ['a.b["(sensitive)"]'], inFlight: ['a.hung["(sensitive)"]'] };

  it('is told without it by an apply that failed', () => {
    const failure = applyFailed(createRun(), lockThat(undefined), { ...failed(true), events }, of);
    expect(failure).toMatchObject({
      known: { progress: { ...told, notBegun: ['a.never["(sensitive)"]'] }, left: { unfinished: told.inFlight } },
    });
  });

  it('is told without it by an apply whose time was up', () => {
    const atWork = { addresses: [hung], lastLine: `${hung}: Creating...` };
    const failure = applyFailed(
      createRun(),
      lockThat(undefined),
      { ...failed(true), timedOut: { limitMs: 5000, atWork, events } },
      of,
    );
    expect(failure).toMatchObject({
      overdue: {
        progress: told,
        atWork: { addresses: told.inFlight, lastLine: 'a.hung["(sensitive)"]: Creating...' },
      },
    });
    expect(failure.message).not.toContain('topsecretkey');
  });
});

it('a plan that was interrupted when its time was up has timed out, and names what hung', async () => {
  const of = { backend: createBackend(), address };
  const failure = await planFailed(createRun(), { ...failed(true), timedOut }, of);
  expect(failure).toBeInstanceOf(TimedOut);
  expect(failure).toMatchObject({
    reason: 'timed-out',
    message: 'terraform plan took longer than apply-timeout (5 s) and was interrupted; at work by then: a.hung',
    overdue: { progress: undefined, address, details: 'Error: no' },
  });
});

describe('an apply that was interrupted when its time was up', () => {
  it.each([
    [true, undefined, { finished: ['a.done'], inFlight: ['a.hung'], notBegun: ['a.never'] }, []],
    [
      false,
      'somebody has deleted it',
      { finished: [], inFlight: ['a.done', 'a.hung'], notBegun: ['a.never'] },
      ['it was killed, and its state lock ours is left behind', 'somebody has deleted it'],
    ],
  ])('by itself (%s) tells how far it came, as far as that is known', (byItself, lost, progress, remarks) => {
    const lock = lockThat(lost);
    const failure = applyFailed(createRun(), lock, { ...failed(byItself), timedOut }, failing);
    expect(failure).toMatchObject({ reason: 'timed-out', overdue: { progress, remarks, atWork: timedOut.atWork } });
    expect(lock.left).toEqual(byItself ? [] : ['ours']);
  });
});
