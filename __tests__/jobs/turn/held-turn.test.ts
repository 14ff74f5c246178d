import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { EMPTY_QUEUE, freeze, join, leave, removeHead, type TurnDocument } from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { HeldTurn } from '../../../src/jobs/turn/held-turn.ts';
import { TurnQueue } from '../../../src/jobs/turn/queue.ts';
import { createFreeze, createLock, createTurnRun } from '../../support/fakes/factories.ts';
import { PROD, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createClock, settled } from '../../support/fakes/fake-clock.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const COMMIT = { repository: 'octo/infra', commitSha: 'c0ffee', runUrl: 'https://github.com/r/1' };

function joined(queue: TurnDocument, id: string): TurnDocument {
  return join(queue, {
    id,
    token: `${id}-0`,
    run: createTurnRun({ runId: '7' }),
    at: '2026-11-21T10:27:00Z',
    lockId: `lock-of-${id}`,
  });
}

/** Somebody died holding the turn before us, and may have left a lock. */
const AFTER_A_DEATH = removeHead(joined(joined(EMPTY_QUEUE, 'dead'), 'mine'), { id: 'dead', token: 'dead-0' });

function queueOf(backend: FakeBackend): TurnDocument {
  return parseTurnDocument(backend.turnsOf(PROD).stored?.body ?? '');
}

interface Holding {
  readonly run: FakeRun;
  readonly turn: HeldTurn;
  readonly cancel: () => void;
}

/** This run holds the turn with the ticket `mine`. */
async function hold(how: 'start' | 'resume' = 'start', queue = joined(EMPTY_QUEUE, 'mine')): Promise<Holding> {
  const cancellation = new AbortController();
  const run = createRun({ cancelled: cancellation.signal, clock: createClock({ runs: false }) });
  run.backend.turnsOf(PROD).write(renderTurnDocument(queue, 'w'));
  const turns = new TurnQueue(run.backend.turns(PROD, 'prod'), run.clock, run.chance);
  await turns.read();
  const turn = HeldTurn[how]({ run, queue: turns, ticketId: 'mine', lockId: 'lock-of-mine', key: 'prod' });
  const cancel = (): void => {
    cancellation.abort();
  };
  return { run, turn, cancel };
}

/** Lets the time pass after which a lost compare-and-swap is tried again. */
async function conflicting<T>(run: FakeRun, change: Promise<T>): Promise<T> {
  await settled();
  await run.clock.advance(5000);
  return change;
}

describe('a turn that is given back', () => {
  it('leaves nothing behind when nothing was taken', async () => {
    const { run, turn } = await hold();
    await turn.leave();
    expect(queueOf(run.backend)).toMatchObject({ tickets: [], departed: [{ why: 'left', lockMayBeHeld: false }] });
  });

  it('says so when a lock may be left, and which one', async () => {
    const { run, turn } = await hold();
    turn.noteLockLeft();
    await turn.leave(COMMIT);
    expect(queueOf(run.backend)).toMatchObject({
      lastApplied: COMMIT,
      departed: [{ lockMayBeHeld: true, stateLock: { id: 'lock-of-mine' } }],
    });
  });

  it('clears those before it when the lock was seen free meanwhile, and not otherwise', async () => {
    const seen = await hold('start', AFTER_A_DEATH);
    seen.turn.noteLockFree(seen.run.backend.locks.kind);
    await seen.turn.leave();
    expect(queueOf(seen.run.backend).departed.map(({ lockMayBeHeld }) => lockMayBeHeld)).toEqual([false, false]);
    const unseen = await hold('start', AFTER_A_DEATH);
    await unseen.turn.leave();
    expect(queueOf(unseen.run.backend).departed.map(({ lockMayBeHeld }) => lockMayBeHeld)).toEqual([true, false]);
  });

  it('clears those before it, and may itself have left a lock', async () => {
    const { run, turn } = await hold('start', AFTER_A_DEATH);
    turn.noteLockFree(run.backend.locks.kind);
    turn.noteLockLeft();
    await turn.leave();
    expect(queueOf(run.backend).departed.map(({ lockMayBeHeld }) => lockMayBeHeld)).toEqual([false, true]);
  });

  it('is renewed no more', async () => {
    const { run, turn } = await hold();
    await turn.leave();
    const stored = run.backend.turnsOf(PROD).stored;
    await run.clock.advance(60_000);
    expect(run.backend.turnsOf(PROD).stored).toEqual(stored);
  });
});

