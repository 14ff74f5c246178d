import type { CommitOrder } from '../../../src/ports/runs.ts';
import type { Code } from './code.ts';

export interface Commit {
  readonly sha: string;
  /** The first is what the branch was at. */
  readonly parents: readonly string[];
  readonly code: Code;
  /** Of what GitHub has made; undefined when somebody has made it. */
  readonly title: string | undefined;
}

interface Kept extends Commit {
  /** It and all that it stands on. */
  readonly reach: ReadonlySet<string>;
}

/** Every commit that there ever was, the oldest first: GitHub forgets none. */
export class Commits {
  readonly #commits = new Map<string, Kept>();
  readonly #first: string;

  /** `first`: a digit that all of its names begin with. */
  constructor(first: string) {
    this.#first = first;
  }

  add(parents: readonly string[], code: Code, title?: string): string {
    const sha = (this.#commits.size + 1).toString(16).padStart(40, this.#first);
    const reach = new Set([sha, ...parents.flatMap((parent) => [...this.#of(parent).reach])]);
    this.#commits.set(sha, { sha, parents, code, title, reach });
    return sha;
  }

  /** Which of two was made first. */
  order(one: string | undefined, other: string | undefined): number {
    const made = [...this.#commits.keys()];
    return made.indexOf(one ?? '') - made.indexOf(other ?? '');
  }

  codeOf(sha: string): Code {
    return this.#of(sha).code;
  }

  titleOf(sha: string): string | undefined {
    return this.#of(sha).title;
  }

  /** The commits that a branch went through, the newest first. */
  firstParents(sha: string): readonly string[] {
    const [first] = this.#of(sha).parents;
    return first === undefined ? [sha] : [sha, ...this.firstParents(first)];
  }

  /** Whether `head` is this commit, or stands on it. */
  isIn(sha: string, head: string): boolean {
    return this.#of(head).reach.has(sha);
  }

  /** What `head` has and `base` has not; without a base all that it has. */
  between(base: string | undefined, head: string): readonly Commit[] {
    const { reach } = this.#of(head);
    return [...this.#commits.values()].filter(
      ({ sha }) => reach.has(sha) && (base === undefined || !this.isIn(sha, base)),
    );
  }

  compare(base: string, head: string): CommitOrder {
    if (base === head) return 'identical';
    if (this.isIn(base, head)) return 'ahead';
    if (this.isIn(head, base)) return 'behind';
    const { reach } = this.#of(head);
    return [...this.#of(base).reach].some((sha) => reach.has(sha)) ? 'diverged' : 'unrelated';
  }

  #of(sha: string): Kept {
    const commit = this.#commits.get(sha);
    if (commit === undefined) throw new Error(`there is no commit ${sha}`);
    return commit;
  }
}
