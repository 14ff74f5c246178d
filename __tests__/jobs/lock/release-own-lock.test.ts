import { describe, expect, it } from 'vitest';

import { lockItemId } from '../../../src/domain/state/keys.ts';
import type { LockReading, StateLock } from '../../../src/domain/lock/lock.ts';
import { lookAtOwnLock, releaseOwnLock, type OwnLock } from '../../../src/jobs/lock/release-own-lock.ts';
import type { Turn } from '../../../src/jobs/turn/turn.ts';
import { createLock, createTurnRun } from '../../support/fakes/factories.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createTurn, type FakeTurn } from '../../support/fakes/fake-turn.ts';

const ITEM = lockItemId(PROD);
const READ = `read-lock ${ITEM}`;
const DELETE = `delete-lock ${ITEM} ours`;

function heldBy(id: string): LockReading {
  return { kind: 'held', lock: createLock({ id }), places: ['table'] };
}

/** A run whose Terraform has tried to take the lock `ours`, and may have left it there. */
function afterTerraform(reading: LockReading = heldBy('ours')): FakeRun {
  const run = createRun();
  run.terraform.tried = [
    { id: 'earlier', at: '2026-11-21T10:27:00Z' },
    { id: 'ours', at: '2026-11-21T10:28:00Z' },
  ];
  if (reading.kind !== 'free') run.backend.heldLocks.set(ITEM, reading);
  return run;
}

async function release(
  run: FakeRun,
  { only, turn: overrides }: { readonly only?: 'look'; readonly turn?: Partial<Turn> } = {},
): Promise<{ readonly own: OwnLock; readonly turn: FakeTurn }> {
  const turn = createTurn(overrides);
  const giveBack = only === 'look' ? lookAtOwnLock : releaseOwnLock;
  return { own: await giveBack(run, { backend: run.backend, address: PROD, turn }), turn };
}

describe('what a Terraform of ours has left at its lock', () => {
  it('is nothing when the lock is free, and nothing is deleted', async () => {
    const run = afterTerraform({ kind: 'free' });
    const { own, turn } = await release(run);
    expect(own).toEqual({ kind: 'free' });
    expect(turn.told).toEqual(['seen free']);
    expect(run.backend.requests).toEqual([READ]);
  });

  it.each(['ours', 'earlier'])('is its own lock, by its ID, which is deleted and told of: %s', async (id) => {
    const run = afterTerraform(heldBy(id));
    const { own, turn } = await release(run);
    expect(own).toEqual({ kind: 'released', lockId: id });
    expect(run.backend.heldLocks.size).toBe(0);
    expect(turn.told).toEqual([]);
    expect(run.said.warnings.join()).toContain(`Terraform had left its state lock ${id} of ${ITEM} behind`);
  });

  it.each<[string, LockReading, StateLock | undefined]>([
    ['has another ID', heldBy('theirs'), createLock({ id: 'theirs' })],
    ['cannot be read', { kind: 'unreadable', places: ['table'] }, undefined],
  ])('is not a lock that %s: it stays where it is', async (_, reading, lock) => {
    const run = afterTerraform(reading);
    const { own, turn } = await release(run);
    expect(own).toEqual({ kind: 'not-ours', lock });
    expect(run.backend.writes()).toEqual([]);
    expect(turn.told).toEqual([]);
  });

  it('may be the lock of a tool that does not tell its locks: it stays, and counts as perhaps left', async () => {
    const run = afterTerraform();
    run.terraform.tried = undefined;
    const { own, turn } = await release(run);
    expect(own.kind).toBe('not-ours');
    expect(turn.told).toEqual(['may be left']);
    expect(run.backend.writes()).toEqual([]);
  });

  it('stays where it is when it is only to be looked at, and the queue learns whose it is', async () => {
    const run = afterTerraform();
    const { own, turn } = await release(run, { only: 'look' });
    expect(own).toEqual({ kind: 'left', lockId: 'ours' });
    expect(turn.told).toEqual(['noted ours', 'may be left']);
    expect(run.backend.writes()).toEqual([]);
  });
});

