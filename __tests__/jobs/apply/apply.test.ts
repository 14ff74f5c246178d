import { describe, expect, it } from 'vitest';

import { ToolFailed } from '../../../src/domain/stack/tool-failed.ts';
import { ApplyFailed } from '../../../src/domain/apply/apply-failed.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { Cancelled } from '../../../src/domain/apply/aftermath.ts';
import { TimedOut } from '../../../src/domain/apply/timed-out.ts';
import { PlanChanged } from '../../../src/domain/review/reviewed.ts';
import { StateLocked } from '../../../src/domain/turn/holder.ts';
import { StateNotSaved } from '../../../src/domain/turn/freeze.ts';
import type { RunFailure } from '../../../src/domain/failure.ts';
import { lockItemId, reviewKey } from '../../../src/domain/state/keys.ts';
import { EMPTY_QUEUE, freeze, join, removeHead, type TurnDocument } from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { apply } from '../../../src/jobs/apply/apply.ts';
import type { ApplyRun, PushRun } from '../../../src/ports/terraform.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import {
  createContext,
  createFreeze,
  createLock,
  createPlan,
  createReview,
  createTurnRun,
  HEAD_SHA,
  createTold,
  NOTHING_TOLD,
} from '../../support/fakes/factories.ts';
import {
  createBackend,
  createSettings,
  PR,
  PROD,
  REVIEW,
  SEALED,
  stateOf,
  type FakeBackend,
} from '../../support/fakes/fake-backend.ts';
import { EPOCH_MS } from '../../support/fakes/fake-clock.ts';
import type { Stretch } from '../../../src/ports/pull-requests.ts';
import {
  NO_MERGES,
  createPullRequests,
  createApplyRun,
  createTerraform,
  MERGED_AT,
  type RunOverrides,
} from '../../support/fakes/fake-run.ts';

const operation = { kind: 'apply', commitSha: HEAD_SHA } as const;
const merged = createPullRequests([{ number: 42, headSha: 'b'.repeat(40) }]);
const held = { kind: 'held', lock: createLock(), places: ['table'] } as const;

const NOT_SAVED = {
  kind: 'state-not-saved',
  erroredStateFile: '/infra/errored.tfstate',
  isTold: true,
  byItself: true,
  told: createTold('no'),
} as const;
const FAILED = { kind: 'failed', byItself: true, told: createTold('no') } as const;
const TIMED_OUT = { limitMs: 5000, atWork: { addresses: ['a.b'], lastLine: undefined }, events: [] } as const;
const REFUSED = { kind: 'failed', details: 'Error: AccessDenied' } as const;

function queueOf(backend: FakeBackend): TurnDocument {
  return parseTurnDocument(backend.turnsOf(PROD).stored?.body ?? '');
}

function afterAPlan(): FakeBackend {
  const backend = createBackend();
  backend.applyBySomebody(PROD, stateOf(['a']));
  backend.seed(PR, stateOf(['a']));
  backend.clearRequests();
  const headSha = 'b'.repeat(40);
  const reviewed = renderReview(createReview({ headSha, salt: 's', ...reviewChanges(createPlan(), 's') }));
  backend.write(reviewKey(PR, headSha), reviewed);
  return backend;
}

