import { describe, expect, it } from 'vitest';
import { lockItemId } from '../../../src/domain/state/keys.ts';
import type { LockReading } from '../../../src/domain/lock/lock.ts';
import { giveLockBack, HeldLock, lookAtOwnLock, type OwnedLock } from '../../../src/jobs/lock/held-lock.ts';
import { createLock } from '../../support/fakes/factories.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';
import { EPOCH_MS } from '../../support/fakes/fake-clock.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createTurn, type FakeTurn } from '../../support/fakes/fake-turn.ts';

const ITEM = lockItemId(PROD);
const OURS: LockReading = { kind: 'held', lock: createLock({ id: 'ours' }), places: ['table'] };
const THEIRS = { kind: 'held', lock: createLock({ id: 'theirs' }), places: ['table'] } as const;

interface Holding {
  readonly run: FakeRun;
  readonly held: HeldLock;
  readonly turn: FakeTurn;
  readonly owned: OwnedLock;
  readonly cancel: () => void;
}

/** The lock is in this state. */
function hold(reading: LockReading | 'broken' = OURS): Holding {
  const cancellation = new AbortController();
  const run = createRun({ cancelled: cancellation.signal });
  if (reading === 'broken') {
    run.backend.breakDown('confirm-lock');
    run.backend.breakDown('give-back-lock');
  } else if (reading.kind !== 'free') {
    run.backend.heldLocks.set(ITEM, reading);
  }
  const turn = createTurn();
  const owned = { backend: run.backend, address: PROD, turn };
  const cancel = (): void => {
    cancellation.abort();
  };
  return { run, turn, owned, cancel, held: HeldLock.start(run, owned) };
}

describe('a lock of this run', () => {
  it.each<[string, LockReading, boolean, RegExp | undefined]>([
    ['is there', OURS, true, undefined],
    ['is gone', { kind: 'free' }, false, /^somebody has deleted this run's state lock ours of .* by hand\)$/],
    ['has become another one', THEIRS, false, /, and it is held by ana@laptop now \(OperationTypeApply, theirs\)$/],
    ['has become a record that nobody can read', { kind: 'unreadable', places: ['table'] }, false, /by hand\)$/],
  ])('%s: that is known, and told once', async (_, reading, isOurs, lost) => {
    const { run, held } = hold(reading);
    expect([await held.confirm(), await held.confirm()]).toEqual([isOurs, isOurs]);
    if (lost === undefined) expect([held.lost, run.said.warnings]).toEqual([undefined, []]);
    else {
      expect(held.lost).toMatch(lost);
      expect(run.said.warnings).toEqual([`${held.lost ?? ''}. Make sure that nobody else applies there now.`]);
    }
  });

  it('of which the backend tells nothing is not known to be held', async () => {
    const { run, held } = hold('broken');
    await expect(held.confirm()).rejects.toThrow(/it is not known whether the state lock ours of .*: no answer$/);
    expect([held.lost, run.said.warnings]).toEqual([undefined, []]);
  });

  it('that was lost stays lost, whoever has it now', async () => {
    const { run, held } = hold({ kind: 'free' });
    await held.confirm();
    run.backend.heldLocks.set(ITEM, OURS);
    expect(await held.confirm()).toBe(false);
  });

  it('is not missed once it was given back, not even by a look that was under way', async () => {
    const { run, held } = hold();
    run.backend.before('confirm-lock', () => {
      void held.giveBack();
    });
    expect([await held.confirm(), await held.confirm()]).toEqual([true, true]);
    expect(run.said.warnings).toEqual([]);
  });
});