describe('the lock of a tool that does not tell its locks', () => {
  const mine = { run: createTurnRun({ runId: '1658821493', runAttempt: 2 }), sure: true, departed: false };

  it('is its own when this very run has noted it in the queue', async () => {
    const run = afterTerraform();
    run.terraform.tried = undefined;
    const { own } = await release(run, { turn: { ownerOf: () => mine } });
    expect(own).toEqual({ kind: 'released', lockId: 'ours' });
  });

  it.each([
    ['another run has noted', { ...mine, run: createTurnRun({ runId: '7', runAttempt: 2 }) }],
    ['an earlier attempt has noted', { ...mine, run: createTurnRun({ runId: '1658821493', runAttempt: 1 }) }],
    ['is only guessed to be its own', { ...mine, sure: false }],
    ['a ticket of it that is gone has noted', { ...mine, departed: true }],
    ['nobody has noted', undefined],
  ])('is not one that %s', async (_, owner) => {
    const run = afterTerraform();
    run.terraform.tried = undefined;
    const { own, turn } = await release(run, { turn: { ownerOf: () => owner } });
    expect(own.kind).toBe('not-ours');
    expect(turn.told).toEqual(['may be left']);
    expect(run.backend.writes()).toEqual([]);
  });

  it('is never told by the queue when the tool does tell', async () => {
    const run = afterTerraform(heldBy('theirs'));
    const { own } = await release(run, { turn: { ownerOf: () => mine } });
    expect(own.kind).toBe('not-ours');
  });
});

describe('a deletion', () => {
  it('whose answer was lost is one when nobody finds the lock any more', async () => {
    const run = afterTerraform();
    run.backend.before(DELETE, () => {
      run.backend.heldLocks.clear();
    });
    expect((await release(run)).own).toEqual({ kind: 'released', lockId: 'ours' });
  });

  it('is one as well when somebody else has the lock by now, who keeps it', async () => {
    const run = afterTerraform();
    run.backend.before(DELETE, () => {
      run.backend.heldLocks.set(ITEM, heldBy('theirs'));
    });
    expect((await release(run)).own).toEqual({ kind: 'released', lockId: 'ours' });
    expect(run.backend.heldLocks.get(ITEM)).toEqual(heldBy('theirs'));
  });

  it.each<[string, LockReading]>([
    ['it is still there', heldBy('ours')],
    ['it cannot be read any more', { kind: 'unreadable', places: ['lockfile'] }],
  ])('that was refused has left the lock while %s', async (_, after) => {
    const run = afterTerraform({ kind: 'unreadable', places: ['table'] });
    run.backend.before(READ, () => {
      run.backend.heldLocks.set(ITEM, heldBy('ours'));
    });
    run.backend.before(DELETE, () => {
      // Nothing has this ID at the moment of the deletion, and then it is as it is.
      run.backend.heldLocks.set(ITEM, heldBy('for a moment'));
      run.backend.before(READ, () => {
        run.backend.heldLocks.set(ITEM, after);
      });
    });
    const { own, turn } = await release(run);
    expect(own).toEqual({ kind: 'left', lockId: 'ours' });
    expect(turn.told).toEqual(['noted ours', 'may be left']);
  });

  it('that fails has left the lock, and says why', async () => {
    const run = afterTerraform();
    run.backend.breakDown(DELETE);
    const { own, turn } = await release(run);
    expect(own).toEqual({ kind: 'left', lockId: 'ours' });
    expect(turn.told).toContain('may be left');
    expect(run.said.warnings.join()).toContain(`The state lock ours of ${ITEM} is left behind: `);
    expect(run.said.warnings.join()).toContain('no answer');
  });
});

describe('a backend that does not answer', () => {
  it('leaves it unknown what is at the lock: it counts as perhaps left', async () => {
    const run = afterTerraform();
    run.backend.breakDown(READ);
    const { own, turn } = await release(run);
    expect(own).toEqual({ kind: 'unknown', why: expect.stringContaining('no answer') as string });
    expect(turn.told).toEqual(['may be left']);
  });
});
