import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { decideReviewed, type Decision, type ToDecide } from '../../../src/domain/review/decision.ts';
import type { MergeReview, Merges, NoReview } from '../../../src/domain/review/merges.ts';
import { judgeRecord, type RecordOf } from '../../../src/domain/review/record-judgement.ts';
import { compareWithReviews } from '../../../src/domain/review/review-comparison.ts';
import { parseReview, renderReview } from '../../../src/domain/review/review-document.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { readSituations } from '../../support/documents/situations.ts';
import { createChange, createPlan, createReview, HEAD_SHA } from '../../support/fakes/factories.ts';

const PLAN = createPlan();
const OTHER = createPlan({ changes: [createChange({ address: 'a.new' })] });
const REVIEW = createReview({ salt: 's', ...reviewChanges(PLAN, 's'), plannedAt: '2026-11-21T10:00:00.000Z' });
const PULL_REQUEST = { number: 42, headSha: HEAD_SHA };
const OF: RecordOf = {
  repositoryId: '1296269',
  repository: 'octo/infra',
  productionKey: 'prod/terraform.tfstate',
  pullRequest: PULL_REQUEST,
  mergedAt: '2026-11-21T11:00:00Z',
  writtenAt: new Date('2026-11-21T10:00:01Z'),
};

function judge(review: Partial<Review> | Uint8Array | undefined, of: Partial<RecordOf> = {}): MergeReview {
  const body = review instanceof Uint8Array ? review : renderReview({ ...REVIEW, ...review });
  return judgeRecord(review === undefined ? undefined : parseReview(body), { ...OF, ...of });
}

/** The first version, whose records have no id of the repository. */
function judgeFirst(repository: string): MergeReview {
  return judge(new TextEncoder().encode(JSON.stringify({ ...REVIEW, version: 1, repository })));
}

/** What a test finds first: its row of the table says so. */
let found: { counts?: 'yes' | 'no'; decision?: Decision } = {};

/** In the words of the table. */
const HAPPENS: Partial<Readonly<Record<Decision, RegExp>>> = {
  'as-reviewed': /^its changes are (?:applied|in the plan of the merge group)$/,
  changed: /stops|^as if never planned|^it is no record of this one$/,
  'pushed-directly': /^the apply goes on with a warning/,
  unknown: /^nothing is applied/,
  warned: /^the apply goes on, and names the changes$/,
  'not-compared': /^nothing is compared$/,
};

beforeEach(() => {
  found = {};
});
afterEach(({ task }) => {
  const row = readSituations().find(({ title }) => title === task.name);
  if (row === undefined) return;
  if (found.counts !== undefined) expect(row.counts).toBe(found.counts);
  if (found.decision !== undefined) expect(row.happens).toMatch(HAPPENS[found.decision] ?? /./);
});

const MERGED: Merges = { pullRequests: [PULL_REQUEST], direct: [] };
const PUSHED: Merges = { pullRequests: [], direct: [{ sha: 'd'.repeat(40), title: 'quick fix' }] };

function decide(
  merge: MergeReview | undefined,
  { plan = PLAN, ...more }: Partial<Pick<ToDecide, 'stretch' | 'policy' | 'isDestroy'>> & { plan?: typeof PLAN } = {},
): Decision {
  const carried = merge === undefined ? [] : [merge];
  const reviews = carried.filter((one) => one.kind === 'review').map(({ review }) => review);
  const decision = decideReviewed({
    comparison: compareWithReviews(plan, reviews),
    carried,
    stretch: MERGED,
    policy: 'fail',
    isDestroy: false,
    ...more,
  });
  found.decision ??= decision;
  return decision;
}

function doesNotCount(merge: MergeReview, why: NoReview): void {
  found.counts ??= 'no';
  expect(merge).toEqual({ kind: 'no-review', pullRequest: PULL_REQUEST, why });
  expect(decide(merge)).toBe('changed');
}

function counts(merge: MergeReview): void {
  found.counts ??= 'yes';
  expect(merge.kind).toBe('review');
  expect(decide(merge)).toBe('as-reviewed');
}

