import {
  isRecorded,
  mergedMs,
  type MergedPullRequest,
  type MergeReview,
  type PullRequestStatus,
} from '../../domain/review/merges.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import { applyBranch, type Run } from '../run.ts';
import { passOver } from '../tolerate.ts';
import type { Stack } from '../stack/open-stack.ts';
import { readReviews } from './read-reviews.ts';
import { listReviewed } from './records.ts';

export interface ToCarry {
  /** What is applied, or the head of a merge group. */
  readonly commitSha: string;
  /** Those that are in it whatever GitHub says of them: what the commit itself brought, or what is queued. */
  readonly certain: readonly (Pick<MergedPullRequest, 'number'> & Partial<MergedPullRequest>)[];
  /** The commit whose apply was the last to end well: all of it is done, and its records are left over. */
  readonly applied?: string | undefined;
}

type Finding = Pick<Run, 'inputs' | 'context' | 'journal' | 'pullRequests' | 'runs'>;

/**
 * What was reviewed of all that is in this commit and was not applied yet: the pull requests whose reviews still lie
 * there, because an apply deletes those that it has carried. Rejects with GitHubUnusable.
 */
export async function findCarried(
  run: Finding,
  stack: Pick<Stack, 'backend' | 'prod' | 'prPaths' | 'prAddress'>,
  of: ToCarry,
): Promise<readonly MergeReview[]> {
  const listed = await listReviewed(run, stack);
  const known = listed === 'denied' ? new Map<number, readonly string[]>() : listed;
  const ofCommit = of.certain.map(({ number }) => number);
  const numbers = [...new Set([...known.keys(), ...ofCommit])].sort((one, other) => one - other);
  const pullRequests = await findMergedInto(run, numbers, of);
  const reviews = await readReviews(run, stack, { pullRequests, known });
  // A record under one of our numbers may be of another repository on the same production key: it is not ours to carry.
  const carried = reviews.filter((merge) => isRecorded(merge) || ofCommit.includes(merge.pullRequest.number));
  if (of.applied !== of.commitSha) return carried;
  return carried.map((merge) =>
    isRecorded(merge) ? merge : { ...merge, kind: 'no-review', why: { kind: 'applied' } },
  );
}

/** The same, or `unknown` with a warning when GitHub does not say it now: it is asked again where it matters. */
export async function findCarriedIfKnown(
  run: Finding,
  stack: Pick<Stack, 'backend' | 'prod' | 'prPaths' | 'prAddress'>,
  of: ToCarry,
): Promise<readonly MergeReview[] | 'unknown'> {
  try {
    return await findCarried(run, stack, of);
  } catch (error) {
    const failure = passOver(error);
    // A review that cannot be read is none to go on without.
    if (!(failure instanceof GitHubUnusable)) throw error;
    run.journal.warning(`GitHub did not say what has become of the pull requests: ${failure.message}`);
    return 'unknown';
  }
}

/** Those of these that are in the commit, and not in the last apply. Rejects with GitHubUnusable. */
async function findMergedInto(
  run: Pick<Run, 'inputs' | 'context' | 'pullRequests' | 'runs'>,
  numbers: readonly number[],
  { commitSha, certain, applied }: ToCarry,
): Promise<readonly MergedPullRequest[]> {
  if (numbers.length === 0) return [];
  const isToApply = async (status: PullRequestStatus): Promise<boolean> => {
    const [isIn, isDone] = await Promise.all([
      isMergedInto(run, status, commitSha),
      applied === undefined ? false : isMergedInto(run, status, applied),
    ]);
    return isIn && !isDone;
  };
  const statuses = await run.pullRequests.findStatuses(numbers);
  const found = statuses.map(async (status): Promise<readonly ToOrder[]> => {
    const { number, headSha, mergedAt, merged } = status;
    const place = certain.findIndex((pullRequest) => pullRequest.number === number);
    if (place < 0 && !(await isToApply(status))) return [];
    const pullRequest = { number, headSha, mergedAt, ...certain[place] };
    return [{ pullRequest, mergeCommit: merged?.commitSha, place }];
  });
  return orderMerges(run, (await Promise.all(found)).flat());
}

interface ToOrder {
  readonly pullRequest: MergedPullRequest;
  readonly mergeCommit: string | undefined;
  /** In the queue. */
  readonly place: number;
}

/**
 * In the order of their merges, what is queued after them. A merge queue merges several in one second: of those GitHub is
 * asked which commit has which. Rejects with GitHubUnusable.
 */
async function orderMerges(run: Pick<Run, 'runs'>, found: readonly ToOrder[]): Promise<readonly MergedPullRequest[]> {
  const ordered: ToOrder[] = [];
  const sorted = found.toSorted(
    (one, other) => mergedMs(one.pullRequest) - mergedMs(other.pullRequest) || one.place - other.place,
  );
  for (const next of sorted) {
    let at = ordered.length;
    while (at > 0 && (await isBefore(run, next, ordered[at - 1]))) at -= 1;
    ordered.splice(at, 0, next);
  }
  return ordered.map(({ pullRequest }) => pullRequest);
}

/** Of two of the same second. */
async function isBefore({ runs }: Pick<Run, 'runs'>, one: ToOrder, other: ToOrder | undefined): Promise<boolean> {
  if (other === undefined || one.mergeCommit === undefined || other.mergeCommit === undefined) return false;
  if (one.mergeCommit === other.mergeCommit || mergedMs(one.pullRequest) !== mergedMs(other.pullRequest)) return false;
  return (await runs.compare(one.mergeCommit, other.mergeCommit)) === 'ahead';
}

/** Whether its merge into the apply branch is in the commit. Rejects with GitHubUnusable. */
async function isMergedInto(
  run: Pick<Run, 'inputs' | 'context' | 'runs'>,
  status: PullRequestStatus,
  commitSha: string,
): Promise<boolean> {
  return status.merged?.branch === applyBranch(run) && isMergeIn(run, status, commitSha);
}

/** Whether what it became, on whichever branch, is in the commit. Rejects with GitHubUnusable. */
export async function isMergeIn(
  run: Pick<Run, 'runs'>,
  { merged }: PullRequestStatus,
  commitSha: string,
): Promise<boolean> {
  if (merged === undefined) return false;
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
