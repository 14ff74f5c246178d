import type { Review } from './review.ts';

export interface MergedPullRequest {
  readonly number: number;
  /** Last commit of its branch: what was merged. */
  readonly headSha: string;
}

/** A commit of the apply branch that came to it without a pull request. */
export interface DirectCommit {
  readonly sha: string;
  /** First line of its message; empty when that is not known. */
  readonly title: string;
}

/** How a stretch of the apply branch came about, the oldest first. */
export interface Merges {
  readonly pullRequests: readonly MergedPullRequest[];
  readonly direct: readonly DirectCommit[];
  /** Commits, the oldest, that GitHub was not asked about: there were too many. */
  readonly unasked: number;
}

export const NO_MERGES: Merges = { pullRequests: [], direct: [], unasked: 0 };

/** What was reviewed of a merged pull request. */
export type MergeReview =
  | { readonly kind: 'review'; readonly pullRequest: MergedPullRequest; readonly review: Review }
  | { readonly kind: 'no-review'; readonly pullRequest: MergedPullRequest; readonly why: NoReview };

/** Why a pull request counts as not reviewed. */
export type NoReview =
  | { readonly kind: 'never-planned' }
  /** Its last commit was not the one that was planned. */
  | { readonly kind: 'other-commit'; readonly plannedSha: string }
  | { readonly kind: 'unreadable'; readonly why: string };

/** A commit and its parents, as far as the walk along a branch needs it. */
export interface CommitNode {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly title: string;
}

/**
 * The commits of a branch itself, the newest first: what its merges brought in is not among them. `commits` holds
 * everything that `headSha` has and the start of the stretch has not.
 */
export function walkFirstParents(commits: readonly CommitNode[], headSha: string): readonly CommitNode[] {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const walked: CommitNode[] = [];
  for (let next = bySha.get(headSha); next !== undefined; next = bySha.get(next.parents[0] ?? '')) walked.push(next);
  return walked;
}
