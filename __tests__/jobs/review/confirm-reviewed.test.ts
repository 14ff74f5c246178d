import { describe, expect, it } from 'vitest';

import { PlanChanged } from '../../../src/domain/review/reviewed.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import type { MergeReview, Merges } from '../../../src/domain/review/merges.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import { openStack } from '../../../src/jobs/stack/open-stack.ts';
import { reviewKey } from '../../../src/domain/state/keys.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import { confirmReviewed } from '../../../src/jobs/review/confirm-reviewed.ts';
import { createAddress, createContext, createPlan, createReview, HEAD_SHA } from '../../support/fakes/factories.ts';
import { PROD, REVIEW } from '../../support/fakes/fake-backend.ts';
import { NO_MERGES, createPullRequests, createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const PLAN = createPlan();
const EMPTY = createPlan({ changes: [] });
const pullRequest = { number: 42, headSha: HEAD_SHA };
const REVIEWED: MergeReview = {
  kind: 'review',
  pullRequest,
  review: createReview({ salt: 's', ...reviewChanges(PLAN, 's') }),
};
const OTHERWISE: MergeReview = { kind: 'review', pullRequest, review: createReview() };
const NONE: MergeReview = { kind: 'no-review', pullRequest, why: { kind: 'never-planned' } };

async function confirm(
  run: FakeRun,
  carried: readonly MergeReview[] | 'unknown',
  more: { hasChanges?: boolean; plan?: Plan; stretch?: undefined } = {},
) {
  return confirmReviewed(run, {
    address: PROD,
    shown: { plan: PLAN, hasChanges: true, text: '', warnings: [], ...more },
    commits: [HEAD_SHA],
    carried,
    findCarried: () => Promise.reject(new GitHubUnusable('502')),
    stretch:
      'stretch' in more ? undefined : { stack: await openStack(run), since: 'b'.repeat(40), commitSha: HEAD_SHA },
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

  it('goes on with a warning when all of it was pushed directly, and says nothing of that when nothing is to be done', async () => {
    const run = createRun();
    expect(await confirm(run, [])).toMatchObject({ kind: 'no-review', merges: [] });
    expect(run.said.warnings.join()).toContain('there is no review to compare it with');
    const idle = createRun();
    expect(await confirm(idle, [], { hasChanges: false, plan: EMPTY })).toMatchObject({ kind: 'as-reviewed' });
    expect(idle.said.warnings).toEqual([]);
  });

  it('is refused when GitHub does not say what was merged, unless nothing is to be done or `warn` says so', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 60_000 } });
    await expect(confirm(run, 'unknown')).rejects.toThrow(GitHubUnusable);
    expect(run.clock.monotonicMs()).toBe(60_000);
    const idle = { hasChanges: false, plan: EMPTY };
    expect(await confirm(createRun(), 'unknown', idle)).toMatchObject({ kind: 'as-reviewed' });
    const warned = createRun({ inputs: { 'unreviewed-changes': 'warn' } });
    expect(await confirm(warned, 'unknown')).toMatchObject({ kind: 'unreviewed' });
  });
});

function runThatAsks(answer: Merges | Error | (() => Merges | Error)): {
  readonly run: FakeRun;
  readonly since: (string | undefined)[];
} {
  const since: (string | undefined)[] = [];
  const run = createRun({
    pullRequests: {
      ...createPullRequests(),
      findMerged: async (stretch) => {
        since.push(stretch.since);
        const given = typeof answer === 'function' ? answer() : answer;
        if (given instanceof Error) throw given;
        return given;
      },
    },
  });
  return { run, since };
}

