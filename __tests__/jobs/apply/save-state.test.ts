import { describe, expect, it } from 'vitest';

import { describeBegunOn, type BegunOn } from '../../../src/domain/apply/begun-on.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import type { StateNotSaved } from '../../../src/domain/turn/freeze.ts';
import { digestItemId, lockItemId } from '../../../src/domain/state/keys.ts';
import { ToolFailed } from '../../../src/domain/stack/tool-failed.ts';
import { stateDigest, stateFingerprint } from '../../../src/domain/state/state.ts';
import { notSavedAnywhere, saveState } from '../../../src/jobs/apply/save-state.ts';
import { EveryStep } from '../../../src/jobs/tolerate.ts';
import type { Turn } from '../../../src/jobs/turn/turn.ts';
import { createLock, NOTHING_TOLD } from '../../support/fakes/factories.ts';
import { createBackend, PR, PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createTurn, type FakeTurn } from '../../support/fakes/fake-turn.ts';
import { leaveLock } from '../../support/runner/unfinished.ts';

const ERRORED = '/infra/errored.tfstate';
const PUSH = 'state push /files/unsaved.tfstate';
const COPY = `${PROD.path}.errored-20261121T103000Z`;
const REFUSED = { kind: 'failed', details: 'Error: AccessDenied' } as const;

interface Saving {
  readonly details?: string;
  readonly erroredStateFile?: string | undefined;
  readonly turn?: Partial<Turn>;
  readonly isTold?: boolean;
  /** From what the apply began; from what lies there now by default. */
  readonly begunOn?: BegunOn | undefined;
  readonly mayWait?: () => boolean;
}

interface Saved {
  readonly kind: string;
  readonly failure: StateNotSaved | undefined;
  readonly turn: FakeTurn;
}

