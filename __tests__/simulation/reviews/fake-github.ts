import { GitHubClient } from '../../../src/adapters/github/client.ts';
import type { Octokit } from '../../../src/adapters/github/octokit.ts';
import { translate } from '../../../src/adapters/github/translate.ts';
import type { FakeClock } from '../../support/fakes/fake-clock.ts';
import type { Commits } from './commits.ts';

/** The one that is applied, and one that comes to it by a merge of somebody's. */
export type Branch = 'main' | 'develop';

/** A pull request as GitHub knows it at one time. */
export interface PullRequestFacts {
  readonly number: number;
  readonly headSha: string;
  readonly state: 'open' | 'closed' | 'merged';
  /** What it is to be merged into, or was. */
  readonly base: Branch;
  /** RFC 3339. */
  readonly mergedAt: string | undefined;
  /** What it became on the branch. */
  readonly mergeCommit: string | undefined;
  /** Those of its own branch, and those that a merge has put on the other one. */
  readonly commits: readonly string[];
}

/** How GitHub answers one kind of question in one run. */
export interface Trouble {
  /** Its answers are as old as that. */
  readonly lagMs: number;
  /** So many of them are a 502 before the first that is none. */
  readonly failing: number;
}

export type Question = 'statuses' | 'pulls' | 'compare';
export type Weather = Readonly<Record<Question, Trouble>> & {
  /** What it calls the pull request of a commit whose merge it does not know yet: its own open one, or none. */
  readonly late: 'open' | 'none';
};

/** What a run waits for it. */
export const WAITS_MS = 60_000;

const STILL: Trouble = { lagMs: 0, failing: 0 };
export const CLEAR: Weather = { statuses: STILL, pulls: STILL, compare: STILL, late: 'none' };

export function isUpToDate({ statuses, pulls, compare }: Weather): boolean {
  return [statuses, pulls, compare].every(({ lagMs }) => lagMs === 0);
}

export function isClear(weather: Weather): boolean {
  const { statuses, pulls, compare } = weather;
  return isUpToDate(weather) && [statuses, pulls, compare].every(({ failing }) => failing === 0);
}

/** Whether it says, within the time that a run waits, all that it is asked. */
export function isAnswered({ statuses, pulls, compare }: Weather): boolean {
  return [statuses, pulls, compare].every(({ lagMs, failing }) => failing < Infinity && lagMs < WAITS_MS);
}

/** What GitHub tells Lockstep's own client, of a history that it has the times of. */
export class FakeGitHub {
  readonly #commits: Commits;
  readonly #clock: Pick<FakeClock, 'monotonicMs'>;
  /** The newest last. */
  readonly #times: { readonly atMs: number; readonly pullRequests: ReadonlyMap<number, PullRequestFacts> }[] = [];

  constructor(commits: Commits, clock: Pick<FakeClock, 'monotonicMs'>) {
    this.#commits = commits;
    this.#clock = clock;
  }

  /** Every pull request as it is now. */
  get pullRequests(): ReadonlyMap<number, PullRequestFacts> {
    return this.#at(0);
  }

  /** The merges that nothing has told of in this weather: no answer, and no title of a commit. */
  untold({ statuses }: Weather): ReadonlySet<number> {
    const then = this.#at(statuses.lagMs);
    const isUntold = ({ number, mergeCommit }: PullRequestFacts): boolean =>
      mergeCommit !== undefined &&
      this.#commits.titleOf(mergeCommit) === undefined &&
      then.get(number)?.state !== 'merged';
    return new Set([...this.pullRequests.values()].filter(isUntold).map(({ number }) => number));
  }

  note(facts: PullRequestFacts): void {
    const pullRequests = new Map(this.pullRequests).set(facts.number, facts);
    this.#times.push({ atMs: this.#clock.monotonicMs(), pullRequests });
  }

