import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import {
  digestItemId,
  lockfileKey,
  lockItemId,
  reviewKey,
  statePath,
  type StateAddress,
} from '../../../src/domain/state/keys.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import { snapshotMetadata } from '../../../src/domain/state/snapshot.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';
import { noteKey, PLACES_PREFIX, type Place } from '../../../src/domain/sweep/place-note.ts';
import { renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { EMPTY_QUEUE } from '../../../src/domain/turn/turn.ts';
import { removeMergedPrStates } from '../../../src/jobs/apply/remove-merged-pr-states.ts';
import { cleanup } from '../../../src/jobs/cleanup/cleanup.ts';
import { plan } from '../../../src/jobs/plan/plan.ts';
import { stackOf } from '../../../src/jobs/stack/open-stack.ts';
import { notePlace, placeOf } from '../../../src/jobs/sweep/note-place.ts';
import { sweep } from '../../../src/jobs/sweep/sweep.ts';
import {
  createAddress,
  createContext,
  createLock,
  createReview,
  createTurnRun,
  HEAD_SHA,
} from '../../support/fakes/factories.ts';
import {
  createBackend,
  createSettings,
  PR,
  PROD,
  stateOf,
  type FakeBackend,
} from '../../support/fakes/fake-backend.ts';
import {
  createRun,
  createTerraform,
  MERGED_AT,
  OPEN,
  pullRequestThatIs,
  type FakeRun,
} from '../../support/fakes/fake-run.ts';

const CLOSED = { ...OPEN, closed: true };
const MERGED = { ...CLOSED, isMerged: true, mergedAt: MERGED_AT, merged: { branch: 'main', commitSha: HEAD_SHA } };
const close = { kind: 'cleanup', prNumber: 42, merged: false, force: false } as const;
const toPlan = { kind: 'plan', prNumber: 42, headSha: HEAD_SHA } as const;
const SWEEPING = { kind: 'sweep', dryRun: false } as const;

/** Another key of production, as an earlier commit had it. */
const OLD_KEY = 'before/terraform.tfstate';
const OLD = createAddress({ key: 'before/pr-42/terraform.tfstate' });
const OLD_PROD = createAddress({ key: OLD_KEY });

function notesIn(backend: FakeBackend): readonly string[] {
  return backend.requests
    .filter((request) => request.startsWith(`put ${PLACES_PREFIX}`))
    .map((request) => request.slice('put '.length));
}

/** What a plan has left whose commit had production elsewhere; gives the key of its note. */
async function leaveAtOldKey(backend: FakeBackend): Promise<string> {
  const body = stateOf(['a']);
  const md5 = stateDigest(body);
  const run = createRun({ backend });
  await notePlace(run, await stackOf(run, createSettings(OLD_KEY)), 42);
  const metadata = snapshotMetadata({ serial: 41, md5, of: lockItemId(OLD_PROD) });
  await backend.objects.put(OLD.path, { body, metadata }, undefined);
  await backend.digests.put(OLD, md5);
  backend.turnsOf(OLD).write(renderTurnDocument(EMPTY_QUEUE, 'x'));
  backend.applyBySomebody(OLD_PROD, body);
  return notesIn(backend).at(-1) ?? expect.unreachable();
}

function ending(backend: FakeBackend, more: Parameters<typeof createRun>[0] = {}): FakeRun {
  return createRun({ backend, pullRequests: pullRequestThatIs(CLOSED), ...more });
}

function allOf(backend: FakeBackend, address: StateAddress): readonly unknown[] {
  return [
    ...backend.versions(address.path),
    ...[backend.digestItems.get(digestItemId(address)), backend.turnsOf(address).stored].filter(Boolean),
  ];
}

describe('the places of a pull request', () => {
  it('are noted before anything is left there: the note of a plan is the first that it writes', async () => {
    const backend = createBackend();
    let hadTurn: boolean | undefined;
    backend.before(`put ${PLACES_PREFIX}`, () => {
      hadTurn = backend.turnsOf(PR).stored !== undefined;
    });
    await plan(createRun({ backend }), toPlan);
    expect(hadTurn).toBe(false);
    expect(backend.requests.find((request) => /^(?:put|delete|replace|take)/.test(request))).toBe(
      `put ${notesIn(backend)[0] ?? ''}`,
    );
    expect(notesIn(backend)).toHaveLength(1);
  });

  it('end with the pull request, the one where production was before among them, and their notes last', async () => {
    const backend = createBackend();
    const old = await leaveAtOldKey(backend);
    backend.applyBySomebody(PROD, stateOf(['a']));
    await plan(createRun({ backend }), toPlan);
    const own = notesIn(backend).at(-1) ?? '';
    expect(own).not.toBe(old);
    expect(allOf(backend, OLD)).toHaveLength(3);
    const run = ending(backend);
    const cleaned = await cleanup(run, close);
    expect(cleaned).toMatchObject({
      elsewhere: [{ kind: 'removed', place: expect.stringContaining(OLD.path) as string }],
    });
    for (const address of [PR, OLD]) expect(allOf(backend, address)).toEqual([]);
    for (const note of [own, old]) expect(backend.versions(note)).toEqual([]);
    expect(run.said.infos.join('\n')).toContain(`What #42 left at ${OLD.path}`);
    const at = (words: string): number => backend.requests.findLastIndex((request) => request.startsWith(words));
    expect(at(`delete-versions ${own}`)).toBeGreaterThan(at(`delete-version ${PR.path}`));
    expect(at(`delete-versions ${old}`)).toBeGreaterThan(at(`delete-version ${OLD.path}`));
    expect(backend.bodyOf(OLD_PROD.path)).toBeDefined();
  });

  it('are kept with their note where somebody has applied, and it is said that no cleanup looks there again', async () => {
    const backend = createBackend();
    const old = await leaveAtOldKey(backend);
    backend.applyBySomebody(OLD, stateOf(['a', 'b']));
    for (const end of [() => cleanup(ending(backend), close), () => sweep(ending(backend), SWEEPING)]) {
      expect(await end()).toMatchObject({
        elsewhere: [{ kind: 'kept', why: expect.stringContaining('no cleanup looks at this one') as string }],
      });
      expect(backend.bodyOf(OLD.path)).toBeDefined();
      expect(backend.versions(old)).toHaveLength(1);
    }
  });

  it('of an open one are left alone by a cleanup that comes late, and by a sweep', async () => {
    const backend = createBackend();
    await leaveAtOldKey(backend);
    const before = allOf(backend, OLD);
    const open = (): FakeRun => ending(backend, { pullRequests: pullRequestThatIs(OPEN) });
    expect(await cleanup(open(), close)).toMatchObject({ kind: 'skipped' });
    expect(await sweep(open(), SWEEPING)).toMatchObject({ elsewhere: [], openCount: 1 });
    expect(allOf(backend, OLD)).toEqual(before);
  });

  it('lose no note that a newer run writes while a cleanup is at work', async () => {
    const backend = createBackend();
    await plan(createRun({ backend }), toPlan);
    const own = notesIn(backend)[0] ?? '';
    backend.before('get-digest', () => {
      backend.write(own, 'of a newer run');
    });
    await cleanup(ending(backend), close);
    expect(backend.bodyOf(own)).toBe('of a newer run');
    expect(backend.versions(own)).toHaveLength(1);
  });

  it('lose no note that a newer run writes while a plan takes its copy away again, with and without versions', async () => {
    for (const versioned of [true, false]) {
      const backend = createBackend({ versioned });
      backend.applyBySomebody(PROD, stateOf(['a']));
      backend.before('delete-digest', () => {
        backend.write(notesIn(backend)[0] ?? '', 'of a newer run');
      });
      const pullRequests = pullRequestThatIs(OPEN, CLOSED);
      expect(await plan(createRun({ backend, pullRequests }), toPlan)).toMatchObject({ kind: 'skipped' });
      expect(backend.bodyOf(notesIn(backend)[0] ?? '')).toBe('of a newer run');
    }
  });

  it('end where the role may neither list versions nor read a note', async () => {
    const backend = createBackend();
    await plan(createRun({ backend }), toPlan);
    backend.deny('list-all .lockstep');
    const restore = backend.breakDown(`get ${PLACES_PREFIX}`);
    expect(await cleanup(ending(backend), close)).toMatchObject({ kind: 'cleaned' });
    restore();
    expect(allOf(backend, PR)).toEqual([]);
  });

  it('lose no note that a newer run writes while an apply, or a cleanup, removes what was left', async () => {
    for (const versioned of [true, false]) {
      for (const end of ['apply', 'cleanup'] as const) {
        const backend = createBackend({ versioned });
        backend.applyBySomebody(PROD, stateOf(['a']));
        await plan(createRun({ backend }), toPlan);
        const own = notesIn(backend)[0] ?? '';
        backend.before(`get ${PR.path}`, () => {
          backend.write(own, 'of a newer run');
        });
        const run = ending(backend);
        const merged = [{ number: 42, headSha: HEAD_SHA }];
        if (end === 'apply') await removeMergedPrStates(run, await stackOf(run, createSettings()), merged);
        else await cleanup(run, close);
        expect(backend.bodyOf(PR.path)).toBeUndefined();
        expect(backend.bodyOf(own), `${end} ${versioned}`).toBe('of a newer run');
      }
    }
  });

  it.each(['infra', './infra', 'infra/', 'infra//', '.\\infra'])(
    'are one, however the directory is written: %s',
    (as) => {
      const placed = (directory: string): string => {
        const run = createRun({ inputs: { 'working-directory': directory } });
        return noteKey(placeOf(run, { backend: run.backend, prod: PROD }, 42));
      };
      expect(placed(as)).toBe(placed('infra'));
      expect(placed(as)).not.toBe(placed('infra/dns'));
    },
  );

  it('that an earlier version noted as the directory was written end with the root module’s own cleanup', async () => {
    const backend = createBackend();
    const note = await leaveAtOldKey(backend);
    const text = (backend.bodyOf(note) ?? '').replace('"directory":"."', '"directory":"./"');
    const { place } = JSON.parse(text) as { place: Place };
    expect(place.directory).toBe('./');
    backend.remove(note);
    backend.write(noteKey(place), text);
    expect(await cleanup(ending(backend), close)).toMatchObject({ elsewhere: [{ kind: 'removed' }] });
    expect(allOf(backend, OLD)).toEqual([]);
  });

  describe('of another template', () => {
    const victim = createAddress({ key: 'stack42/terraform.tfstate' });
    const forge = async (backend: FakeBackend): Promise<string> => {
      const forger = createRun({ backend, inputs: { 'pr-state-key': 'stack{pr}/terraform.tfstate' } });
      await notePlace(forger, await stackOf(forger, createSettings(OLD_KEY)), 42);
      return notesIn(backend).at(-1) ?? '';
    };
    const copy = { body: stateOf(['a']), of: lockItemId(OLD_PROD) };

    it.each(['cleanup', 'sweep'] as const)(
      'are not touched by a %s, and named, where nothing shows that they are a pull request’s: another stack’s production may be there',
      async (command) => {
        const backend = createBackend();
        const note = await forge(backend);
        // Its state is lost: the digest is what tells of it.
        backend.digestItems.set(digestItemId(victim), 'a'.repeat(32));
        backend.write(lockfileKey(victim), 'of a lock');
        backend.remove(lockfileKey(victim));
        const before = backend.versions(lockfileKey(victim));
        const run = ending(backend);
        expect(await (command === 'sweep' ? sweep(run, SWEEPING) : cleanup(run, close))).toMatchObject({
          elsewhere: [{ kind: 'kept', why: expect.stringContaining('"stack{pr}/terraform.tfstate"') as string }],
        });
        expect(backend.digestItems.get(digestItemId(victim))).toBeDefined();
        expect(backend.versions(lockfileKey(victim))).toEqual(before);
        expect(backend.turnsOf(victim).stored).toBeUndefined();
        expect(backend.bodyOf(note)).toBeDefined();
      },
    );

    it.each<readonly [string, (backend: FakeBackend) => unknown]>([
      [
        'the copy that Lockstep has made',
        ({ objects }) => {
          const metadata = snapshotMetadata({ serial: 41, md5: stateDigest(copy.body), of: copy.of });
          return objects.put(victim.path, { body: copy.body, metadata }, undefined);
        },
      ],
      [
        'a review of the pull request',
        (backend) => {
          const of = { prNumber: 42, productionKey: OLD_PROD.path, repository: createContext().repository };
          backend.write(
            reviewKey(victim, HEAD_SHA),
            renderReview(createReview({ ...of, repositoryId: undefined, headSha: HEAD_SHA })),
          );
        },
      ],
    ])('end where %s lies there', async (_, leave) => {
      const backend = createBackend();
      const note = await forge(backend);
      await leave(backend);
      expect(await cleanup(ending(backend), close)).toMatchObject({ elsewhere: [{ kind: 'removed' }] });
      expect([...allOf(backend, victim), ...backend.versions(reviewKey(victim, HEAD_SHA))]).toEqual([]);
      expect(backend.versions(note)).toEqual([]);
    });
  });

  it('are ended by notes of the pull request alone: a forged one leaves all there is, and is named', async () => {
    const backend = createBackend();
    const victim = createAddress({ key: 'dns/pr-42/terraform.tfstate' });
    backend.applyBySomebody(victim, stateOf(['theirs']));
    const note = (await leaveAtOldKey(backend)).replace(/[0-9a-f]{32}\.json$/, `${'0'.repeat(32)}.json`);
    backend.write(note, '{"version":1,"place":{}}');
    const before = allOf(backend, victim);
    const cleaned = await cleanup(ending(backend), close);
    expect(cleaned).toMatchObject({
      elsewhere: expect.arrayContaining([
        { kind: 'kept', prNumber: 42, place: note, why: expect.stringContaining('is not followed') as string },
      ]) as unknown,
    });
    expect(allOf(backend, victim)).toEqual(before);
    expect(backend.bodyOf(note)).toBeDefined();
  });

  it('are not noted where the role may not, which is one line and no failure', async () => {
    const backend = createBackend();
    backend.deny('list-all .lockstep');
    backend.deny('list-keys .lockstep');
    const objects: FakeBackend['objects'] = {
      ...backend.objects,
      put: async (key, content, expected) => {
        if (key.startsWith(PLACES_PREFIX)) throw new BackendUnusable('403', { isDenied: true });
        return backend.objects.put(key, content, expected);
      },
    };
    const run = createRun({ backend: { ...backend, objects } });
    expect(await plan(run, toPlan)).toMatchObject({ kind: 'planned' });
    expect(run.said.infos.filter((line) => line.includes('.lockstep/places/'))).toHaveLength(1);
    const ended = ending({ ...backend, objects });
    expect(await cleanup(ended, close)).toMatchObject({ kind: 'cleaned', elsewhere: [] });
    expect(ended.said.warnings).toEqual([]);
    expect(ended.said.infos.filter((line) => line.includes('.lockstep/places/'))).not.toEqual([]);
    expect(allOf(backend, PR)).toEqual([]);
  });

  it('are found under another lock on the same key: what lies in the table of before goes, and its note', async () => {
    const backend = createBackend();
    await plan(createRun({ backend }), toPlan);
    const old = notesIn(backend)[0] ?? '';
    // The next commit keeps a lockfile alone.
    const now = await backend.at({ lockfile: true, table: undefined });
    const table = { kind: 'table', table: 'locks', region: 'eu-central-1' } as const;
    const moved = {
      ...now,
      at: async () => backend,
      locks: { ...now.locks, kind: { lockfile: true, table: undefined } },
    };
    backend.digestItems.set(digestItemId(PR), 'left');
    const run = ending(moved as unknown as FakeBackend);
    expect(backend.locks.kind.table).toEqual(table);
    expect(await cleanup(run, close)).toMatchObject({
      elsewhere: [{ kind: 'removed', place: expect.stringContaining('lock in table locks') as string, removed: 1 }],
    });
    expect(allOf(backend, PR)).toEqual([]);
    expect(backend.versions(old)).toEqual([]);
  });

  it('of a new workspace end, whose first state is empty', async () => {
    const backend = createBackend();
    const path = statePath(PR.key, { name: 'staging', keyPrefix: 'env:' });
    const prodPath = statePath(PROD.key, { name: 'staging', keyPrefix: 'env:' });
    const empty = { version: 4, terraform_version: '1.11.4', serial: 0, lineage: 'x', outputs: {}, resources: [] };
    backend.write(path, JSON.stringify({ ...empty, check_results: null }));
    const terraform = { ...createTerraform(), workspace: 'staging' };
    expect(await sweep(ending(backend, { terraform }), SWEEPING)).toMatchObject({ swept: [{ removed: 1 }] });
    expect(backend.versions(path)).toEqual([]);
    backend.write(path, JSON.stringify({ ...empty, serial: 2 }));
    expect(await sweep(ending(backend, { terraform }), SWEEPING)).toMatchObject({ kept: [{ prNumber: 42 }] });
    expect(backend.versions(prodPath)).toEqual([]);
  });

  it('of a merged one keep no review but that of its head, which its apply may ask for, and the note with it', async () => {
    const backend = createBackend();
    const old = await leaveAtOldKey(backend);
    const [early, head] = ['a'.repeat(40), HEAD_SHA].map((headSha) => {
      const key = reviewKey(OLD, headSha);
      const of = {
        headSha,
        productionKey: OLD_PROD.path,
        repository: createContext().repository,
        repositoryId: undefined,
      };
      backend.write(key, renderReview(createReview(of)));
      return key;
    });
    const pullRequests = pullRequestThatIs(MERGED);
    await cleanup(ending(backend, { pullRequests }), close);
    expect(backend.versions(early ?? '')).toEqual([]);
    expect(backend.bodyOf(head ?? '')).toBeDefined();
    expect([...allOf(backend, OLD), backend.bodyOf(old)]).toEqual([expect.any(String)]);
  });

  it('keep the note of a merged one that still has a review where it is now, and lose it with that', async () => {
    const backend = createBackend();
    await plan(createRun({ backend }), toPlan);
    const own = notesIn(backend)[0] ?? '';
    const ended = (): FakeRun => ending(backend, { pullRequests: pullRequestThatIs(MERGED) });
    await cleanup(ended(), close);
    expect(backend.bodyOf(own)).toBeDefined();
    backend.remove(reviewKey(PR, HEAD_SHA));
    await cleanup(ended(), close);
    expect(backend.versions(own)).toEqual([]);
  });

  it('end though production is not as its digest says, for which nobody waits', async () => {
    const backend = createBackend();
    backend.applyBySomebody(PROD, stateOf(['a']));
    backend.seed(PR, stateOf(['a']));
    backend.digestItems.set(digestItemId(PROD), '0'.repeat(32));
    const run = ending(backend);
    expect(await cleanup(run, close)).toMatchObject({ kind: 'cleaned' });
    expect([run.clock.monotonicMs(), ...allOf(backend, PR)]).toEqual([0]);
  });

  it('are freed by a sweep from the lock of a run that the queue knows to be dead', async () => {
    const backend = createBackend();
    await leaveAtOldKey(backend);
    const dead = {
      run: createTurnRun({ runId: '9' }),
      why: 'removed',
      heldSince: '2026-11-21T10:28:00Z',
      stateLock: { id: createLock().id, at: '2026-11-21T10:28:01Z' },
      lockMayBeHeld: true,
      toCreate: undefined,
    } as const;
    backend.turnsOf(OLD).write(renderTurnDocument({ ...EMPTY_QUEUE, departed: [dead] }, 'y'));
    const lock = { kind: 'held', lock: createLock(), places: ['table'] } as const;
    backend.heldLocks.set(lockItemId(OLD), lock);
    const alive = ending(backend);
    expect(await sweep(alive, SWEEPING)).toMatchObject({ elsewhere: [{ kind: 'kept', why: 'its state is locked' }] });
    const runs = { ...alive.runs, status: async () => 'completed' as const };
    expect(await sweep(ending(backend, { runs }), SWEEPING)).toMatchObject({ elsewhere: [{ kind: 'removed' }] });
    expect([...backend.heldLocks.keys(), ...allOf(backend, OLD)]).toEqual([]);
  });
});
