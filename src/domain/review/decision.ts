import type { MergeReview, Merges } from './merges.ts';
import type { Review } from './review.ts';
import type { Comparison } from './review-comparison.ts';
import { BY_HAND_URL } from './reviewed.ts';

export interface ToDecide {
  /** With the reviews that count. */
  readonly comparison: Pick<Comparison, 'unreviewed'>;
  /** Merged pull requests that are not applied yet and may have planned this stack: with a review that counts, or without. */
  readonly carried: readonly MergeReview[];
  /**
   * How the branch came about since the commit that was applied last: `unknown` when GitHub does not say, or nobody knows
   * what was applied last.
   */
  readonly stretch: Merges | 'unknown';
  readonly policy: 'fail' | 'warn' | 'allow';
  /** The plan is of a merge group: nothing is applied by it, and what is applied after the merge is compared again. */
  readonly inMergeGroup?: boolean;
  /** `destroy: true`: what is in no review is never passed by itself, wherever it comes from. */
  readonly isDestroy: boolean;
}

export type Decision =
  /** `unreviewed-changes: allow`. */
  | 'not-compared'
  /** Every change is in a review that counts. */
  | 'as-reviewed'
  /** Some are not, and no pull request was merged: all of it was pushed directly. Goes on, with a warning; never with `destroy`. */
  | 'pushed-directly'
  /** Some are not, and nothing that is queued has planned this stack: production has moved. Goes on, with a warning; never with `destroy`. */
  | 'none-planned'
  /** Some are not, and `unreviewed-changes: warn` lets that pass. */
  | 'warned'
  /** Some are not: nothing is applied. */
  | 'changed'
  /** Some are not, and it is not known what was merged: nothing is applied. */
  | 'unknown';

/**
 * What becomes of a plan, by what was reviewed of it. What does not count covers nothing. Whoever pushes directly has said
 * what the configuration makes; of everything being destroyed nobody has said anything but in a review, or by the policy.
 */
export function decideReviewed(of: ToDecide): Decision {
  const { comparison, carried, stretch, policy, inMergeGroup, isDestroy } = of;
  if (policy === 'allow') return 'not-compared';
  if (comparison.unreviewed.length === 0) return 'as-reviewed';
  const isPushedDirectly = stretch !== 'unknown' && stretch.pullRequests.length === 0 && carried.length === 0;
  if (isPushedDirectly && !isDestroy) return 'pushed-directly';
  if (inMergeGroup === true && isUnplanned(carried) && !isDestroy) return 'none-planned';
  if (policy === 'warn') return 'warned';
  // A pull request that is carried is known, whatever else there is.
  return stretch === 'unknown' && carried.length === 0 ? 'unknown' : 'changed';
}

/** Whether no pull request of a merge group has planned this stack: what is in it and merged already is no part of it. */
function isUnplanned(carried: readonly MergeReview[]): boolean {
  const queued = carried.filter(({ pullRequest }) => pullRequest.mergedAt === undefined);
  return queued.length > 0 && queued.every((merge) => merge.kind === 'no-review' && merge.why.kind === 'never-planned');
}

/**
 * A review of a plan that destroys everything counts for an apply that does so, and no other counts for that: what the
 * others have reviewed is what the configuration makes.
 */
export function countInMode(merges: readonly MergeReview[], isDestroy: boolean): readonly MergeReview[] {
  return merges.map((merge) => {
    if (merge.kind !== 'review' || isOfDestroy(merge.review) === isDestroy) return merge;
    const { review, pullRequest } = merge;
    return {
      kind: 'no-review',
      pullRequest,
      why: { kind: 'other-mode', wasDestroy: !isDestroy, hasChanges: hasChanges(review) },
    };
  });
}

function isOfDestroy({ isDestroy }: Pick<Review, 'isDestroy'>): boolean {
  return isDestroy === true;
}

function hasChanges({ resources, outputs }: Review): boolean {
  return resources.length + outputs.length > 0;
}

/**
 * The pull request whose review has the last word on what becomes of the stack, where that word is the other one: to
 * destroy, or not to. What was merged before it is overtaken by it. `merges` are in their order, the last one last.
 */
export function findContradiction(merges: readonly MergeReview[]): OtherMode | undefined {
  const last = merges.findLast((merge) =>
    merge.kind === 'review' ? hasChanges(merge.review) : merge.why.kind === 'other-mode' && merge.why.hasChanges,
  );
  if (last?.kind !== 'no-review' || last.why.kind !== 'other-mode') return undefined;
  return { prNumber: last.pullRequest.number, wasDestroy: last.why.wasDestroy };
}

export interface OtherMode {
  readonly prNumber: number;
  /** It was planned with `destroy: true`, and this run has not got that. */
  readonly wasDestroy: boolean;
}

/** What an apply says that would pass over what was reviewed last, and how it goes on. */
export function describeContradiction({ prNumber, wasDestroy }: OtherMode): string {
  return wasDestroy
    ? `Pull request #${prNumber} was planned and reviewed with destroy: true, and this run is without it: nothing was changed. To destroy what it has shown, run this with destroy: true; to keep everything, merge a pull request that is planned without it and changes something, or start this once by hand without destroy and with unreviewed-changes: allow (${BY_HAND_URL}).`
    : `destroy: true is set, and pull request #${prNumber}, the last that was merged, was planned and reviewed without it: nothing was changed. To make what it has shown, take destroy: true out of the workflow by another pull request, whose apply then carries both; to have everything destroyed, merge one that is planned with destroy: true, or, where nothing is left, one that removes the root module.`;
}
