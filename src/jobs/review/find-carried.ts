import { REVIEW_SUFFIX } from '../../domain/state/keys.ts';
import type { MergedPullRequest, MergeReview, PullRequestStatus } from '../../domain/review/merges.ts';
import { applyBranch, type Run } from '../run.ts';
import { tolerate } from '../tolerate.ts';
import type { Stack } from '../stack/open-stack.ts';
import { readReviews } from './read-reviews.ts';

export interface ToCarry {
  /** What is applied, or the head of a merge group. */
  readonly commitSha: string;
  /** Those that are in it whatever GitHub says of them: what the commit itself brought, or what is queued. */
  readonly certain: readonly number[];
}

type Finding = Pick<Run, 'inputs' | 'context' | 'journal' | 'pullRequests' | 'runs'>;

/**
 * What was reviewed of all that is in this commit and was not applied yet: the pull requests whose reviews still lie
 * there, because an apply deletes those that it has carried. `unknown` when GitHub does not say what became of them.
 */
export async function findCarried(
  run: Finding,
  stack: Pick<Stack, 'backend' | 'prPaths' | 'prAddress'>,
  { commitSha, certain }: ToCarry,
): Promise<readonly MergeReview[] | 'unknown'> {
  const numbers = [...new Set([...(await listReviewed(run, stack)), ...certain])].sort((one, other) => one - other);
  const carried = await tolerate<readonly MergedPullRequest[] | 'unknown'>(run.journal, {
    what: 'GitHub did not say what has become of the pull requests',
    task: () => findMergedInto(run, numbers, { commitSha, certain }),
    otherwise: 'unknown',
  });
  if (carried === 'unknown') return carried;
  const reviews = await readReviews(run, stack, carried);
  // A record under one of our numbers may be of another repository on the same production key: it is not ours to carry.
  return reviews.filter(
    (merge) =>
      merge.kind === 'review' || merge.why.kind !== 'never-planned' || certain.includes(merge.pullRequest.number),
  );
}

/** Those of these that are in the commit. Rejects with GitHubUnusable. */
async function findMergedInto(
  run: Pick<Run, 'inputs' | 'context' | 'pullRequests' | 'runs'>,
  numbers: readonly number[],
  { commitSha, certain }: ToCarry,
): Promise<readonly MergedPullRequest[]> {
  if (numbers.length === 0) return [];
  const carried: MergedPullRequest[] = [];
  for (const status of await run.pullRequests.findStatuses(numbers)) {
    const { number, headSha } = status;
    if (certain.includes(number) || (await isMergedInto(run, status, commitSha))) carried.push({ number, headSha });
  }
  return carried;
}

/** The pull requests of which there is a record, by the names of the objects. */
export async function listReviewed(
  { journal }: Pick<Run, 'journal'>,
  { backend, prPaths }: Pick<Stack, 'backend' | 'prPaths'>,
): Promise<readonly number[]> {
  // A template that begins with the number would have the whole bucket listed.
  const keys = prPaths.prefix === '' ? 'denied' : await backend.objects.list(prPaths.prefix);
  if (keys === 'denied') {
    journal.info(
      'The reviews cannot be listed (s3:ListBucket; a pr-state-key with something before {pr}): only the pull requests of this commit itself are looked at.',
    );
    return [];
  }
  return keys
    .filter((key) => key.endsWith(REVIEW_SUFFIX))
    .map((key) => prPaths.prNumberOf(key.slice(0, -REVIEW_SUFFIX.length)))
    .filter((number) => number !== undefined);
}

/** Rejects with GitHubUnusable. */
export async function isMergedInto(
  run: Pick<Run, 'inputs' | 'context' | 'runs'>,
  { merged }: PullRequestStatus,
  commitSha: string,
): Promise<boolean> {
  if (merged?.branch !== applyBranch(run)) return false;
  if (merged.commitSha === commitSha) return true;
  const order = await run.runs.compare(merged.commitSha, commitSha);
  return order === 'ahead' || order === 'identical';
}

/** Who is told of the apply, and cleaned up after it. */
export function carriedWith(
  own: readonly MergedPullRequest[],
  carried: readonly MergeReview[] | 'unknown',
): readonly MergedPullRequest[] {
  const others = carried === 'unknown' ? [] : carried.map(({ pullRequest }) => pullRequest);
  return [...new Map([...others, ...own].map((pullRequest) => [pullRequest.number, pullRequest])).values()];
}
