import * as v from 'valibot';
import {
  walkFirstParents,
  type CommitNode,
  type DirectCommit,
  type MergedElsewhere,
  type MergedPullRequest,
  type Merges,
  type PullRequestStatus,
} from '../../domain/review/merges.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { PullRequests } from '../../ports/pull-requests.ts';
import { askAgain, type GitHubClient } from './client.ts';
import { listBetween, listStretch, readStretch } from './branch-commits.ts';
import { readPages } from './pages.ts';
import { mayPassSoon } from './translate.ts';

const PullRequest = v.object({
  number: v.number(),
  state: v.string(),
  merged_at: v.nullable(v.string()),
  base: v.object({ ref: v.string() }),
  head: v.object({ sha: v.string() }),
});
const Status = v.object({
  number: v.number(),
  headRefOid: v.string(),
  baseRefName: v.string(),
  closed: v.boolean(),
  merged: v.boolean(),
  mergedAt: v.nullable(v.string()),
  mergeCommit: v.nullable(v.object({ oid: v.string() })),
});
const Statuses = v.object({ repository: v.record(v.string(), v.nullable(Status)) });
const PartialAnswer = v.object({
  data: v.looseObject({ repository: v.looseObject({}) }),
  errors: v.array(v.object({ type: v.optional(v.string()) })),
});
const Refs = v.array(v.object({ ref: v.string(), object: v.object({ sha: v.string() }) }));

/** A token of a workflow may ask 1,000 questions an hour, and every commit of the branch is one. */
const COMMITS_ASKED_AT_MOST = 200;
/** Of these it is told how they came, whatever else is known; what was merged a moment ago is among them. */
const NEWEST = 32;
const AT_ONCE = 8;
/** Of one GraphQL question. */
const NUMBERS_AT_ONCE = 100;
const STATUS_TRIES = 3;

/** How commits came to a branch, as GitHub knows it. */
export function openPullRequests(client: GitHubClient): PullRequests {
  const findMergedBy = async (commitSha: string, branch: string): Promise<Pick<Found, 'by' | 'elsewhere'>> => {
    const asking = { what: `list the pull requests of ${commitSha}`, permission: 'pull-requests: read' };
    return client.ask(asking, async (octokit, options) => {
      const question = { ...client.repository, commit_sha: commitSha, per_page: 100, ...options };
      const list = (page: number) => octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...question, page });
      const found: v.InferOutput<typeof PullRequest>[] = [];
      for await (const data of readPages(list)) found.push(...v.parse(v.array(PullRequest), data));
      const merged = found.flatMap(({ number, head, base, merged_at: mergedAt }) =>
        mergedAt === null ? [] : [{ number, headSha: head.sha, mergedAt, branch: base.ref }],
      );
      const by = merged.flatMap(({ branch: into, ...one }) => (into === branch ? [one] : []));
      const open = found.filter(({ state, base }) => state === 'open' && base.ref === branch);
      // Where one that is merged has brought it, another one may have it, too: not as its head, but for an old answer.
      const stale = merged.length === 0 ? open[0] : open.find(({ head }) => by.length === 0 && head.sha === commitSha);
      if (stale !== undefined) {
        throw new GitHubUnusable(
          `GitHub still calls #${stale.number} open, and its commit ${commitSha} is on ${branch}.`,
        );
      }
      return { by, elsewhere: by.length === 0 ? merged : [] };
    });
  };

  /** Which branch each group of the queue has, by its commit. */
  const listQueue = async (branch: string): Promise<ReadonlyMap<string, number | undefined>> => {
    const prefix = `gh-readonly-queue/${branch}/pr-`;
    const asking = { what: `list the merge queue of ${branch}`, permission: 'contents: read' };
    return client.ask(asking, async (octokit, options) => {
      const question = { ...client.repository, ref: `heads/${prefix}`, ...options };
      const refs = v.parse(Refs, (await octokit.rest.git.listMatchingRefs(question)).data);
      return new Map(refs.map(({ ref, object }) => [object.sha, numberOf(ref, prefix)]));
    });
  };

  return {
    findMerged: async (stretch) => {
      const { branch, depth = 'all', again } = stretch;
      const findSome = (commits: readonly CommitNode[]): Promise<Found[]> =>
        mapSome(commits, async (commit) => ({ commit, ...(await findMergedBy(commit.sha, branch)) }));
      if (again !== undefined) {
        const unexplained = again.direct.map((commit) => ({ ...commit, parents: [] }));
        const asked = await findSome(unexplained.slice(-NEWEST).reverse());
        return addMerges(again, asked.reverse());
      }
      const { line, beside, isCut } = await readStretch(client, stretch);
      const found: Found[] = [];
      const isEnough = (): boolean => depth === 'newest' || (depth === 'until-merged' && hasMerged(found));
      const askFor = async (commits: readonly CommitNode[]): Promise<number> => {
        const rest = commits.slice(0, COMMITS_ASKED_AT_MOST - found.length);
        while (rest.length > 0 && !(found.length >= NEWEST && isEnough())) {
          found.push(...(await findSome(rest.splice(0, AT_ONCE))));
        }
        return commits.length;
      };
      let all = await askFor(line);
      // Whoever has pulled before a push has brought the branch as it was as a second parent, pull requests and all.
      const isJoined = found.some(({ commit, by }) => by.length === 0 && commit.parents.length > 1);
      if (isJoined) all += await askFor(beside);
      const merges = addMerges(NONE, found.reverse());
      const isKnown = merges.pullRequests.length > 0 || depth === 'newest';
      if (!isKnown && (isCut || all > found.length)) {
        throw new GitHubUnusable(
          `none of the ${found.length} newest commits came by a pull request, and ${isCut ? 'the older ones' : `${all - found.length} more`} were not asked about.`,
          { isLasting: true },
        );
      }
      return stretch.since === undefined
        ? merges
        : { ...merges, commits: new Set([...line, ...beside].map(({ sha }) => sha)) };
    },

    findQueued: async (commitSha, branch) => {
      const [commits, numbers] = await Promise.all([listBetween(client, branch, commitSha), listQueue(branch)]);
      // A group's branch ends at the last commit of its pull request; the commits below it are earlier ones of the same.
      return walkFirstParents(commits, commitSha)
        .map(({ sha }) => numbers.get(sha))
        .filter((number) => number !== undefined)
        .reverse();
    },

    findStatuses: (numbers) => findStatuses(client, numbers),

    listCommits: ({ since, commitSha }) => listStretch(client, since, commitSha),
  };
}