async function save(run: FakeRun, options: Saving = {}): Promise<Saved> {
  const { details = '' } = options;
  const turn = createTurn(options.turn);
  const lock = { backend: run.backend, address: PROD, key: 'prod', turn } as const;
  const erroredStateFile = 'erroredStateFile' in options ? options.erroredStateFile : ERRORED;
  const { isTold = true, mayWait = () => true } = options;
  const begunOn = 'begunOn' in options ? options.begunOn : run.backend.begunOn(PROD);
  const notSaved = { kind: 'state-not-saved', erroredStateFile, isTold, byItself: true, told: NOTHING_TOLD } as const;
  const steps = new EveryStep(run.journal);
  const saved = await saveState(run, lock, { notSaved, describe: () => details, under: turn, begunOn, mayWait, steps });
  steps.throwDefect();
  return { kind: saved.kind, failure: saved.kind === 'not-saved' ? saved.failure : undefined, turn };
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
      leftLockId: undefined,
      freeze: {
        id: 'id-1',
        runUrl: run.context.runUrl,
        at: '2026-11-21T10:30:00.000Z',
        serial: 42,
        fingerprint: stateFingerprint(stateOf(['made'], 42)),
        before: stateFingerprint(stateOf(['old'], 41)),
        copyKey: COPY,
        sealed: undefined,
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
    const refuse = () => Promise.reject(new BackendUnusable('the role may not', { isDenied: true }));
    const { failure } = await save(run, { turn: { freeze: refuse } });
    expect(failure?.notSaved).toMatchObject({ isFrozen: false, freeze: { copyKey: COPY } });
    expect(run.said.warnings.at(-1)).toContain('The queue could not be frozen');
  });

  it('is frozen without knowing what is there instead, when that cannot be read', async () => {
    const run = createRefusedRun();
    run.backend.breakDown(`get ${PROD.path}`);
    expect((await save(run)).failure?.notSaved.freeze).toMatchObject({ before: undefined, copyKey: COPY });
  });

  it('is one as well when Terraform cannot be run any more', async () => {
    const run = createRun();
    run.terraform.before = () => {
      throw new ToolFailed('terraform is gone', '');
    };
    const { failure } = await save(run);
    expect(failure?.notSaved).toMatchObject({ isFrozen: true, freeze: { copyKey: COPY } });
    expect(run.said.warnings.join()).toContain('The state could not be put in its place: terraform is gone');
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

  it('stops them when the file cannot be read, too: what is pushed could not be told from anything else', async () => {
    const run = createRun();
    run.terraform.readStateFile = () => Promise.reject(new ToolFailed('EACCES', ''));
    const { failure, turn } = await save(run);
    expect(failure?.notSaved).toMatchObject({ isFrozen: true, freeze: { fingerprint: 'unknown' } });
    expect(turn.told).toEqual(['frozen id-1']);
    expect(run.terraform.commands).toEqual([]);
    expect(run.said.warnings.join()).toContain(`${ERRORED} cannot be read: EACCES`);
  });

  it('is told although there is no backend to keep anybody from applying', () => {
    const run = createRun();
    const notSaved = { erroredStateFile: ERRORED, details: 'no' };
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

const SEALED_BEGUN = sealedState(6);
const SEALED = sealedState(7);

function sealedState(serial: number, lineage = 'x'): Uint8Array {
  const sealed = { serial, lineage, encrypted_data: 'AAAA', encryption_version: 'v0' };
  return new TextEncoder().encode(JSON.stringify(sealed));
}

const DIGEST = digestItemId(PROD);

/** A run whose state OpenTofu has encrypted, and that has its lock. */
function createSealedRun(): FakeRun {
  const run = createRun();
  run.backend.applyBySomebody(PROD, SEALED_BEGUN);
  run.terraform.unsaved = SEALED;
  leaveLock(run);
  return run;
}

describe('an encrypted state, which no version of the tool can push', () => {
  it('is put there as it is, with its digest, under the lock, over what the apply began from', async () => {
    const run = createSealedRun();
    const { kind, turn } = await save(run);
    expect(kind).toBe('saved');
    expect(run.terraform.commands).toEqual([]);
    expect(run.backend.bodyOf(PROD.path)).toBe(new TextDecoder().decode(SEALED));
    expect(run.backend.digestItems.get(DIGEST)).toBe(stateDigest(SEALED));
    expect(turn.told.at(-1)).toBe('thawed id-1');
    expect(run.backend.versions(COPY)).toEqual([]);
  });

  it('has a digest item when it is the first state of all', async () => {
    const run = createRun();
    run.terraform.unsaved = SEALED;
    expect((await save(run)).kind).toBe('saved');
    expect(run.backend.digestItems.get(DIGEST)).toBe(stateDigest(SEALED));
  });

  it.each([
    ['could not be looked at', true, 'unknown'],
    ['is not there', false, undefined],
  ])('is frozen with the word that what it goes over %s', async (_, isAway, replaces) => {
    const run = createRun();
    run.terraform.unsaved = SEALED;
    run.backend.breakDown('take-lock');
    if (isAway) run.backend.breakDown(`get ${PROD.path}`);
    const mayWait = (): boolean => false;
    const { failure } = await save(run, { begunOn: undefined, mayWait });
    expect(failure?.notSaved.freeze.sealed).toEqual({ md5: stateDigest(SEALED), replaces });
  });

  it('goes over nothing that somebody has written meanwhile, and says so', async () => {
    const run = createSealedRun();
    const begunOn = run.backend.begunOn(PROD);
    run.backend.applyBySomebody(PROD, sealedState(9));
    const { failure, turn } = await save(run, { begunOn });
    expect(run.backend.bodyOf(PROD.path)).toContain('"serial":9');
    expect(failure?.notSaved).toMatchObject({
      isFrozen: true,
      details: `${lockItemId(PROD)}: somebody has written the state since the apply began (serial 9)`,
      freeze: { serial: 7, fingerprint: stateFingerprint(SEALED), copyKey: COPY, sealed: { md5: stateDigest(SEALED) } },
    });
    expect(turn.told).not.toContain('thawed id-1');
  });

  it('goes over nothing that is written in the very moment before it is put', async () => {
    const run = createSealedRun();
    run.backend.before(`put ${PROD.path}.errored`, () => {
      run.backend.before(`put ${PROD.path}`, () => {
        run.backend.applyBySomebody(PROD, sealedState(9));
      });
    });
    await save(run);
    expect(run.backend.bodyOf(PROD.path)).toContain('"serial":9');
  });

  it('is found in its place when the answer to the write was lost, and its digest is written', async () => {
    const run = createSealedRun();
    run.backend.write(PROD.path, SEALED);
    const begunOn = describeBegunOn({ body: SEALED_BEGUN, etag: '"of the one before"' });
    expect((await save(run, { begunOn })).kind).toBe('saved');
    expect(run.backend.digestItems.get(DIGEST)).toBe(stateDigest(SEALED));
  });
});

describe('a state is put over nothing but what its apply goes on from', () => {
  it.each([
    ['an earlier state of this very apply', { serial: 41, hasLock: true, kind: 'saved' }],
    ['one of somebody who had the lock meanwhile', { serial: 41, hasLock: false, kind: 'not-saved' }],
    ['one that is as new', { serial: 42, hasLock: true, kind: 'not-saved' }],
  ])('%s: %j', async (_, { serial, hasLock, kind }) => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, stateOf(['old'], 40));
    const begunOn = run.backend.begunOn(PROD);
    run.backend.applyBySomebody(PROD, stateOf(['old', 'other'], serial));
    if (hasLock) leaveLock(run);
    expect((await save(run, { begunOn })).kind).toBe(kind);
    expect(run.terraform.commands).toEqual(kind === 'saved' ? [PUSH] : []);
    if (!hasLock) expect(run.backend.heldLocks.size).toBe(0);
  });

  it('one of somebody who had the lock meanwhile, though a try whose answer was lost has taken that anew', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, stateOf(['old'], 40));
    const begunOn = run.backend.begunOn(PROD);
    run.backend.loseAnswer('take-lock');
    run.backend.before(`take-lock`, () => {
      run.backend.applyBySomebody(PROD, stateOf(['old', 'other'], 41));
    });
    expect((await save(run, { begunOn })).kind).toBe('not-saved');
    expect(run.terraform.commands).toEqual([]);
  });

  it('is not put there when nobody knows from what the apply began', async () => {
    const run = createRun();
    expect((await save(run, { begunOn: undefined })).kind).toBe('not-saved');
    expect(run.terraform.commands).toEqual([]);
  });

  it('keeps the freeze and the copy when the push ended well and went somewhere else', async () => {
    const run = createRun();
    run.terraform.pushesTo = PR;
    const { failure, turn } = await save(run);
    expect(turn.told).not.toContain('thawed id-1');
    expect(run.backend.bodyOf(COPY)).toBeDefined();
    expect(failure?.notSaved.details).toContain(`${lockItemId(PROD)} holds something else`);
  });
});

