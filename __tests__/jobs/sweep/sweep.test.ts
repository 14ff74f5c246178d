import { describe, expect, it } from 'vitest';

import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { digestItemId, lockfileKey, lockItemId } from '../../../src/domain/state/keys.ts';
import type { PullRequestStatus } from '../../../src/domain/review/merges.ts';
import type { Swept } from '../../../src/domain/run/outcome.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import { snapshotMetadata } from '../../../src/domain/state/snapshot.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';
import { EMPTY_QUEUE, freeze, join, type TurnDocument } from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { sweep } from '../../../src/jobs/sweep/sweep.ts';
import {
  createAddress,
  createFreeze,
  createLock,
  createReview,
  createTurnRun,
  HEAD_SHA,
} from '../../support/fakes/factories.ts';
import { createBackend, PR, PROD, REVIEW, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createPullRequests, createRun, type RunOverrides } from '../../support/fakes/fake-run.ts';

const CLOSED: PullRequestStatus = { number: 42, headSha: HEAD_SHA, closed: true, isMerged: false, merged: undefined };
const STATE = stateOf(['a']);

function afterAPlan(options: Parameters<typeof createBackend>[0] = {}): FakeBackend {
  const backend = createBackend(options);
  backend.applyBySomebody(PROD, STATE);
  backend.seed(PR, STATE);
  backend.write(REVIEW, renderReview(createReview()));
  return backend;
}

interface Options extends RunOverrides {
  readonly statuses?: readonly PullRequestStatus[];
  readonly dryRun?: boolean;
}

function sweepOf(backend: FakeBackend, { statuses = [CLOSED], dryRun = false, ...more }: Options = {}): Promise<Swept> {
  const pullRequests = {
    ...createPullRequests(),
    findStatuses: async (numbers: readonly number[]) => statuses.filter(({ number }) => numbers.includes(number)),
  };
  return sweep(createRun({ backend, pullRequests, ...more }), { dryRun });
}

function queued(backend: FakeBackend, change: (queue: TurnDocument) => TurnDocument, at = PR): void {
  backend.turnsOf(at).write(renderTurnDocument(change(EMPTY_QUEUE), 'w'));
}

const waiting = (queue: TurnDocument): TurnDocument =>
  join(queue, {
    id: 'other',
    token: 't',
    run: createTurnRun({ operation: 'plan' }),
    at: '2026-11-21T10:00:00Z',
    lockId: 'theirs',
  });

/** What is kept, and nothing of it is touched. */
async function expectKept(backend: FakeBackend, why: string, options: Options = {}): Promise<void> {
  const before = [PR.path, REVIEW, lockfileKey(PR)].map((key) => backend.versions(key));
  const digest = backend.digestItems.get(digestItemId(PR));
  const swept = await sweepOf(backend, options);
  expect(swept).toMatchObject({ swept: [], kept: [{ prNumber: 42, why: expect.stringContaining(why) as unknown }] });
  expect([PR.path, REVIEW, lockfileKey(PR)].map((key) => backend.versions(key))).toEqual(before);
  expect(backend.digestItems.get(digestItemId(PR))).toBe(digest);
}

