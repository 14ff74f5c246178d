import { describe, expect, it } from 'vitest';

import { ApplyFailed, BackendUnusable, StateLocked, StateNotSaved } from '../../src/domain/errors.ts';
import { lockItemId } from '../../src/domain/keys.ts';
import { EMPTY_QUEUE, join } from '../../src/domain/turn.ts';
import { renderTurnDocument } from '../../src/domain/turn-document.ts';
import { apply } from '../../src/jobs/apply.ts';
import { createLock, createTurnRun, HEAD_SHA } from '../support/factories.ts';
import { createBackend, PR, PROD, stateOf, type FakeBackend } from '../support/fake-backend.ts';
import { createRun, createTerraform } from '../support/fake-run.ts';

const operation = { kind: 'apply', commitSha: HEAD_SHA } as const;
const merged = { findMergedBy: async () => [{ number: 42, headSha: 'b'.repeat(40) }] };
const held = { kind: 'held', lock: createLock(), places: ['table'] } as const;

function afterAPlan(): FakeBackend {
  const backend = createBackend();
  backend.applyBySomebody(PROD, stateOf(['a']));
  backend.seed(PR, stateOf(['a']));
  backend.clearRequests();
  return backend;
}

describe('an apply', () => {
  it('plans, and applies that plan, and nothing else', async () => {
    const run = createRun();
    expect(await apply(run, operation)).toMatchObject({ kind: 'applied', hasChanges: true });
    expect(run.terraform.commands).toEqual(['init', 'plan', 'show', 'apply', 'output']);
  });

  it('without changes applies nothing', async () => {
    const terraform = createTerraform();
    terraform.plans.push({ kind: 'planned', hasChanges: false });
    const run = createRun({ terraform });
    expect(await apply(run, operation)).toMatchObject({ kind: 'applied', hasChanges: false });
    expect(terraform.commands).not.toContain('apply');
  });

  it('does not plan when the working directory points elsewhere by then', async () => {
    const run = createRun();
    run.backend.before('read-lock', () => {
      run.terraform.resolvedKey = PR.key;
    });
    await expect(apply(run, operation)).rejects.toThrow(BackendUnusable);
    expect(run.terraform.commands).toEqual(['init']);
  });

  it('does not apply when the working directory points elsewhere after the plan', async () => {
    const terraform = createTerraform();
    terraform.before = (command) => {
      if (command === 'show') terraform.resolvedKey = PR.key;
    };
    const applying = apply(createRun({ terraform }), operation);
    await expect(applying).rejects.toThrow(`is initialized on ${lockItemId(PR)} instead of ${lockItemId(PROD)}`);
    expect(terraform.commands).toEqual(['init', 'plan', 'show']);
  });

  it('plans again when the state has changed since the plan', async () => {
    const terraform = createTerraform();
    terraform.applies.push({ kind: 'stale-plan' }, { kind: 'applied' });
    expect(await apply(createRun({ terraform }), operation)).toMatchObject({ kind: 'applied' });
    expect(terraform.commands.filter((command) => command !== 'show')).toEqual([
      'init',
      'plan',
      'apply',
      'plan',
      'apply',
      'output',
    ]);
  });

  it('gives up when somebody keeps changing the state, and gives its turn back', async () => {
    const terraform = createTerraform();
    terraform.applies.push({ kind: 'stale-plan' });
    const run = createRun({ terraform });
    await expect(apply(run, operation)).rejects.toThrow('somebody else keeps changing the state');
    expect(terraform.commands.filter((command) => command === 'apply')).toHaveLength(4);
    expect(run.backend.turnsOf(PROD).stored?.body).toContain('"tickets":[]');
  });

  it.each([
    [{ kind: 'state-not-saved', erroredStateFile: '/infra/errored.tfstate', details: 'no' } as const, StateNotSaved],
    [{ kind: 'state-saved-late', details: 'late' } as const, ApplyFailed],
    [{ kind: 'failed', lockLeft: false, details: 'no' } as const, ApplyFailed],
  ])('that ends as $kind is not tried again', async (outcome, error) => {
    const terraform = createTerraform();
    terraform.applies.push(outcome);
    await expect(apply(createRun({ terraform }), operation)).rejects.toThrow(error);
    expect(terraform.commands.filter((command) => command === 'apply')).toHaveLength(1);
  });

  it('that finished stays one although the outputs cannot be read', async () => {
    const terraform = createTerraform();
    terraform.before = (command) => {
      if (command === 'output') throw new Error('no outputs');
    };
    const run = createRun({ terraform });
    expect(await apply(run, operation)).toMatchObject({ kind: 'applied', outputs: {} });
    expect(run.said.warnings.join()).toContain('no outputs');
  });

  it('changes nothing while somebody holds the lock', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 5000 } });
    run.backend.heldLocks.set(lockItemId(PROD), held);
    await expect(apply(run, operation)).rejects.toThrow(StateLocked);
    expect(run.terraform.commands).toEqual(['init']);
  });

  it('finds the pull requests that were merged into the apply branch', async () => {
    const asked: string[] = [];
    const pullRequests = {
      findMergedBy: async (commitSha: string, branch: string) => {
        asked.push(`${commitSha} ${branch}`);
        return [];
      },
    };
    await apply(createRun({ pullRequests }), operation);
    await apply(createRun({ pullRequests, inputs: { 'apply-branch': 'production' } }), operation);
    expect(asked).toEqual([`${HEAD_SHA} main`, `${HEAD_SHA} production`]);
  });
});

describe('what a merged pull request left', () => {
  it('is deleted after the apply', async () => {
    const backend = afterAPlan();
    expect(await apply(createRun({ backend, pullRequests: merged }), operation)).toMatchObject({ kept: [] });
    expect(backend.versions(PR.path)).toEqual([]);
  });

  it('is not touched while its state is locked, and is reported', async () => {
    const backend = afterAPlan();
    backend.heldLocks.set(lockItemId(PR), held);
    const run = createRun({ backend, pullRequests: merged });
    const applied = await apply(run, operation);
    expect(applied).toMatchObject({ kind: 'applied', kept: [{ prNumber: 42, why: 'its state is locked' }] });
    expect(run.said.warnings.join()).toContain('#42 left behind is kept');
    expect(backend.writes()).toEqual([]);
    expect(backend.bodyOf(PR.path)).toBeDefined();
  });

  it('is not touched while somebody is in its queue, which is left to the cleanup', async () => {
    const backend = afterAPlan();
    const queue = join(EMPTY_QUEUE, { id: 'other', token: 't', run: createTurnRun(), at: '2026-11-21T10:00:00Z' });
    backend.turnsOf(PR).write(renderTurnDocument(queue, 'w'));
    expect(await apply(createRun({ backend, pullRequests: merged }), operation)).toMatchObject({ kept: [] });
    expect(backend.writes()).toEqual([]);
    expect(backend.turnsOf(PR).stored?.body).toContain('"other"');
  });

  it('is kept and named when somebody applied there, and the apply counts all the same', async () => {
    const backend = afterAPlan();
    backend.applyBySomebody(PR, stateOf(['extra']));
    const applied = await apply(createRun({ backend, pullRequests: merged }), operation);
    expect(applied).toMatchObject({ kind: 'applied', kept: [{ prNumber: 42, why: { reason: 'pr-state-in-use' } }] });
    expect(backend.bodyOf(PR.path)).toContain('extra');
  });
});
