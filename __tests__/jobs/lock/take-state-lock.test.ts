import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { StateLocked } from '../../../src/domain/turn/holder.ts';
import { lockItemId } from '../../../src/domain/state/keys.ts';
import { takeStateLock } from '../../../src/jobs/lock/take-state-lock.ts';
import type { HeldLock } from '../../../src/jobs/lock/held-lock.ts';
import { createLock } from '../../support/fakes/factories.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createTurn, type FakeTurn } from '../../support/fakes/fake-turn.ts';

const ITEM = lockItemId(PROD);
const THEIRS = { kind: 'held', lock: createLock({ id: 'theirs' }), places: ['table'] } as const;

function take(run: FakeRun, turn: FakeTurn = createTurn()): Promise<HeldLock> {
  const lock = { backend: run.backend, address: PROD, key: 'prod', turn } as const;
  return takeStateLock(run, lock, { operation: 'apply', prNumber: 42 });
}

const holderOf = ({ backend }: FakeRun): string | undefined => {
  const held = backend.heldLocks.get(ITEM);
  return held?.kind === 'held' ? held.lock.id : held?.kind;
};

describe('the state lock', () => {
  it('that is free is taken at once, under the ID that the ticket has noted, and names run, actor and pull request', async () => {
    const run = createRun();
    const turn = createTurn();
    const held = await take(run, turn);
    expect(held.lockId).toBe('ours');
    expect(run.clock.slept).toEqual([]);
    expect(turn.told).toEqual(['seen free']);
    expect(run.backend.requests).toEqual([`take-lock ${ITEM} ours`]);
    const lock = run.backend.heldLocks.get(ITEM);
    expect(lock).toMatchObject({ lock: { id: 'ours', operation: 'OperationTypeApply', who: 'runner@fv-az1' } });
    const { info = '' } = lock?.kind === 'held' ? lock.lock : {};
    for (const word of [run.context.runUrl, '#42', 'ana']) expect(info).toContain(word);
  });

  it('that somebody holds is waited for, and taken when they give it back', async () => {
    const run = createRun();
    const turn = createTurn();
    run.backend.heldLocks.set(ITEM, THEIRS);
    void run.clock.sleep(2500).then(() => {
      run.backend.heldLocks.clear();
    });
    await take(run, turn);
    expect(holderOf(run)).toBe('ours');
    expect(run.waiting.spent).toMatchObject({ waitedMs: 3000, lastHolder: { lock: { id: 'theirs' } } });
  });

  it('that comes through at the next try after a lost answer is taken, once', async () => {
    const run = createRun();
    run.backend.heldLocks.set(ITEM, { kind: 'held', lock: createLock({ id: 'ours' }), places: ['table'] });
    expect((await take(run)).lockId).toBe('ours');
    expect(run.clock.slept).toEqual([]);
  });

  it('that cannot be asked for now is asked for again, within the budget', async () => {
    const run = createRun();
    const answerAgain = run.backend.breakDown('take-lock');
    void run.clock.sleep(3000).then(answerAgain);
    expect((await take(run)).lockId).toBe('ours');
    expect(run.waiting.spent.waitedMs).toBe(4000);
  });

  it('that stays held until the budget is used up is left alone', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 5000 } });
    run.backend.heldLocks.set(ITEM, THEIRS);
    await expect(take(run)).rejects.toThrow(StateLocked);
    expect(holderOf(run)).toBe('theirs');
    expect(run.clock.monotonicMs()).toBe(5000);
  });

  it('that is held is tried once without a budget', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 0 } });
    run.backend.heldLocks.set(ITEM, THEIRS);
    await expect(take(run)).rejects.toThrow(StateLocked);
    expect(run.clock.slept).toEqual([]);
    expect(run.backend.requests.filter((request) => request.startsWith('take-lock'))).toHaveLength(1);
  });

  it.each([0, 1000])('that others keep taking and giving back costs the budget, too: %i ms', async (lockTimeoutMs) => {
    const run = createRun({ inputs: { 'lock-timeout': lockTimeoutMs } });
    run.backend.locks.take = async () => ({ kind: 'held', reading: { kind: 'free' } });
    await expect(take(run)).rejects.toThrow(StateLocked);
    expect(run.clock.monotonicMs()).toBe(lockTimeoutMs);
  });

  it('that every try is refused and no look finds may be the fault of the store, and a doctor says so', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 1000 } });
    run.backend.locks.take = async () => ({ kind: 'held', reading: { kind: 'free' } });
    const taking = take(run);
    await expect(taking).rejects.toThrow(/gone at every look.* the store may be at fault\. Run command: doctor/);
    await expect(taking).rejects.toMatchObject({ holder: { wasNeverSeen: true } });
  });

  it.each<[string, (run: FakeRun) => void]>([
    [
      'a try found it',
      ({ backend }) => {
        const readings = [THEIRS, { kind: 'free' }] as const;
        let tries = 0;
        backend.locks.take = async () => ({ kind: 'held', reading: readings[Math.min(tries++, 1)] ?? THEIRS });
      },
    ],
    [
      'the wait found it',
      (run) => {
        run.backend.locks.take = async () => ({ kind: 'held', reading: { kind: 'free' } });
        run.backend.heldLocks.set(ITEM, THEIRS);
        void run.clock.sleep(600).then(() => {
          run.backend.heldLocks.clear();
        });
      },
    ],
  ])('that somebody was once seen to hold is no fault of the store: %s', async (_, arrange) => {
    const run = createRun({ inputs: { 'lock-timeout': 3000 } });
    arrange(run);
    await expect(take(run)).rejects.toMatchObject({ holder: { wasNeverSeen: false } });
  });
});

describe('nothing of ours is left', () => {
  it.each<[string, Error]>([
    ['the backend does not answer', new BackendUnusable('no answer')],
    ['there is a defect', new TypeError('undefined is not a function')],
  ])('when %s after the write came through', async (_, thrown) => {
    const run = createRun();
    const taking = run.backend.locks.take.bind(run.backend.locks);
    run.backend.locks.take = async (...given) => {
      await taking(...given);
      throw thrown;
    };
    await expect(take(run)).rejects.toBe(thrown);
    expect(holderOf(run)).toBeUndefined();
    expect(run.backend.requests.at(-1)).toBe(`give-back-lock ${ITEM} ours`);
  });

  it('but the word that it may be, when that cannot be given back either', async () => {
    const run = createRun();
    const turn = createTurn();
    run.backend.breakDown('take-lock');
    run.backend.breakDown('give-back-lock');
    await expect(take(run, turn)).rejects.toThrow('take-lock');
    expect(turn.told).toEqual(['may be left']);
    expect(run.said.warnings.join()).toContain(`The state lock ours of ${ITEM} is left behind`);
  });

  it('by main when it is cancelled during a take: that is for post to give back', async () => {
    const cancellation = new AbortController();
    const run = createRun({ cancelled: cancellation.signal });
    const taking = run.backend.locks.take.bind(run.backend.locks);
    run.backend.locks.take = async (...given) => {
      await taking(...given);
      cancellation.abort();
      throw new DOMException('This operation was aborted', 'AbortError');
    };
    await expect(take(run)).rejects.toThrow('aborted');
    expect(holderOf(run)).toBe('ours');
    expect(run.backend.requests).toEqual([`take-lock ${ITEM} ours`]);
  });
});
