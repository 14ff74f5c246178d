import type { MergedPullRequest, MergeReview, Merges } from '../../domain/review/merges.ts';
import { applyBranch, type Run } from '../run.ts';
import type { Stack } from '../stack/open-stack.ts';
import { untilSettled } from './until-github-answers.ts';
import { readReviews } from './read-reviews.ts';
import { listReviewed, type ReviewKeys } from './records.ts';

export interface Stretch {
  readonly stack: Pick<Stack, 'backend' | 'prPaths' | 'prAddress'>;
  /** The commit that was applied last, or was the branch before this push; undefined when neither is known. */
  readonly since: string | undefined;
  readonly commitSha: string;
}

export interface Sources {
  readonly stretch: Merges;
  /** What was reviewed of each pull request that is in it. */
  readonly merges: readonly MergeReview[];
}

/** Answers of GitHub lag behind its events by seconds. */
const LAGS_AT_MOST_MS = 30_000;

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
  // A merge of a moment ago may not be known yet.
  const stretch = await untilSettled(
    run,
    ask,
    ({ pullRequests }) => carried.length > 0 || pullRequests.length > 0 || isOld(run),
  );
  const known = new Set(carried.map(({ pullRequest }) => pullRequest.number));
  const others = stretch.pullRequests.filter(({ number }) => !known.has(number));
  return { stretch, merges: [...carried, ...(await readOthers(run, stack, { others, listed }))] };
}

/** Whether GitHub had the time to come to know of the merge. */
function isOld({ context: { event }, clock }: Pick<Run, 'context' | 'clock'>): boolean {
  const pushedAt = event.kind === 'push' ? event.pushedAt : undefined;
  return pushedAt !== undefined && clock.now().getTime() - pushedAt.getTime() > LAGS_AT_MOST_MS;
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
