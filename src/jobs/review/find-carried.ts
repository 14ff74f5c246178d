import { REVIEW_SUFFIX } from '../../domain/state/keys.ts';
import type { MergedPullRequest, MergeReview, PullRequestStatus } from '../../domain/review/merges.ts';
import { compareCommits } from './compare-commits.ts';
import { applyBranch, type Run } from '../run.ts';
import { messageOf } from '../tolerate.ts';
import type { Stack } from '../stack/open-stack.ts';
import { readReviews } from './read-reviews.ts';

export interface ToCarry {
  /** What is applied, or the head of a merge group. */
  readonly commitSha: string;
  /** Those that are in it whatever GitHub says of them: what the commit itself brought, or what is queued. */
  readonly certain: readonly number[];
}

/**
 * What was reviewed of all that is in this commit and was not applied yet: the pull requests whose reviews still lie
 * there, because an apply deletes those that it has carried. `unknown` when GitHub does not say what became of them.
 */
export async function findCarried(
  run: Run,
  stack: Stack,
  { commitSha, certain }: ToCarry,
): Promise<readonly MergeReview[] | 'unknown'> {
  const numbers = [...new Set([...(await listReviewed(run, stack)), ...certain])].sort((one, other) => one - other);
  const statuses = await findStatuses(run, numbers);
  if (statuses === 'unknown') return 'unknown';
  const carried: MergedPullRequest[] = [];
  for (const status of statuses) {
    const isIn = certain.includes(status.number) ? true : await isMergedInto(run, status, commitSha);
    if (isIn === 'unknown') return 'unknown';
    if (isIn) carried.push({ number: status.number, headSha: status.headSha });
  }
  const reviews = await readReviews(run, stack, carried);
  // A record under one of our numbers may be of another repository on the same production key: it is not ours to carry.
  return reviews.filter(
    (merge) =>
      merge.kind === 'review' || merge.why.kind !== 'never-planned' || certain.includes(merge.pullRequest.number),
  );
}

/** The pull requests of which there is a record, by the names of the objects. */
export async function listReviewed(run: Pick<Run, 'journal'>, { backend, prPaths }: Stack): Promise<readonly number[]> {
  // A template that begins with the number would have the whole bucket listed.
  const keys = prPaths.prefix === '' ? 'denied' : await backend.objects.list(prPaths.prefix);
  if (keys === 'denied') {
    run.journal.info(
      'The reviews cannot be listed (s3:ListBucket; a pr-state-key with something before {pr}): only the pull requests of this commit itself are looked at.',
    );
    return [];
  }
  return keys
    .filter((key) => key.endsWith(REVIEW_SUFFIX))
    .map((key) => prPaths.prNumberOf(key.slice(0, -REVIEW_SUFFIX.length)))
    .filter((number) => number !== undefined);
}

const ATTEMPTS = 3;
const RETRY_MS = 2000;

export async function findStatuses(
  run: Run,
  numbers: readonly number[],
): Promise<readonly PullRequestStatus[] | 'unknown'> {
  if (numbers.length === 0) return [];
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run.pullRequests.findStatuses(numbers);
    } catch (error) {
      if (attempt >= ATTEMPTS) {
        run.journal.warning(`GitHub did not say what has become of the pull requests: ${messageOf(error)}`);
        return 'unknown';
      }
      await run.clock.sleep(RETRY_MS, run.cancelled);
    }
  }
}

export async function isMergedInto(
  run: Run,
  { merged }: PullRequestStatus,
  commitSha: string,
): Promise<boolean | 'unknown'> {
  if (merged?.branch !== applyBranch(run)) return false;
  if (merged.commitSha === commitSha) return true;
  const order = await compareCommits(run, merged.commitSha, commitSha);
  return order === 'unknown' ? order : order === 'ahead' || order === 'identical';
}

/** Who is told of the apply, and cleaned up after it. */
export function carriedWith(
  own: readonly MergedPullRequest[],
  carried: readonly MergeReview[] | 'unknown',
): readonly MergedPullRequest[] {
  const others = carried === 'unknown' ? [] : carried.map(({ pullRequest }) => pullRequest);
  return [...new Map([...others, ...own].map((pullRequest) => [pullRequest.number, pullRequest])).values()];
}
