import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { EMPTY_QUEUE, freeze, join, type TurnDocument } from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { describeRun } from '../../../src/jobs/run.ts';
import { takeTurn } from '../../../src/jobs/turn/take-turn.ts';
import type { Turn } from '../../../src/jobs/turn/turn.ts';
import { createFreeze, createLock, HEAD_SHA } from '../../support/fakes/factories.ts';
import { PR, PROD } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const COMMIT = { repository: 'octo/infra', commitSha: HEAD_SHA, runUrl: 'https://github.com/r/1' };

async function take(run: FakeRun, key: 'prod' | 'pr' = 'prod'): Promise<Turn> {
  const me = describeRun(run, { kind: 'apply', commitSha: HEAD_SHA, prNumber: undefined });
  const taken = await takeTurn(run, { backend: run.backend, address: key === 'prod' ? PROD : PR, key, me });
  return taken.kind === 'taken' ? taken.turn : expect.unreachable();
}

function queueOf(run: FakeRun): TurnDocument {
  return parseTurnDocument(run.backend.turnsOf(PROD).stored?.body ?? '');
}

describe('a run that arrives', () => {
  it('leaves word of its place for post before it asks for it', async () => {
    const run = createRun();
    let noted: unknown;
    run.backend.fateOfTurns = () => {
      noted ??= run.left.at(-1);
      return 'answered';
    };
    const turn = await take(run);
    expect(noted).toEqual({ address: PROD, key: 'prod', ticketId: queueOf(run).tickets[0]?.id, lockId: turn.lockId });
    await turn.leave();
  });

  it('names its machine as Terraform does, whatever the name of the user', async () => {
    const run = createRun({ who: 'a@b@fv-az1' });
    const turn = await take(run);
    expect(queueOf(run).tickets[0]?.run.host).toBe('fv-az1');
    await turn.leave();
  });
});

describe('what has to be done before the place is taken', () => {
  const me = (run: FakeRun) => describeRun(run, { kind: 'plan', commitSha: HEAD_SHA, prNumber: 42 });

  it('is done by then, though the queue is read meanwhile', async () => {
    const run = createRun();
    const { promise: before, resolve: done } = Promise.withResolvers<undefined>();
    const taking = takeTurn(run, { backend: run.backend, address: PR, key: 'pr', me: me(run), before });
    await new Promise((resolve) => setImmediate(resolve));
    expect(run.left).toEqual([]);
    expect(run.backend.turnsOf(PR).stored).toBeUndefined();
    done(undefined);
    const taken = await taking;
    expect(run.left).toHaveLength(1);
    if (taken.kind === 'taken') await taken.turn.leave();
  });

  it('ends the run where it fails: that is no trouble of the queue, without which a plan goes on', async () => {
    const run = createRun();
    const trouble = new BackendUnusable('the place could not be noted');
    const before = Promise.reject(trouble);
    const taking = takeTurn(run, { backend: run.backend, address: PR, key: 'pr', me: me(run), before });
    await expect(taking).rejects.toBe(trouble);
    expect(run.left).toEqual([]);
    expect(run.said.warnings).toEqual([]);
  });
});

describe('a run that queues again', () => {
  it.each([
    ['gives its lock back first', false],
    ['which may hold its lock', true],
  ])('gives up with the same write a place that it could not give back, and %s', async (_, isLockAway) => {
    const run = createRun();
    const first = await take(run);
    const toCreate = { addresses: ['a.b'], count: 1, serial: 41, fingerprint: 'f' };
    await first.announce({ repository: 'octo/infra', commitSha: HEAD_SHA, runUrl: run.context.runUrl }, toCreate);
    await run.backend.locks.take(PROD, createLock({ id: first.lockId }));
    if (isLockAway) run.backend.breakDown('give-back-lock');
    run.backend.fateOfTurns = () => 'unanswered';
    await first.leave();
    run.backend.fateOfTurns = () => 'answered';

    const me = describeRun(run, { kind: 'apply', commitSha: HEAD_SHA, prNumber: undefined });
    const earlier = [first.lockId];
    const again = await takeTurn(run, { backend: run.backend, address: PROD, key: 'prod', me, earlier });

    expect(again).toMatchObject({
      kind: 'taken',
      turn: { lockId: expect.not.stringMatching(first.lockId) as unknown },
    });
    expect(queueOf(run)).toMatchObject({
      tickets: [{ sequence: 2, state: 'holding' }],
      // Nothing was begun under it.
      departed: [{ why: 'left', stateLock: { id: first.lockId }, lockMayBeHeld: isLockAway, toCreate: undefined }],
    });
    expect(run.backend.heldLocks.size).toBe(isLockAway ? 1 : 0);
    if (again.kind === 'taken') await again.turn.leave();
  });
});

