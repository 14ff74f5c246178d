/** What the demo leaves behind for the page and the pictures: plain data, written as JSON. */
export interface StoryRecord {
  readonly repository: string;
  /** As Terraform names the holder of a lock that is taken on this machine. */
  readonly who: string;
  readonly moments: readonly Moment[];
  readonly conversations: readonly Conversation[];
  readonly production: Production;
  /** What lies at the pull requests' state keys at the end. */
  readonly leftovers: readonly string[];
}

export interface Moment {
  readonly atMs: number;
  /** A person, a run, or the comment of a pull request. */
  readonly who: string;
  readonly text: string;
  /** Then the text is the comment's first line, and the facts stand below it. */
  readonly isComment: boolean;
  readonly facts: readonly string[];
}

export interface Conversation {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly branch: string;
  readonly description: string;
  readonly comments: readonly CommentRecord[];
  readonly merged: { readonly atMs: number; readonly sha: string } | undefined;
}

export interface CommentRecord {
  readonly author: string;
  readonly versions: readonly { readonly atMs: number; readonly body: string }[];
}

export interface Production {
  readonly serial: number;
  readonly resources: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
}