describe('an apply', () => {
  it('plans, and applies that plan, and nothing else', async () => {
    const run = createApplyRun();
    expect(await apply(run, operation)).toMatchObject({ kind: 'applied', hasChanges: true });
    expect(run.terraform.commands).toEqual(['look', `init ${PROD.key}`, 'plan', 'show', 'apply']);
  });

  it('without changes applies nothing', async () => {
    const terraform = createTerraform();
    terraform.plans.push({ kind: 'planned', hasChanges: false });
    const run = createApplyRun({ terraform });
    expect(await apply(run, operation)).toMatchObject({ kind: 'applied', hasChanges: false });
    expect(terraform.commands).not.toContain('apply');
  });

  it.each([true, false])(
    'without changes is applied where states are encrypted, under all that guards an apply; written anew: %s',
    async (isWritten) => {
      const terraform = createTerraform();
      terraform.plans.push({ kind: 'planned', hasChanges: false });
      terraform.isEncrypting = true;
      const backend = createBackend();
      backend.applyBySomebody(PROD, stateOf(['a']));
      let announced: string | undefined;
      terraform.before = (command) => {
        if (command !== 'apply') return;
        announced = queueOf(backend).tickets[0]?.begun?.commitSha;
        if (isWritten) backend.applyBySomebody(PROD, stateOf(['a'], 2));
      };
      const run = createApplyRun({ terraform, backend });
      expect(await apply(run, operation)).toMatchObject({
        kind: 'applied',
        hasChanges: false,
        isReencrypted: isWritten,
      });
      expect(terraform.locked.map((command) => command.split(' ')[0])).toEqual(['plan', 'apply']);
      expect(announced).toBe(HEAD_SHA);
      expect(run.said.infos.join('\n')).toContain('The plan is applied all the same');
      expect(run.said.infos.join('\n').includes('has written the state anew')).toBe(isWritten);
    },
  );

  it('without changes is not applied where the queue is frozen, encrypted or not', async () => {
    const terraform = createTerraform();
    terraform.plans.push({ kind: 'planned', hasChanges: false });
    terraform.isEncrypting = true;
    const backend = createBackend();
    backend.applyBySomebody(PROD, stateOf(['a'], 41));
    terraform.before = (command) => {
      if (command !== 'show') return;
      backend.turnsOf(PROD).write(renderTurnDocument(freeze(queueOf(backend), createFreeze()), 'frozen'));
    };
    await expect(apply(createApplyRun({ terraform, backend }), operation)).rejects.toThrow(StateNotSaved);
    expect(terraform.commands).not.toContain('apply');
  });

  it('does not plan when the working directory points elsewhere by then', async () => {
    const run = createApplyRun();
    run.backend.before('take-lock', () => {
      run.terraform.resolvedKey = PR.key;
    });
    await expect(apply(run, operation)).rejects.toThrow(BackendUnusable);
    expect(run.terraform.commands).toEqual(['look', `init ${PROD.key}`]);
  });

  it('does not apply when the working directory points elsewhere after the plan', async () => {
    const terraform = createTerraform();
    terraform.before = (command) => {
      if (command === 'show') terraform.resolvedKey = PR.key;
    };
    const applying = apply(createApplyRun({ terraform }), operation);
    await expect(applying).rejects.toThrow(`is initialized on ${lockItemId(PR)} instead of ${lockItemId(PROD)}`);
    expect(terraform.commands).toEqual(['look', `init ${PROD.key}`, 'plan', 'show']);
  });

  it.each(['fail', 'allow'] as const)(
    'begins nothing where the plan has something that is not understood, whatever was reviewed (%s)',
    async (policy) => {
      const run = createApplyRun({ inputs: { 'unreviewed-changes': policy } });
      const unknown = [{ address: 'a.b', what: 'the actions ["explode"]' }];
      run.terraform.showPlan = async () => ({ plan: createPlan({ unknown }), text: '', warnings: [] });

      await expect(apply(run, operation)).rejects.toThrow(/does not understand: a\.b \(the actions \["explode"\]\)/);
      expect(run.terraform.commands).toEqual(['look', `init ${PROD.key}`, 'plan']);
      expect(queueOf(run.backend)).toMatchObject({ lastBegun: undefined, tickets: [] });
    },
  );

  it('plans again when the state has changed since the plan', async () => {
    const terraform = createTerraform();
    terraform.applies.push({ kind: 'stale-plan' }, { kind: 'applied', told: NOTHING_TOLD });
    expect(await apply(createApplyRun({ terraform }), operation)).toMatchObject({ kind: 'applied' });
    expect(terraform.commands.filter((command) => command !== 'show')).toEqual([
      'look',
      `init ${PROD.key}`,
      'plan',
      'apply',
      'plan',
      'apply',
    ]);
  });

  it('gives up when somebody keeps changing the state, and gives its turn back', async () => {
    const terraform = createTerraform();
    terraform.applies.push({ kind: 'stale-plan' });
    const run = createApplyRun({ terraform });
    await expect(apply(run, operation)).rejects.toThrow('somebody else keeps changing the state');
    expect(terraform.commands.filter((command) => command === 'apply')).toHaveLength(4);
    expect(run.backend.turnsOf(PROD).stored?.body).toContain('"tickets":[]');
  });

  it.each<[string, ApplyRun, PushRun, new (...given: never[]) => RunFailure]>([
    ['whose state was neither saved nor pushed', NOT_SAVED, REFUSED, StateNotSaved],
    ['whose state was pushed right after', NOT_SAVED, { kind: 'pushed' }, ApplyFailed],
    ['that failed', FAILED, REFUSED, ApplyFailed],
    ['that timed out', { ...FAILED, timedOut: TIMED_OUT }, REFUSED, TimedOut],
    ['that timed out and whose state was pushed', { ...NOT_SAVED, timedOut: TIMED_OUT }, { kind: 'pushed' }, TimedOut],
    ['that timed out and whose state was not', { ...NOT_SAVED, timedOut: TIMED_OUT }, REFUSED, StateNotSaved],
    ['that was killed', { ...FAILED, byItself: false }, REFUSED, ApplyFailed],
  ])('%s is not tried again, has failed, and gives its turn back', async (_, outcome, pushed, error) => {
    const terraform = createTerraform();
    terraform.applies.push(outcome);
    terraform.pushes.push(pushed);
    const run = createApplyRun({ terraform });
    await expect(apply(run, operation)).rejects.toThrow(error);
    expect(terraform.commands.filter((command) => command === 'apply')).toHaveLength(1);
    const queue = queueOf(run.backend);
    expect(queue.tickets).toEqual([]);
    expect(queue.lastApplied).toBeUndefined();
    expect(queue.lastBegun).toMatchObject({ commitSha: HEAD_SHA });
  });

  it('whose state is missing stops the next one before it plans, until that state is in its place', async () => {
    const backend = createBackend();
    backend.applyBySomebody(PROD, stateOf(['a'], 41));
    const terraform = createTerraform();
    terraform.applies.push(NOT_SAVED);
    terraform.pushes.push(REFUSED);
    terraform.unsaved = stateOf(['a', 'made'], 42);
    await expect(apply(createApplyRun({ backend, terraform }), operation)).rejects.toThrow(StateNotSaved);

    const next = createApplyRun({ backend });
    await expect(apply(next, operation)).rejects.toMatchObject({
      notSaved: { freeze: { serial: 42 }, erroredStateFile: undefined },
    });
    expect(next.terraform.commands).toEqual(['look', `init ${PROD.key}`]);

    backend.applyBySomebody(PROD, stateOf(['a', 'made'], 42));
    expect(await apply(createApplyRun({ backend }), operation)).toMatchObject({ kind: 'applied' });
    expect(queueOf(backend).frozen).toBeUndefined();
  });

  it('whose plan was made before another one froze the queue does not apply it', async () => {
    const backend = createBackend();
    backend.applyBySomebody(PROD, stateOf(['a'], 41));
    const run = createApplyRun({ backend });
    run.terraform.before = (command) => {
      if (command !== 'show') return;
      const queue = freeze(queueOf(backend), createFreeze());
      backend.turnsOf(PROD).write(renderTurnDocument(queue, 'frozen'));
    };
    await expect(apply(run, operation)).rejects.toThrow(StateNotSaved);
    expect(run.terraform.commands).toEqual(['look', `init ${PROD.key}`, 'plan', 'show']);
  });

  it('notes the ID of its lock with its place, and its commit only before it applies', async () => {
    const run = createApplyRun();
    const seen: unknown[] = [];
    run.backend.before('take-lock', () => {
      seen.push(['take-lock', queueOf(run.backend).tickets[0]?.stateLock?.id, undefined]);
    });
    run.terraform.before = (command) => {
      if (command !== 'plan' && command !== 'apply') return;
      const [mine] = queueOf(run.backend).tickets;
      seen.push([command, mine?.stateLock?.id, mine?.begun?.commitSha]);
    };
    await apply(run, operation);
    const lockId = run.left[0]?.lockId;
    expect(seen).toEqual([
      ['take-lock', lockId, undefined],
      ['plan', lockId, undefined],
      ['apply', lockId, HEAD_SHA],
    ]);
  });

  it('says before anything is taken that the credentials may be over first, and renews them after the wait', async () => {
    const run = createApplyRun();
    run.backend.credentials.term = { expiresAt: new Date(EPOCH_MS), renewable: false };
    await apply(run, operation);
    expect(run.said.warnings[0]).toContain('The AWS credentials expire');
    // Before its plan, and again before the apply.
    expect(run.backend.credentials.renewals).toBe(2);
  });

  it('that is cancelled keeps its turn: post gives it back once Terraform has ended', async () => {
    const cancellation = new AbortController();
    const terraform = createTerraform();
    terraform.before = (command) => {
      if (command !== 'apply') return;
      cancellation.abort();
      throw new Cancelled('terraform apply');
    };
    const run = createApplyRun({ terraform, cancelled: cancellation.signal });
    await expect(apply(run, operation)).rejects.toThrow(Cancelled);
    expect(queueOf(run.backend).tickets.map(({ id }) => id)).toEqual([run.left[0]?.ticketId]);
    expect(run.left).toMatchObject([{ address: PROD, key: 'prod' }]);
  });

  it('that finished stays one although the outputs cannot be read', async () => {
    const terraform = createTerraform();
    const run = createApplyRun({ terraform });
    terraform.before = (command) => {
      if (command === 'apply') run.backend.applyBySomebody(PROD, SEALED);
      if (command === 'output') throw new ToolFailed('terraform output failed: no outputs', 'no outputs');
    };
    expect(await apply(run, operation)).toMatchObject({ kind: 'applied', outputs: {} });
    expect(run.said.warnings.join()).toContain('no outputs');
  });

  it.each(['report', 'recover'] as const)(
    'waits for the lock of another kind of a run whose turn was taken from it, when stale locks are to be %sed',
    async (staleLock) => {
      const backend = createBackend({ settings: createSettings(PROD.key, { use_lockfile: true }) });
      const dead = { id: 'dead', token: 'd', run: createTurnRun({ runId: '7' }), at: 'then', lockId: 'of-dead' };
      const byTable = createBackend().locks.kind;
      const queue = removeHead(join(EMPTY_QUEUE, { ...dead, lockKind: byTable }), dead);
      backend.turnsOf(PROD).write(renderTurnDocument(queue, 'w'));
      const lock = createLock({ id: 'of-dead' });
      backend.heldElsewhere.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
      const run = createApplyRun({
        backend,
        inputs: { 'lock-timeout': 60_000, 'stale-lock': staleLock },
        runs: { status: async () => 'completed', compare: async () => 'ahead' },
      });
      const applying = apply(run, operation);
      if (staleLock === 'report') {
        await expect(applying).rejects.toThrow(StateLocked);
        expect(run.terraform.commands).toEqual(['look', `init ${PROD.path}`]);
        expect(queueOf(backend).departed[0]).toMatchObject({ lockMayBeHeld: true });
      } else {
        expect(await applying).toMatchObject({ kind: 'applied' });
        expect(backend.heldElsewhere.size).toBe(0);
      }
    },
  );

  it('changes nothing while somebody holds the lock', async () => {
    const run = createApplyRun({ inputs: { 'lock-timeout': 5000 } });
    run.backend.heldLocks.set(lockItemId(PROD), held);
    await expect(apply(run, operation)).rejects.toThrow(StateLocked);
    expect(run.terraform.commands).toEqual(['look', `init ${PROD.key}`]);
  });

  it('finds the pull requests that were merged into the apply branch', async () => {
    const asked: string[] = [];
    const pullRequests = {
      ...createPullRequests(),
      findMerged: async ({ since, commitSha, branch }: Stretch) => {
        asked.push(`${since ?? 'only'} ${commitSha} ${branch}`);
        return NO_MERGES;
      },
    };
    const inputs = { 'unreviewed-changes': 'allow' } as const;
    await apply(createApplyRun({ pullRequests, inputs }), operation);
    await apply(createApplyRun({ pullRequests, inputs: { ...inputs, 'apply-branch': 'production' } }), operation);
    expect(asked).toEqual([`only ${HEAD_SHA} main`, `only ${HEAD_SHA} production`]);
  });

  it('asks for all that came since the first push that was seen, whatever runs next, until an apply has ended well', async () => {
    const backend = createBackend();
    const asked: (string | undefined)[] = [];
    const [start, first, second, third] = ['0'.repeat(40), '1'.repeat(40), '2'.repeat(40), '3'.repeat(40)] as const;
    const begin = async (commitSha: string, before: string | undefined, ends: ApplyRun): Promise<unknown> => {
      const pushedAt = new Date(EPOCH_MS - 60_000);
      const push = { ref: 'refs/heads/main', sha: commitSha, deleted: false, before, pushedAt };
      const event =
        before === undefined ? ({ kind: 'other', name: 'by hand' } as const) : ({ kind: 'push', ...push } as const);
      const findMerged = async ({ since }: Stretch) => {
        asked.push(since);
        return NO_MERGES;
      };
      const pullRequests = { ...createPullRequests(), findMerged };
      const run = createApplyRun({ backend, pullRequests, context: createContext({ event, commitSha }) });
      run.terraform.applies.push(ends);
      asked.length = 0;
      return apply(run, { kind: 'apply', commitSha }).catch((error: unknown) => error);
    };
    expect(await begin(first, start, FAILED)).toBeInstanceOf(ApplyFailed);
    expect(asked).toEqual([undefined, start]);
    await begin(second, first, FAILED);
    expect(asked).toEqual([undefined, start]);
    expect(await begin(second, undefined, { kind: 'applied', told: NOTHING_TOLD })).toMatchObject({ kind: 'applied' });
    expect(new Set(asked)).toEqual(new Set([undefined, start]));
    await begin(third, second, FAILED);
    expect(asked).toEqual([undefined, second]);
  });

  it('with unreviewed changes stops where nobody knows what was merged: by hand on a new queue, or when that is denied', async () => {
    const byHand = createApplyRun({ context: createContext({ event: { kind: 'other', name: 'by hand' } }) });
    await expect(apply(byHand, operation)).rejects.toThrow('no push of this repository was seen before');
    const denied = createApplyRun();
    denied.backend.fateOfTurns = () => 'denied';
    await expect(apply(denied, operation)).rejects.toThrow('this run may not use the queue');
    expect([...byHand.terraform.commands, ...denied.terraform.commands]).not.toContain('apply');
  });

  it('does not go by the record of a pull request that the last apply has had in it', async () => {
    const backend = afterAPlan();
    const repository = { repository: 'octo/infra', repositoryId: '1296269' };
    const lastApplied = { ...repository, commitSha: 'c'.repeat(40), runUrl: 'https://github.com/r/1' };
    backend.turnsOf(PROD).write(renderTurnDocument({ ...EMPTY_QUEUE, lastApplied }, 'w'));
    const headSha = 'b'.repeat(40);
    const status = { number: 42, headSha, closed: true, isMerged: true, mergedAt: MERGED_AT };
    const merged = { branch: 'main', commitSha: 'd'.repeat(40) };
    const found = { ...NO_MERGES, pullRequests: [{ number: 43, headSha: 'e'.repeat(40), mergedAt: MERGED_AT }] };
    const findMerged = async ({ since }: Stretch) => (since === undefined ? NO_MERGES : found);
    const pullRequests = { ...createPullRequests(), findMerged, findStatuses: async () => [{ ...status, merged }] };
    await expect(apply(createApplyRun({ backend, pullRequests }), operation)).rejects.toMatchObject({
      changed: { findings: { merges: [{ kind: 'no-review', pullRequest: { number: 43 } }] } },
    });
  });

  it('carries what was merged before it and not applied, and cleans up after it', async () => {
    const backend = afterAPlan();
    const merged = { branch: 'main', commitSha: 'e'.repeat(40) };
    const headSha = 'b'.repeat(40);
    const pullRequests = {
      ...createPullRequests(),
      findStatuses: async () => [{ number: 42, headSha, closed: true, isMerged: true, mergedAt: MERGED_AT, merged }],
    };
    const run = createApplyRun({ backend, pullRequests });
    expect(await apply(run, operation)).toMatchObject({ reviewed: { kind: 'as-reviewed' } });
    expect(backend.versions(PR.path)).toEqual([]);
    expect(backend.versions(reviewKey(PR, headSha))).toEqual([]);
    expect(queueOf(backend).lastApplied?.commitSha).toBe(HEAD_SHA);
  });

  it.each<[string, NonNullable<RunOverrides['inputs']>, boolean]>([
    ['of targets', { target: ['a.b'] }, true],
    ['that leaves something to be done', {}, false],
  ])('%s keeps the reviews, and does not count as the whole commit', async (_, inputs, complete) => {
    const backend = afterAPlan();
    const terraform = createTerraform();
    terraform.showPlan = async () => ({ plan: createPlan({ complete }), text: '', warnings: [] });
    const run = createApplyRun({ backend, terraform, pullRequests: merged, inputs });
    expect(await apply(run, operation)).toMatchObject({ kind: 'applied', kept: [] });
    expect(backend.bodyOf(PR.path)).toBeDefined();
    expect(queueOf(backend)).toMatchObject({ lastApplied: undefined, lastBegun: { commitSha: HEAD_SHA } });
  });

  it('stops before it applies anything when the plan is not what was reviewed', async () => {
    const backend = createBackend();
    backend.write(REVIEW, renderReview(createReview({ headSha: 'b'.repeat(40) })));
    const run = createApplyRun({ backend, pullRequests: merged });
    await expect(apply(run, operation)).rejects.toThrow(PlanChanged);
    expect(run.terraform.commands).toEqual(['look', `init ${PROD.key}`, 'plan', 'show']);
    expect(queueOf(backend)).toMatchObject({ tickets: [], lastApplied: undefined, lastBegun: undefined });
    expect(backend.bodyOf(REVIEW)).toBeDefined();
  });
});

