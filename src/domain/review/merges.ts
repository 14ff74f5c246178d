import type { Review } from './review.ts';

/** A pull request that was merged, or is queued to be. */
export interface MergedPullRequest {
  readonly number: number;
  /** Last commit of its branch: what was merged. */
  readonly headSha: string;
  /** RFC 3339; undefined while it is not merged. */
  readonly mergedAt?: string | undefined;
  /** The branch that it was merged into, when that is another than the one that is applied. */
  readonly branch?: string;
}

/** What has become of a pull request. */
export interface PullRequestStatus extends MergedPullRequest {
  /** What it is to be merged into, or was; undefined when that is not known. */
  readonly baseBranch?: string;
  /** Merged or not. */
  readonly closed: boolean;
  readonly isMerged: boolean;
  /** The branch it was merged into, and the commit that it became there; undefined while it is not, or GitHub does not say. */
  readonly merged: { readonly branch: string; readonly commitSha: string } | undefined;
}

/** When it was merged; what is not comes last. */
export function mergedMs({ mergedAt }: Pick<MergedPullRequest, 'mergedAt'>): number {
  const atMs = Date.parse(mergedAt ?? '');
  return Number.isNaN(atMs) ? NOT_MERGED_MS : atMs;
}

const NOT_MERGED_MS = Number.MAX_SAFE_INTEGER;

export function isMergedAtKnown(pullRequest: Pick<MergedPullRequest, 'mergedAt'>): boolean {
  return mergedMs(pullRequest) < NOT_MERGED_MS;
}

/** A commit of the apply branch that came to it without a pull request. */
export interface DirectCommit {
  readonly sha: string;
  /** First line of its message; empty when that is not known. */
  readonly title: string;
  /** GitHub itself, as of whatever it merges, or somebody with a Git of their own; undefined when that is not known. */
  readonly committer?: Committer | undefined;
}

type Committer = 'github' | 'somebody';

/** A pull request whose commits came to the apply branch in another way than by its own merge. */
export type MergedElsewhere = MergedPullRequest & { readonly branch: string };

/** How a stretch of the apply branch came about, the oldest first. */
export interface Merges {
  readonly pullRequests: readonly MergedPullRequest[];
  /** Those of the commits that no pull request of the branch has brought. */
  readonly elsewhere?: readonly MergedElsewhere[];
  readonly direct: readonly DirectCommit[];
  /** Every commit of it, with what its merges have brought in; undefined where one commit alone was asked about. */
  readonly commits?: ReadonlySet<string>;
}

/** What was reviewed of a pull request whose changes are to be applied. */
export type MergeReview =
  | { readonly kind: 'review'; readonly pullRequest: MergedPullRequest; readonly review: Review }
  | { readonly kind: 'no-review'; readonly pullRequest: MergedPullRequest; readonly why: NoReview };

/** Why a pull request counts as not reviewed. */
export type NoReview =
  | { readonly kind: 'never-planned' }
  /** Its last commit was not the one that was planned. */
  | { readonly kind: 'other-commit'; readonly plannedSha: string }
  /** `pr-state: empty`: everything was new, so what is destroyed was not seen. */
  | { readonly kind: 'planned-on-empty' }
  /** Its plan was to destroy everything and this one is not, or the other way round. */
  | { readonly kind: 'other-mode'; readonly wasDestroy: boolean; readonly hasChanges: boolean }
  /** A plan of the same commit has begun after it, and nobody could see what that came to. */
  | { readonly kind: 'taken-back'; readonly runUrl: string }
  /** It is in what was applied last, and a review, if there was one, went with that. */
  | { readonly kind: 'applied' }
  /** It was written when the pull request was merged already. */
  | { readonly kind: 'late' }
  /** A later Lockstep wrote it, in a version that this one does not know. */
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Whether a plan of it is on record, whatever that counts for. */
export function isRecorded(merge: MergeReview): boolean {
  return merge.kind === 'review' || (merge.why.kind !== 'never-planned' && merge.why.kind !== 'applied');
}

/** The pull request that GitHub names in the title of the commit that it makes of it. Anybody may write such a title. */
export function numberInTitle({ title, committer }: Pick<DirectCommit, 'title' | 'committer'>): number | undefined {
  if (committer === 'somebody') return undefined;
  const [, squashed, merged] = /\(#(\d+)\)\s*$|^Merge pull request #(\d+) from /.exec(title) ?? [];
  const number = squashed ?? merged;
  return number === undefined ? undefined : Number(number);
}

/** A commit and its parents, as far as the walk along a branch needs it. */
export interface CommitNode {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly title: string;
  readonly committer?: Committer | undefined;
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
