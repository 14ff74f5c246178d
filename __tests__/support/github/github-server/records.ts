/** What the repository holds: pull requests, comments, commits, runs. No HTTP and no JSON shapes in here. */
import { createHash } from 'node:crypto';
import { CommitHistory } from './history.ts';

export interface NewPullRequest {
  readonly number: number;
  readonly title?: string;
  readonly author?: string;
  readonly headSha: string;
  readonly headRef?: string;
  readonly baseRef?: string;
  readonly state?: 'open' | 'closed';
  readonly merged?: boolean;
  /** Made up when a merged pull request does not name it: GitHub always has one. */
  readonly mergeCommitSha?: string;
  readonly fork?: boolean;
  readonly draft?: boolean;
  /** What a squash or rebase put on the base branch. */
  readonly commits?: readonly string[];
}

export type PullRequestRecord = Readonly<
  Required<Omit<NewPullRequest, 'mergeCommitSha'>> & {
    mergeCommitSha: string | null;
    createdAtMs: number;
    updatedAtMs: number;
    closedAtMs: number | null;
  }
>;

export interface CommentRecord {
  readonly id: number;
  readonly pullNumber: number;
  readonly author: string;
  readonly body: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface CommentChange {
  readonly atMs: number;
  readonly commentId: number;
  readonly kind: 'created' | 'updated' | 'deleted';
  readonly body: string;
}

export interface NewRun {
  readonly id: number;
  /** A later attempt of the same run leaves the earlier ones readable. */
  readonly attempt?: number;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: string | null;
  readonly actor?: string;
  readonly headSha?: string;
  readonly headBranch?: string;
  readonly event?: string;
  readonly name?: string;
  /** Names of its jobs, all in the state of the run. */
  readonly jobs?: readonly string[];
}

export type RunRecord = Readonly<Required<NewRun> & { createdAtMs: number; updatedAtMs: number }>;

const NOBODY = '0'.repeat(40);

/** GitHub tells whole seconds; nobody reviews and merges a plan within one. */
function nextSecond(atMs: number): number {
  return Math.ceil((atMs + 1) / 1000) * 1000;
}

export class RepositoryRecords {
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly commits = new CommitHistory();
  readonly #pullRequests = new Map<number, PullRequestRecord>();
  readonly #comments = new Map<number, CommentRecord>();
  readonly #changes: (CommentChange & { readonly pullNumber: number })[] = [];
  readonly #runs = new Map<number, Map<number, RunRecord>>();
  readonly #branches = new Map<string, string>();
  // Real IDs have outgrown 32 bits: whoever squeezes them into one should notice.
  #lastCommentId = 4_300_000_000;

  constructor(fullName: string, defaultBranch: string) {
    this.fullName = fullName;
    this.defaultBranch = defaultBranch;
  }

