import { reviewKey } from '../../domain/state/keys.ts';
import type { MergedPullRequest, MergeReview, NoReview } from '../../domain/review/merges.ts';
import { parseReview } from '../../domain/review/review-document.ts';
import type { Stack } from '../stack/open-stack.ts';
import type { Run } from '../run.ts';

/** What was reviewed of each of these: a review counts when its commit is the one that was merged. */
export async function readReviews(
  run: Pick<Run, 'context' | 'journal'>,
  stack: Pick<Stack, 'backend' | 'prAddress'>,
  pullRequests: readonly MergedPullRequest[],
): Promise<readonly MergeReview[]> {
  return Promise.all(pullRequests.map((pullRequest) => readReview(run, stack, pullRequest)));
}

async function readReview(
  run: Pick<Run, 'context' | 'journal'>,
  { backend, prAddress }: Pick<Stack, 'backend' | 'prAddress'>,
  pullRequest: MergedPullRequest,
): Promise<MergeReview> {
  const key = reviewKey(prAddress(pullRequest.number));
  const none = (why: NoReview): MergeReview => ({ kind: 'no-review', pullRequest, why });
  const unreadable = (why: string): MergeReview => {
    run.journal.warning(`The review of pull request #${pullRequest.number} (${key}) counts as none: ${why}.`);
    return none({ kind: 'unreadable', why });
  };
  const stored = await backend.objects.get(key);
  if (stored === undefined) return none({ kind: 'never-planned' });
  const reading = parseReview(stored.body);
  switch (reading.kind) {
    case 'newer':
      return unreadable(`a newer Lockstep wrote it, in version ${reading.version}`);
    case 'unreadable':
      return unreadable(reading.why);
    case 'review': {
      const { review } = reading;
      // Another repository's pull request of the same number, on the same production key.
      if (review.repository !== run.context.repository || review.prNumber !== pullRequest.number) {
        return none({ kind: 'never-planned' });
      }
      if (review.headSha !== pullRequest.headSha) return none({ kind: 'other-commit', plannedSha: review.headSha });
      return review.plannedOn === 'empty'
        ? none({ kind: 'planned-on-empty' })
        : { kind: 'review', pullRequest, review };
    }
  }
}