describe('what a closed pull request has left', () => {
  it('goes: state, digest, review, past lockfiles and queue, and nothing of production or of an open one', async () => {
    const backend = afterAPlan();
    backend.write(lockfileKey(PR), '{}');
    backend.remove(lockfileKey(PR));
    const open = createAddress({ key: 'lesson-17/prod/pr-43/terraform.tfstate' });
    backend.seed(open, STATE);
    backend.clearRequests();
    const swept = await sweepOf(backend, { statuses: [CLOSED, { ...CLOSED, number: 43, closed: false }] });
    expect(swept).toMatchObject({ swept: [{ prNumber: 42, removed: 5 }], kept: [], openCount: 1, versionsLeft: false });
    for (const key of [PR.path, REVIEW, lockfileKey(PR)]) expect(backend.versions(key)).toEqual([]);
    expect(backend.digestItems.has(digestItemId(PR))).toBe(false);
    expect(backend.turnsOf(PR).stored).toBeUndefined();
    expect(backend.bodyOf(open.path)).toBeDefined();
    expect(backend.bodyOf(PROD.path)).toBeDefined();
    expect(backend.writes().filter((request) => request.includes(PROD.path))).toEqual([]);
  });

  it('is listed and left alone by a dry run', async () => {
    const backend = afterAPlan();
    backend.clearRequests();
    expect(await sweepOf(backend, { dryRun: true })).toMatchObject({
      dryRun: true,
      swept: [{ prNumber: 42, removed: 2 }],
    });
    expect(backend.writes()).toEqual([]);
    expect(backend.turnsOf(PR).stored).toBeUndefined();
  });

  it('goes by its digest first and by its markers last, so that a crash in between leaves a readable state', async () => {
    const backend = afterAPlan();
    backend.write(lockfileKey(PR), '{}');
    backend.remove(lockfileKey(PR));
    backend.seed(PR, STATE);
    backend.clearRequests();
    await sweepOf(backend);
    const order = backend.requests.filter((request) => /^delete-(?:digest|version) /.test(request));
    expect(order[0]).toContain('delete-digest');
    // The past version of the state before what lies there, then the review, then the lockfile's past and its marker.
    expect(order.slice(1).map((request) => request.split(' ')[1])).toEqual([
      ...[PR.path, PR.path, REVIEW],
      ...[lockfileKey(PR), lockfileKey(PR)],
    ]);
    const ids = backend.requests.filter((request) => request.startsWith(`delete-version ${PR.path} `));
    expect(ids).toEqual(ids.toSorted());
  });

  it('goes after a run that died in its queue, by the queue’s own rules', async () => {
    const backend = afterAPlan();
    queued(backend, waiting);
    const swept = await sweepOf(backend, { runs: { status: async () => 'completed', compare: async () => 'ahead' } });
    expect(swept).toMatchObject({ swept: [{ prNumber: 42 }] });
    expect(backend.turnsOf(PR).stored).toBeUndefined();
  });

  it('goes plainly, on condition that it is what was looked at, where versions may not be deleted', async () => {
    const backend = afterAPlan();
    backend.deny('delete-version');
    expect(await sweepOf(backend)).toMatchObject({ swept: [{ prNumber: 42 }], versionsLeft: true });
    expect(backend.bodyOf(PR.path)).toBeUndefined();
    const unlisted = afterAPlan();
    unlisted.deny('list-all');
    expect(await sweepOf(unlisted)).toMatchObject({ swept: [{ prNumber: 42 }], versionsLeft: true });
    expect(unlisted.bodyOf(PR.path)).toBeUndefined();
  });
});

