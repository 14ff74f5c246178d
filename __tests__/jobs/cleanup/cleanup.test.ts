import { describe, expect, it } from 'vitest';

import { PrStateInUse } from '../../../src/domain/state/snapshot.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import type { PullRequestStatus } from '../../../src/domain/review/merges.ts';
import { StateLocked } from '../../../src/domain/turn/holder.ts';
import { lockItemId } from '../../../src/domain/state/keys.ts';
import { cleanup } from '../../../src/jobs/cleanup/cleanup.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import { createContext, createLock, createReview, HEAD_SHA } from '../../support/fakes/factories.ts';
import { createBackend, PR, PROD, REVIEW, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import {
  createPullRequests,
  createRun as createAnyRun,
  MERGED_AT,
  OPEN,
  pullRequestThatIs,
  type FakeRun,
  type RunOverrides,
} from '../../support/fakes/fake-run.ts';

const operation = { kind: 'cleanup', prNumber: 42, merged: false, force: false } as const;
const held = { kind: 'held', lock: createLock(), places: ['table'] } as const;
const READ_LOCK = `read-lock ${lockItemId(PR)}`;

const CLOSED = { ...OPEN, closed: true };
const MERGED = {
  ...CLOSED,
  isMerged: true,
  mergedAt: MERGED_AT,
  merged: { branch: 'main', commitSha: HEAD_SHA },
};

function createRun(overrides: RunOverrides = {}): FakeRun {
  return createAnyRun({ pullRequests: pullRequestThatIs(CLOSED), ...overrides });
}

function afterAPlan(): FakeBackend {
  const backend = createBackend();
  backend.applyBySomebody(PROD, stateOf(['a']));
  backend.seed(PR, stateOf(['a']));
  backend.clearRequests();
  return backend;
}

describe('a cleanup', () => {
  it('deletes the state and the queue, and touches nothing of production', async () => {
    const backend = afterAPlan();
    const run = createRun({ backend });
    expect(await cleanup(run, operation)).toMatchObject({ kind: 'cleaned', address: PR, deletion: { removed: 2 } });
    expect(backend.versions(PR.path)).toEqual([]);
    expect(backend.turnsOf(PR).stored).toBeUndefined();
    expect(backend.writes().filter((request) => !request.includes('/pr-42/'))).toEqual([]);
    expect(run.said.outputs['state-key']).toBe(PR.path);
  });

  it('deletes the review too, every version of it, unless the pull request was merged: then its apply asks for it', async () => {
    const backend = afterAPlan();
    backend.write(REVIEW, 'first');
    backend.write(REVIEW, 'second');
    await cleanup(createRun({ backend, pullRequests: pullRequestThatIs(MERGED) }), operation);
    expect(backend.bodyOf(REVIEW)).toBe('second');
    expect(await cleanup(createRun({ backend }), operation)).toMatchObject({ deletion: { removed: 2 } });
    expect(backend.versions(REVIEW)).toEqual([]);
  });

  it('removes nothing of a pull request that was opened again, though its event says that it is closed', async () => {
    const backend = afterAPlan();
    backend.write(REVIEW, renderReview(createReview()));
    const run = createRun({ backend, pullRequests: pullRequestThatIs(OPEN) });
    expect(await cleanup(run, operation)).toMatchObject({
      kind: 'skipped',
      reason: expect.stringContaining('#42') as string,
    });
    expect([backend.bodyOf(PR.path), backend.bodyOf(REVIEW)]).not.toContain(undefined);
    // Such an answer may be an old one: it is asked for again before it counts.
    expect(run.clock.monotonicMs()).toBe(10_000);
    const lagging = createRun({ backend, pullRequests: pullRequestThatIs(OPEN, OPEN, CLOSED) });
    expect(await cleanup(lagging, operation)).toMatchObject({ kind: 'cleaned' });
    expect(backend.versions(PR.path)).toEqual([]);
  });

  describe('by hand', () => {
    const context = createContext({ event: { kind: 'workflow-dispatch', ref: 'refs/heads/main', sha: HEAD_SHA } });
    const startOn = (backend: FakeBackend, ...statuses: readonly PullRequestStatus[]): FakeRun => {
      backend.write(REVIEW, renderReview(createReview()));
      return createRun({ backend, context, pullRequests: pullRequestThatIs(...statuses) });
    };

    it('removes nothing of a pull request that is open, unless `force` says so', async () => {
      const backend = afterAPlan();
      const run = startOn(backend, OPEN);
      expect(await cleanup(run, operation)).toMatchObject({
        kind: 'skipped',
        reason: expect.stringContaining('#42 is open') as string,
      });
      expect([backend.bodyOf(PR.path), backend.bodyOf(REVIEW)]).not.toContain(undefined);
      expect(await cleanup(startOn(backend, OPEN), { ...operation, force: true })).toMatchObject({ kind: 'cleaned' });
      for (const key of [PR.path, REVIEW]) expect(backend.versions(key)).toEqual([]);
    });

    it('goes by the newest answer where GitHub has only just come to know of the end', async () => {
      const backend = afterAPlan();
      expect(await cleanup(startOn(backend, OPEN, OPEN, MERGED), operation)).toMatchObject({ kind: 'cleaned' });
      expect(backend.versions(PR.path)).toEqual([]);
      expect(backend.bodyOf(REVIEW)).toBeDefined();
    });

    it('is made of what GitHub does not know, and keeps the reviews while GitHub does not answer', async () => {
      const unknown = afterAPlan();
      const findStatuses = async () => [];
      const run = createRun({ backend: unknown, context, pullRequests: { ...createPullRequests(), findStatuses } });
      unknown.write(REVIEW, renderReview(createReview()));
      expect(await cleanup(run, operation)).toMatchObject({ kind: 'cleaned' });
      expect(unknown.versions(REVIEW)).toEqual([]);
      const backend = afterAPlan();
      const silent = startOn(backend, OPEN);
      silent.pullRequests.findStatuses = () => Promise.reject(new GitHubUnusable('502'));
      expect(await cleanup(silent, operation)).toMatchObject({ kind: 'cleaned' });
      expect(backend.bodyOf(REVIEW)).toBeDefined();
    });
  });

  it('keeps the reviews of what was merged since, whatever its event says', async () => {
    const backend = afterAPlan();
    backend.write(REVIEW, renderReview(createReview()));
    const run = createRun({ backend, pullRequests: pullRequestThatIs(MERGED) });
    expect(await cleanup(run, operation)).toMatchObject({ kind: 'cleaned', merged: true });
    expect(backend.bodyOf(REVIEW)).toBeDefined();
  });

  it('keeps the reviews of what was merged into another branch, too, and concludes its comment', async () => {
    const backend = afterAPlan();
    backend.write(REVIEW, renderReview(createReview()));
    const elsewhere = { ...MERGED, merged: { ...MERGED.merged, branch: 'develop' } };
    const run = createRun({ backend, pullRequests: pullRequestThatIs(elsewhere) });
    expect(await cleanup(run, operation)).toMatchObject({ kind: 'cleaned', merged: false });
    expect(backend.bodyOf(REVIEW)).toBeDefined();
    expect(backend.bodyOf(PR.path)).toBeUndefined();
  });

  it('removes nothing while GitHub does not say what has become of the pull request', async () => {
    const backend = afterAPlan();
    const silent = { ...createPullRequests(), findStatuses: () => Promise.reject(new GitHubUnusable('502')) };
    const run = createRun({ backend, pullRequests: silent, inputs: { 'lock-timeout': 30_000 } });
    await expect(cleanup(run, operation)).rejects.toThrow('502');
    expect(backend.bodyOf(PR.path)).toBeDefined();
    expect(run.clock.monotonicMs()).toBe(30_000);
  });

  it('keeps what another repository has under the same number, its state and its review', async () => {
    const backend = afterAPlan();
    backend.write(REVIEW, renderReview(createReview({ repository: 'octo/other' })));
    await expect(cleanup(createRun({ backend }), operation)).rejects.toThrow(
      /^what lies at .* is of octo\/other, which has the same place for its pull requests: .* Nothing was deleted\./,
    );
    expect(backend.bodyOf(REVIEW)).toContain('octo/other');
    expect(backend.bodyOf(PR.path)).toBeDefined();
  });

  it('waits for whoever holds the lock of the PR key before it deletes anything', async () => {
    const backend = afterAPlan();
    backend.heldLocks.set(lockItemId(PR), held);
    for (let look = 0; look < 3; look += 1) backend.before(READ_LOCK, () => undefined);
    backend.before(READ_LOCK, () => {
      backend.heldLocks.clear();
    });
    expect(await cleanup(createRun({ backend }), operation)).toMatchObject({
      kind: 'cleaned',
      wait: { waitedMs: 3000, lastHolder: { lock: createLock() } },
    });
    const looks = backend.requests.lastIndexOf(READ_LOCK);
    const firstWrite = backend.requests.indexOf(backend.writes()[0] ?? '');
    expect(backend.requests.filter((request) => request === READ_LOCK)).toHaveLength(4);
    expect(firstWrite).toBeGreaterThan(looks);
  });

  it('deletes nothing when the lock is held until the end, and gives its turn back', async () => {
    const backend = afterAPlan();
    backend.heldLocks.set(lockItemId(PR), held);
    const run = createRun({ backend, inputs: { 'lock-timeout': 5000 } });
    await expect(cleanup(run, operation)).rejects.toThrow(StateLocked);
    expect(backend.writes()).toEqual([]);
    expect(backend.turnsOf(PR).stored?.body).toContain('"tickets":[]');
  });

  it('keeps the queue of a state that it had to keep', async () => {
    const backend = afterAPlan();
    backend.applyBySomebody(PR, stateOf(['extra']));
    await expect(cleanup(createRun({ backend }), operation)).rejects.toThrow(PrStateInUse);
    expect(backend.turnsOf(PR).stored?.body).toContain('"tickets":[]');
  });
});