describe('a record that changes or vanishes while it is being saved', () => {
  const other = new TextEncoder().encode(JSON.stringify({ version: 4, serial: 43, lineage: 'x', resources: [] }));

  it('is pushed as it was judged, whatever another step writes over it meanwhile', async () => {
    const run = createRun();
    const made = run.terraform.unsaved;
    run.backend.before('put', () => {
      run.terraform.unsaved = other;
    });
    expect((await save(run)).kind).toBe('saved');
    expect(run.backend.bodyOf(PROD.path)).toBe(new TextDecoder().decode(made));
  });

  it.each([
    ['the same as it was', false],
    ['written over', true],
  ])('is pushed from where it lies when it cannot be kept, and only as it was judged: %s', async (_, isOverwritten) => {
    const run = createRun();
    run.terraform.keepState = () => Promise.reject(new ToolFailed('ENOSPC', ''));
    if (isOverwritten) {
      run.backend.before('put', () => {
        run.terraform.unsaved = other;
      });
    }
    expect((await save(run)).kind).toBe(isOverwritten ? 'not-saved' : 'saved');
    expect(run.terraform.commands).toEqual(isOverwritten ? [] : [`state push ${ERRORED}`]);
  });

  it.each(['kept', 'copied', 'known by its freeze alone'])(
    'is still the one that main had %s when post comes',
    async (how) => {
      const run = createRefusedRun();
      run.backend.applyBySomebody(PROD, stateOf(['old'], 41));
      leaveLock(run);
      const made = run.terraform.unsaved;
      const frozen = (await save(run)).failure?.notSaved.freeze;
      if (how !== 'kept') run.terraform.keptState = async () => undefined;
      if (how === 'known by its freeze alone') run.backend.breakDown(`get ${COPY}`);
      run.terraform.readStateFile = () => Promise.reject(new ToolFailed('ENOENT', ''));
      run.terraform.pushes.splice(0);
      const post = await save(run, { turn: { frozen }, erroredStateFile: undefined });
      if (how === 'known by its freeze alone')
        expect(post.failure?.notSaved).toMatchObject({ isFrozen: true, freeze: frozen });
      else expect(run.backend.bodyOf(PROD.path)).toBe(new TextDecoder().decode(made));
      expect(post.turn.told.filter((told) => told.startsWith('frozen'))).toEqual([]);
    },
  );
});