describe('the turn of a run that is cancelled', () => {
  it.each(['leave', 'leaveForGood'] as const)('stays in the queue for post to give back: %s', async (how) => {
    const { run, turn, cancel } = await hold();
    cancel();
    await turn[how]();
    expect(queueOf(run.backend).tickets.map(({ id }) => id)).toEqual(['mine']);
    const stored = run.backend.turnsOf(PROD).stored;
    await run.clock.advance(60_000);
    expect(run.backend.turnsOf(PROD).stored).toEqual(stored);
  });

  it.each(['leave', 'leaveForGood'] as const)('is given back by post, whatever else is cancelled: %s', async (how) => {
    const { run, turn, cancel } = await hold('resume');
    cancel();
    await turn[how]();
    const { stored } = run.backend.turnsOf(PROD);
    expect(stored === undefined ? [] : parseTurnDocument(stored.body).tickets).toEqual([]);
  });

  it('is renewed by post for as long as that takes', async () => {
    const { run, turn } = await hold('resume');
    await run.clock.advance(20_000);
    const tokens = [queueOf(run.backend).tickets[0]?.token];
    await run.clock.advance(20_000);
    tokens.push(queueOf(run.backend).tickets[0]?.token, 'mine-0');
    expect(new Set(tokens).size).toBe(3);
    await turn.leave();
  });
});

describe('a turn that was lost', () => {
  it('is not renewed any more, and that is said once', async () => {
    const { run, turn } = await hold();
    run.backend.turnsOf(PROD).write(renderTurnDocument(joined(EMPTY_QUEUE, 'other'), 'w2'));
    await run.clock.advance(60_000);
    await run.clock.advance(60_000);
    expect(run.said.warnings).toEqual([expect.stringContaining('was taken for dead and lost its turn')]);
    await turn.leave();
    expect(queueOf(run.backend).tickets.map(({ id }) => id)).toEqual(['other']);
  });

  it('is none while the ticket is in the queue', async () => {
    const { run, turn } = await hold('start', joined(joined(EMPTY_QUEUE, 'first'), 'mine'));
    await run.clock.advance(20_000);
    expect(run.said.warnings).toEqual([]);
    expect(queueOf(run.backend).tickets.at(-1)?.token).not.toBe('mine-0');
    await turn.leave();
  });
});

describe("what is this run's before it goes on", () => {
  const ASKS = [
    ['confirm', (turn: HeldTurn) => turn.confirm()],
    ['announce', (turn: HeldTurn) => turn.announce(COMMIT)],
  ] as const;

  it.each(ASKS)('is its turn, as long as its ticket is the first, and asking renews it: %s', async (_, ask) => {
    const { run, turn } = await hold();
    expect(await ask(turn)).toBe(true);
    expect(queueOf(run.backend).tickets).toMatchObject([{ id: 'mine', stateLock: { id: 'lock-of-mine' } }]);
    expect(queueOf(run.backend).tickets[0]?.token).not.toBe('mine-0');
    await turn.leave();
  });

  it.each(ASKS)('is no turn that was given to somebody else: %s', async (_, ask) => {
    const { run, turn } = await hold();
    run.backend.turnsOf(PROD).write(renderTurnDocument(joined(EMPTY_QUEUE, 'other'), 'w2'));
    expect(await conflicting(run, ask(turn))).toBe(false);
    expect(queueOf(run.backend)).toMatchObject({ tickets: [{ id: 'other' }], lastBegun: undefined });
  });

  it.each(ASKS)('is not known when the queue does not answer, which is no yes: %s', async (_, ask) => {
    const { run, turn } = await hold();
    run.backend.fateOfTurns = () => 'denied';
    await expect(ask(turn)).rejects.toThrow(BackendUnusable);
    run.backend.fateOfTurns = () => 'answered';
    await turn.leave();
  });

  it('names the commit of an apply that begins, and of that alone', async () => {
    const { run, turn } = await hold();
    await turn.confirm();
    expect(queueOf(run.backend).tickets[0]?.begun).toBeUndefined();
    await turn.announce(COMMIT);
    expect(queueOf(run.backend).tickets[0]?.begun).toEqual(COMMIT);
    await turn.leave();
  });

  it.each([true, false])('clears those before it when the lock was seen free (%s), and not otherwise', async (free) => {
    const { run, turn } = await hold('start', AFTER_A_DEATH);
    if (free) turn.noteLockFree(run.backend.locks.kind);
    await turn.confirm();
    expect(queueOf(run.backend).departed).toMatchObject([{ lockMayBeHeld: !free }]);
    await turn.leave();
  });
});