describe('a sweep keeps', () => {
  it('a state that somebody wrote, even one of which production knows everything', async () => {
    const backend = afterAPlan();
    backend.applyBySomebody(PR, STATE);
    await expectKept(backend, 'not the copy of this production');
  });

  it('a snapshot of another production', async () => {
    const backend = afterAPlan();
    const metadata = snapshotMetadata({
      serial: 1,
      md5: stateDigest(STATE),
      of: 'tfstate/lesson-17/prod/other.tfstate',
    });
    await backend.objects.put(PR.path, { body: STATE, metadata }, 'any');
    await expectKept(backend, 'not the copy of this production');
  });

  it('what was deleted above a state that somebody wrote: they may want it back', async () => {
    const backend = afterAPlan();
    backend.applyBySomebody(PR, stateOf(['mine']));
    backend.remove(PR.path);
    await expectKept(backend, 'not the copy of this production');
    const unreadable = afterAPlan();
    unreadable.remove(PR.path);
    unreadable.objects.getVersion = async () => undefined;
    await expectKept(unreadable, 'cannot be read');
  });

  it('what is locked', async () => {
    const backend = afterAPlan();
    backend.heldLocks.set(lockItemId(PR), { kind: 'held', lock: createLock(), places: ['table'] });
    await expectKept(backend, 'its state is locked');
  });

  it.each(['running', 'unknown'] as const)('what a run is at work on that GitHub calls %s', async (status) => {
    const backend = afterAPlan();
    queued(backend, waiting);
    await expectKept(backend, 'a run is at work there', {
      runs: { status: async () => status, compare: async () => 'ahead' },
    });
    expect(parseTurnDocument(backend.turnsOf(PR).stored?.body ?? '').tickets.map(({ id }) => id)).toEqual(['other']);
  });

  it('what has the queue of a state that is applied', async () => {
    const commit = {
      repository: 'octo/infra',
      commitSha: HEAD_SHA,
      runUrl: 'https://github.com/octo/infra/actions/runs/9',
    };
    for (const queue of [
      freeze(EMPTY_QUEUE, createFreeze()),
      { ...EMPTY_QUEUE, lastApplied: commit },
      { ...EMPTY_QUEUE, lastBegun: commit },
    ]) {
      const backend = afterAPlan();
      queued(backend, () => queue);
      await expectKept(backend, 'its queue is that of a state that is applied');
    }
  });

  it('what is of another repository, of another stack, or of nobody knows whom', async () => {
    const other = afterAPlan();
    other.write(REVIEW, renderReview(createReview({ repository: 'octo/other' })));
    await expectKept(other, 'it is of another repository');
    const stack = afterAPlan();
    stack.write(REVIEW, renderReview(createReview({ productionKey: 'other/terraform.tfstate' })));
    await expectKept(stack, 'it is of another stack');
    const newer = afterAPlan();
    newer.write(REVIEW, '{"version":99,"repository":"octo/other"}');
    await expectKept(newer, 'its review cannot be read');
  });

  it('what somebody writes between the listing and the look, or before the digest goes', async () => {
    const listed = afterAPlan();
    listed.before(`get ${PR.path}`, () => {
      listed.seed(PR, STATE);
    });
    const versions = listed.versions(PR.path).length;
    expect(await sweepOf(listed)).toMatchObject({ swept: [], kept: [{ why: 'somebody is writing there' }] });
    expect(listed.versions(PR.path)).toHaveLength(versions + 1);
    const digest = afterAPlan();
    digest.before(`delete-digest ${digestItemId(PR)}`, () => {
      digest.applyBySomebody(PR, stateOf(['mine']));
    });
    expect(await sweepOf(digest)).toMatchObject({ swept: [], kept: [{ why: 'somebody is writing there' }] });
    expect(digest.bodyOf(PR.path)).toContain('mine');
  });

  it('what somebody writes before it goes, in a bucket without versions', async () => {
    const backend = afterAPlan({ versioned: false });
    backend.before(`delete ${PR.path}`, () => {
      backend.write(PR.path, stateOf(['mine']));
    });
    expect(await sweepOf(backend)).toMatchObject({ swept: [], kept: [{ why: 'somebody is writing there' }] });
    expect(backend.bodyOf(PR.path)).toContain('mine');
  });

  it('a lockfile that lies there, whatever the backend says of locks', async () => {
    const backend = afterAPlan();
    backend.write(lockfileKey(PR), '{"ID":"of a person"}');
    await sweepOf(backend);
    expect(backend.bodyOf(lockfileKey(PR))).toContain('of a person');
  });

  it('whatever has no name, in a bucket that keeps no versions any more: it is what lies there by now', async () => {
    const backend = afterAPlan();
    const listAll = backend.objects.listAllVersions.bind(backend.objects);
    const nameless = { versionId: 'null', kind: 'delete-marker', isCurrent: true } as const;
    backend.objects.listAllVersions = async (prefix) => {
      const listed = await listAll(prefix);
      return listed === 'denied' ? listed : [...listed, { key: lockfileKey(PR), ...nameless }];
    };
    expect(await sweepOf(backend)).toMatchObject({ swept: [{ prNumber: 42 }] });
    const gone = backend.requests.filter((request) => request.startsWith('delete-version '));
    expect(gone.length).toBeGreaterThan(0);
    expect(gone.filter((version) => version.endsWith(' null'))).toEqual([]);
  });

  it('its turn to itself: whoever comes meanwhile finds it in the queue', async () => {
    const backend = afterAPlan();
    let ahead: readonly string[] = [];
    backend.before(`delete-digest ${digestItemId(PR)}`, () => {
      ahead = parseTurnDocument(backend.turnsOf(PR).stored?.body ?? '').tickets.map(({ run }) => run.operation);
    });
    await sweepOf(backend);
    expect(ahead).toEqual(['sweep']);
  });
});

