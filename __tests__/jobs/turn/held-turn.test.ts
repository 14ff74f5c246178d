import { describe, expect, it } from 'vitest';

import { EMPTY_QUEUE, freeze, join, removeHead, type TurnDocument } from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { HeldTurn } from '../../../src/jobs/turn/held-turn.ts';
import { NO_TURN } from '../../../src/jobs/turn/turn.ts';
import { TurnQueue } from '../../../src/jobs/turn/queue.ts';
import { createFreeze, createLock, createTurnRun } from '../../support/fakes/factories.ts';
import { PROD, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createClock, settled } from '../../support/fakes/fake-clock.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const COMMIT = { repository: 'octo/infra', commitSha: 'c0ffee', runUrl: 'https://github.com/r/1' };
const LOCK = { id: 'ours', at: '2026-11-21T10:28:00Z' };

function joined(queue: TurnDocument, id: string): TurnDocument {
  return join(queue, { id, token: `${id}-0`, run: createTurnRun({ runId: '7' }), at: '2026-11-21T10:27:00Z' });
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
  const turns = new TurnQueue(run.backend.turns(PROD), run.clock, run.chance);
  await turns.read();
  const turn = HeldTurn[how]({ run, queue: turns, ticketId: 'mine', key: 'prod' });
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
    await turn.noteStateLock(LOCK);
    turn.noteLockLeft();
    await turn.leave(COMMIT);
    expect(queueOf(run.backend)).toMatchObject({
      lastApplied: COMMIT,
      departed: [{ lockMayBeHeld: true, stateLock: LOCK }],
    });
  });

  it('clears those before it when the lock was seen free meanwhile, and not otherwise', async () => {
    const seen = await hold('start', AFTER_A_DEATH);
    seen.turn.noteLockFree();
    await seen.turn.leave();
    expect(queueOf(seen.run.backend).departed.map(({ lockMayBeHeld }) => lockMayBeHeld)).toEqual([false, false]);
    const unseen = await hold('start', AFTER_A_DEATH);
    await unseen.turn.leave();
    expect(queueOf(unseen.run.backend).departed.map(({ lockMayBeHeld }) => lockMayBeHeld)).toEqual([true, false]);
  });

  it('clears those before it, and may itself have left a lock', async () => {
    const { run, turn } = await hold('start', AFTER_A_DEATH);
    turn.noteLockFree();
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

describe('a Terraform that is about to take the lock', () => {
  it('is announced with its user and host, the time, and the commit of an apply', async () => {
    const { run, turn } = await hold();
    await run.clock.advance(5000);
    expect(await turn.announce(COMMIT)).toBe(true);
    expect(queueOf(run.backend).tickets[0]).toMatchObject({
      begun: COMMIT,
      expects: { who: 'runner@fv-az1', from: '2026-11-21T10:30:05.000Z' },
    });
    await turn.leave();
  });

  it('clears those before it with the announcement when the lock was seen free: theirs it cannot be', async () => {
    const seen = await hold('start', AFTER_A_DEATH);
    seen.turn.noteLockFree();
    await seen.turn.announce();
    expect(queueOf(seen.run.backend).departed).toMatchObject([{ lockMayBeHeld: false }]);
    await seen.turn.leave();
  });

  it('clears nobody with it while the lock was not seen free', async () => {
    const { run, turn } = await hold('start', AFTER_A_DEATH);
    await turn.announce();
    expect(queueOf(run.backend).departed).toMatchObject([{ lockMayBeHeld: true }]);
    await turn.leave();
  });

  it('is not to begin when the turn was lost', async () => {
    const { run, turn } = await hold();
    run.backend.turnsOf(PROD).write(renderTurnDocument(joined(EMPTY_QUEUE, 'other'), 'w2'));
    expect(await conflicting(run, turn.announce(COMMIT))).toBe(false);
    expect(queueOf(run.backend).lastBegun).toBeUndefined();
  });

  it('may begin when the queue does not answer: the state lock is the safety', async () => {
    const { run, turn } = await hold();
    run.backend.fateOfTurns = () => 'denied';
    expect(await turn.announce(COMMIT)).toBe(true);
    expect(run.said.warnings.join()).toContain('The queue could not be kept up');
  });
});

describe('a freeze', () => {
  const FREEZE = createFreeze();

  it('is in the queue when it says so, and lifted by itself alone', async () => {
    const { run, turn } = await hold();
    expect(turn.frozen).toBeUndefined();
    expect(await turn.freeze(FREEZE)).toBe(true);
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
    expect(await turn.freeze(FREEZE)).toBe(false);
    expect(run.said.warnings.join()).toContain('The queue could not be kept up');
  });

  it('does not need the turn: it is about the state', async () => {
    const { run, turn } = await hold();
    run.backend.turnsOf(PROD).write(renderTurnDocument(joined(EMPTY_QUEUE, 'other'), 'w2'));
    expect(await conflicting(run, turn.freeze(FREEZE))).toBe(true);
    expect(queueOf(run.backend)).toMatchObject({ tickets: [{ id: 'other' }], frozen: FREEZE });
  });

  it('that was there before is seen', async () => {
    expect((await hold('start', freeze(joined(EMPTY_QUEUE, 'mine'), FREEZE))).turn.frozen).toEqual(FREEZE);
  });
});

it('the owner of a lock is the run that the queue knows', async () => {
  const { turn } = await hold('start', AFTER_A_DEATH);
  const lock = createLock({ who: 'runner@fv-az1', created: '2026-11-21T10:28:00Z' });
  expect(turn.ownerOf(lock)).toMatchObject({ run: { runId: '7' }, sure: false, departed: true });
});

it('a run without a turn applies all the same, and can freeze nothing', async () => {
  expect(await NO_TURN.announce(COMMIT)).toBe(true);
  expect(await NO_TURN.freeze(createFreeze())).toBe(false);
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
