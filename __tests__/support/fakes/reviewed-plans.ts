/** Plans of one resource, and what a comparison with reviews finds in them. */
import type { Expression } from '../../../src/domain/plan/expressions.ts';
import type { Plan, ResourceChange } from '../../../src/domain/plan/plan.ts';
import { NO_LEEWAY, type Leeway } from '../../../src/domain/review/digest.ts';
import { compareWithReviews, type Comparison } from '../../../src/domain/review/review-comparison.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { createChange, createPlan, createReview } from './factories.ts';

export const ADDRESS = 'aws_sqs_queue.jobs';

export function planOf(...changes: readonly ResourceChange[]): Plan {
  return createPlan({ changes });
}

/** What everything that is known later waits for. */
export const MADE = 'aws_kms_key.made';
export const BY_MADE: Expression = {
  fingerprint: 'of it',
  sources: [`${MADE}.id`],
  resources: [MADE],
  isOpen: false,
  variables: {},
};

/** A plan that makes it, and changes that take values from it. */
export function planBefore(...changes: readonly ResourceChange[]): Plan {
  const made = create({ enabled: true }, { id: true }, { address: MADE, type: 'aws_kms_key' });
  return planOf(made, ...changes.map(takingFrom));
}

/** A plan that finds it made. */
export function planAfter(...changes: readonly ResourceChange[]): Plan {
  const made = { enabled: true, id: 'it' };
  return {
    ...planOf(...changes.map(takingFrom)),
    unchanged: [{ kind: 'resource', address: MADE, values: { before: made, after: made, unknown: {} } }],
  };
}

function takingFrom(change: ResourceChange): ResourceChange {
  const { before, after, unknown } = change.values;
  const names = Object.keys({ ...(before as object), ...(after as object), ...(unknown as object) });
  return { setBy: Object.fromEntries(names.map((name) => [name, BY_MADE])), ...change };
}

let salts = 0;
export function reviewOf(prNumber: number, plan: Plan, leeway: Leeway = NO_LEEWAY): Review {
  salts += 1;
  const salt = `salt ${salts}`;
  return createReview({ prNumber, salt, ...reviewChanges(plan, salt, leeway) });
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
