import { describe, expect, it } from 'vitest';

import { PlanChanged } from '../../../src/domain/review/reviewed.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { NO_MERGES, type MergeReview, type Merges } from '../../../src/domain/review/merges.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import { confirmReviewed } from '../../../src/jobs/review/confirm-reviewed.ts';
import { createPlan, createReview, HEAD_SHA } from '../../support/fakes/factories.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';
import { createPullRequests, createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const PLAN = createPlan();
const pullRequest = { number: 42, headSha: HEAD_SHA };
const REVIEWED: MergeReview = {
  kind: 'review',
  pullRequest,
  review: createReview({ salt: 's', ...reviewChanges(PLAN, 's') }),
};
const OTHERWISE: MergeReview = { kind: 'review', pullRequest, review: createReview() };
const NONE: MergeReview = { kind: 'no-review', pullRequest, why: { kind: 'never-planned' } };

function confirm(
  run: FakeRun,
  carried: readonly MergeReview[] | 'unknown',
  more: { hasChanges?: boolean; stretch?: undefined } = {},
) {
  return confirmReviewed(run, {
    address: PROD,
    shown: { plan: PLAN, hasChanges: true, text: '', warnings: [], ...more },
    carried,
    stretch: 'stretch' in more ? undefined : { since: 'b'.repeat(40), commitSha: HEAD_SHA },
  });
}

describe('a plan that is compared with the reviews', () => {
  it('goes on when it is in them, and asks GitHub nothing', async () => {
    const asked = runThatAsks(NO_MERGES);
    expect(await confirm(asked.run, [REVIEWED, NONE])).toMatchObject({ kind: 'as-reviewed', unreviewed: [] });
    expect(asked.since).toEqual([]);
  });

  it('stops when it is not, and names what is not', async () => {
    const failing = confirm(createRun(), [OTHERWISE]);
    await expect(failing).rejects.toThrow(PlanChanged);
    await expect(failing).rejects.toThrow('a change that was not reviewed: aws_sqs_queue.jobs');
  });

  it('goes on with a warning under `warn`, and is not compared under `allow`', async () => {
    const warned = createRun({ inputs: { 'unreviewed-changes': 'warn' } });
    expect(await confirm(warned, [OTHERWISE])).toMatchObject({ kind: 'unreviewed' });
    expect(warned.said.warnings.join()).toContain('aws_sqs_queue.jobs');
    const allowed = createRun({ inputs: { 'unreviewed-changes': 'allow' } });
    expect(await confirm(allowed, [OTHERWISE])).toEqual({ kind: 'not-compared' });
  });

  it('goes on with a warning when there is no review, and says nothing of that when nothing is to be done', async () => {
    const run = createRun();
    expect(await confirm(run, [NONE])).toMatchObject({ kind: 'no-review', merges: [NONE] });
    expect(run.said.warnings.join()).toContain('there is no review to compare it with');
    const idle = createRun();
    expect(await confirm(idle, [], { hasChanges: false })).toMatchObject({ kind: 'no-review' });
    expect(idle.said.warnings).toEqual([]);
  });

  it('is refused when GitHub does not say what was merged, unless nothing is to be done or `warn` says so', async () => {
    await expect(confirm(createRun(), 'unknown')).rejects.toThrow(GitHubUnusable);
    expect(await confirm(createRun(), 'unknown', { hasChanges: false })).toMatchObject({ kind: 'no-review' });
    const warned = createRun({ inputs: { 'unreviewed-changes': 'warn' } });
    expect(await confirm(warned, 'unknown')).toMatchObject({ kind: 'no-review' });
  });
});

function runThatAsks(answer: Merges | Error): { readonly run: FakeRun; readonly since: (string | undefined)[] } {
  const since: (string | undefined)[] = [];
  const run = createRun({
    pullRequests: {
      ...createPullRequests(),
      findMerged: async (stretch) => {
        since.push(stretch.since);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
  });
  return { run, since };
}

describe('where unreviewed changes may come from', () => {
  const other = { number: 43, headSha: 'c'.repeat(40) };
  const direct = [{ sha: 'd'.repeat(40), title: 'quick fix' }];

  it('is what was merged since the last apply without a review, and what was pushed directly', async () => {
    const asked = runThatAsks({ pullRequests: [pullRequest, other], direct });
    await expect(confirm(asked.run, [OTHERWISE])).rejects.toMatchObject({
      changed: {
        findings: {
          merges: [OTHERWISE, { kind: 'no-review', pullRequest: other, why: { kind: 'never-planned' } }],
          direct,
        },
      },
    });
    expect(asked.since).toEqual(['b'.repeat(40)]);
  });

  it('is not asked in a merge group, whose pull requests are all known', async () => {
    const asked = runThatAsks(NO_MERGES);
    await expect(confirm(asked.run, [OTHERWISE], { stretch: undefined })).rejects.toThrow(PlanChanged);
    expect(asked.since).toEqual([]);
  });

  it('is left open when GitHub does not say', async () => {
    const asked = runThatAsks(new GitHubUnusable('502'));
    await expect(confirm(asked.run, [OTHERWISE])).rejects.toMatchObject({
      changed: { findings: { merges: [OTHERWISE], direct: [] } },
    });
    expect(asked.run.said.warnings.join()).toContain('502');
  });
});