describe('looking on', () => {
  const HANGS = new Promise<never>(() => undefined);

  it.each<[string, (run: FakeRun, owned: OwnedLock) => HeldLock, number]>([
    ['by main', (run, owned) => HeldLock.start(run, owned), 40_000],
    ['by post', (run, owned) => HeldLock.resume(run, owned), 40_000],
  ])('tells once, within 20 s, that it was lost: %s', async (_, take, atMs) => {
    const { run, owned } = hold();
    const told: number[] = [];
    const held = take(run, owned);
    held.keepLooking(run, (_lost, at) => told.push(at.getTime() - EPOCH_MS));
    await run.clock.sleep(25_000);
    run.backend.heldLocks.clear();
    await run.clock.sleep(60_000);
    expect(told).toEqual([atMs]);
    expect(run.said.warnings).toHaveLength(1);
  });

  it('does not miss what main had never taken, or had given back', async () => {
    const { run, owned } = hold({ kind: 'free' });
    const held = HeldLock.resume(run, owned);
    held.keepLooking(run);
    await run.clock.sleep(60_000);
    held.stopLooking();
    expect([held.lost, run.said.warnings]).toEqual([undefined, []]);
  });

  it('passes over looks that fail, and goes on until it is given back', async () => {
    const { run, held } = hold('broken');
    held.keepLooking(run);
    await run.clock.sleep(50_000);
    await held.giveBack();
    await run.clock.sleep(50_000);
    expect(run.backend.requests.filter((request) => request.startsWith('confirm-lock'))).toHaveLength(2);
  });

  it('is not waited for when a request of it hangs', async () => {
    const { run, held } = hold();
    run.backend.locks.confirm = () => HANGS;
    held.keepLooking(run);
    await run.clock.sleep(25_000);
    expect(await held.giveBack()).toEqual({ kind: 'released', lockId: 'ours' });
  });
});

describe('giving it back', () => {
  it.each<[string, LockReading | 'broken', object, readonly string[]]>([
    ['frees it', OURS, { kind: 'released', lockId: 'ours' }, ['seen free']],
    ['finds it gone', { kind: 'free' }, { kind: 'free' }, []],
    ['leaves it to whoever has it now', THEIRS, { kind: 'not-ours', lock: THEIRS.lock }, []],
    ['says so when it cannot', 'broken', { kind: 'left', lockId: 'ours' }, ['may be left']],
  ])('%s', async (_, reading, own, told) => {
    const { run, held, turn } = hold(reading);
    expect(await held.giveBack()).toEqual(own);
    expect(turn.told).toEqual(told);
    expect(run.backend.heldLocks.get(ITEM)).toEqual(reading === THEIRS ? THEIRS : undefined);
  });

  it('is not done of one that is left behind, and the queue is told', async () => {
    const { run, held, turn } = hold();
    expect(held.leaveBehind()).toEqual({ kind: 'left', lockId: 'ours' });
    expect(await held.giveBack()).toEqual({ kind: 'left', lockId: 'ours' });
    expect(run.backend.heldLocks.get(ITEM)).toEqual(OURS);
    expect(turn.told).toEqual(['may be left']);
  });

  it('is for post to do once the run is cancelled', async () => {
    const { run, held, cancel, owned } = hold();
    cancel();
    expect(await held.giveBack()).toEqual({ kind: 'left', lockId: 'ours' });
    expect(run.backend.requests).toEqual([]);
    expect(await giveLockBack(run, owned)).toEqual({ kind: 'released', lockId: 'ours' });
  });
});

it.each<[LockReading | 'broken', object, readonly string[]]>([
  [OURS, { kind: 'left', lockId: 'ours' }, ['may be left']],
  [{ kind: 'free' }, { kind: 'free' }, []],
  [THEIRS, { kind: 'not-ours', lock: THEIRS.lock }, []],
  ['broken', { kind: 'unknown', why: `confirm-lock ${ITEM} ours: no answer` }, ['may be left']],
])('a look at it changes nothing: %j', async (reading, own, told) => {
  const { run, turn, owned } = hold(reading);
  expect(await lookAtOwnLock(owned)).toEqual(own);
  expect(turn.told).toEqual(told);
  expect(run.backend.requests).toEqual([`confirm-lock ${ITEM} ours`]);
});
