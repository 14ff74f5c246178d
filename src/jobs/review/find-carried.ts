import {
  isRecorded,
  mergedMs,
  type CommitNode,
  type MergedPullRequest,
  type MergeReview,
  type PullRequestStatus,
} from '../../domain/review/merges.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import { applyBranch, type Run } from '../run.ts';
import { passOver } from '../tolerate.ts';
import type { Stack } from '../stack/open-stack.ts';
import { orderMerges } from './order-merges.ts';
import { readReviews } from './read-reviews.ts';
import { listReviewed } from './records.ts';
import { listStretch } from './stretch-commits.ts';
import { describeUnheard, namedIn } from './unheard.ts';

export interface ToCarry {
  /** What is applied, or the head of a merge group. */
  readonly commitSha: string;
  /** Those that are in it whatever GitHub says of them: what the commit itself brought, or what is queued. */
  readonly certain: readonly (Pick<MergedPullRequest, 'number'> & Partial<MergedPullRequest>)[];
  /** The commit whose apply was the last to end well: all of it is done, and its records are left over. */
  readonly applied?: string | undefined;
  /** It is about to be applied: an old answer of GitHub's would do harm. */
  readonly isForApply?: boolean;
}

type Finding = Pick<Run, 'inputs' | 'context' | 'journal' | 'pullRequests' | 'runs' | 'clock'>;

/**
 * What was reviewed of all that is in this commit and was not applied yet, whichever branch it was merged into, in the order
 * of the merges: the pull requests whose reviews still lie there, because an apply deletes those that it has carried.
 * Rejects with GitHubUnusable.
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
  const reviews = await orderMerges(run, await readReviews(run, stack, { pullRequests, known }), {
    commitSha: of.commitSha,
    applied: of.applied,
  });
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
  run: Pick<Run, 'inputs' | 'context' | 'pullRequests' | 'runs' | 'clock'>,
  numbers: readonly number[],
  { commitSha, certain, applied, isForApply = false }: ToCarry,
): Promise<readonly MergedPullRequest[]> {
  if (numbers.length === 0) return [];
  const isToApply = async (status: PullRequestStatus): Promise<boolean> => {
    const [isIn, isDone] = await Promise.all([
      isMergeIn(run, status, commitSha),
      applied === undefined ? false : isMergeIn(run, status, applied),
    ]);
    return isIn && !isDone;
  };
  const placeOf = ({ number }: Pick<MergedPullRequest, 'number'>): number =>
    certain.findIndex((pullRequest) => pullRequest.number === number);
  const others = numbers.filter((number) => placeOf({ number }) < 0);
  const [statuses, commits] = await Promise.all([
    run.pullRequests.findStatuses(numbers),
    isForApply && others.length > 0 ? listStretch(run, { commitSha, applied }) : [],
  ]);
  confirmHeard(
    run,
    statuses.filter((status) => placeOf(status) < 0),
    commits,
  );
  const found = statuses.map(async (status): Promise<readonly MergedPullRequest[]> => {
    const { number, headSha, mergedAt, merged } = status;
    const place = placeOf(status);
    if (place < 0 && !(await isToApply(status))) return [];
    const elsewhere = merged === undefined || merged.branch === applyBranch(run) ? {} : { branch: merged.branch };
    return [{ number, headSha, mergedAt, ...elsewhere, ...certain[place] }];
  });
  const unknown = certain.filter(({ number }) => statuses.every((status) => status.number !== number));
  const all = [...(await Promise.all(found)).flat(), ...unknown.map(asItIs)];
  return all.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** One that is in the commit, and that GitHub knows in one place only. Throws GitHubUnusable where that is not enough. */
function asItIs({ number, headSha, ...rest }: ToCarry['certain'][number]): MergedPullRequest {
  if (headSha !== undefined) return { number, headSha, ...rest };
  throw new GitHubUnusable(`GitHub does not say what #${number} is, which is in this commit.`);
}

/** What GitHub has not come to know of a merge after that, it never does. */
const KNOWN_WITHIN_MS = 3_600_000;

/**
 * Of what was reviewed the last word counts, and GitHub may not know yet that one of these is merged. Throws GitHubUnusable
 * then: it is asked again where it matters.
 */
function confirmHeard(
  run: Pick<Run, 'inputs' | 'context' | 'clock'>,
  statuses: readonly PullRequestStatus[],
  commits: readonly CommitNode[],
): void {
  if (commits.length === 0) return;
  const named = namedIn(commits);
  const shas = new Set(commits.map(({ sha }) => sha));
  for (const status of statuses) {
    const { number, headSha, closed, baseBranch = applyBranch(run) } = status;
    // One that is to go to another branch may have this one's commits.
    if (baseBranch !== applyBranch(run) && !named.has(number)) continue;
    const isOld = status.isMerged && run.clock.now().getTime() - mergedMs(status) > KNOWN_WITHIN_MS;
    const why = isOld ? undefined : describeUnheard(status, named);
    if (why !== undefined) throw new GitHubUnusable(why);
    if (!closed && shas.has(headSha)) {
      throw new GitHubUnusable(`GitHub still calls #${number} open, and its commit ${headSha} is in this one.`);
    }
  }
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
