import type { MergeReview, Merges } from './merges.ts';
import type { Comparison } from './review-comparison.ts';

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
}

export type Decision =
  /** `unreviewed-changes: allow`. */
  | 'not-compared'
  /** Every change is in a review that counts. */
  | 'as-reviewed'
  /** Some are not, and no pull request was merged: all of it was pushed directly. Goes on, with a warning. */
  | 'pushed-directly'
  /** Some are not, and nothing that is queued has planned this stack: production has moved. Goes on, with a warning. */
  | 'none-planned'
  /** Some are not, and `unreviewed-changes: warn` lets that pass. */
  | 'warned'
  /** Some are not: nothing is applied. */
  | 'changed'
  /** Some are not, and it is not known what was merged: nothing is applied. */
  | 'unknown';

/** What becomes of a plan, by what was reviewed of it. What does not count covers nothing. */
export function decideReviewed({ comparison, carried, stretch, policy, inMergeGroup }: ToDecide): Decision {
  if (policy === 'allow') return 'not-compared';
  if (comparison.unreviewed.length === 0) return 'as-reviewed';
  const isPushedDirectly = stretch !== 'unknown' && stretch.pullRequests.length === 0 && carried.length === 0;
  if (isPushedDirectly) return 'pushed-directly';
  if (inMergeGroup === true && isUnplanned(carried)) return 'none-planned';
  if (policy === 'warn') return 'warned';
  // A pull request that is carried is known, whatever else there is.
  return stretch === 'unknown' && carried.length === 0 ? 'unknown' : 'changed';
}

/** Whether no pull request of a merge group has planned this stack: what is in it and merged already is no part of it. */
function isUnplanned(carried: readonly MergeReview[]): boolean {
  const queued = carried.filter(({ pullRequest }) => pullRequest.mergedAt === undefined);
  return queued.length > 0 && queued.every((merge) => merge.kind === 'no-review' && merge.why.kind === 'never-planned');
}
