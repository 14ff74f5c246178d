import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { digestItemId, lockItemId } from '../../../src/domain/state/keys.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';
import { repairDigest, repairOwnDigest } from '../../../src/jobs/state/repair-digest.ts';
import { createLock } from '../../support/fakes/factories.ts';
import { createBackend, PROD, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const ITEM = digestItemId(PROD);
const OLD = stateOf(['a'], 41);
const NEW = stateOf(['a', 'b'], 42);

/** The state was written, and then its apply was cut off: the digest is the one of the version before. */
function cutOff(state: Uint8Array = NEW, backend: FakeBackend = createBackend()): FakeRun {
  backend.applyBySomebody(PROD, OLD);
  backend.write(PROD.path, state);
  backend.clearRequests();
  return createRun({ backend });
}

function repair(run: FakeRun, explained = false): Promise<boolean> {
  return repairDigest(run, { backend: run.backend, address: PROD, explained });
}

describe('a digest that does not belong to its state', () => {
  it('is brought up to date when the state only goes on from the version it belongs to', async () => {
    const run = cutOff();
    expect(await repair(run)).toBe(true);
    expect(run.backend.digestItems.get(ITEM)).toBe(stateDigest(NEW));
    expect(run.backend.writes()).toEqual([`replace-digest ${ITEM}`]);
    expect(run.said.warnings.join()).toContain('An apply was cut off between the state');
  });

  it.each<[string, Uint8Array]>([
    ['is an older one by its serial', stateOf(['b'], 40)],
    ['has the same serial', stateOf(['b'], 41)],
    ['is of another lineage', new TextEncoder().encode('{"version":4,"serial":42,"lineage":"y","resources":[]}')],
    ['cannot be read', new TextEncoder().encode('{"serial":42,"encrypted_data":"AAAA"}')],
  ])('is left alone when the state %s: somebody may have put it there by mistake', async (_, state) => {
    const run = cutOff(state);
    await expect(repair(run)).rejects.toThrow(BackendUnusable);
    await expect(repair(run)).rejects.toThrow(`has the MD5 ${stateDigest(state)}`);
    expect(run.backend.writes()).toEqual([]);
  });

  it('is left alone when it belongs to no version right before it', async () => {
    const run = cutOff();
    run.backend.write(PROD.path, stateOf(['c'], 43));
    await expect(repair(run)).rejects.toThrow(BackendUnusable);
    expect(run.backend.writes()).toEqual([]);
  });

  it.each([
    ['there are no versions', () => cutOff(NEW, createBackend({ versioned: false }))],
    [
      'the role may not list them',
      () => {
        const run = cutOff();
        run.backend.deny('list');
        return run;
      },
    ],
    [
      'the state was deleted in between',
      () => {
        const run = cutOff();
        run.backend.remove(PROD.path);
        run.backend.write(PROD.path, NEW);
        return run;
      },
    ],
  ])('is left alone when nothing shows what happened: %s', async (_, stage) => {
    const run = stage();
    await expect(repair(run)).rejects.toThrow(BackendUnusable);
    expect(run.backend.writes()).toEqual([]);
  });

  it('is brought up to date without any proof when it is known that its writer was cut off', async () => {
    const run = cutOff(NEW, createBackend({ versioned: false }));
    expect(await repair(run, true)).toBe(true);
    expect(run.backend.digestItems.get(ITEM)).toBe(stateDigest(NEW));
  });

  it('is left alone when there is no state at all, whatever is known', async () => {
    const run = createRun();
    run.backend.digestItems.set(ITEM, stateDigest(OLD));
    await expect(repair(run, true)).rejects.toThrow('(no object)');
  });

  it('is left to somebody who writes it at this very moment', async () => {
    const run = cutOff();
    run.backend.before('replace-digest', () => {
      run.backend.digestItems.set(ITEM, 'theirs');
    });
    expect(await repair(run)).toBe(false);
    expect(run.backend.digestItems.get(ITEM)).toBe('theirs');
    expect(run.said.warnings).toEqual([]);
  });
});

describe('nothing is to be repaired', () => {
  it('when the two belong together, or there is no digest', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, OLD);
    expect(await repair(run)).toBe(false);
    run.backend.digestItems.set(ITEM, '');
    expect(await repair(run)).toBe(false);
    run.backend.digestItems.clear();
    expect(await repair(run, true)).toBe(false);
    expect(run.backend.writes()).toEqual([]);
  });
});

describe('the digest after an apply of our own', () => {
  const own = (run: FakeRun, holder = 'ours'): Promise<unknown> => {
    run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock: createLock({ id: holder }), places: ['table'] });
    return repairOwnDigest(run, { backend: run.backend, address: PROD }, { lockId: 'ours' });
  };

  it('is brought up to date when Terraform could not write it', async () => {
    const run = cutOff(NEW, createBackend({ versioned: false }));
    await own(run);
    expect(run.backend.digestItems.get(ITEM)).toBe(stateDigest(NEW));
  });

  it('is left alone while somebody else holds the lock: they may be writing', async () => {
    const run = cutOff();
    await own(run, 'theirs');
    expect(run.backend.writes()).toEqual([]);
  });

  it('fails nothing when it cannot be looked at', async () => {
    const run = cutOff();
    run.backend.breakDown('get-digest');
    await own(run);
    expect(run.said.warnings.join()).toContain('The digest of the state could not be looked at');
  });
});
