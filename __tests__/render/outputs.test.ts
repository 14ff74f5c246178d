import { describe, expect, it } from 'vitest';

import { ApplyFailed } from '../../src/domain/apply/apply-failed.ts';
import { TimedOut } from '../../src/domain/apply/timed-out.ts';
import { ToolFailed } from '../../src/domain/stack/tool-failed.ts';
import { BadInput } from '../../src/domain/failure.ts';
import { parseJsonExactly } from '../../src/domain/json.ts';
import { PlanFailed } from '../../src/domain/plan/plan-failed.ts';
import { PlanChanged } from '../../src/domain/review/reviewed.ts';
import { StateNotSaved } from '../../src/domain/turn/freeze.ts';
import { StateLocked, type HolderSeen } from '../../src/domain/turn/holder.ts';
import { renderAnnotations, renderFailureOutputs, renderResultOutputs, shownBy } from '../../src/render/outputs.ts';
import {
  createAddress,
  createApplied,
  createCleaned,
  createHolder,
  createNotSaved,
  createOverdue,
  createPlan,
  createPlanned,
  createTicket,
  createTurnHolder,
  createTurnRun,
  createUnlocked,
} from '../support/fakes/factories.ts';

const COUNTS = { toAdd: 1, toChange: 2, toDestroy: 3, toImport: 4, toMove: 5, toForget: 6, toInvoke: 7 };
const FINDINGS = {
  ...{ unreviewed: [], alreadyDone: [], notPlanned: [], otherTools: [], letDiffer: [], merges: [], direct: [] },
};
const COUNTED = {
  changes: 'true',
  'to-add': '1',
  'to-change': '2',
  'to-destroy': '3',
  'to-import': '4',
  'to-move': '5',
  'to-forget': '6',
  'to-invoke': '7',
};

describe('the outputs of a run that ended well', () => {
  it('count what a plan does', () => {
    expect(renderResultOutputs(createPlanned({ plan: createPlan({ counts: COUNTS }) }))).toEqual({
      outcome: 'planned',
      ...COUNTED,
      'lock-wait-seconds': '0',
    });
  });

  it('say that nothing changes', () => {
    expect(renderResultOutputs(createPlanned({ hasChanges: false }))).toMatchObject({
      outcome: 'no-changes',
      changes: 'false',
    });
  });

  it('have the root outputs after an apply, as JSON', () => {
    const applied = createApplied({ plan: createPlan({ counts: COUNTS }), outputs: { url: 'x', ids: ['a', 1, null] } });

    expect(renderResultOutputs(applied)).toEqual({
      outcome: 'applied',
      ...COUNTED,
      'lock-wait-seconds': '0',
      outputs: '{"url":"x","ids":["a",1,null]}',
    });
    expect(renderResultOutputs(createApplied())).toHaveProperty('outputs', '{}');
    const json = '{"b":12345678901234567890,"a":{"z":1000000000000000000000}}';
    const outputs = parseJsonExactly(json) as Readonly<Record<string, unknown>>;
    expect(renderResultOutputs(createApplied({ outputs }))).toHaveProperty('outputs', json);
  });

  it('say how a cleanup, an unlock and a skipped run ended', () => {
    expect(renderResultOutputs(createUnlocked())).toEqual({ outcome: 'unlocked', 'lock-wait-seconds': '0' });
    expect(renderResultOutputs(createCleaned())).toEqual({ outcome: 'cleaned', 'lock-wait-seconds': '0' });
    expect(renderResultOutputs({ kind: 'skipped', reason: 'a fork' })).toEqual({ outcome: 'skipped' });
  });

  it('say for how long and for which lock it waited last, in whole seconds', () => {
    const outputs = renderResultOutputs(createPlanned({ wait: { waitedMs: 61_600, lastHolder: createHolder() } }));

    expect(outputs['lock-wait-seconds']).toBe('62');
    expect(JSON.parse(outputs['lock-info'] ?? '')).toEqual({
      kind: 'state-lock',
      ID: 'a1b2c3d4-0000-4000-8000-000000000001',
      Path: 'tfstate/lesson-17/prod/terraform.tfstate',
      Operation: 'OperationTypeApply',
      Who: 'ana@laptop',
      Version: '1.11.4',
      Created: '2026-11-21T10:28:00.634021578Z',
      Info: '',
      'run-url': null,
      actor: null,
      'pr-number': null,
      since: '2026-11-21T10:28:00.634021578Z',
      alive: null,
    });
  });
});

