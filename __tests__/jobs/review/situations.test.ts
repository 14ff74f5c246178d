import { describe, expect, it } from 'vitest';

import { PlanChanged } from '../../../src/domain/review/reviewed.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import { PlanFailed } from '../../../src/domain/plan/plan-failed.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { EMPTY_QUEUE, join } from '../../../src/domain/turn/turn.ts';
import { renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { reviewKey } from '../../../src/domain/state/keys.ts';
import { apply } from '../../../src/jobs/apply/apply.ts';
import { cleanup } from '../../../src/jobs/cleanup/cleanup.ts';
import { plan } from '../../../src/jobs/plan/plan.ts';
import { sweep } from '../../../src/jobs/sweep/sweep.ts';
import { createContext, createReview, createTold, createTurnRun, HEAD_SHA } from '../../support/fakes/factories.ts';
import { createBackend, PR, PROD, REVIEW, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import {
  createPullRequests,
  createRun,
  createTerraform,
  OPEN,
  pullRequestThatIs,
} from '../../support/fakes/fake-run.ts';

const operation = { kind: 'plan', prNumber: 42, headSha: HEAD_SHA } as const;
const CLOSED = { ...OPEN, closed: true };
const NEWER = { ...OPEN, headSha: 'd'.repeat(40) };

function afterAPlan(): FakeBackend {
  const backend = createBackend();
  backend.applyBySomebody(PROD, stateOf(['a']));
  backend.seed(PR, stateOf(['a']));
  backend.write(REVIEW, renderReview(createReview()));
  return backend;
}

/** Further rows of the table in `docs/reviews.md`: of what a run does while the pull request is another by now. */
describe('a pull request', () => {
  it('planned late, when it is closed or merged', async () => {
    for (const statuses of [[CLOSED], [OPEN, { ...CLOSED, isMerged: true }]]) {
      const run = createRun({ pullRequests: pullRequestThatIs(...statuses) });
      run.backend.applyBySomebody(PROD, stateOf(['a']));
      expect(await plan(run, operation)).toMatchObject({ kind: 'skipped' });
      for (const key of [PR.path, REVIEW]) expect(run.backend.versions(key)).toEqual([]);
    }
  });

  it('planned late, when another commit is its head', async () => {
    for (const statuses of [[NEWER], [OPEN, NEWER]]) {
      const run = createRun({ pullRequests: pullRequestThatIs(...statuses) });
      run.backend.write(reviewKey(PR, NEWER.headSha), 'newer');
      expect(await plan(run, operation)).toMatchObject({ kind: 'superseded' });
      expect(run.backend.bodyOf(reviewKey(PR, NEWER.headSha))).toBe('newer');
      expect(run.backend.bodyOf(REVIEW)).toBeUndefined();
    }
  });

  it('planned, and a later plan of its commit failed before it had its turn', async () => {
    const backend = afterAPlan();
    const before = backend.versions(REVIEW);
    const terraform = createTerraform();
    terraform.before = () => Promise.reject(new BackendUnusable('no'));
    await expect(plan(createRun({ backend, terraform }), operation)).rejects.toThrow('no');
    const atWork = join(EMPTY_QUEUE, {
      id: 'other',
      token: 't',
      run: createTurnRun(),
      at: '2026-11-21T10:28:00Z',
      lockId: 'theirs',
    });
    backend.turnsOf(PR).write(renderTurnDocument(atWork, 'w'));
    const waiting = createRun({ backend, inputs: { 'lock-timeout': 3000 } });
    await expect(plan(waiting, operation)).rejects.toMatchObject({ reason: 'state-locked' });
    expect(backend.versions(REVIEW)).toEqual(before);
  });

  it('planned, and an older run of its commit came to nothing after that', async () => {
    const backend = afterAPlan();
    const runUrl = 'https://github.com/octo/infra/actions/runs/101/attempts/1';
    backend.write(REVIEW, renderReview(createReview({ runUrl })));
    const before = backend.versions(REVIEW);
    const terraform = createTerraform();
    terraform.plans.push({ kind: 'failed', byItself: true, told: createTold('no') });
    const context = createContext({ runId: '100', runAttempt: 1 });
    await expect(plan(createRun({ backend, terraform, context }), operation)).rejects.toThrow(PlanFailed);
    expect(backend.versions(REVIEW)).toEqual(before);
  });

  it('opened again, before its cleanup or during a sweep', async () => {
    const backend = afterAPlan();
    const left = [PR.path, REVIEW].map((key) => backend.versions(key));
    const reopened = createRun({ backend, pullRequests: pullRequestThatIs(OPEN) });
    const cleaned = cleanup(reopened, { kind: 'cleanup', prNumber: 42, merged: false, force: false });
    expect(await cleaned).toMatchObject({ kind: 'skipped' });
    const swept = sweep(createRun({ backend, pullRequests: pullRequestThatIs(CLOSED, OPEN) }), { dryRun: false });
    expect(await swept).toMatchObject({ swept: [], kept: [{ prNumber: 42, why: 'it was opened again' }] });
    expect([PR.path, REVIEW].map((key) => backend.versions(key))).toEqual(left);
  });

  it('queued, and the plan of the merge group has a change that is in no review', async () => {
    const headRef = `refs/heads/gh-readonly-queue/main/pr-42-${'b'.repeat(40)}`;
    const run = createRun({
      backend: afterAPlan(),
      context: createContext({ event: { kind: 'merge-group', headRef, headSha: HEAD_SHA } }),
      inputs: { 'apply-branch': 'main' },
      pullRequests: { ...createPullRequests(), findQueued: async () => [42] },
    });
    await expect(plan(run, operation)).rejects.toThrow(PlanChanged);
    expect(run.terraform.commands).not.toContain('apply');
  });
});

describe('a change that is in no review', () => {
  it('and the branch has nothing in common with what was applied last', async () => {
    const findMerged = () => Promise.reject(new GitHubUnusable('nothing in common', { isLasting: true }));
    const start = (policy: 'fail' | 'allow') =>
      createRun({
        inputs: { 'unreviewed-changes': policy },
        pullRequests: { ...createPullRequests(), findMerged },
      });
    const stopped = start('fail');
    const applying = apply(stopped, { kind: 'apply', commitSha: HEAD_SHA });
    await expect(applying).rejects.toThrow(/nothing in common.*unreviewed-changes: allow/);
    expect(stopped.terraform.commands).not.toContain('apply');
    expect(await apply(start('allow'), { kind: 'apply', commitSha: HEAD_SHA })).toMatchObject({ kind: 'applied' });
  });
});