export async function findStatuses(
  client: GitHubClient,
  numbers: readonly number[],
): Promise<readonly PullRequestStatus[]> {
  const found: PullRequestStatus[] = [];
  for (let start = 0; start < numbers.length; start += NUMBERS_AT_ONCE) {
    const some = numbers.slice(start, start + NUMBERS_AT_ONCE);
    const asking = { what: 'read what has become of pull requests', permission: 'pull-requests: read' };
    const { repository } = await client.ask(asking, async (octokit, options) => {
      const question = { ...client.repository, ...options };
      const again = { tries: STATUS_TRIES, signal: options.request.signal, isWorthIt: mayPassSoon };
      const ask = () => octokit.graphql(askStatuses(some), question).catch(partialAnswer);
      return v.parse(Statuses, await askAgain(again, ask));
    });
    for (const status of Object.values(repository)) if (status !== null) found.push(describeStatus(status));
  }
  return found;
}

/** What is not there is told as an error beside the rest of the answer. */
export function partialAnswer(error: unknown): unknown {
  const partial = v.safeParse(PartialAnswer, error);
  if (partial.success && partial.output.errors.every(({ type }) => type === 'NOT_FOUND')) return partial.output.data;
  throw error;
}

/** One question for all of them: of each, one by one, an hour's worth would be asked in no time. */
function askStatuses(numbers: readonly number[]): string {
  const fields = 'number headRefOid baseRefName closed merged mergedAt mergeCommit { oid }';
  const each = numbers.map((number) => `p${number}: pullRequest(number: ${number}) { ${fields} }`);
  return `query($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { ${each.join(' ')} } }`;
}

function describeStatus(status: v.InferOutput<typeof Status>): PullRequestStatus {
  const { number, headRefOid: headSha, baseRefName: branch, closed, merged, mergedAt, mergeCommit } = status;
  return {
    number,
    headSha,
    baseBranch: branch,
    closed,
    isMerged: merged,
    // One without a time is never older than what was written.
    mergedAt: merged ? (mergedAt ?? '') : undefined,
    merged: merged && mergeCommit !== null ? { branch, commitSha: mergeCommit.oid } : undefined,
  };
}

/** GitHub alone makes branches under this prefix: `<prefix><number>-<sha of the base>`. */
function numberOf(ref: string, prefix: string): number | undefined {
  const number = /^(\d+)-[0-9a-f]{7,64}$/.exec(ref.slice(`refs/heads/${prefix}`.length))?.[1];
  return number === undefined ? undefined : Number(number);
}

interface Found {
  readonly commit: CommitNode;
  readonly by: readonly MergedPullRequest[];
  /** Those of other branches, where it is by none of this one. */
  readonly elsewhere: readonly MergedElsewhere[];
}

const NONE: Merges = { pullRequests: [], direct: [] };

function hasMerged(found: readonly Found[]): boolean {
  return found.some(({ by }) => by.length > 0);
}

/**
 * What is known with what was found, the oldest first. A rebase brings one pull request in several commits, and one commit
 * may belong to several pull requests.
 */
function addMerges(known: Merges, found: readonly Found[]): Merges {
  const all = [...known.pullRequests, ...found.flatMap(({ by }) => by)];
  const asked = new Set(found.map(({ commit }) => commit.sha));
  const direct = found
    .filter(({ by, elsewhere }) => by.length === 0 && elsewhere.length === 0)
    .map(({ commit: { sha, title, committer } }): DirectCommit => ({ sha, title, committer }));
  const numbers = new Set(all.map(({ number }) => number));
  const beside = [...(known.elsewhere ?? []), ...found.flatMap(({ elsewhere }) => elsewhere)].filter(
    ({ number }) => !numbers.has(number),
  );
  return {
    ...known,
    pullRequests: [...new Map(all.map((pullRequest) => [pullRequest.number, pullRequest])).values()],
    elsewhere: [...new Map(beside.map((pullRequest) => [pullRequest.number, pullRequest])).values()],
    direct: [...known.direct.filter(({ sha }) => !asked.has(sha)), ...direct],
  };
}

async function mapSome<Item, Result>(items: readonly Item[], task: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(task))));
  }
  return results;
}