describe('what a merged pull request left', () => {
  it('is deleted after the apply', async () => {
    const backend = afterAPlan();
    expect(await apply(createApplyRun({ backend, pullRequests: merged }), operation)).toMatchObject({ kept: [] });
    expect(backend.versions(PR.path)).toEqual([]);
  });

  it('is not touched while its state is locked, and is reported', async () => {
    const backend = afterAPlan();
    backend.heldLocks.set(lockItemId(PR), held);
    const run = createApplyRun({ backend, pullRequests: merged });
    const applied = await apply(run, operation);
    expect(applied).toMatchObject({ kind: 'applied', kept: [{ prNumber: 42, why: 'its state is locked' }] });
    expect(run.said.warnings.join()).toContain('#42 left behind is kept');
    expect(backend.writes().filter((request) => !request.includes('.review.json'))).toEqual([]);
    expect(backend.bodyOf(PR.path)).toBeDefined();
  });

  it('is not touched while somebody is in its queue, which is left to the cleanup', async () => {
    const backend = afterAPlan();
    const queue = join(EMPTY_QUEUE, {
      id: 'other',
      token: 't',
      run: createTurnRun(),
      at: '2026-11-21T10:00:00Z',
      lockId: 'theirs',
    });
    backend.turnsOf(PR).write(renderTurnDocument(queue, 'w'));
    expect(await apply(createApplyRun({ backend, pullRequests: merged }), operation)).toMatchObject({ kept: [] });
    expect(backend.writes().filter((request) => !request.includes('.review.json'))).toEqual([]);
    expect(backend.turnsOf(PR).stored?.body).toContain('"other"');
  });

  it('is kept and named when somebody applied there, and the apply counts all the same', async () => {
    const backend = afterAPlan();
    backend.applyBySomebody(PR, stateOf(['extra']));
    const applied = await apply(createApplyRun({ backend, pullRequests: merged }), operation);
    expect(applied).toMatchObject({ kind: 'applied', kept: [{ prNumber: 42, why: { reason: 'pr-state-in-use' } }] });
    expect(backend.bodyOf(PR.path)).toContain('extra');
  });
});
