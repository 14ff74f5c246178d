/** A comment of ours on a pull request. */
export interface OwnComment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
}

/** The comments that this token's identity has written. */
export interface Comments {
  /** The first comment with this marker that we wrote ourselves, on any page. */
  find(prNumber: number, marker: string, signal: AbortSignal): Promise<OwnComment | undefined>;
  create(prNumber: number, body: string, signal: AbortSignal): Promise<OwnComment>;
  update(comment: OwnComment, body: string, signal: AbortSignal): Promise<OwnComment>;
}

export interface MergedPullRequest {
  readonly number: number;
  readonly headSha: string;
}

/** What GitHub knows of pull requests. */
export interface PullRequests {
  /** The merged pull requests that brought this commit to `baseBranch`. */
  findMergedBy(commitSha: string, baseBranch: string): Promise<readonly MergedPullRequest[]>;
}
