import { isSameRepository } from '../stack/repository.ts';
import type { MergedPullRequest, MergeReview, NoReview } from './merges.ts';
import { putBack, type Review } from './review.ts';
import type { ReviewReading } from './review-document.ts';

/** What a record is held against. */
export interface RecordOf {
  /** GitHub's own; undefined when it is not known. */
  readonly repositoryId: string | undefined;
  /** `owner/name`, as it is called now. */
  readonly repository: string;
  /** S3 key of production's state. */
  readonly productionKey: string;
  readonly pullRequest: MergedPullRequest;
  /** RFC 3339; undefined while it is not merged, as in a merge queue. */
  readonly mergedAt: string | undefined;
  /** When the store says that the record was written; undefined when it does not. */
  readonly writtenAt: Date | undefined;
  /** The run of a later record of the same commit, which is late: what that has taken back stood until the merge. */
  readonly lateRunUrl?: string | undefined;
}

/**
 * Whether the record of a review counts for this pull request, or why not. It has to be of the head that was merged, made
 * on production's state, and older than the merge: nobody can have reviewed what came later. `reading` is undefined when
 * there is no record.
 */
export function judgeRecord(reading: ReviewReading | undefined, of: RecordOf): MergeReview {
  const { pullRequest } = of;
  const none = (why: NoReview): MergeReview => ({ kind: 'no-review', pullRequest, why });
  if (reading === undefined) return none({ kind: 'never-planned' });
  if (reading.kind !== 'review') return none(reading);
  const review = standing(reading.review, of);
  if (!isRecordOf(review, of) || review.prNumber !== pullRequest.number) return none({ kind: 'never-planned' });
  if (review.headSha !== pullRequest.headSha) return none({ kind: 'other-commit', plannedSha: review.headSha });
  if (review.plannedOn === 'empty') return none({ kind: 'planned-on-empty' });
  if (review.takenBack !== undefined) return none({ kind: 'taken-back', runUrl: review.takenBack.runUrl });
  if (isLate(review, of)) return none({ kind: 'late' });
  const since = new Date(standsSinceMs(review, of));
  const standsSince = Number.isNaN(since.getTime()) ? undefined : since.toISOString();
  return { kind: 'review', pullRequest, review: { ...review, standsSince } };
}

/**
 * As the record stood at the merge: a plan that began after it has taken nothing back. Both clocks count in seconds, so one
 * second of both may be either, and counts as before the merge.
 */
function standing(review: Review, { mergedAt, writtenAt, lateRunUrl }: RecordOf): Review {
  const { takenBack } = review;
  if (takenBack === undefined || mergedAt === undefined) return review;
  const isAfter = writtenAt !== undefined && writtenAt.getTime() > Date.parse(mergedAt);
  return (isAfter || takenBack.runUrl === lateRunUrl ? putBack(review) : undefined) ?? review;
}

/**
 * Pull requests of two repositories on one production key may have one number, and so one place; and two stacks may have
 * one template for the states of their pull requests. Earlier records do not name their stack.
 */
export function isRecordOf(
  review: Pick<Review, 'repository' | 'repositoryId' | 'productionKey'>,
  of: Pick<RecordOf, 'repository' | 'repositoryId' | 'productionKey'>,
): boolean {
  const isOfStack = review.productionKey === undefined || review.productionKey === of.productionKey;
  return isOfStack && isSameRepository(review, of);
}

/** What cannot be read is late. */
function isLate(review: Review, of: RecordOf): boolean {
  return of.mergedAt !== undefined && !(standsSinceMs(review, of) < Date.parse(of.mergedAt));
}

/** The store's clock counts, which is nobody's own; the runner's only where the store does not say. */
function standsSinceMs({ plannedAt, standsSince }: Review, { writtenAt }: Pick<RecordOf, 'writtenAt'>): number {
  return standsSince === undefined ? (writtenAt?.getTime() ?? Date.parse(plannedAt)) : Date.parse(standsSince);
}