/** Each is a row of the table in `docs/reviews.md`. */
describe('a merged pull request', () => {
  it('planned at the head that was merged, before the merge', () => {
    counts(judge({}));
    counts(judge({}, { writtenAt: undefined }));
  });

  it('planned so, and the apply has a change that is in no review', () => {
    expect(decide(judge({}), { plan: OTHER })).toBe('changed');
  });

  it('never planned', () => {
    doesNotCount(judge(undefined), { kind: 'never-planned' });
  });

  it('never planned, while every change is in the reviews of others', () => {
    const carried = [judge({}), judge(undefined, { pullRequest: { number: 43, headSha: 'c'.repeat(40) } })];
    const comparison = compareWithReviews(PLAN, [REVIEW]);
    const of = { comparison, carried, stretch: 'unknown', policy: 'fail', isDestroy: false } as const;
    expect(decideReviewed(of)).toBe('as-reviewed');
  });

  it('planned at another commit than the head that was merged', () => {
    doesNotCount(judge({ headSha: 'c'.repeat(40) }), { kind: 'other-commit', plannedSha: 'c'.repeat(40) });
  });

  it('planned after the merge, or when it was merged', () => {
    for (const plannedAt of ['2026-11-21T11:00:00.000Z', '2026-11-21T12:00:00.000Z', 'yesterday']) {
      doesNotCount(judge({ plannedAt }, { writtenAt: undefined }), { kind: 'late' });
    }
    doesNotCount(judge({}, { writtenAt: new Date('2026-11-21T11:00:00Z') }), { kind: 'late' });
    doesNotCount(judge({}, { mergedAt: 'some day' }), { kind: 'late' });
    // A runner's clock may be wrong, in either direction.
    counts(judge({ plannedAt: '2026-11-21T12:00:00.000Z' }));
  });

  it('planned on an empty state', () => {
    doesNotCount(judge({ plannedOn: 'empty' }), { kind: 'planned-on-empty' });
  });

  it('planned, and its record cannot be read', () => {
    doesNotCount(judge(new Uint8Array()), { kind: 'unreadable', why: 'it is no JSON' });
  });

  it('planned by a later Lockstep, whose record this one does not know', () => {
    doesNotCount(judge(new TextEncoder().encode('{"version":5}')), { kind: 'newer', version: 5 });
  });

  it('planned before the repository was renamed or moved', () => {
    counts(judge({ repository: 'Acme/infrastructure' }));
  });

  it('planned by an earlier Lockstep, under another spelling of the repository', () => {
    counts(judgeFirst('Octo/Infra'));
  });

  it('planned by an earlier Lockstep, before the repository was renamed', () => {
    doesNotCount(judgeFirst('acme/infra'), { kind: 'never-planned' });
  });

  it('planned in another repository, under the same number and production key', () => {
    doesNotCount(judge({ repositoryId: '7' }), { kind: 'never-planned' });
    doesNotCount(judge({ prNumber: 43 }), { kind: 'never-planned' });
  });

  it('planned, and a later plan of its commit failed in its turn, was cut off or could not be shown', () => {
    const takenBack = { runUrl: 'https://github.com/octo/infra/actions/runs/118', since: '2026-11-21T10:00:00Z' };
    const why = { kind: 'taken-back', runUrl: takenBack.runUrl } as const;
    doesNotCount(judge({ takenBack }), why);
    doesNotCount(judge({ takenBack }, { writtenAt: undefined }), why);
    // Both clocks count in seconds: in the second of the merge it may have been before it.
    doesNotCount(judge({ takenBack }, { writtenAt: new Date('2026-11-21T11:00:00Z') }), why);
    doesNotCount(judge({ takenBack }, { lateRunUrl: 'https://github.com/octo/infra/actions/runs/119' }), why);
    // Of one that was taken back before, it is not known that anybody saw it at the merge.
    const twice = { ...takenBack, since: undefined };
    doesNotCount(judge({ takenBack: twice }, { lateRunUrl: twice.runUrl }), why);
    doesNotCount(judge({ takenBack: twice }, { writtenAt: new Date('2026-11-21T12:00:00Z') }), why);
    doesNotCount(judge({ takenBack }, { mergedAt: undefined }), why);
  });

  it('planned again, by a plan that was under way at the merge or began after it', () => {
    const takenBack = { runUrl: 'https://github.com/octo/infra/actions/runs/118', since: '2026-11-21T10:00:00Z' };
    counts(judge({ takenBack }, { writtenAt: new Date('2026-11-21T11:00:01Z') }));
    counts(judge({ takenBack }, { lateRunUrl: takenBack.runUrl }));
    expect(judge({ takenBack }, { lateRunUrl: takenBack.runUrl })).toMatchObject({
      review: { standsSince: '2026-11-21T10:00:00.000Z' },
    });
    expect(judge({})).toMatchObject({ review: { standsSince: OF.writtenAt?.toISOString() } });
    // Put back after the merge, it stands from when on it stood.
    counts(judge({ standsSince: takenBack.since }, { writtenAt: new Date('2026-11-21T12:00:00Z') }));
    expect(judge({ standsSince: '2026-11-21T11:00:00Z' })).toMatchObject({ why: { kind: 'late' } });
  });

  it('planned for another stack, whose pull requests have their states at the same keys', () => {
    doesNotCount(judge({ productionKey: 'test/terraform.tfstate' }), { kind: 'never-planned' });
    counts(judge({ productionKey: 'prod/terraform.tfstate' }));
  });

  it('queued, and not merged yet', () => {
    counts(judge({ plannedAt: '2030-01-01T00:00:00Z' }, { mergedAt: undefined }));
  });
});

