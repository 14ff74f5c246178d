import type { DirectCommit, MergedPullRequest, MergeReview, Merges } from '../../domain/review/merges.ts';
import { applyBranch, type Run } from '../run.ts';
import type { Stack } from '../stack/open-stack.ts';
import { untilSettled } from './until-github-answers.ts';
import { readReviews } from './read-reviews.ts';
import { listReviewed, type ReviewKeys } from './records.ts';

export interface Stretch {
  readonly stack: Pick<Stack, 'backend' | 'prPaths' | 'prAddress'>;
  /** The commit that was applied last; undefined when that is not known. */
  readonly since: string | undefined;
  readonly commitSha: string;
}

export interface Sources {
  readonly stretch: Merges;
  /** What was reviewed of each pull request that is in it. */
  readonly merges: readonly MergeReview[];
}

type AskingRun = Pick<Run, 'inputs' | 'context' | 'journal' | 'pullRequests' | 'waiting' | 'clock' | 'cancelled'>;

/**
 * Where changes may have come from that nobody has reviewed: what was merged since the last apply, and what was pushed
 * without a pull request. Asked only when there is something to explain, and again within `lock-timeout` while GitHub
 * does not say. Rejects with GitHubUnusable.
 */
export async function findSources(
  run: AskingRun,
  { stack, since, commitSha }: Stretch,
  carried: readonly MergeReview[],
): Promise<Sources> {
  const listed = await listReviewed(run, stack);
  const ask = (): Promise<Merges> => run.pullRequests.findMerged({ since, commitSha, branch: applyBranch(run) });
  const isSomebodyRecorded = listed === 'denied' || listed.size > 0;
  // A merge of a moment ago may not be known yet. Where there is no trace of any, there is nobody to wait for.
  const stretch = await untilSettled(
    run,
    ask,
    ({ pullRequests, direct }) =>
      carried.length > 0 || pullRequests.length > 0 || !(isSomebodyRecorded || direct.some(looksMerged)),
  );
  const known = new Set(carried.map(({ pullRequest }) => pullRequest.number));
  const others = stretch.pullRequests.filter(({ number }) => !known.has(number));
  return { stretch, merges: [...carried, ...(await readOthers(run, stack, { others, listed }))] };
}

/** As GitHub words what it merges, unless somebody has put it otherwise. */
function looksMerged({ title }: DirectCommit): boolean {
  return /^Merge pull request #\d+|\(#\d+\)$/.test(title);
}

/** GitHub may have called them open when it was asked what has become of them. */
async function readOthers(
  run: Pick<Run, 'context' | 'journal'>,
  stack: Stretch['stack'],
  { others, listed }: { readonly others: readonly MergedPullRequest[]; readonly listed: ReviewKeys | 'denied' },
): Promise<readonly MergeReview[]> {
  const known: ReviewKeys = listed === 'denied' ? new Map() : listed;
  const pullRequests = listed === 'denied' ? others : others.filter(({ number }) => listed.has(number));
  const read = await readReviews(run, stack, { pullRequests, known });
  return others.map(
    (pullRequest) =>
      read.find((merge) => merge.pullRequest.number === pullRequest.number) ?? {
        kind: 'no-review',
        pullRequest,
        why: { kind: 'never-planned' },
      },
  );
}
