import { isMergedAtKnown, mergedMs, type MergeReview } from '../../domain/review/merges.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { Run } from '../run.ts';
import { listStretch, type StretchOf } from './stretch-commits.ts';

/**
 * In the order of their merges; what is not merged comes last, as it is given. A merge queue merges several in one second:
 * where two of those have a review, their commits tell which came first. Rejects with GitHubUnusable.
 */
export async function orderMerges(
  run: Pick<Run, 'pullRequests'>,
  merges: readonly MergeReview[],
  of: StretchOf,
): Promise<readonly MergeReview[]> {
  const sorted = merges.toSorted((one, other) => mergedMs(one.pullRequest) - mergedMs(other.pullRequest));
  const alike = [...Map.groupBy(sorted, ({ pullRequest }) => mergedMs(pullRequest)).values()];
  const numbers = alike.filter(isToOrder).flatMap((some) => some.map(({ pullRequest }) => pullRequest.number));
  if (numbers.length === 0) return sorted;
  const [statuses, commits] = await Promise.all([run.pullRequests.findStatuses(numbers), listStretch(run, of)]);
  const places = new Map(commits.map(({ sha }, place) => [sha, place]));
  const placeOf = new Map(
    numbers.map((number) => {
      const merged = statuses.find((status) => status.number === number)?.merged;
      if (merged === undefined) {
        throw new GitHubUnusable(
          `GitHub does not say yet which commit #${number} has become, nor what came before it.`,
        );
      }
      // What is left out of the list is the oldest.
      return [number, places.get(merged.commitSha) ?? -1];
    }),
  );
  const place = ({ pullRequest: { number } }: MergeReview): number => placeOf.get(number) ?? -1;
  return sorted.toSorted(
    (one, other) => mergedMs(one.pullRequest) - mergedMs(other.pullRequest) || place(one) - place(other),
  );
}

/** Whether two of those that were merged in one second may have changed the same, under another address even. */
function isToOrder(merges: readonly MergeReview[]): boolean {
  const changing = merges.filter(
    (merge) => merge.kind === 'review' && merge.review.resources.length + merge.review.outputs.length > 0,
  );
  return changing.length > 1 && changing.every(({ pullRequest }) => isMergedAtKnown(pullRequest));
}
