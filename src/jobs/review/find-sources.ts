import {
  isRecorded,
  numberInTitle,
  type DirectCommit,
  type MergedPullRequest,
  type MergeReview,
  type Merges,
  type PullRequestStatus,
} from '../../domain/review/merges.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { NoBegin, StretchBegin } from '../../domain/turn/first-seen.ts';
import type { Stretch as BranchStretch } from '../../ports/pull-requests.ts';
import { applyBranch, type Run } from '../run.ts';
import type { Stack } from '../stack/open-stack.ts';
import { untilGitHubAnswers, untilSettled } from './until-github-answers.ts';
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
  const withRecord = listed === 'denied' ? undefined : [...listed.keys()].filter((number) => !known.has(number));
  const ask = openStretch(run, stack, { stretch: { since, commitSha, branch: applyBranch(run), depth }, withRecord });
  // A merge of a moment ago may not be known yet.
  const settled = await untilSettled(
    run,
    ask,
    ({ merges, behind, unheard }) =>
      behind === undefined && unheard === undefined && (isOld(run) || isExplained(merges, commitSha)),
  );
  const { merges: stretch, behind } =
    settled.unheard === undefined ? settled : await untilGitHubAnswers(run, async () => heard(await ask()));
  if (behind !== undefined && stretch.pullRequests.length === 0 && carried.length === 0) {
    throw new GitHubUnusable(
      `GitHub still calls #${behind.number} open, and its commit ${behind.headSha} is in this one.`,
    );
  }
  const { pullRequests, elsewhere = [] } = stretch;
  const isOther = ({ number }: MergedPullRequest): boolean => !known.has(number);
  const others = await readOthers(run, stack, { others: pullRequests.filter(isOther), listed });
  // One of another branch counts where this stack was planned for it: it was reviewed like any other.
  const beside = await readOthers(run, stack, { others: elsewhere.filter(isOther), listed });
  const planned = beside.filter(isRecorded);
  const isPlanned = ({ number }: MergedPullRequest): boolean =>
    planned.some(({ pullRequest }) => pullRequest.number === number);
  return {
    stretch: {
      ...stretch,
      pullRequests: [...pullRequests, ...planned.map(({ pullRequest }) => pullRequest)],
      elsewhere: elsewhere.filter((one) => !isPlanned(one)),
    },
    merges: [...carried, ...others, ...planned],
    noBegin: begin.kind === 'known' ? undefined : begin.why,
  };
}

interface Answer {
  readonly merges: Merges;
  /** One that has a record, and that GitHub calls open although its head is in the stretch. */
  readonly behind: PullRequestStatus | undefined;
  /** Why one that has a record seems to be merged here, and GitHub does not say so yet. */
  readonly unheard: string | undefined;
}

function heard(answer: Answer): Answer {
  if (answer.unheard !== undefined) throw new GitHubUnusable(answer.unheard);
  return answer;
}

/**
 * Asks how the stretch came about, and beside it what has become of the pull requests that have a record. Where those are
 * not known, of those that the stretch names.
 */
function openStretch(
  run: Pick<Run, 'context' | 'journal' | 'pullRequests'>,
  stack: Stretch['stack'],
  { stretch, withRecord }: { readonly stretch: BranchStretch; readonly withRecord: readonly number[] | undefined },
): () => Promise<Answer> {
  const { branch } = stretch;
  let again: Merges | undefined;
  const askStatuses = async (numbers: readonly number[]): Promise<readonly PullRequestStatus[]> =>
    numbers.length === 0 ? [] : run.pullRequests.findStatuses(numbers);
  return async () => {
    const [found, ofRecords] = await Promise.all([
      run.pullRequests.findMerged({ ...stretch, again }),
      withRecord && askStatuses(withRecord),
    ]);
    again = found;
    const named = namedIn(found.direct);
    const statuses = ofRecords ?? (await askStatuses([...named.keys()]));
    const isIn = (sha: string): boolean => sha === stretch.commitSha || found.commits?.has(sha) === true;
    const isMergedHere = ({ merged }: PullRequestStatus): boolean =>
      merged?.branch === branch && isIn(merged.commitSha);
    // GitHub may know of a merge in one place, and not yet in the other.
    const merged = statuses.filter(isMergedHere);
    const explained = new Set(merged.map((status) => status.merged?.commitSha));
    const all = [
      ...found.pullRequests,
      ...merged.map(({ number, headSha, mergedAt }) => ({ number, headSha, mergedAt })),
    ];
    const isFound = ({ number }: PullRequestStatus): boolean => all.some((one) => one.number === number);
    const ofBranch = statuses.filter(({ baseBranch = branch }) => baseBranch === branch);
    const waitedFor = ofBranch.filter((status) => !isFound(status) && describeUnheard(status, named) !== undefined);
    const [unheard] = withRecord === undefined ? await onlyRecorded(run, stack, waitedFor) : waitedFor;
    return {
      merges: {
        ...found,
        pullRequests: [...new Map(all.map((one) => [one.number, one])).values()],
        direct: found.direct.filter(({ sha }) => !explained.has(sha)),
      },
      behind: ofBranch.find(({ closed, headSha }) => !closed && isIn(headSha)),
      unheard: unheard && describeUnheard(unheard, named),
    };
  };
}

/** Those that GitHub names in the titles of the commits that it makes of them. */
function namedIn(commits: readonly DirectCommit[]): ReadonlyMap<number, DirectCommit> {
  const named = new Map<number, DirectCommit>();
  for (const commit of commits) {
    const number = numberInTitle(commit.title);
    if (number !== undefined) named.set(number, commit);
  }
  return named;
}

/** Undefined when what GitHub says of it is no half of an answer. */
function describeUnheard(
  { number, closed, isMerged, merged }: PullRequestStatus,
  named: ReadonlyMap<number, DirectCommit>,
): string | undefined {
  if (isMerged && merged === undefined) {
    return `GitHub calls #${number} merged, and does not say which commit it has become.`;
  }
  const commit = closed ? undefined : named.get(number);
  return commit && `GitHub still calls #${number} open, and the title of ${commit.sha} says that it is merged.`;
}

async function onlyRecorded(
  run: Pick<Run, 'context' | 'journal'>,
  stack: Stretch['stack'],
  pullRequests: readonly PullRequestStatus[],
): Promise<readonly PullRequestStatus[]> {
  const read = await readReviews(run, stack, { pullRequests, known: new Map() });
  const recorded = new Set(read.filter(isRecorded).map(({ pullRequest }) => pullRequest.number));
  return pullRequests.filter(({ number }) => recorded.has(number));
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
