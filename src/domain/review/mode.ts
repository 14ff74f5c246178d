import type { MergeReview } from './merges.ts';
import type { Review } from './review.ts';

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
    ? `Pull request #${prNumber} was planned and reviewed with destroy: true, and this run is without it: nothing was changed. To destroy what it has shown, run this with destroy: true; to keep everything, merge a pull request that is planned without it.`
    : `destroy: true is set, and pull request #${prNumber}, the last that was merged, was planned and reviewed without it: nothing was changed. To make what it has shown, take destroy: true out of the workflow by another pull request, whose apply then carries both; to have everything destroyed, merge one that is planned with destroy: true, or, where nothing is left, one that removes the root module.`;
}
