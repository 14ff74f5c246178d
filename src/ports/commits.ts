/** A file of a commit, as far as it can be had as text. */
export interface CommittedFile {
  readonly name: string;
  /** Undefined for one that is no text, or too long to be told. */
  readonly text: string | undefined;
}

/** What the repository's commits hold, by GitHub's word. Every method rejects with GitHubUnusable, also for a commit that GitHub does not know. */
export interface Commits {
  /**
   * The commit that stands before this one on its branch: the base, for the commit in which a pull request is merged.
   * Undefined for the first of all.
   */
  findParent(commitSha: string): Promise<string | undefined>;
  /** The commits that have last touched this folder, the newest first, each with what stands before it: at most ten. */
  listTouching(
    commitSha: string,
    folder: string,
  ): Promise<readonly { readonly sha: string; readonly parent: string | undefined }[]>;
  /** Names of the files that lie in this folder; empty where there is no such folder. `folder` is empty for the repository's own. */
  listFiles(commitSha: string, folder: string): Promise<readonly string[]>;
  /** The same with their texts. */
  readFiles(commitSha: string, folder: string): Promise<readonly CommittedFile[]>;
}
