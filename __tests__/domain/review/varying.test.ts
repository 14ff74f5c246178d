import { describe, expect, it } from 'vitest';

import type { Plan } from '../../../src/domain/plan/plan.ts';
import { NO_LEEWAY, type Leeway } from '../../../src/domain/review/digest.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import { compareWithReviews } from '../../../src/domain/review/review-comparison.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { findVarying } from '../../../src/domain/review/varying.ts';
import { createChange, createPlan, createReview } from '../../support/fakes/factories.ts';

const planOf = (after: object, output = 'x'): Plan =>
  createPlan({
    changes: [createChange({ address: 'a.b', values: { before: null, after, unknown: {} } })],
    outputChanges: [{ name: 'at', action: 'create', values: { before: null, after: output, unknown: false } }],
  });
const reviewOf = (plan: Plan, more: Partial<Review> = {}, leeway: Leeway = NO_LEEWAY): Review =>
  createReview({ salt: 's', ...reviewChanges(plan, 's', leeway), ...more });
const again = (earlier: Review, plan: Plan, more: Partial<Review> = {}, leeway: Leeway = NO_LEEWAY) => {
  const { headSha, plannedOn, snapshot, isDestroy } = { ...earlier, ...more };
  return findVarying(earlier, { plan, leeway, headSha, plannedOn, snapshot, isDestroy });
};

describe('what two plans of the same code have differently', () => {
  const first = reviewOf(planOf({ at: '10:00', etag: 'e1', size: 1 }));
  const second = planOf({ at: '10:01', etag: 'e2', size: 1 }, 'y');

  it('is named by its attributes, and an output by itself', () => {
    expect(again(first, second)).toEqual([
      { what: 'resource', address: 'a.b', attributes: ['at', 'etag'] },
      { what: 'output', address: 'at', attributes: [] },
    ]);
  });

  it('is nothing where they are the same, or where one has what the other has not', () => {
    expect(again(first, planOf({ at: '10:00', etag: 'e1', size: 1 }))).toEqual([]);
    expect(again(first, createPlan({ changes: [createChange({ address: 'a.c' })] }))).toEqual([]);
  });

  it('stays known when the next two happen to be the same', () => {
    const varying = again(first, second);
    expect(again(reviewOf(second, { varying }), second)).toEqual(varying);
  });

  it.each<[string, Partial<Review>]>([
    ['another commit', { headSha: 'c'.repeat(40) }],
    ['another state', { snapshot: { serial: 42, lineage: '6a3c1f0e' } }],
    ['what is destroyed', { isDestroy: true }],
    ['no state', { plannedOn: 'no-state', snapshot: undefined }],
  ])('is not looked for in a plan of %s', (_, more) => {
    expect(again(first, second, more)).toEqual([]);
  });

  it('is nothing that belongs to the run', () => {
    const words = (sha: string): Leeway => ({
      words: { commits: [sha], runId: undefined, workspace: undefined },
      values: [],
    });
    const [one, other] = ['b'.repeat(40), 'c'.repeat(40)];
    expect(again(reviewOf(planOf({ tag: one }), {}, words(one)), planOf({ tag: other }), {}, words(other))).toEqual([]);
  });

  it('is said of a change that stops an apply for it', () => {
    const noted = reviewOf(second, { varying: again(first, second) });
    const { unreviewed } = compareWithReviews(planOf({ at: '10:02', etag: 'e2', size: 2 }, 'z'), [noted]);
    expect(unreviewed).toMatchObject([
      { address: 'a.b', attributes: ['at', 'size'], varying: ['at'], varies: false },
      { address: 'at', varying: [], varies: true },
    ]);
  });
});