/** The pull requests that are told of the run, as they become known. */
function toldBy(run: FakeRun): readonly number[] {
  const told: number[] = [];
  run.comments.openAlsoOn = (numbers) => {
    told.push(...numbers.filter((number) => !told.includes(number)));
  };
  return told;
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

  it('is looked at again, with its review: GitHub may have called it open a moment ago', async () => {
    const asked = runThatAsks({ pullRequests: [pullRequest, other], direct: [] });
    const of = { prNumber: other.number, headSha: other.headSha, salt: 's', ...reviewChanges(PLAN, 's') };
    const key = reviewKey(createAddress({ key: 'lesson-17/prod/pr-43/terraform.tfstate' }), other.headSha);
    asked.run.backend.write(key, renderReview(createReview(of)));
    const told = toldBy(asked.run);
    expect(await confirm(asked.run, [OTHERWISE])).toMatchObject({
      kind: 'as-reviewed',
      merges: [OTHERWISE, { kind: 'review', pullRequest: other }],
    });
    expect(told).toEqual([42, 43]);
  });

  it('tells the pull requests that have a record, also when it stops; of a merge group it tells nobody else', async () => {
    const unreadable: MergeReview = { ...NONE, pullRequest: other, why: { kind: 'unreadable', why: 'it is no JSON' } };
    const never: MergeReview = { ...NONE, pullRequest: { ...other, number: 44 } };
    const run = createRun();
    const told = toldBy(run);
    await expect(confirm(run, [OTHERWISE, unreadable, never])).rejects.toThrow(PlanChanged);
    expect(told).toEqual([42, 43]);
    const group = createRun();
    const toldOfGroup = toldBy(group);
    await confirm(group, [REVIEWED, unreadable], { stretch: undefined });
    expect(toldOfGroup).toEqual([]);
  });

  it('is asked for again while it may be too new for GitHub, and while GitHub is in trouble', async () => {
    const answers = [new GitHubUnusable('502'), NO_MERGES, NO_MERGES, { pullRequests: [other], direct: [] }];
    const asked = runThatAsks(() => answers.shift() ?? NO_MERGES);
    asked.run.backend.write(REVIEW, renderReview(createReview()));
    await expect(confirm(asked.run, [])).rejects.toThrow(PlanChanged);
    expect(asked.run.clock.monotonicMs()).toBe(8000);
  });

  it.each([
    ['a push of a moment ago, of which GitHub may not know the merge yet', { pushedAgoMs: 5000, waitsMs: 10_000 }],
    ['a push of which GitHub has had the time to know all', { pushedAgoMs: 60_000, waitsMs: 0 }],
  ])('is asked for again after %s', async (_, { pushedAgoMs, waitsMs }) => {
    const asked = runThatAsks({ pullRequests: [], direct });
    const pushedAt = new Date(asked.run.clock.now().getTime() - pushedAgoMs);
    const event = { kind: 'push', ref: 'refs/heads/main', sha: HEAD_SHA, deleted: false, pushedAt } as const;
    const run = { ...asked.run, context: createContext({ event }) };
    expect(await confirm(run, [])).toMatchObject({ kind: 'no-review', direct });
    expect(run.clock.monotonicMs()).toBe(waitsMs);
  });

  it('stops the apply when GitHub does not say to the end, and says how to go on', async () => {
    const asked = runThatAsks(new GitHubUnusable('502'));
    await expect(confirm(asked.run, [])).rejects.toThrow('by-hand.yml');
    expect(asked.run.clock.monotonicMs()).toBe(20 * 60_000);
    const lasting = runThatAsks(new GitHubUnusable('nothing in common', { isLasting: true }));
    await expect(confirm(lasting.run, [])).rejects.toThrow('nothing in common');
    expect(lasting.run.clock.monotonicMs()).toBe(0);
  });

  it('is left open when GitHub does not say', async () => {
    const asked = runThatAsks(new GitHubUnusable('502'));
    await expect(confirm(asked.run, [OTHERWISE])).rejects.toMatchObject({
      changed: { findings: { merges: [OTHERWISE], direct: [] } },
    });
    expect(asked.run.said.warnings.join()).toContain('502');
  });
});
