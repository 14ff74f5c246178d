/** A file of a commit, as far as it can be had as text. */
export interface CommittedFile {
  readonly name: string;
  /** Undefined for one that is no text, or too long to be told. */
  readonly text: string | undefined;
  /** Why it cannot be had, for people. */
  readonly why?: string;
}

/** Ten of the commits that have touched a folder, each with what stands before it. */
interface TouchingPage {
  readonly commits: readonly { readonly sha: string; readonly parent: string | undefined }[];
  /** For the next page; undefined where there is none. */
  readonly next: string | undefined;
}

/** What the repository's commits hold, by GitHub's word. Every method rejects with GitHubUnusable, also for a commit that GitHub does not know. */
export interface Commits {
  /**
   * The commit that stands before this one on its branch: the base, for the commit in which a pull request is merged.
   * Undefined for the first of all.
   */
  findParent(commitSha: string): Promise<string | undefined>;
  /**
   * The commits that have touched this folder, the newest first: those behind `after`, which an earlier page gave. The folder
   * of the repository itself is touched by every commit.
   */
  listTouching(commitSha: string, folder: string, after?: string): Promise<TouchingPage>;
  /**
   * What this folder is called where none of the folders is a symbolic link: itself, unless one is. Whatever lies there.
   * Rejects, as all methods below, where a link leads out of the repository.
   */
  followFolder(commitSha: string, folder: string): Promise<string>;
  /**
   * Names of the files that lie in this folder, links among them; empty where there is no such folder. `folder` is empty for
   * the repository's own. A folder that is a link is what it leads to, as a checkout has it.
   */
  listFiles(commitSha: string, folder: string): Promise<readonly string[]>;
  /** The same with their texts, those of the files that links lead to. */
  readFiles(commitSha: string, folder: string): Promise<readonly CommittedFile[]>;
}