  addPullRequest(pull: NewPullRequest): void {
    const atMs = Date.now();
    const merged = pull.merged ?? false;
    const closed = merged || pull.state === 'closed';
    this.#keep({
      title: `Pull request ${pull.number}`,
      author: 'octocat',
      headRef: `change-${pull.number}`,
      baseRef: this.defaultBranch,
      fork: false,
      draft: false,
      commits: [],
      ...pull,
      merged,
      state: pull.state ?? (closed ? 'closed' : 'open'),
      mergeCommitSha: pull.mergeCommitSha ?? (merged ? inventSha(`merge of ${pull.number}`) : null),
      createdAtMs: atMs,
      updatedAtMs: atMs,
      closedAtMs: closed ? nextSecond(atMs) : null,
    });
  }

  updatePullRequest(number: number, patch: Partial<Omit<NewPullRequest, 'number'>>): void {
    const before = this.#pullRequests.get(number);
    if (before === undefined) throw new Error(`There is no pull request ${number} to update`);
    const atMs = Date.now();
    const merged = patch.merged ?? before.merged;
    const state = patch.state ?? (patch.merged === true ? 'closed' : before.state);
    this.#keep({
      ...before,
      ...patch,
      merged,
      state,
      mergeCommitSha:
        patch.mergeCommitSha ?? before.mergeCommitSha ?? (merged ? inventSha(`merge of ${number}`) : null),
      updatedAtMs: atMs,
      closedAtMs: state === 'closed' ? (before.closedAtMs ?? nextSecond(atMs)) : null,
    });
  }

  pullRequest(number: number): PullRequestRecord | undefined {
    return this.#pullRequests.get(number);
  }

  pullRequests(): readonly PullRequestRecord[] {
    return [...this.#pullRequests.values()];
  }

  /**
   * As GitHub puts it: the merged pull request that introduced a commit of the default branch, and for a commit that is
   * not there, every open or merged one that has it.
   */
  pullRequestsOf(sha: string): readonly PullRequestRecord[] {
    const withIt = this.pullRequests().filter(
      (pull) => pull.headSha === sha || pull.commits.includes(sha) || (pull.merged && pull.mergeCommitSha === sha),
    );
    const isLanded = (pull: PullRequestRecord): boolean =>
      pull.merged && pull.baseRef === this.defaultBranch && (pull.mergeCommitSha === sha || pull.commits.includes(sha));
    const onDefaultBranch = withIt.some(isLanded) || this.commits.reaches(this.headOf(this.defaultBranch), sha);
    return withIt.filter((pull) => pull.merged || (!onDefaultBranch && pull.state === 'open'));
  }

  addComment(pullNumber: number, author: string, body: string): CommentRecord {
    if (!this.#pullRequests.has(pullNumber)) throw new Error(`There is no pull request ${pullNumber} to comment on`);
    const atMs = Date.now();
    this.#lastCommentId += 1;
    const comment = { id: this.#lastCommentId, pullNumber, author, body, createdAtMs: atMs, updatedAtMs: atMs };
    this.#comments.set(comment.id, comment);
    this.#changes.push({ atMs, commentId: comment.id, kind: 'created', body, pullNumber });
    return comment;
  }

  updateComment(before: CommentRecord, body: string): CommentRecord {
    const comment = { ...before, body, updatedAtMs: Date.now() };
    this.#comments.set(comment.id, comment);
    const { id, pullNumber, updatedAtMs } = comment;
    this.#changes.push({ atMs: updatedAtMs, commentId: id, kind: 'updated', body, pullNumber });
    return comment;
  }

  deleteComment({ id, pullNumber, body }: CommentRecord): void {
    this.#comments.delete(id);
    this.#changes.push({ atMs: Date.now(), commentId: id, kind: 'deleted', body, pullNumber });
  }

  comment(id: number): CommentRecord | undefined {
    return this.#comments.get(id);
  }

  commentsOn(pullNumber: number): readonly CommentRecord[] {
    return [...this.#comments.values()].filter((comment) => comment.pullNumber === pullNumber);
  }

  changesOn(pullNumber: number): readonly CommentChange[] {
    return this.#changes
      .filter((change) => change.pullNumber === pullNumber)
      .map(({ atMs, commentId, kind, body }) => ({ atMs, commentId, kind, body }));
  }

  addCommit({ sha, parents = [], message, isMadeByGitHub = false, files = {}, links = [] }: NewCommit): void {
    const words = message ?? `Commit ${sha.slice(0, 7)}`;
    this.commits.add({ sha, parents, message: words, isMadeByGitHub, files, links, atMs: Date.now() });
  }

  setBranch(name: string, sha: string): void {
    this.#branches.set(name, sha);
    this.mention(sha);
  }

  /** Those that a test has put somewhere, by name. */
  branches(): readonly (readonly [string, string])[] {
    return [...this.#branches].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  /** All zeros, as in Git, when nobody said where the branch is. */
  headOf(branch: string): string {
    const pull = this.pullRequests().findLast((candidate) => candidate.headRef === branch && !candidate.fork);
    return this.#branches.get(branch) ?? pull?.headSha ?? NOBODY;
  }

  addRun(run: NewRun): void {
    const attempt = run.attempt ?? 1;
    const atMs = Date.now();
    const record: RunRecord = {
      conclusion: run.status === 'completed' ? 'success' : null,
      actor: 'octocat',
      headSha: this.headOf(this.defaultBranch),
      headBranch: this.defaultBranch,
      event: 'push',
      name: 'Terraform',
      jobs: ['terraform'],
      ...run,
      attempt,
      createdAtMs: atMs,
      updatedAtMs: atMs,
    };
    const attempts = this.#runs.get(run.id) ?? new Map<number, RunRecord>();
    this.#runs.set(run.id, attempts.set(attempt, record));
  }

  /** Changes the latest attempt, or the one that is named. */
  updateRun(id: number, patch: Partial<Omit<NewRun, 'id'>>): void {
    const before = this.run(id, patch.attempt);
    if (before === undefined) throw new Error(`There is no such attempt of run ${id} to update`);
    const conclusion =
      patch.conclusion ?? (patch.status === 'completed' ? (before.conclusion ?? 'success') : before.conclusion);
    this.#runs.get(id)?.set(before.attempt, { ...before, ...patch, conclusion, updatedAtMs: Date.now() });
  }

  /** The latest attempt when none is named. */
  run(id: number, attempt?: number): RunRecord | undefined {
    const attempts = this.#runs.get(id);
    return attempts?.get(attempt ?? Math.max(...attempts.keys()));
  }

  #keep(pull: PullRequestRecord): void {
    this.#pullRequests.set(pull.number, pull);
    for (const sha of [pull.headSha, pull.mergeCommitSha, ...pull.commits]) {
      if (sha !== null) this.mention(sha);
    }
  }

  /** A commit that something points at exists, even if no test cares for its parents. */
  mention(sha: string): void {
    if (this.commits.get(sha) === undefined) this.addCommit({ sha });
  }
}

export interface NewCommit {
  readonly sha: string;
  readonly parents?: readonly string[];
  readonly message?: string;
  /** As what is merged or edited on its pages. */
  readonly isMadeByGitHub?: boolean;
  /** Texts by their paths. */
  readonly files?: Readonly<Record<string, string>>;
  /** Those of the files that are symbolic links: their text is where they lead. */
  readonly links?: readonly string[];
}

function inventSha(of: string): string {
  return createHash('sha1').update(of).digest('hex');
}
