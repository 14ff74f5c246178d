import type { Patience } from './patience.ts';
import type { CommitNode, Merges, PullRequestStatus } from '../domain/review/merges.ts';

/** A comment of ours on a pull request. */
export interface OwnComment {
  /** GitHub's node ID. */
  readonly id: string;
  readonly url: string;
  readonly body: string;
}

/** What this token's identity has written on one pull request, the oldest first. */
export interface Thread {
  readonly prNumber: number;
  /** GitHub's node ID of the pull request. */
  readonly pullRequestId: string;
  readonly comments: readonly OwnComment[];
}

export type CommentChange =
  | { readonly kind: 'create'; readonly pullRequestId: string; readonly body: string }
  | { readonly kind: 'update'; readonly id: string; readonly body: string }
  | { readonly kind: 'delete'; readonly id: string };

/** Comments of ours: those that begin with the hidden line of Lockstep's. Every method rejects with GitHubUnusable. */
export interface Comments {
  /** One question for several pull requests; those that GitHub does not know are left out. */
  list(prNumbers: readonly number[], patience: Patience): Promise<readonly Thread[]>;
  /**
   * Makes these changes of one pull request, in this order and in one request, and answers with the thread as it is after
   * them. How many were made is not known when it rejects: whoever tries again lists first.
   */
  change(prNumber: number, changes: readonly CommentChange[], patience: Patience): Promise<Thread>;
  /** Rewrites comments of any pull requests, in few requests. */
  rewrite(updates: readonly { readonly id: string; readonly body: string }[], patience: Patience): Promise<void>;
}

/** A stretch of a branch, up to `commitSha`. */
export interface Stretch {
  /** Its commits are those that this one has not; `beginning`: all that there are; undefined: `commitSha` alone. */
  readonly since: string | undefined;
  readonly commitSha: string;
  /** The branch that it is a stretch of. */
  readonly branch: string;
  /**
   * How much is asked about: all of it (the default), up to 200 commits; the newest, and more until a pull request is
   * found; the newest alone.
   */
  readonly depth?: 'all' | 'until-merged' | 'newest';
  /** What was answered a moment ago: only the newest commits that no pull request had brought are asked about again. */
  readonly again?: Merges | undefined;
}

/** What GitHub knows of pull requests. Every method rejects with GitHubUnusable. */
export interface PullRequests {
  /**
   * How the stretch came about: every pull request that brought one of the commits that are asked about, and the commits
   * that none has brought. What one into another branch has brought, and none into this one, is told apart. Where somebody has merged by hand, what that has brought in is asked about, too. Rejects when
   * that is not certain: while GitHub calls open what is on the branch already, and (lasting) when it does not know both
   * ends, when they have nothing in common, or none of the newest came by a pull request and there are more.
   */
  findMerged(stretch: Stretch): Promise<Merges>;
  /** What has become of these; numbers that GitHub does not know are left out. */
  findStatuses(numbers: readonly number[]): Promise<readonly PullRequestStatus[]>;
  /**
   * Every commit that `commitSha` has and `since` has not, what its merges have brought in among them, the oldest first;
   * since the `beginning`, the newest 300. Rejects (lasting) when GitHub does not know both, or they have nothing in common.
   */
  listCommits(of: { readonly since: string; readonly commitSha: string }): Promise<readonly CommitNode[]>;
  /** The pull requests whose queued commits `commitSha` holds, which is the head of a merge group of `branch`. */
  findQueued(commitSha: string, branch: string): Promise<readonly number[]>;
}