describe('a file that another step in the directory has left', () => {
  const anothers = new TextEncoder().encode(JSON.stringify({ version: 4, serial: 3, lineage: 'y', resources: [] }));

  it('is none of a first apply that has failed and has not said that it could not save', async () => {
    const run = createRun();
    run.terraform.unsaved = anothers;
    const { kind, turn } = await save(run, { isTold: false });
    expect([kind, turn.told, run.backend.writes()]).toEqual(['none-of-ours', [], []]);
  });

  it('is none of this apply, which has failed and no more', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, stateOf(['old'], 40));
    run.terraform.unsaved = anothers;
    const { kind, turn } = await save(run, { isTold: false });
    expect(kind).toBe('none-of-ours');
    expect(turn.told).toEqual([]);
    expect(run.backend.writes()).toEqual([]);
  });

  it('is left alone, and the queue is frozen without a record, when Terraform says that it could not save', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, stateOf(['old'], 40));
    run.terraform.unsaved = anothers;
    const { failure } = await save(run);
    expect(failure?.notSaved).toMatchObject({
      isFrozen: true,
      erroredStateFile: undefined,
      freeze: { fingerprint: 'unknown', copyKey: undefined },
    });
    expect(run.terraform.commands).toEqual([]);
  });
});

describe('while the store is away', () => {
  /** Nothing of it answers for so long; the queue neither. */
  function away(run: FakeRun, durationMs: number): Partial<Turn> {
    const mend = ['get', 'put', 'confirm-lock', 'take-lock'].map((what) => run.backend.breakDown(what));
    void run.clock.sleep(durationMs).then(() => {
      for (const repair of mend) repair();
    });
    return {
      freeze: async () => {
        if (run.clock.monotonicMs() < durationMs) throw new BackendUnusable('no answer');
      },
    };
  }

  function createLockedRun(): FakeRun {
    const run = createRun();
    run.backend.applyBySomebody(PROD, stateOf(['old'], 40));
    leaveLock(run);
    return run;
  }

  it.each([20_000, 120_000, 890_000])('it is tried until it is back: for %i ms', async (durationMs) => {
    const run = createLockedRun();
    const begunOn = run.backend.begunOn(PROD);
    expect((await save(run, { turn: away(run, durationMs), begunOn })).kind).toBe('saved');
    expect(run.clock.monotonicMs()).toBeLessThan(durationMs + 15_000);
    expect(run.backend.bodyOf(PROD.path)).toBe(new TextDecoder().decode(run.terraform.unsaved));
    expect(Math.max(...run.clock.slept.slice(1))).toBeLessThanOrEqual(15_000);
  });

  it('it is tried for a quarter of an hour and no longer, with fresh credentials, and each trouble is told once', async () => {
    const run = createLockedRun();
    const begunOn = run.backend.begunOn(PROD);
    const { failure } = await save(run, { turn: away(run, 3_600_000), begunOn });
    expect(failure?.notSaved).toMatchObject({ isFrozen: false, freeze: { copyKey: undefined } });
    const triedMs = run.clock.slept.slice(1).reduce((sum, ms) => sum + ms, 0);
    expect(triedMs).toBeGreaterThanOrEqual(900_000);
    expect(triedMs).toBeLessThanOrEqual(915_000);
    expect(run.backend.credentials.renewals).toBeGreaterThan(50);
    expect(run.said.warnings.filter((words) => words.includes('The queue is not frozen'))).toHaveLength(1);
    expect(run.said.warnings.join()).toContain('Leave the job running');
  });

  it('it is tried no longer than the job lasts', async () => {
    const run = createLockedRun();
    const begunOn = run.backend.begunOn(PROD);
    const mayWait = (): boolean => run.clock.monotonicMs() < 40_000;
    expect((await save(run, { turn: away(run, 3_600_000), begunOn, mayWait })).kind).toBe('not-saved');
    expect(run.clock.monotonicMs()).toBeLessThan(60_000);
  });

  it('nothing is waited for that no wait helps', async () => {
    const run = createLockedRun();
    const begunOn = run.backend.begunOn(PROD);
    const denied = (): never => {
      throw new BackendUnusable('the role may not', { isDenied: true });
    };
    run.backend.objects.put = async () => denied();
    run.terraform.pushes.push({ ...REFUSED, isLasting: true });
    await save(run, { turn: { freeze: async () => denied() }, begunOn });
    expect(run.clock.slept).toEqual([3000, 3000, 3000]);
  });

  it('main and post make one freeze and one copy between them', async () => {
    const run = createLockedRun();
    run.terraform.pushes.push(REFUSED);
    const main = await save(run);
    const frozen = main.failure?.notSaved.freeze;
    const post = await save(run, { turn: { frozen } });
    expect(post.failure?.notSaved.freeze).toEqual(frozen);
    expect(run.backend.writes().filter((request) => request.includes('.errored'))).toHaveLength(1);
  });
});