describe('the review of a merged pull request', () => {
  const merged = { ...CLOSED, isMerged: true, merged: { branch: 'main', commitSha: 'e'.repeat(40) } };
  const applied = (queue: TurnDocument): TurnDocument => ({
    ...queue,
    lastApplied: {
      repository: 'octo/infra',
      commitSha: 'f'.repeat(40),
      runUrl: 'https://github.com/octo/infra/actions/runs/9',
    },
  });
  it('ends the run by a defect in the look at what is applied, and at the order of commits', async () => {
    const defect = new TypeError('a defect');
    const unread = afterAPlan();
    const store = unread.turns(PROD, 'prod');
    const others = createBackend();
    unread.turns = (address, key) =>
      address.path === PROD.path ? { ...store, get: () => Promise.reject(defect) } : others.turns(address, key);
    await expect(sweepOf(unread, { statuses: [merged] })).rejects.toBe(defect);
    const backend = afterAPlan();
    queued(backend, applied, PROD);
    const runs: RunOverrides['runs'] = { status: async () => 'completed', compare: () => Promise.reject(defect) };
    await expect(sweepOf(backend, { statuses: [merged], runs })).rejects.toBe(defect);
  });

  const order = (found: 'ahead' | 'behind' | undefined): RunOverrides => ({
    runs: {
      status: async () => 'completed',
      compare: async () => found ?? (await Promise.reject(new GitHubUnusable('could not compare'))),
    },
  });

  const elsewhere = { ...merged, merged: { ...merged.merged, branch: 'release' } };
  it.each<[string, PullRequestStatus, (backend: FakeBackend) => void, RunOverrides, boolean]>([
    [
      'stays until it is applied',
      merged,
      (backend) => {
        queued(backend, applied, PROD);
      },
      order('behind'),
      true,
    ],
    [
      'goes once it is',
      merged,
      (backend) => {
        queued(backend, applied, PROD);
      },
      order('ahead'),
      false,
    ],
    [
      'stays while GitHub does not say',
      merged,
      (backend) => {
        queued(backend, applied, PROD);
      },
      order(undefined),
      true,
    ],
    ['stays where nothing was applied yet', merged, () => undefined, order('ahead'), true],
    [
      'stays where what was applied cannot be read',
      merged,
      (backend) => {
        backend.turnsOf(PROD).write('garbage');
      },
      order('ahead'),
      true,
    ],
    [
      'stays where GitHub does not name the commit',
      { ...merged, merged: undefined },
      () => undefined,
      order('ahead'),
      true,
    ],
    [
      'stays for a year when it was merged elsewhere: that may come to the apply branch, too',
      { ...elsewhere, mergedAt: '2026-11-20T10:00:00Z' },
      () => undefined,
      order('behind'),
      true,
    ],
    [
      'goes when it was merged elsewhere longer ago',
      { ...elsewhere, mergedAt: '2025-11-20T10:00:00Z' },
      () => undefined,
      order('behind'),
      false,
    ],
    [
      'goes when it was merged elsewhere and has come to what is applied',
      { ...elsewhere, mergedAt: '2026-11-20T10:00:00Z' },
      (backend) => {
        queued(backend, applied, PROD);
      },
      order('ahead'),
      false,
    ],
  ])('%s', async (_, status, prepare, overrides, stays) => {
    const backend = afterAPlan();
    prepare(backend);
    await sweepOf(backend, { statuses: [status], ...overrides });
    expect(backend.bodyOf(PR.path)).toBeUndefined();
    expect(backend.bodyOf(REVIEW) !== undefined).toBe(stays);
  });
});

describe('a sweep of several', () => {
  const other = createAddress({ key: 'lesson-17/prod/pr-41/terraform.tfstate' });
  const both = [{ ...CLOSED, number: 41 }, CLOSED];

  it('goes on when one of them cannot be swept, and says why', async () => {
    const backend = afterAPlan();
    backend.seed(other, STATE);
    backend.breakDown(`get-digest ${digestItemId(other)}`);
    const swept = await sweepOf(backend, { statuses: both });
    expect(swept).toMatchObject({
      swept: [{ prNumber: 42 }],
      kept: [{ prNumber: 41, why: expect.stringContaining('no answer') as unknown }],
    });
    expect(backend.bodyOf(other.path)).toBeDefined();
  });

  it('leaves alone what GitHub does not know, and counts it', async () => {
    const backend = afterAPlan();
    backend.seed(other, STATE);
    expect(await sweepOf(backend)).toMatchObject({ swept: [{ prNumber: 42 }], unknown: [41] });
    expect(backend.bodyOf(other.path)).toBeDefined();
  });

  it('is refused, with nothing deleted, when GitHub does not answer, or the template would list the bucket', async () => {
    const backend = afterAPlan();
    const silent = { ...createPullRequests(), findStatuses: () => Promise.reject(new GitHubUnusable('502')) };
    await expect(sweep(createRun({ backend, pullRequests: silent }), { dryRun: false })).rejects.toThrow(
      GitHubUnusable,
    );
    const inputs = { 'pr-state-key': '{pr}/{file}' };
    await expect(sweepOf(backend, { inputs })).rejects.toThrow('would have the whole bucket listed');
    expect(backend.bodyOf(PR.path)).toBeDefined();
  });
});