describe('a change that is in no review', () => {
  it('and no pull request was merged since the last apply', () => {
    expect(decide(undefined, { stretch: PUSHED })).toBe('pushed-directly');
    // One that is merged and was not applied yet is no direct push, whenever it was merged.
    expect(decide(judge({}), { plan: OTHER, stretch: PUSHED })).toBe('changed');
    expect(decide(judge(undefined), { stretch: PUSHED })).toBe('changed');
  });

  it('and GitHub does not say what was merged', () => {
    expect(decide(undefined, { stretch: 'unknown' })).toBe('unknown');
    expect(decide(judge(undefined), { stretch: 'unknown' })).toBe('changed');
  });

  it('and it is in the plan of a merge group that has not planned this stack', () => {
    const stretch = { pullRequests: [], direct: [] };
    const group = { stretch, policy: 'fail', inMergeGroup: true, isDestroy: false } as const;
    const comparison = compareWithReviews(OTHER, []);
    const queued = judge(undefined, { mergedAt: undefined });
    const inGroup = (...carried: readonly MergeReview[]): Decision => decideReviewed({ ...group, comparison, carried });
    expect(inGroup(queued)).toBe('none-planned');
    // What is merged and not applied yet is no part of the group.
    const merged = { ...PULL_REQUEST, number: 43, mergedAt: '2026-11-21T11:00:00Z' };
    expect(inGroup(queued, judge({ prNumber: 43 }, { pullRequest: merged }))).toBe('none-planned');
    expect(inGroup(queued, judge({}, { mergedAt: undefined }))).toBe('changed');
    expect(inGroup(queued, judge({ plannedOn: 'empty' }))).toBe('changed');
    expect(decideReviewed({ ...group, inMergeGroup: false, comparison, carried: [queued] })).toBe('changed');
  });

  it('and it is by `destroy: true`, whatever has brought it there', () => {
    const isDestroy = true;
    expect(decide(undefined, { isDestroy, stretch: PUSHED })).toBe('changed');
    expect(decide(judge(undefined), { isDestroy, stretch: PUSHED })).toBe('changed');
    expect(decide(undefined, { isDestroy, stretch: PUSHED, policy: 'warn' })).toBe('warned');
    const queued = [judge(undefined, { mergedAt: undefined })];
    const group = { comparison: compareWithReviews(OTHER, []), carried: queued, inMergeGroup: true } as const;
    expect(decideReviewed({ ...group, isDestroy, stretch: PUSHED, policy: 'fail' })).toBe('changed');
  });

  it('and `unreviewed-changes: warn`', () => {
    expect(decide(judge(undefined), { policy: 'warn' })).toBe('warned');
    expect(decide(undefined, { policy: 'warn', stretch: 'unknown' })).toBe('warned');
  });

  it('and `unreviewed-changes: allow`', () => {
    expect(decide(judge(undefined), { policy: 'allow' })).toBe('not-compared');
  });
});
