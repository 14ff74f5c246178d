import {
  isRecorded,
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
import { orderMerges } from './order-merges.ts';
import { readReviews } from './read-reviews.ts';
import { listReviewed, type ReviewKeys } from './records.ts';
import { describeUnheard, namedIn } from './unheard.ts';

export interface Stretch {
  readonly stack: Pick<Stack, 'backend' | 'prod' | 'prPaths' | 'prAddress'>;
  readonly begin: StretchBegin;
  readonly commitSha: string;
  /** The commit whose apply was the last to end well; what was seen first may be later than what is merged and not applied. */
  readonly applied: string | undefined;
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
  { stack, begin, commitSha, applied }: Stretch,
  carried: readonly MergeReview[],
): Promise<Sources> {
  const listed = await listReviewed(run, stack);
  const known = new Set(carried.map(({ pullRequest }) => pullRequest.number));
  const since = begin.kind === 'known' ? begin.after : undefined;
  // Where the records are known, one that is merged decides it, and more only tell where else changes come from.
  const depth = listed === 'denied' ? 'all' : known.size > 0 ? 'newest' : 'until-merged';
  const withRecord = listed === 'denied' ? [] : [...listed.keys()].filter((number) => !known.has(number));
  const stretch = { since, commitSha, branch: applyBranch(run), depth } as const;
  const { ask, askStatuses } = openStretch(run, { stretch, withRecord, known });
  /** Only a review makes a difference where it stops anyway, or where one of another branch is like a push. */
  const findWaitedFor = async ({ merges, unheard }: Answer): Promise<Unheard | undefined> => {
    const isStopped = merges.pullRequests.length + carried.length > 0;
    const certain = isStopped ? undefined : unheard.find(({ isOfBranch }) => isOfBranch);
    if (certain !== undefined || unheard.length === 0) return certain;
    if (listed !== 'denied') return unheard.find(({ status }) => listed.has(status.number));
    const read = await readReviews(run, stack, {
      pullRequests: unheard.map(({ status }) => status),
      known: new Map(),
    });
    const recorded = new Set(read.filter(isRecorded).map(({ pullRequest }) => pullRequest.number));
    return unheard.find(({ status }) => recorded.has(status.number));
  };
  // A merge of a moment ago may not be known yet.
  const settled = await untilSettled(
    run,
    async () => {
      const answer = await ask();
      return { answer, waitedFor: await findWaitedFor(answer) };
    },
    ({ answer: { merges, behind }, waitedFor }) =>
      behind === undefined && waitedFor === undefined && (isOld(run) || isExplained(merges, commitSha)),
  );
  const heard = async (): Promise<Answer> => {
    const answer = await askStatuses(settled.answer.merges);
    const waitedFor = await findWaitedFor(answer);
    if (waitedFor !== undefined) throw new GitHubUnusable(waitedFor.why);
    return answer;
  };
  const { merges: found, behind } =
    settled.waitedFor === undefined ? settled.answer : await untilGitHubAnswers(run, heard);
  if (behind !== undefined && found.pullRequests.length === 0 && carried.length === 0) {
    throw new GitHubUnusable(
      `GitHub still calls #${behind.number} open, and its commit ${behind.headSha} is in this one.`,
    );
  }
  const { pullRequests, elsewhere = [] } = found;
  const isOther = ({ number }: MergedPullRequest): boolean => !known.has(number);
  const others = await readOthers(run, stack, { others: pullRequests.filter(isOther), listed });
  // One of another branch counts where this stack was planned for it: it was reviewed like any other.
  const beside = await readOthers(run, stack, { others: elsewhere.filter(isOther), listed });
  const planned = beside.filter(isRecorded);
  const isPlanned = ({ number }: MergedPullRequest): boolean =>
    known.has(number) || planned.some(({ pullRequest }) => pullRequest.number === number);
  return {
    stretch: {
      ...found,
      pullRequests: [...pullRequests, ...planned.map(({ pullRequest }) => pullRequest)],
      elsewhere: elsewhere.filter((one) => !isPlanned(one)),
    },
    merges: await untilGitHubAnswers(run, () =>
      orderMerges(run, [...carried, ...others, ...planned], { commitSha, applied }),
    ),
    noBegin: begin.kind === 'known' ? undefined : begin.why,
  };
}

interface Unheard {
  readonly status: PullRequestStatus;
  /** It is to be merged into the apply branch. */
  readonly isOfBranch: boolean;
  /** Why it seems to be merged here, and GitHub does not say so yet. */
  readonly why: string;
}

interface Answer {
  readonly merges: Merges;
  /** One that has a record, and that GitHub calls open although its head is in the stretch. */
  readonly behind: PullRequestStatus | undefined;
  readonly unheard: readonly Unheard[];
}

/**
 * Asks how the stretch came about, and beside it what has become of the pull requests that have a record, and of those
 * that a commit of it names that none has brought. Of these alone it can be asked again.
 */
function openStretch(
  run: Pick<Run, 'pullRequests'>,
  {
    stretch,
    withRecord,
    known,
  }: {
    readonly stretch: BranchStretch;
    readonly withRecord: readonly number[];
    readonly known: ReadonlySet<number>;
  },
): { readonly ask: () => Promise<Answer>; readonly askStatuses: (found: Merges) => Promise<Answer> } {
  const { branch } = stretch;
  const findStatuses = async (numbers: readonly number[]): Promise<readonly PullRequestStatus[]> =>
    numbers.length === 0 ? [] : run.pullRequests.findStatuses(numbers);
  const judge = async (found: Merges, ofRecords: readonly PullRequestStatus[]): Promise<Answer> => {
    const named = namedIn(found.direct);
    const asked = new Set([...withRecord, ...known]);
    const statuses = [...ofRecords, ...(await findStatuses([...named.keys()].filter((number) => !asked.has(number))))];
    const isIn = (sha: string): boolean => sha === stretch.commitSha || found.commits?.has(sha) === true;
    // GitHub may know of a merge in one place, and not yet in the other.
    const merged = statuses.flatMap(({ number, headSha, mergedAt, merged: into }) =>
      into === undefined || !isIn(into.commitSha) ? [] : [{ number, headSha, mergedAt, ...into }],
    );
    const explained = new Set(merged.map((one) => one.commitSha));
    const here = merged.filter((one) => one.branch === branch);
    const all = [
      ...found.pullRequests,
      ...here.map(({ number, headSha, mergedAt }) => ({ number, headSha, mergedAt })),
    ];
    const away = merged.filter((one) => one.branch !== branch);
    const elsewhere = [
      ...(found.elsewhere ?? []),
      ...away.map(({ number, headSha, mergedAt, branch: into }) => ({ number, headSha, mergedAt, branch: into })),
    ];
    const numbers = new Set([...all, ...elsewhere].map(({ number }) => number));
    const isOfBranch = ({ baseBranch = branch }: PullRequestStatus): boolean => baseBranch === branch;
    return {
      merges: {
        ...found,
        pullRequests: [...new Map(all.map((one) => [one.number, one])).values()],
        elsewhere: [...new Map(elsewhere.map((one) => [one.number, one])).values()],
        direct: found.direct.filter(({ sha }) => !explained.has(sha)),
      },
      behind: statuses.find(
        (status) => isOfBranch(status) && withRecord.includes(status.number) && !status.closed && isIn(status.headSha),
      ),
      unheard: statuses.flatMap((status) => {
        const mayBeIn = !numbers.has(status.number) && (isOfBranch(status) || named.has(status.number));
        const why = mayBeIn ? describeUnheard(status, named) : undefined;
        return why === undefined ? [] : [{ status, isOfBranch: isOfBranch(status), why }];
      }),
    };
  };
  let again: Merges | undefined;
  return {
    ask: async () => {
      const [found, ofRecords] = await Promise.all([
        run.pullRequests.findMerged({ ...stretch, again }),
        findStatuses(withRecord),
      ]);
      again = found;
      return judge(found, ofRecords);
    },
    askStatuses: async (found) => judge(found, await findStatuses(withRecord)),
  };
}

/** Whether it is known which pull request has brought the commit, to whichever branch. */
function isExplained({ pullRequests, elsewhere = [], direct }: Merges, commitSha: string): boolean {
  return pullRequests.length + elsewhere.length > 0 && direct.every(({ sha }) => sha !== commitSha);
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