  /** `onAnswer` is told of each answer before it is given. */
  connect(weather: Weather, head: () => string, onAnswer: (to: Question) => void = () => undefined): GitHubClient {
    const left = { statuses: weather.statuses.failing, pulls: weather.pulls.failing, compare: weather.compare.failing };
    const answer = async <T>(to: Question, make: () => T): Promise<{ data: T; headers: object }> => {
      left[to] -= 1;
      if (left[to] >= 0) throw statusError(502, 'Bad gateway');
      const data = make();
      onAnswer(to);
      return { data, headers: {} };
    };
    return new AnsweredClient({
      graphql: async (query: string) => {
        const { data } = await answer('statuses', () => this.#statuses(query, weather.statuses.lagMs));
        return data;
      },
      rest: {
        repos: {
          compareCommitsWithBasehead: ({ basehead }: { readonly basehead: string }) => {
            const [base = '', commit = ''] = basehead.split('...');
            return answer('compare', () => this.#compare(base === 'main' ? head() : base, commit));
          },
          listCommits: ({ sha }: { readonly sha: string }) =>
            answer('compare', () => this.#listed(undefined, sha).toReversed()),
          listPullRequestsAssociatedWithCommit: ({ commit_sha: sha }: { readonly commit_sha: string }) =>
            answer('pulls', () => this.#pullsOf(sha, weather)),
        },
        actions: { getWorkflowRunAttempt: async () => ({ data: { status: 'completed' }, headers: {} }) },
      },
    });
  }

  #at(lagMs: number): ReadonlyMap<number, PullRequestFacts> {
    const thenMs = this.#clock.monotonicMs() - lagMs;
    const then =
      this.#times.findLast(({ atMs }) => atMs <= thenMs)?.pullRequests ?? new Map<number, PullRequestFacts>();
    if (lagMs < WAITS_MS) return then;
    // That there is one it knows, however late it hears of its merge.
    const opened = this.#times.toReversed().flatMap(({ pullRequests }) => [...pullRequests]);
    return new Map([...opened, ...then]);
  }

  #statuses(query: string, lagMs: number): object {
    const known = this.#at(lagMs);
    const asked = [...query.matchAll(/pullRequest\(number: (\d+)\)/g)].map(([, number]) => Number(number));
    const repository = asked.map((number) => {
      const facts = known.get(number);
      return [`p${number}`, facts === undefined ? null : statusOf(facts)];
    });
    return { repository: Object.fromEntries(repository) as object };
  }

  #compare(base: string, commitSha: string): object {
    const status = this.#commits.compare(base, commitSha);
    if (status === 'unrelated') throw statusError(404, `No common ancestor between ${base} and ${commitSha}.`);
    const commits = this.#listed(base, commitSha);
    return { status, total_commits: commits.length, commits };
  }

  /** The oldest first. */
  #listed(base: string | undefined, head: string): readonly object[] {
    return this.#commits.between(base, head).map(({ sha, parents, title }) => ({
      sha,
      commit: { message: title ?? 'fix', committer: { email: 'octocat@github.com' } },
      committer: { login: title === undefined ? 'octocat' : 'web-flow' },
      parents: parents.map((parent) => ({ sha: parent })),
    }));
  }

  #pullsOf(sha: string, { pulls, late }: Weather): readonly object[] {
    const then = this.#at(pulls.lagMs);
    // Where no title tells of a merge either, nobody could ever tell it from a push.
    const isTitled = this.#commits.titleOf(sha) !== undefined;
    const whose = late === 'open' || (pulls.lagMs >= WAITS_MS && !isTitled) ? this.pullRequests : then;
    return [...whose.values()]
      .filter(({ commits }) => commits.includes(sha))
      .flatMap(({ number }) => then.get(number) ?? [])
      .map(({ number, headSha, state, base, mergedAt }) => ({
        number,
        state: state === 'open' ? 'open' : 'closed',
        merged_at: mergedAt ?? null,
        base: { ref: base },
        head: { sha: headSha },
      }));
  }
}

function statusOf({ number, headSha, state, base, mergedAt, mergeCommit }: PullRequestFacts): object {
  return {
    number,
    headRefOid: headSha,
    baseRefName: base,
    closed: state !== 'open',
    merged: state === 'merged',
    mergedAt: mergedAt ?? null,
    mergeCommit: mergeCommit === undefined ? null : { oid: mergeCommit },
  };
}

function statusError(status: number, message: string): Error {
  return Object.assign(new Error(message), { status, response: { headers: {} } });
}

const NEVER = new AbortController().signal;
const PATIENCE = { signal: NEVER, mayWait: () => false };

/** Lockstep's own client, which is answered at once. */
class AnsweredClient extends GitHubClient {
  readonly #octokit: Octokit;

  constructor(octokit: object) {
    const journal = { info: () => undefined, warning: () => undefined };
    const { token, apiUrl, mayLoad } = { token: 'ghs_model', apiUrl: '', mayLoad: Promise.resolve() };
    super({ token, apiUrl, mayLoad, repository: 'octo/infra', journal, patience: PATIENCE });
    this.#octokit = octokit as Octokit;
  }

  override async ask<T>(...[asking, send]: Parameters<GitHubClient['ask']>): Promise<T> {
    try {
      return (await send(this.#octokit, { request: { signal: NEVER, onLimit: () => false } })) as T;
    } catch (error) {
      throw translate(asking, error);
    }
  }
}
