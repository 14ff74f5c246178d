import { describe, expect, it } from 'vitest';

import type { StateNotSaved } from '../../../src/domain/turn/freeze.ts';
import { lockItemId } from '../../../src/domain/state/keys.ts';
import { ToolFailed } from '../../../src/domain/stack/tool-failed.ts';
import { stateFingerprint } from '../../../src/domain/state/state.ts';
import { notSavedAnywhere, saveState } from '../../../src/jobs/apply/save-state.ts';
import { EveryStep } from '../../../src/jobs/tolerate.ts';
import type { Turn } from '../../../src/jobs/turn/turn.ts';
import { createLock } from '../../support/fakes/factories.ts';
import { createBackend, PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createTurn, type FakeTurn } from '../../support/fakes/fake-turn.ts';

const ERRORED = '/infra/errored.tfstate';
const PUSH = `state push ${ERRORED}`;
const COPY = `${PROD.path}.errored-20261121T103000Z`;
const REFUSED = { kind: 'failed', details: 'Error: AccessDenied' } as const;

interface Saving {
  readonly details?: string;
  readonly erroredStateFile?: string | undefined;
  readonly turn?: Partial<Turn>;
}

interface Saved {
  readonly failure: StateNotSaved | undefined;
  readonly turn: FakeTurn;
}

async function save(run: FakeRun, options: Saving = {}): Promise<Saved> {
  const { details = '' } = options;
  const turn = createTurn(options.turn);
  const lock = { backend: run.backend, address: PROD, key: 'prod', turn } as const;
  const erroredStateFile = 'erroredStateFile' in options ? options.erroredStateFile : ERRORED;
  const notSaved = { kind: 'state-not-saved', erroredStateFile, details } as const;
  const steps = new EveryStep(run.journal);
  const failure = await saveState(run, lock, { notSaved, under: turn, steps });
  steps.throwDefect();
  return { failure, turn };
}

/** A run whose pushes are all refused. */
function createRefusedRun(): FakeRun {
  const run = createRun();
  run.terraform.pushes.push(REFUSED);
  return run;
}

describe('a state that an apply could not save', () => {
  it('is pushed, and then there is nothing to report, no copy of it, and nobody is stopped', async () => {
    const run = createRun({ backend: createBackend({ versioned: false }) });
    const { failure, turn } = await save(run);
    expect(failure).toBeUndefined();
    expect(run.terraform.commands).toEqual([PUSH]);
    expect(run.clock.slept).toEqual([]);
    expect(run.backend.bodyOf(COPY)).toBeUndefined();
    expect(turn.told.filter((word) => word !== 'seen free')).toEqual(['frozen id-1', 'frozen id-1', 'thawed id-1']);
  });

  it('leaves no version of its copy behind either: it holds secrets', async () => {
    const run = createRun();
    await save(run);
    expect(run.backend.versions(COPY)).toEqual([]);
  });

  it('stops later applies and is copied before anything else is tried, should this run be cut off', async () => {
    const run = createRun();
    const turn = createTurn();
    const seen: unknown[] = [];
    run.backend.before('put', () => {
      seen.push(['copy', turn.told.at(-1)]);
    });
    run.terraform.before = (command) => {
      seen.push([command, run.backend.bodyOf(COPY)]);
    };
    await save(run, { turn: { ...turn } });
    expect(seen).toEqual([
      ['copy', 'frozen id-1'],
      [PUSH, new TextDecoder().decode(stateOf(['a'], 42))],
    ]);
  });

  it('is pushed again, seconds later, up to four times, with fresh credentials each time', async () => {
    const run = createRun();
    run.terraform.pushes.push(REFUSED, REFUSED, REFUSED, { kind: 'pushed' });
    expect((await save(run)).failure).toBeUndefined();
    expect(run.terraform.commands).toEqual([PUSH, PUSH, PUSH, PUSH]);
    expect(run.clock.slept).toEqual([3000, 3000, 3000]);
    expect(run.backend.credentials.renewals).toBe(4);
  });

  it('is pushed under the lock of this run, which stays: whoever holds it gives it back', async () => {
    const run = createRun();
    await save(run);
    expect(run.terraform.locked).toEqual([`${PUSH} under ours`]);
    expect(run.backend.heldLocks.get(lockItemId(PROD))).toMatchObject({ lock: { id: 'ours' } });
  });

  it('is not pushed while somebody else has the lock, who keeps it', async () => {
    const run = createRun();
    const theirs = { kind: 'held', lock: createLock({ id: 'theirs' }), places: ['table'] } as const;
    run.backend.heldLocks.set(lockItemId(PROD), theirs);
    const { failure } = await save(run);
    expect(failure?.notSaved.details).toBe("the state lock ours is not this run's any more");
    expect(run.terraform.commands).toEqual([]);
    expect(run.backend.heldLocks.get(lockItemId(PROD))).toEqual(theirs);
  });

  it('is pushed as soon as the backend tells that the lock is held', async () => {
    const run = createRun();
    const mend = run.backend.breakDown('take-lock');
    void run.clock.sleep(5000).then(mend);
    expect((await save(run)).failure).toBeUndefined();
    expect(run.clock.slept).toEqual([5000, 3000, 3000]);
    expect(run.terraform.commands).toEqual([PUSH]);
  });

  it('that is in its place keeps its copy when that cannot be deleted, which is said', async () => {
    const run = createRun();
    run.backend.breakDown('list');
    expect((await save(run)).failure).toBeUndefined();
    expect(run.said.warnings.join()).toContain(`The copy of the state at ${COPY} is still there`);
  });
});

