import { describe, expect, it } from 'vitest';

import { lockItemId } from '../../../src/domain/state/keys.ts';
import { stateFingerprint } from '../../../src/domain/state/state.ts';
import type { UnlockStep } from '../../../src/domain/run/outcome.ts';
import { EMPTY_QUEUE, freeze, join, type Freeze } from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { unlock } from '../../../src/jobs/unlock/unlock.ts';
import { createFreeze, createLock, createTurnRun } from '../../support/fakes/factories.ts';
import { PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const OLD = stateOf(['old'], 41);
const UNSAVED = stateOf(['made'], 42);
const FREEZE = createFreeze({ fingerprint: stateFingerprint(UNSAVED), before: stateFingerprint(OLD) });
const ANY_ID = 'a1b2c3d4-0000-4000-8000-000000000001';

interface Lifted {
  readonly found: string;
  readonly frozen: Freeze | undefined;
  readonly steps: readonly UnlockStep[];
}

/** A queue that is frozen, with somebody in it, over this state. */
function createFrozenRun(state: Uint8Array | undefined): FakeRun {
  const run = createRun({ runs: { status: async () => 'completed', compare: async () => 'ahead' } });
  const waiting = join(EMPTY_QUEUE, {
    id: 'next',
    token: 't',
    run: createTurnRun(),
    at: '2026-11-21T10:29:00Z',
    lockId: 'theirs',
  });
  run.backend.turnsOf(PROD).write(renderTurnDocument(freeze(waiting, FREEZE), 'w'));
  if (state !== undefined) run.backend.applyBySomebody(PROD, state);
  return run;
}

function frozenOf(run: FakeRun): Freeze | undefined {
  const queue = parseTurnDocument(run.backend.turnsOf(PROD).stored?.body ?? '');
  expect(queue.tickets.map(({ id }) => id)).toEqual(['next']);
  return queue.frozen;
}

/** Unlocks it with this ID. */
async function lift(state: Uint8Array | undefined, lockId: string, locked = false): Promise<Lifted> {
  const run = createFrozenRun(state);
  if (locked) {
    const lock = createLock({ id: lockId, who: 'ana@laptop' });
    run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
  }
  const { steps } = await unlock(run, { kind: 'unlock', lockId, prNumber: undefined });
  return { found: steps.find(({ step }) => step === 'queue')?.found ?? '', frozen: frozenOf(run), steps };
}

describe('an unlock of a queue that is frozen', () => {
  it.each([
    ['the lock that it was asked for', ANY_ID, true],
    ['no lock, by any ID', ANY_ID, false],
    ['no lock, by the ID of the freeze', FREEZE.id, false],
  ])('lifts the freeze once the state is whole, whatever it was for: %s', async (_, lockId, locked) => {
    expect(await lift(UNSAVED, lockId, locked)).toMatchObject({
      found: 'the state is whole again, and the freeze is lifted',
      frozen: undefined,
    });
  });

  it('is done, and leaves it frozen, while state and digest do not belong together', async () => {
    const run = createFrozenRun(UNSAVED);
    run.backend.digestItems.set(`${lockItemId(PROD)}-md5`, '0'.repeat(32));
    const lock = createLock({ id: ANY_ID, who: 'ana@laptop' });
    run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
    const { steps } = await unlock(run, { kind: 'unlock', lockId: ANY_ID, prNumber: undefined });
    expect(run.backend.heldLocks.size).toBe(0);
    expect(steps.find(({ step }) => step === 'queue')?.found).toContain(
      `still frozen (${FREEZE.id}): the state cannot`,
    );
    expect(frozenOf(run)).toEqual(FREEZE);
  });

  it.each([
    ['is the old one', OLD],
    ['is not there', undefined],
  ])('leaves it frozen while the state %s, even for somebody who names the freeze', async (_, state) => {
    for (const lockId of [ANY_ID, FREEZE.id]) {
      const { found, frozen } = await lift(state, lockId);
      expect(frozen).toEqual(FREEZE);
      expect(found).toContain(`still frozen (${FREEZE.id}): what ${FREEZE.runUrl} did is not in the state yet`);
    }
  });

  it('lifts it over a state that was repaired in another way only for somebody who names the freeze', async () => {
    const repaired = stateOf(['made', 'other'], 43);
    expect((await lift(repaired, ANY_ID)).frozen).toEqual(FREEZE);
    expect((await lift(repaired, ANY_ID, true)).frozen).toEqual(FREEZE);
    expect(await lift(repaired, FREEZE.id)).toMatchObject({
      found: 'the state has been written since, and the freeze is lifted as asked',
      frozen: undefined,
    });
  });

  it('has nobody to ask about and nothing to delete while nobody holds the lock', async () => {
    const { steps } = await lift(UNSAVED, FREEZE.id);
    expect(Object.fromEntries(steps.map(({ step, found }) => [step, found]))).toMatchObject({
      lock: 'nobody holds it',
      holder: 'none',
      alive: 'there is nobody to ask about',
      deletion: 'there is no such lock any more',
      refresh: 'nothing has changed outside Terraform',
    });
  });

  it('by the ID of the freeze waits for whoever holds the lock: they may be writing', async () => {
    const run = createFrozenRun(UNSAVED);
    const lock = createLock({ id: 'theirs', who: 'ana@laptop' });
    run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
    const unlocking = unlock(run, { kind: 'unlock', lockId: FREEZE.id, prNumber: undefined });
    await expect(unlocking).rejects.toThrow('The freeze is lifted once it is free.');
    expect(frozenOf(run)).toEqual(FREEZE);
    expect(run.backend.heldLocks.size).toBe(1);
  });
});
