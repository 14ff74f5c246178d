import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { PrStateInUse } from '../../../src/domain/state/snapshot.ts';
import { digestItemId, lockfileKey } from '../../../src/domain/state/keys.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';
import { deletePrState } from '../../../src/jobs/state/delete-pr-state.ts';
import {
  createBackend,
  createSettings,
  PR,
  PROD,
  stateOf,
  type FakeBackend,
} from '../../support/fakes/fake-backend.ts';
import { createRun } from '../../support/fakes/fake-run.ts';

const LOCKFILE = lockfileKey(PR);
const DIGEST = digestItemId(PR);
const OLD = stateOf(['a'], 41);
const THEIRS = stateOf(['a', 'extra'], 50);
const hadProduction = () => Promise.resolve(false);
const doomed = { prod: PROD, pr: PR, hadProduction, force: false };
const text = (body: Uint8Array): string => new TextDecoder().decode(body);

/** Two earlier versions and a marker at the PR key, the snapshot, and the lockfiles of two plans. */
function lived(backend: FakeBackend = createBackend()): FakeBackend {
  backend.applyBySomebody(PROD, OLD);
  backend.seed(PR, stateOf(['a'], 39));
  backend.seed(PR, stateOf(['a'], 40));
  backend.remove(PR.path);
  backend.seed(PR, OLD);
  for (const plan of ['first', 'second']) {
    backend.write(LOCKFILE, plan);
    backend.remove(LOCKFILE);
  }
  return backend;
}

/** What was deleted, in order: `digest`, or the kind of version and whether it was the current one. */
function deletions(backend: FakeBackend, before: ReadonlyMap<string, string>): readonly string[] {
  return backend.writes().map((request) => {
    if (request.startsWith('delete-digest')) return 'digest';
    const [, key = '', id = ''] = request.split(' ');
    return `${key === LOCKFILE ? 'lockfile' : 'state'} ${before.get(id) ?? 'of the key'}`;
  });
}

function kindsOf(backend: FakeBackend): ReadonlyMap<string, string> {
  return new Map(
    [PR.path, LOCKFILE].flatMap((key) =>
      backend
        .versions(key)
        .map(({ versionId, kind }, index): [string, string] => [
          versionId,
          kind === 'version' && index === 0 ? 'current' : kind,
        ]),
    ),
  );
}