describe('a run whose queue cannot be used', () => {
  it.each([
    ['prod', ' Whether production is frozen cannot be seen.'],
    ['pr', ''],
  ] as const)('because its role may not goes on with the state lock alone, and says so: %s', async (key, unseen) => {
    const run = createRun();
    run.backend.fateOfTurns = () => 'denied';
    const turn = await take(run, key);
    expect(await turn.announce(COMMIT)).toBe(true);
    expect(run.clock.slept).toEqual([]);
    expect(run.said.warnings).toEqual([
      `The queue of ${(key === 'prod' ? PROD : PR).path} cannot be used, so that runs are not served in order; the state lock still keeps them apart.${unseen} the role may not memory:get on turns`,
    ]);
  });

  it.each([
    ['does not answer', 'no answer', (run: FakeRun) => (run.backend.fateOfTurns = () => 'unanswered')],
    ['is garbage', 'the turn document is no JSON', (run: FakeRun) => run.backend.turnsOf(PROD).write('{')],
    ['is of another shape', 'is not understood', (run: FakeRun) => run.backend.turnsOf(PROD).write('{"version":1}')],
  ])('applies nothing while that %s: it tries within lock-timeout, and stops', async (_, words, breakIt) => {
    const run = createRun({ inputs: { 'lock-timeout': 30_000 } });
    breakIt(run);
    const taking = take(run);
    await expect(taking).rejects.toThrow(BackendUnusable);
    await expect(taking).rejects.toThrow(words);
    await expect(taking).rejects.toThrow('cannot be read, so nothing is applied: production may be frozen');
    expect(run.clock.monotonicMs()).toBe(30_000);
    expect(run.waiting.leftMs).toBe(0);
  });

  it('applies after all once it answers within lock-timeout', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 60_000 } });
    run.backend.fateOfTurns = () => (run.clock.monotonicMs() < 38_000 ? 'unanswered' : 'answered');
    const turn = await take(run);
    expect(run.said.warnings).toEqual([]);
    expect(queueOf(run).tickets).toMatchObject([{ state: 'holding', stateLock: { id: turn.lockId } }]);
    await turn.leave();
  });

  it.each(['unanswered', 'garbage'])('plans on a PR key with the state lock alone: %s', async (how) => {
    const run = createRun();
    if (how === 'garbage') run.backend.turnsOf(PR).write('{');
    else run.backend.fateOfTurns = () => 'unanswered';
    expect(await (await take(run, 'pr')).confirm()).toBe(true);
    expect(run.said.warnings.join()).toContain('cannot be used, so that runs are not served in order');
  });

  it('stops at a freeze that it could read all the same', async () => {
    const run = createRun();
    run.backend.turnsOf(PROD).write(renderTurnDocument(freeze(EMPTY_QUEUE, createFreeze()), 'w'));
    run.backend.fateOfTurns = (action) => (action === 'put' ? 'denied' : 'answered');
    expect((await take(run)).frozen).toEqual(createFreeze());
  });

  it('freezes it as soon as it can be used again', async () => {
    const run = createRun();
    run.backend.fateOfTurns = () => 'denied';
    const turn = await take(run);
    await expect(turn.freeze(createFreeze())).rejects.toThrow(BackendUnusable);
    run.backend.fateOfTurns = () => 'answered';
    await turn.freeze(createFreeze());
    expect(queueOf(run).frozen).toEqual(createFreeze());
  });

  it('gives a place back at the end that it has taken after all', async () => {
    const run = createRun();
    run.backend.fateOfTurns = () => 'denied';
    const turn = await take(run);
    run.backend.fateOfTurns = () => 'answered';
    const me = describeRun(run, { kind: 'apply', commitSha: HEAD_SHA, prNumber: undefined });
    const arrival = {
      id: run.left[0]?.ticketId ?? '',
      token: 't',
      run: me,
      at: '2026-11-21T10:30:00Z',
      lockId: 'ours',
    };
    run.backend.turnsOf(PROD).write(renderTurnDocument(join(EMPTY_QUEUE, arrival), 'late'));
    await turn.leave();
    expect(queueOf(run).tickets).toEqual([]);
  });
});
