import type { Patience } from './patience.ts';
import type { CommitNode, Merges, PullRequestStatus } from '../domain/review/merges.ts';

/** A comment of ours on a pull request. */
export interface OwnComment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
}

/** The comments that this token's identity has written. Every method rejects with GitHubUnusable. */
export interface Comments {
  /** The first comment with this marker that we wrote ourselves, on any page. */
  find(prNumber: number, marker: string, patience: Patience): Promise<OwnComment | undefined>;
  /** As it is now; undefined when somebody has deleted it. */
  read(comment: OwnComment, patience: Patience): Promise<OwnComment | undefined>;
  create(prNumber: number, body: string, patience: Patience): Promise<OwnComment>;
  update(comment: OwnComment, body: string, patience: Patience): Promise<OwnComment>;
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