describe('a state that cannot be pushed either', () => {
  it('is kept as it is beside the state, and later applies stay stopped', async () => {
    const run = createRefusedRun();
    run.backend.applyBySomebody(PROD, stateOf(['old'], 41));
    run.terraform.unsaved = stateOf(['made'], 42);
    const { failure, turn } = await save(run, { details: 'Error: Failed to save state' });
    expect(run.backend.bodyOf(COPY)).toBe(new TextDecoder().decode(stateOf(['made'], 42)));
    expect(turn.told).not.toContain('thawed id-1');
    expect(failure?.notSaved).toEqual({
      address: PROD,
      isFrozen: true,
      isEarlier: false,
      erroredStateFile: ERRORED,
      details: 'Error: Failed to save state',
      freeze: {
        id: 'id-1',
        runUrl: run.context.runUrl,
        at: '2026-11-21T10:30:00.000Z',
        serial: 42,
        fingerprint: stateFingerprint(stateOf(['made'], 42)),
        before: stateFingerprint(stateOf(['old'], 41)),
        copyKey: COPY,
      },
    });
  });

  it('is told with what the push said, when the apply said nothing', async () => {
    expect((await save(createRefusedRun())).failure?.notSaved.details).toBe('Error: AccessDenied');
  });

  it('keeps later applies stopped even when no copy of it could be kept', async () => {
    const run = createRefusedRun();
    run.backend.breakDown('put');
    const { failure, turn } = await save(run);
    expect(turn.told).toContain('frozen id-1');
    expect(failure?.notSaved).toMatchObject({ isFrozen: true, freeze: { copyKey: undefined } });
    expect(run.said.warnings.join()).toContain('No copy of the state could be kept in the backend');
  });

  it('is kept although later applies cannot be stopped, which is said', async () => {
    const run = createRefusedRun();
    const { failure } = await save(run, { turn: { freeze: async () => false } });
    expect(failure?.notSaved).toMatchObject({ isFrozen: false, freeze: { copyKey: COPY } });
    expect(run.said.warnings.at(-1)).toContain('The queue could not be frozen');
  });

  it('is frozen without knowing what is there instead, when that cannot be read', async () => {
    const run = createRefusedRun();
    run.backend.breakDown(`get ${PROD.path}`);
    expect((await save(run)).failure?.notSaved.freeze).toMatchObject({ before: undefined, copyKey: COPY });
  });

  it('is known by its bytes when it is encrypted', async () => {
    const run = createRefusedRun();
    const sealed = new TextEncoder().encode('{"serial":7,"encrypted_data":"AAAA","encryption_version":"v0"}');
    run.terraform.unsaved = sealed;
    expect((await save(run)).failure?.notSaved.freeze).toMatchObject({
      serial: 7,
      fingerprint: stateFingerprint(sealed),
    });
    expect(run.backend.bodyOf(COPY)).toContain('encrypted_data');
  });

  it('is one as well when Terraform cannot be run any more', async () => {
    const run = createRun();
    run.terraform.before = () => {
      throw new ToolFailed('terraform is gone', '');
    };
    const { failure } = await save(run);
    expect(failure?.notSaved).toMatchObject({ isFrozen: true, freeze: { copyKey: COPY } });
    expect(run.said.warnings.join()).toContain('The state could not be pushed: terraform is gone');
  });
});

describe('a state of which there is no file', () => {
  it('stops later applies all the same, and only a person can say that it is whole again', async () => {
    const run = createRun();
    const { failure, turn } = await save(run, { erroredStateFile: undefined, details: 'no' });
    expect(turn.told).toEqual(['frozen id-1']);
    expect(run.terraform.commands).toEqual([]);
    expect(failure?.notSaved).toMatchObject({
      isFrozen: true,
      details: 'no',
      freeze: { fingerprint: 'unknown', serial: undefined, copyKey: undefined },
    });
  });

  it('stops them when the file cannot be read, too, and it may still be pushed', async () => {
    const run = createRun();
    run.terraform.readStateFile = () => Promise.reject(new ToolFailed('EACCES', ''));
    const { failure, turn } = await save(run);
    expect(failure).toBeUndefined();
    expect(turn.told[0]).toBe('frozen id-1');
    expect(run.said.warnings.join()).toContain(`${ERRORED} cannot be read: EACCES`);
  });

  it('is told although there is no backend to keep anybody from applying', () => {
    const run = createRun();
    const notSaved = { kind: 'state-not-saved', erroredStateFile: ERRORED, details: 'no' } as const;
    expect(notSavedAnywhere(run, PROD, notSaved).notSaved).toMatchObject({
      address: PROD,
      isFrozen: false,
      isEarlier: false,
      erroredStateFile: ERRORED,
      details: 'no',
    });
  });
});

it('a run that is cancelled during the pushes tries no more, and what is kept stays kept for post', async () => {
  const cancellation = new AbortController();
  const run = createRun({ cancelled: cancellation.signal });
  run.terraform.pushes.push(REFUSED);
  run.terraform.before = () => {
    cancellation.abort(new Error('cancelled'));
  };
  const { failure, turn } = await save(run);
  expect(run.terraform.commands).toEqual([PUSH]);
  expect(failure?.notSaved).toMatchObject({ isFrozen: true, freeze: { copyKey: COPY } });
  expect(turn.told).not.toContain('thawed id-1');
});