describe('the deletion of a PR state', () => {
  it('goes in this order: digest, earlier versions, the current one, markers; those of lockfiles beside it', async () => {
    const backend = lived();
    const kinds = kindsOf(backend);
    const deletion = await deletePrState(createRun({ backend }), backend, doomed);
    const done = deletions(backend, kinds);
    const isOfState = (what: string): boolean => !what.startsWith('lockfile');
    expect(done.filter(isOfState)).toEqual([
      'digest',
      'state version',
      'state version',
      'state current',
      'state delete-marker',
    ]);
    expect(done.filter((what) => !isOfState(what))).toEqual([
      'lockfile version',
      'lockfile version',
      'lockfile delete-marker',
      'lockfile delete-marker',
    ]);
    expect(deletion).toEqual({ removed: 9, versionsLeft: false, backupKey: undefined });
    expect([...backend.versions(PR.path), ...backend.versions(LOCKFILE)]).toEqual([]);
    expect(backend.digestItems.has(DIGEST)).toBe(false);
  });

  it('deletes no version that was not listed: what comes after the look is kept, and the next look refuses it', async () => {
    const backend = lived(createBackend({ settings: createSettings(PROD.key, { use_lockfile: true }) }));
    backend.before(`delete-version ${PR.path}`, () => {
      backend.applyBySomebody(PR, THEIRS);
    });
    const deleting = deletePrState(createRun({ backend }), backend, doomed);
    await expect(deleting).rejects.toThrow(PrStateInUse);
    expect(backend.bodyOf(PR.path)).toBe(text(THEIRS));
  });

  it('keeps what comes after the look, whatever is made of it', async () => {
    for (const request of ['delete-digest', `delete-version ${PR.path} v2`, `delete-version ${PR.path} v5`]) {
      const backend = lived();
      backend.before(request, () => {
        backend.applyBySomebody(PR, THEIRS);
      });
      await deletePrState(createRun({ backend }), backend, doomed).catch(() => undefined);
      expect(backend.bodyOf(PR.path)).toBe(text(THEIRS));
      expect(backend.digestItems.get(DIGEST)).toBe(stateDigest(THEIRS));
    }
  });

  it('deletes only what was listed before the look, so that what comes between the two is kept', async () => {
    const backend = lived(createBackend({ settings: createSettings(PROD.key, { use_lockfile: true }) }));
    // Asked for at the same time as the state, and after it.
    backend.before(`get-digest ${DIGEST}`, () => {
      backend.applyBySomebody(PR, THEIRS);
    });
    await deletePrState(createRun({ backend }), backend, doomed).catch(() => undefined);
    expect(backend.bodyOf(PR.path)).toBe(text(THEIRS));
  });

  it('in a bucket without versions deletes the judged object only, and looks again when there is another', async () => {
    const backend = lived(createBackend({ versioned: false }));
    backend.before(`delete ${PR.path}`, () => {
      backend.applyBySomebody(PR, THEIRS);
    });
    const deleting = deletePrState(createRun({ backend }), backend, doomed);
    await expect(deleting).rejects.toThrow(PrStateInUse);
    expect(backend.bodyOf(PR.path)).toBe(text(THEIRS));
  });

  it('is given up when somebody else keeps writing what production knows', async () => {
    const backend = lived(createBackend({ versioned: false }));
    for (let serial = 50; serial < 60; serial += 1) {
      backend.before(`delete ${PR.path}`, () => {
        backend.applyBySomebody(PR, stateOf(['a'], serial));
      });
    }
    await expect(deletePrState(createRun({ backend }), backend, doomed)).rejects.toThrow(BackendUnusable);
    expect(backend.bodyOf(PR.path)).toBeDefined();
  });

  it('leaves a lockfile that is there, and one that comes while those of the past are deleted', async () => {
    const backend = lived();
    backend.write(LOCKFILE, 'held');
    await deletePrState(createRun({ backend }), backend, doomed);
    expect(backend.bodyOf(LOCKFILE)).toBe('held');

    const later = lived();
    later.before(`delete-version ${LOCKFILE}`, () => {
      later.write(LOCKFILE, 'taken');
    });
    await deletePrState(createRun({ backend: later }), later, doomed);
    expect(later.bodyOf(LOCKFILE)).toBe('taken');
    expect(later.versions(LOCKFILE)).toHaveLength(1);
  });

  it.each([PR.path, LOCKFILE])(
    'in a bucket without versions never deletes by the id null, which is whatever lies there by then, at %s',
    async (key) => {
      const backend = lived(createBackend({ versioned: false }));
      backend.write(key, OLD);
      backend.before(`get ${key}`, () => {
        backend.remove(key);
      });
      backend.before(`delete-version ${key}`, () => {
        backend.write(key, THEIRS);
      });
      await deletePrState(createRun({ backend }), backend, doomed);
      expect(backend.writes().filter((request) => request.startsWith('delete-version'))).toEqual([]);
    },
  );

  it('of what somebody applied is refused, and nothing is touched', async () => {
    const backend = lived();
    backend.applyBySomebody(PR, THEIRS);
    await expect(deletePrState(createRun({ backend }), backend, doomed)).rejects.toThrow(PrStateInUse);
    expect(backend.writes()).toEqual([]);
  });

  it('by force goes after a backup of what somebody applied', async () => {
    const backend = lived();
    backend.applyBySomebody(PR, THEIRS);
    const { backupKey = '' } = await deletePrState(createRun({ backend }), backend, { ...doomed, force: true });
    expect(backupKey).toBe(`${PR.path}.backup-20261121T103000Z`);
    expect(backend.bodyOf(backupKey)).toBe(text(THEIRS));
    expect(backend.writes()[0]).toBe(`put ${backupKey}`);
    expect(backend.versions(PR.path)).toEqual([]);
  });

  it.each(['list', 'delete-version'])(
    'without the permission to %s versions is a plain one, and says so',
    async (action) => {
      const backend = lived();
      backend.deny(`${action} `);
      const deletion = await deletePrState(createRun({ backend }), backend, doomed);
      expect(deletion).toMatchObject({ versionsLeft: true });
      expect(backend.bodyOf(PR.path)).toBeUndefined();
      expect(backend.versions(PR.path)[0]).toMatchObject({ kind: 'delete-marker' });
    },
  );

  it('has nothing to do the second time', async () => {
    const backend = lived();
    const run = createRun({ backend });
    await deletePrState(run, backend, doomed);
    expect(await deletePrState(run, backend, doomed)).toMatchObject({ removed: 0, versionsLeft: false });
  });
});