describe('a freeze', () => {
  const FREEZE = createFreeze();
  const LEFT = { id: 'mine', applied: undefined, lockMayBeHeld: true };

  it('is in the queue when it says so, and lifted by itself alone', async () => {
    const { run, turn } = await hold();
    expect(turn.frozen).toBeUndefined();
    await turn.freeze(FREEZE);
    expect(turn.frozen).toEqual(FREEZE);
    expect(queueOf(run.backend).frozen).toEqual(FREEZE);
    await turn.thaw(createFreeze({ id: 'another' }));
    expect(queueOf(run.backend).frozen).toEqual(FREEZE);
    await turn.thaw(FREEZE);
    expect(queueOf(run.backend).frozen).toBeUndefined();
  });

  it('that could not be written down is none, and says so', async () => {
    const { run, turn } = await hold();
    run.backend.fateOfTurns = (action) => (action === 'put' ? 'denied' : 'answered');
    await expect(turn.freeze(FREEZE)).rejects.toMatchObject({ isLasting: true });
  });

  it.each(['start', 'resume'] as const)(
    'that could not be written down goes with the turn, in the very same write: %s',
    async (how) => {
      const { run, turn } = await hold(how);
      run.backend.fateOfTurns = (action) => (action === 'put' ? 'denied' : 'answered');
      await expect(turn.freeze(FREEZE)).rejects.toThrow();
      const done: string[] = [];
      run.backend.fateOfTurns = (action) => {
        done.push(action);
        return 'answered';
      };
      await turn.leave();
      expect(queueOf(run.backend)).toMatchObject({ tickets: [], frozen: FREEZE });
      expect(done).toEqual(['put']);
    },
  );

  it('that could not be written down is not owed any more once the state is in its place', async () => {
    const { run, turn } = await hold();
    run.backend.fateOfTurns = (action) => (action === 'put' ? 'denied' : 'answered');
    await expect(turn.freeze(FREEZE)).rejects.toThrow();
    run.backend.fateOfTurns = () => 'answered';
    await turn.thaw(FREEZE);
    await turn.leave();
    expect(queueOf(run.backend)).toMatchObject({ tickets: [], frozen: undefined });
  });

  it('is none any more where the store shows that this run has left, though nobody has read that before', async () => {
    const { run, turn } = await hold('resume');
    run.backend.turnsOf(PROD).write(renderTurnDocument(leave(joined(EMPTY_QUEUE, 'mine'), LEFT), 'w2'));
    expect(await conflicting(run, turn.freezeUnlessLeft(FREEZE))).toBe(false);
    await turn.leave();
    expect(queueOf(run.backend)).toMatchObject({ tickets: [], frozen: undefined });
  });

  it('does not need the turn: it is about the state', async () => {
    const { run, turn } = await hold();
    run.backend.turnsOf(PROD).write(renderTurnDocument(joined(EMPTY_QUEUE, 'other'), 'w2'));
    await conflicting(run, turn.freeze(FREEZE));
    expect(queueOf(run.backend)).toMatchObject({ tickets: [{ id: 'other' }], frozen: FREEZE });
  });

  it('that was there before is seen', async () => {
    expect((await hold('start', freeze(joined(EMPTY_QUEUE, 'mine'), FREEZE))).turn.frozen).toEqual(FREEZE);
  });
});

it('the owner of a lock is the run that has noted its ID, and nobody by a name', async () => {
  const { turn } = await hold('start', AFTER_A_DEATH);
  expect(turn.ownerOf({ id: 'lock-of-dead' })).toMatchObject({ run: { runId: '7' }, ticket: 'removed' });
  expect(turn.ownerOf({ id: 'lock-of-mine' })).toMatchObject({ ticket: 'in-queue' });
  expect(turn.ownerOf(createLock({ who: 'runner@fv-az1' }))).toBeUndefined();
  await turn.leave();
});

it('a defect in one renewal stops none of the next, and is thrown once the turn is given back', async () => {
  const { run, turn } = await hold();
  const defect = new TypeError('a defect');
  let failed = false;
  run.backend.fateOfTurns = () => {
    if (failed) return 'answered';
    failed = true;
    throw defect;
  };
  const before = queueOf(run.backend).tickets[0]?.token;
  for (let passed = 0; passed < 4; passed += 1) await run.clock.advance(15_000);
  expect(failed).toBe(true);
  expect(queueOf(run.backend).tickets[0]?.token).not.toBe(before);
  await expect(turn.leave()).rejects.toBe(defect);
  expect(queueOf(run.backend).tickets).toEqual([]);
});
