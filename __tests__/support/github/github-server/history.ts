/** The commit graph, and how two commits stand to each other: what `git merge-base` and `rev-list` would say. */
export interface CommitRecord {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly isMadeByGitHub: boolean;
  /** Texts by their paths, as far as a test cares for what lies in the commit. */
  readonly files: Readonly<Record<string, string>>;
  /** Those of them that are symbolic links. */
  readonly links: readonly string[];
  readonly atMs: number;
}

export interface Comparison {
  readonly status: 'identical' | 'ahead' | 'behind' | 'diverged';
  readonly mergeBase: CommitRecord;
  /** Reachable from head and not from base, oldest first. */
  readonly ahead: readonly CommitRecord[];
  readonly behindBy: number;
}

export class CommitHistory {
  readonly #commits = new Map<string, CommitRecord>();

  add(commit: CommitRecord): void {
    this.#commits.set(commit.sha, commit);
  }

  get(sha: string): CommitRecord | undefined {
    return this.#commits.get(sha);
  }

  /** By whole SHA, or by an abbreviation that fits one commit only. */
  find(abbreviation: string): CommitRecord | undefined {
    const exact = this.#commits.get(abbreviation);
    if (exact !== undefined || !/^[0-9a-f]{4,}$/.test(abbreviation)) return exact;
    const found = [...this.#commits.values()].filter(({ sha }) => sha.startsWith(abbreviation));
    return found.length === 1 ? found[0] : undefined;
  }

  /** The commit and all before it, the youngest first. */
  listFrom(sha: string): readonly CommitRecord[] {
    return [...this.#listAncestors(sha).values()];
  }

  reaches(from: string, sha: string): boolean {
    return this.#listAncestors(from).has(sha);
  }

  /** Undefined when the two share no history. */
  compare(base: CommitRecord, head: CommitRecord): Comparison | undefined {
    const behind = this.#listAncestors(base.sha);
    const ahead = this.#listAncestors(head.sha);
    // Ancestors come youngest first along every line, so the first common one is the nearest.
    const mergeBase = [...ahead.values()].find(({ sha }) => behind.has(sha));
    if (mergeBase === undefined) return undefined;
    const onlyAhead = [...ahead.values()].filter(({ sha }) => !behind.has(sha)).reverse();
    const behindBy = [...behind.keys()].filter((sha) => !ahead.has(sha)).length;
    return { status: decideStatus(onlyAhead.length, behindBy), mergeBase, ahead: onlyAhead, behindBy };
  }

  /** The commit itself and all before it, no parent ahead of a child. */
  #listAncestors(sha: string): Map<string, CommitRecord> {
    const oldestFirst = new Map<string, CommitRecord>();
    const entered = new Set<string>();
    const stack = [{ sha, leaving: false }];
    for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
      const commit = this.#commits.get(step.sha);
      // A parent that nobody added is beyond the history that the test cares for.
      if (commit === undefined) continue;
      if (step.leaving) {
        oldestFirst.set(commit.sha, commit);
      } else if (!entered.has(commit.sha)) {
        entered.add(commit.sha);
        stack.push({ sha: commit.sha, leaving: true });
        for (const parent of commit.parents) stack.push({ sha: parent, leaving: false });
      }
    }
    return new Map([...oldestFirst].reverse());
  }
}

function decideStatus(aheadBy: number, behindBy: number): Comparison['status'] {
  if (aheadBy === 0) return behindBy === 0 ? 'identical' : 'behind';
  return behindBy === 0 ? 'ahead' : 'diverged';
}
