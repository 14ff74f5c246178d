import { firstReviewKey, reviewKey } from '../../domain/state/keys.ts';
import type { MergedPullRequest, MergeReview } from '../../domain/review/merges.ts';
import { judgeRecord } from '../../domain/review/record-judgement.ts';
import { parseReview } from '../../domain/review/review-document.ts';
import type { StoredObject } from '../../ports/backend.ts';
import type { Stack } from '../stack/open-stack.ts';
import type { Run } from '../run.ts';
import type { ReviewKeys } from './records.ts';

type ReadingRun = Pick<Run, 'context' | 'journal'>;
type StackToRead = Pick<Stack, 'backend' | 'prod' | 'prAddress'>;

/** What was reviewed of each of these, at the commit that was merged; `known` are the records that were listed. */
export async function readReviews(
  run: ReadingRun,
  stack: StackToRead,
  { pullRequests, known }: { readonly pullRequests: readonly MergedPullRequest[]; readonly known: ReviewKeys },
): Promise<readonly MergeReview[]> {
  return Promise.all(
    pullRequests.map((pullRequest) =>
      readReview(run, stack, { pullRequest, keys: known.get(pullRequest.number) ?? [] }),
    ),
  );
}

/** The record of its head; where there is none, why not, as the records of its other commits tell. */
async function readReview(
  run: ReadingRun,
  stack: StackToRead,
  { pullRequest, keys }: { readonly pullRequest: MergedPullRequest; readonly keys: readonly string[] },
): Promise<MergeReview> {
  const address = stack.prAddress(pullRequest.number);
  const own = reviewKey(address, pullRequest.headSha);
  let merge: MergeReview = { kind: 'no-review', pullRequest, why: { kind: 'never-planned' } };
  for (const key of new Set([own, firstReviewKey(address), ...keys])) {
    merge = await judgeAt(run, stack, { pullRequest, key });
    if (merge.kind === 'review' || merge.why.kind !== 'never-planned') break;
  }
  if (merge.kind === 'no-review' && (merge.why.kind === 'newer' || merge.why.kind === 'unreadable')) {
    const why =
      merge.why.kind === 'newer' ? `a newer Lockstep wrote it, in version ${merge.why.version}` : merge.why.why;
    run.journal.warning(`The review of pull request #${pullRequest.number} (${own}) counts as none: ${why}.`);
  }
  return merge;
}

/**
 * A plan that comes while GitHub still calls the pull request open may have written over a review that counts: that one
 * is an earlier version, where the bucket keeps them and the role may read them. What a plan took back before the merge
 * is none, whatever lies below it.
 */
async function judgeAt(
  run: Pick<ReadingRun, 'context'>,
  { backend, prod }: Pick<StackToRead, 'backend' | 'prod'>,
  { pullRequest, key }: { readonly pullRequest: MergedPullRequest; readonly key: string },
): Promise<MergeReview> {
  const { objects } = backend;
  const judgeIt = (versions: StoredVersions): MergeReview =>
    judge({ ...run, productionKey: prod.path }, pullRequest, versions);
  const stored = await objects.get(key);
  const current = judgeIt({ stored });
  if (current.kind === 'review' || current.why.kind !== 'late') return current;
  const versions = await objects.listVersions(key);
  const earlier =
    versions === 'denied' ? [] : versions.filter(({ kind, isCurrent }) => kind === 'version' && !isCurrent);
  let later = stored;
  for (const { versionId } of earlier.slice(0, VERSIONS_READ_AT_MOST)) {
    const version = await objects.getVersion(key, versionId);
    const merge = judgeIt({ stored: version, later });
    if (merge.kind === 'review' || merge.why.kind === 'taken-back') return merge;
    if (merge.why.kind === 'late') later = version;
  }
  return current;
}

const VERSIONS_READ_AT_MOST = 10;

interface StoredVersions {
  readonly stored: StoredObject | undefined;
  /** A later version of the same record, which is late. */
  readonly later?: StoredObject | undefined;
}

function judge(
  { context, productionKey }: Pick<ReadingRun, 'context'> & { readonly productionKey: string },
  pullRequest: MergedPullRequest,
  { stored, later }: StoredVersions,
): MergeReview {
  const late = later && parseReview(later.body);
  return judgeRecord(stored && parseReview(stored.body), {
    repositoryId: context.repositoryId,
    repository: context.repository,
    productionKey,
    pullRequest,
    mergedAt: pullRequest.mergedAt,
    writtenAt: stored?.writtenAt,
    lateRunUrl: late?.kind === 'review' ? late.review.runUrl : undefined,
  });
}
