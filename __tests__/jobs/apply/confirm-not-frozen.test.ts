import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { StateNotSaved } from '../../../src/domain/turn/freeze.ts';
import { digestItemId } from '../../../src/domain/state/keys.ts';
import { stateFingerprint } from '../../../src/domain/state/state.ts';
import { confirmNotFrozen } from '../../../src/jobs/apply/confirm-not-frozen.ts';
import { createFreeze } from '../../support/fakes/factories.ts';
import { PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createTurn, type FakeTurn } from '../../support/fakes/fake-turn.ts';

const OLD = stateOf(['old'], 41);
const UNSAVED = stateOf(['old', 'made'], 42);
const FREEZE = createFreeze({ fingerprint: stateFingerprint(UNSAVED), before: stateFingerprint(OLD) });

async function confirm(run: FakeRun, turn: FakeTurn = createTurn({ frozen: FREEZE })): Promise<FakeTurn> {
  await confirmNotFrozen(run, { backend: run.backend, address: PROD, turn });
  return turn;
}

describe('an apply after one that could not save its state', () => {
  it.each<[string, Uint8Array | undefined]>([
    ['is the old one', OLD],
    ['was written in another way, which may lack what was made', stateOf(['old', 'other'], 43)],
    ['is not there', undefined],
  ])('stops while the state %s: it would make the same things again', async (_, body) => {
    const run = createRun();
    if (body !== undefined) run.backend.applyBySomebody(PROD, body);
    const turn = createTurn({ frozen: FREEZE });
    const confirming = confirm(run, turn);
    await expect(confirming).rejects.toThrow(StateNotSaved);
    await expect(confirming).rejects.toMatchObject({
      notSaved: { address: PROD, freeze: FREEZE, isFrozen: true, isEarlier: true, erroredStateFile: undefined },
    });
    expect(turn.told).toEqual([]);
  });

  it.each([42, 43])(
    'goes on once that state is in its place, by serial %d, and so does everybody after it',
    async (serial) => {
      const run = createRun();
      run.backend.applyBySomebody(PROD, stateOf(['old', 'made'], serial));
      expect((await confirm(run)).told).toEqual([`thawed ${FREEZE.id}`]);
      expect(run.said.infos.join()).toContain(`The state that ${FREEZE.runUrl} could not save is in its place by now`);
    },
  );

  it('stops when the state and its digest do not belong together: nobody knows which one it is', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, UNSAVED);
    run.backend.digestItems.set(digestItemId(PROD), '0'.repeat(32));
    const turn = createTurn({ frozen: FREEZE });
    await expect(confirm(run, turn)).rejects.toThrow(BackendUnusable);
    expect(turn.told).toEqual([]);
  });
});

it('an apply on a queue that is not frozen reads nothing', async () => {
  const run = createRun();
  expect((await confirm(run, createTurn())).told).toEqual([]);
  expect(run.backend.requests).toEqual([]);
});
