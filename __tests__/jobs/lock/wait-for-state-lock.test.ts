import { describe, expect, it } from 'vitest';

import { StateLocked } from '../../../src/domain/turn/holder.ts';
import { lockItemId } from '../../../src/domain/state/keys.ts';
import { noteLockWhile } from '../../../src/jobs/lock/note-lock.ts';
import { describeRun } from '../../../src/jobs/run.ts';
import { takeTurn } from '../../../src/jobs/turn/take-turn.ts';
import { EveryStep } from '../../../src/jobs/tolerate.ts';
import { NO_TURN } from '../../../src/jobs/turn/turn.ts';
import { retryUntilLockAcquired, waitForStateLock } from '../../../src/jobs/lock/wait-for-state-lock.ts';
import type { LockOfTurn } from '../../../src/jobs/turn/key-in-turn.ts';
import { createLock, createTurnRun, HEAD_SHA } from '../../support/fakes/factories.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const held = { kind: 'held', lock: createLock(), places: ['table'] } as const;
const NOT_ACQUIRED = { kind: 'lock-not-acquired' } as const;
const READ = `read-lock ${lockItemId(PROD)}`;

function lockOf(run: FakeRun): LockOfTurn {
  return { backend: run.backend, address: PROD, key: 'prod', turn: NO_TURN };
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
    const owner = { run: createTurnRun(), sure: true, departed: true };
    const owned = { ...lockOf(run), turn: { ...NO_TURN, ownerOf: () => owner } };
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
    const turn = {
      ...NO_TURN,
      noteLockFree: () => {
        seen.push('free');
      },
    };
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

describe('a command that did not get the lock', () => {
  it('is run again until it does', async () => {
    const run = createRun();
    const outcomes = [NOT_ACQUIRED, NOT_ACQUIRED, { kind: 'applied' } as const];
    const outcome = await retryUntilLockAcquired(run, lockOf(run), async () => outcomes.shift() ?? NOT_ACQUIRED);
    expect(outcome).toEqual({ kind: 'applied' });
    expect(outcomes).toEqual([]);
  });

  it.each(['failed', 'stale-plan', 'state-not-saved', 'applied'])(
    'and one that ends as %s is run once',
    async (kind) => {
      const run = createRun();
      let runs = 0;
      const outcome = await retryUntilLockAcquired(run, lockOf(run), async () => {
        runs += 1;
        return { kind };
      });
      expect([outcome, runs]).toEqual([{ kind }, 1]);
    },
  );

  it('waits for whoever holds it before it is run again', async () => {
    const run = createRun();
    const atMs: number[] = [];
    await retryUntilLockAcquired(run, lockOf(run), async () => {
      atMs.push(run.clock.monotonicMs());
      if (atMs.length > 1) return { kind: 'planned' };
      // The first look is for a lock of its own.
      releaseAfter(run, 6);
      return NOT_ACQUIRED;
    });
    expect(atMs).toEqual([0, 5250]);
  });

  it('gives back its own lock, the answer to whose write was lost, instead of waiting for itself', async () => {
    const run = createRun();
    run.terraform.tried = [{ id: createLock().id, at: createLock().created }];
    const outcomes = [NOT_ACQUIRED, { kind: 'planned' } as const];
    const outcome = await retryUntilLockAcquired(run, lockOf(run), async () => {
      run.backend.heldLocks.set(lockItemId(PROD), held);
      return outcomes.shift() ?? NOT_ACQUIRED;
    });
    expect(outcome).toEqual({ kind: 'planned' });
    expect(run.backend.requests).toContain(`delete-lock ${lockItemId(PROD)} ${createLock().id}`);
    expect(run.clock.monotonicMs()).toBe(250);
  });

  it.each(['prod', 'pr'] as const)('announces its next lock before it is run again, on %s', async (key) => {
    const run = createRun();
    const told: string[] = [];
    const turn = {
      ...NO_TURN,
      announce: async () => {
        told.push('announced');
        return true;
      },
    };
    const outcomes = [NOT_ACQUIRED, { kind: 'planned' } as const];
    await retryUntilLockAcquired(run, { ...lockOf(run), key, turn }, async () => {
      told.push('run');
      return outcomes.shift() ?? NOT_ACQUIRED;
    });
    // A plan on a PR key announces none: its lock may be taken from a guess.
    expect(told).toEqual(key === 'prod' ? ['run', 'announced', 'run'] : ['run', 'run']);
  });

  // A gap that is known: the tool does not tell its locks, so that the lock that a person of the same name took on the same
  // machine in that moment was noted as its own. To be turned round as soon as it is left alone.
  it('deletes the lock of somebody else of its own name on its own machine, who was faster', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 5000 } });
    run.terraform.tried = undefined;
    const me = describeRun(run, { kind: 'apply', commitSha: HEAD_SHA, prNumber: undefined });
    const taken = await takeTurn(run, { backend: run.backend, address: PROD, key: 'prod', me });
    const { turn } = taken.kind === 'taken' ? taken : expect.unreachable();
    const lock: LockOfTurn = { backend: run.backend, address: PROD, key: 'prod', turn };
    const steps = new EveryStep(run.journal);
    const command = async () => {
      const theirs = createLock({ id: 'theirs', who: run.who, created: run.clock.now().toISOString() });
      run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock: theirs, places: ['table'] });
      await run.clock.sleep(2000);
      return NOT_ACQUIRED;
    };
    const losing = retryUntilLockAcquired(run, lock, () => noteLockWhile(run, lock, { command, steps }));
    await expect(losing).rejects.toThrow(StateLocked);
    await turn.leave();
    expect(run.backend.requests).toContainEqual(expect.stringMatching(/^delete-lock .* theirs$/));
  });

  it('deletes the lock of nobody else', async () => {
    const run = createRun();
    run.terraform.tried = [{ id: 'another', at: createLock().created }];
    const outcomes = [NOT_ACQUIRED, { kind: 'planned' } as const];
    await retryUntilLockAcquired(run, lockOf(run), async () => {
      if (outcomes.length > 1) releaseAfter(run, 2);
      return outcomes.shift() ?? NOT_ACQUIRED;
    });
    expect(run.backend.writes()).toEqual([]);
  });

  it('costs the budget what it lasted, and is tried once more when that was all of it', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 10_000 } });
    let runs = 0;
    const losing = retryUntilLockAcquired(run, lockOf(run), async () => {
      runs += 1;
      await run.clock.sleep(6000);
      return NOT_ACQUIRED;
    });
    await expect(losing).rejects.toThrow(StateLocked);
    expect(runs).toBe(3);
    expect(run.waiting.leftMs).toBe(0);
  });

  it('is not run again when there is no budget to wait', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 0 } });
    let runs = 0;
    const losing = retryUntilLockAcquired(run, lockOf(run), async () => {
      runs += 1;
      return NOT_ACQUIRED;
    });
    await expect(losing).rejects.toThrow(StateLocked);
    expect(runs).toBe(1);
  });
});
