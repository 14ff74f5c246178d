import type { MergedPullRequest, MergeReview, Merges, PullRequestStatus } from '../../domain/review/merges.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { NoBegin, StretchBegin } from '../../domain/turn/first-seen.ts';
import type { Stretch as BranchStretch } from '../../ports/pull-requests.ts';
import { applyBranch, type Run } from '../run.ts';
import type { Stack } from '../stack/open-stack.ts';
import { untilSettled } from './until-github-answers.ts';
import { readReviews } from './read-reviews.ts';
import { listReviewed, type ReviewKeys } from './records.ts';

export interface Stretch {
  readonly stack: Pick<Stack, 'backend' | 'prod' | 'prPaths' | 'prAddress'>;
  readonly begin: StretchBegin;
  readonly commitSha: string;
}

export interface Sources {
  readonly stretch: Merges;
  /** What was reviewed of each pull request that is in it. */
  readonly merges: readonly MergeReview[];
  /** Why only the commit itself could be asked about; undefined when all of the stretch was. */
  readonly noBegin: NoBegin | undefined;
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
  { stack, begin, commitSha }: Stretch,
  carried: readonly MergeReview[],
): Promise<Sources> {
  const listed = await listReviewed(run, stack);
  const known = new Set(carried.map(({ pullRequest }) => pullRequest.number));
  const since = begin.kind === 'known' ? begin.after : undefined;
  // Where the records are known, one that is merged decides it, and more only tell where else changes come from.
  const depth = listed === 'denied' ? 'all' : known.size > 0 ? 'newest' : 'until-merged';
  const withRecord = listed === 'denied' ? [] : [...listed.keys()].filter((number) => !known.has(number));
  const ask = openStretch(run, { stretch: { since, commitSha, branch: applyBranch(run), depth }, withRecord });
  // A merge of a moment ago may not be known yet.
  const { merges: stretch, behind } = await untilSettled(
    run,
    ask,
    ({ merges, behind }) => behind === undefined && (isOld(run) || isExplained(merges, commitSha)),
  );
  if (behind !== undefined && stretch.pullRequests.length === 0 && carried.length === 0) {
    throw new GitHubUnusable(
      `GitHub still calls #${behind.number} open, and its commit ${behind.headSha} is in this one.`,
    );
  }
  const others = stretch.pullRequests.filter(({ number }) => !known.has(number));
  return {
    stretch,
    merges: [...carried, ...(await readOthers(run, stack, { others, listed }))],
    noBegin: begin.kind === 'known' ? undefined : begin.why,
  };
}

interface Answer {
  readonly merges: Merges;
  /** One that has a record, and that GitHub calls open although its head is in the stretch. */
  readonly behind: PullRequestStatus | undefined;
}

/** Asks how the stretch came about, and beside it what has become of the pull requests that have a record. */
function openStretch(
  { pullRequests }: Pick<Run, 'pullRequests'>,
  { stretch, withRecord }: { readonly stretch: BranchStretch; readonly withRecord: readonly number[] },
): () => Promise<Answer> {
  let again: Merges | undefined;
  return async () => {
    const [found, statuses] = await Promise.all([
      pullRequests.findMerged({ ...stretch, again }),
      withRecord.length === 0 ? [] : pullRequests.findStatuses(withRecord),
    ]);
    again = found;
    const isIn = (sha: string): boolean => sha === stretch.commitSha || found.commits?.has(sha) === true;
    const isMergedHere = ({ merged }: PullRequestStatus): boolean =>
      merged?.branch === stretch.branch && isIn(merged.commitSha);
    // GitHub may know of a merge in one place, and not yet in the other.
    const merged = statuses.filter(isMergedHere);
    const explained = new Set(merged.map((status) => status.merged?.commitSha));
    const all = [
      ...found.pullRequests,
      ...merged.map(({ number, headSha, mergedAt }) => ({ number, headSha, mergedAt })),
    ];
    return {
      merges: {
        pullRequests: [...new Map(all.map((one) => [one.number, one])).values()],
        direct: found.direct.filter(({ sha }) => !explained.has(sha)),
      },
      behind: statuses.find(
        ({ closed, headSha, baseBranch = stretch.branch }) => !closed && baseBranch === stretch.branch && isIn(headSha),
      ),
    };
  };
}

/** Whether it is known which pull request has brought the commit. */
function isExplained({ pullRequests, direct }: Merges, commitSha: string): boolean {
  return pullRequests.length > 0 && direct.every(({ sha }) => sha !== commitSha);
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