describe('the outputs on a turn or a lock of another run', () => {
  const lockInfo = (holder: HolderSeen): unknown =>
    JSON.parse(renderFailureOutputs(new StateLocked(holder, 0))['lock-info'] ?? '');
  const run = { 'run-url': 'https://github.com/octo/infra/actions/runs/117', actor: 'ana', 'pr-number': 41 };

  it.each([
    [true, true],
    [false, false],
    [undefined, null],
  ])('name the run, and whether it is alive by the word of GitHub: %s', (alive, told) => {
    expect(lockInfo(createTurnHolder({ alive }))).toEqual({
      kind: 'turn',
      ...run,
      since: '2026-11-21T10:28:00Z',
      alive: told,
    });
    expect(lockInfo(createHolder({ run: createTurnRun(), alive }))).toMatchObject({
      kind: 'state-lock',
      Who: 'ana@laptop',
      ...run,
      alive: told,
    });
  });

  it('name no pull request when there is none', () => {
    const ahead = [createTicket({ run: createTurnRun({ prNumber: undefined }), heldSince: undefined })] as const;

    expect(lockInfo(createTurnHolder({ ahead }))).toMatchObject({ 'pr-number': null, since: '2026-11-21T10:27:00Z' });
  });
});

describe('the outputs of a run that failed', () => {
  it('say why, and no outcome', () => {
    expect(renderFailureOutputs(new PlanFailed('terraform plan failed', 'Error: no'))).toEqual({
      'failure-reason': 'plan-failed',
    });
  });

  it('say which lock was in the way', () => {
    const outputs = renderFailureOutputs(new StateLocked(createHolder(), 1_200_400));

    expect(outputs).toMatchObject({ 'failure-reason': 'state-locked', 'lock-wait-seconds': '1200' });
    expect(JSON.parse(outputs['lock-info'] ?? '')).toMatchObject({ kind: 'state-lock', Who: 'ana@laptop' });
  });

  it('say that a lock was in the way that nobody can read', () => {
    const outputs = renderFailureOutputs(new StateLocked(createHolder({ lock: undefined }), 0));

    expect(JSON.parse(outputs['lock-info'] ?? '')).toMatchObject({ kind: 'state-lock', ID: null, since: null });
  });
});

describe('the outputs of an apply that failed', () => {
  const shown = createPlanned({ plan: createPlan({ counts: COUNTS }) });
  const address = createAddress();

  it.each([
    ['apply-failed', new ApplyFailed('terraform apply failed', '', { shown, address })],
    ['timed-out', new TimedOut(createOverdue({ shown }))],
    ['state-not-saved', new StateNotSaved(createNotSaved()).withPlan(shown).withLock('l')],
    ['plan-changed', new PlanChanged({ address, shown, findings: FINDINGS })],
  ])('count what its plan was to do: %s', (reason, failure) => {
    expect(renderFailureOutputs(failure)).toEqual({ 'failure-reason': reason, ...COUNTED });
    expect(shownBy(failure)).toBe(shown);
  });

  it.each([new ApplyFailed('terraform apply failed', ''), new PlanFailed('terraform plan failed', '')])(
    'count nothing where there is no plan: %s',
    (failure) => {
      expect(renderFailureOutputs(failure)).toEqual({ 'failure-reason': failure.reason });
      expect(shownBy(failure)).toBeUndefined();
    },
  );
});

describe('the annotation of a failure', () => {
  it.each([
    [
      new ApplyFailed('terraform apply failed', '\nError: no queue\n\n  with a.b'),
      ['terraform apply failed: Error: no queue'],
    ],
    [new PlanFailed('terraform plan failed', 'Error: no'), ['terraform plan failed: Error: no']],
    [new PlanFailed('terraform plan failed', ''), ['terraform plan failed']],
    [new PlanFailed('terraform plan failed: Error: no', 'Error: no\nmore'), ['terraform plan failed: Error: no']],
    [new BadInput(['one', 'two']), ['one', 'two']],
    [new ToolFailed('main.tf does not parse. Correct it.', 'Error: Unclosed'), ['main.tf does not parse. Correct it.']],
  ])('carries the first line of the error: %s', (failure, lines) => {
    expect(renderAnnotations(failure)).toEqual(lines);
  });
});
