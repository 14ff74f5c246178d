import { describe, expect, it } from 'vitest';

import { StateLocked } from '../../../src/domain/turn/holder.ts';
import { lockItemId } from '../../../src/domain/state/keys.ts';
import { waitForStateLock } from '../../../src/jobs/lock/wait-for-state-lock.ts';
import type { LockOfTurn } from '../../../src/jobs/turn/key-in-turn.ts';
import { createLock, createTurnRun } from '../../support/fakes/factories.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createTurn } from '../../support/fakes/fake-turn.ts';

const held = { kind: 'held', lock: createLock(), places: ['table'] } as const;
const READ = `read-lock ${lockItemId(PROD)}`;

function lockOf(run: FakeRun): LockOfTurn {
  return { backend: run.backend, address: PROD, key: 'prod', turn: createTurn() };
}

/** The lock is held at the first looks, and free at the one after them. */
function releaseAfter(run: FakeRun, looks: number): void {
  run.backend.heldLocks.set(lockItemId(PROD), held);
  for (let look = 0; look < looks; look += 1) run.backend.before(READ, () => undefined);
  run.backend.before(READ, () => {
    run.backend.heldLocks.clear();
  });
}

describe('waiting for the state lock', () => {
  it('is over at once when nobody holds it', async () => {
    const run = createRun();
    await waitForStateLock(run, lockOf(run));
    expect(run.waiting.spent).toEqual({ waitedMs: 0, lastHolder: undefined, recovery: undefined });
    expect(run.clock.slept).toEqual([]);
  });

  it('lasts until it is free, and remembers for whom', async () => {
    const run = createRun();
    releaseAfter(run, 3);
    await waitForStateLock(run, lockOf(run));
    expect(run.waiting.spent).toMatchObject({ waitedMs: 3000, lastHolder: { lock: createLock() } });
  });

  it('ends with StateLocked when the budget is used up, and not before', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 2500 } });
    run.backend.heldLocks.set(lockItemId(PROD), held);
    await expect(waitForStateLock(run, lockOf(run))).rejects.toMatchObject({
      waitedMs: 2500,
      holder: { kind: 'state-lock' },
    });
    expect(run.clock.slept).toEqual([1000, 1000, 500]);
  });

  it('goes on after looks that fail, and counts them once', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 60_000 } });
    run.backend.heldLocks.set(lockItemId(PROD), held);
    const answerAgain = run.backend.breakDown(READ);
    void run.clock.sleep(5000).then(answerAgain);
    void run.clock.sleep(9500).then(() => {
      run.backend.heldLocks.clear();
    });
    await waitForStateLock(run, lockOf(run));
    expect(run.waiting.spent.waitedMs).toBe(run.clock.monotonicMs());
    expect(run.clock.monotonicMs()).toBe(10_000);
  });

  it('has only what other waits have left of the budget', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 60_000 } });
    run.waiting.spend(40_000, undefined);
    run.backend.heldLocks.set(lockItemId(PROD), held);
    await expect(waitForStateLock(run, lockOf(run))).rejects.toMatchObject({ waitedMs: 60_000 });
    expect(run.clock.monotonicMs()).toBe(20_000);
  });

  it('with no budget looks once and asks GitHub about the holder', async () => {
    const run = createRun({
      inputs: { 'lock-timeout': 0 },
      runs: { status: async () => 'completed', compare: async () => 'ahead' },
    });
    run.backend.heldLocks.set(lockItemId(PROD), held);
    const owner = { run: createTurnRun(), ticket: 'removed', toCreate: undefined } as const;
    const owned = { ...lockOf(run), turn: createTurn({ ownerOf: () => owner }) };
    await expect(waitForStateLock(run, owned)).rejects.toMatchObject({
      holder: { run: createTurnRun(), alive: false },
    });
    expect(run.backend.requests).toEqual([READ]);
  });

  it('takes a record that nobody can read for a held lock', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 1000 } });
    run.backend.heldLocks.set(lockItemId(PROD), { kind: 'unreadable', places: ['lockfile'] });
    await expect(waitForStateLock(run, lockOf(run))).rejects.toMatchObject({
      holder: { lock: undefined, places: ['lockfile'] },
    });
  });

  it('tells the turn that the lock was seen free, and only then', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 2000 } });
    const seen: string[] = [];
    const turn = createTurn({
      noteLockFree: () => {
        seen.push('free');
      },
    });
    run.backend.heldLocks.set(lockItemId(PROD), held);
    await expect(waitForStateLock(run, { ...lockOf(run), turn })).rejects.toThrow(StateLocked);
    expect(seen).toEqual([]);
    run.backend.heldLocks.clear();
    await waitForStateLock(run, { ...lockOf(run), turn });
    expect(seen).toEqual(['free']);
  });

  it('ends with the run when that is cancelled', async () => {
    const cancellation = new AbortController();
    const run = createRun({ cancelled: cancellation.signal });
    run.backend.heldLocks.set(lockItemId(PROD), held);
    run.backend.before(READ, () => undefined);
    run.backend.before(READ, () => {
      cancellation.abort(new Error('cancelled'));
    });
    await expect(waitForStateLock(run, lockOf(run))).rejects.toThrow('cancelled');
  });
});
