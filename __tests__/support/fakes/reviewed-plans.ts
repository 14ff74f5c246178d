/** Plans of one resource, and what a comparison with reviews finds in them. */
import type { Plan, ResourceChange } from '../../../src/domain/plan/plan.ts';
import { compareWithReviews, type Comparison } from '../../../src/domain/review/review-comparison.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { createChange, createPlan, createReview } from './factories.ts';

export const ADDRESS = 'aws_sqs_queue.jobs';

export function planOf(...changes: readonly ResourceChange[]): Plan {
  return createPlan({ changes });
}

let salts = 0;
export function reviewOf(prNumber: number, plan: Plan): Review {
  salts += 1;
  const salt = `salt ${salts}`;
  return createReview({ prNumber, salt, ...reviewChanges(plan, salt) });
}

export function compare(plan: Plan, ...reviewed: readonly Plan[]): Comparison {
  return compareWithReviews(
    plan,
    reviewed.map((one, index) => reviewOf(41 + index, one)),
  );
}

export function findings(plan: Plan, ...reviewed: readonly Plan[]): readonly string[] {
  return compare(plan, ...reviewed).unreviewed.map(({ kind, address, attributes }) =>
    `${kind} ${address} ${attributes.join()}`.trim(),
  );
}

export const create = (after: object, unknown: object = {}, more: Partial<ResourceChange> = {}): ResourceChange =>
  createChange({ values: { before: null, after, unknown }, ...more });
export const update = (
  before: object,
  after: object,
  unknown: object = {},
  more: Partial<ResourceChange> = {},
): ResourceChange =>
  createChange({ action: 'update', actions: ['update'], values: { before, after, unknown }, ...more });
export const replace = (
  before: object,
  after: object,
  unknown: object = {},
  more: Partial<ResourceChange> = {},
): ResourceChange => update(before, after, unknown, { action: 'replace', actions: ['delete', 'create'], ...more });
export const destroy = (before: object, more: Partial<ResourceChange> = {}): ResourceChange =>
  createChange({ action: 'delete', actions: ['delete'], values: { before, after: null, unknown: {} }, ...more });
