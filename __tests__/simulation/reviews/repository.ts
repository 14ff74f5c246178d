import type { FakeClock } from '../../support/fakes/fake-clock.ts';
import { edited, write, type Code, type Edit, type Written } from './code.ts';
import { Commits } from './commits.ts';
import { FakeGitHub, type Branch, type PullRequestFacts } from './fake-github.ts';

/** A run of the plan workflow that GitHub starts, sooner or later. */
export interface PlanAsked {
  readonly number: number;
  readonly headSha: string;
  readonly base: Branch;
  readonly code: Code;
}

/** A push to the apply branch, as its event tells of it. */
export interface Push {
  readonly sha: string;
  /** Undefined: it made the branch. */
  readonly before: string | undefined;
  readonly at: Date;
}

/** How a pull request comes to the branch. */
export type MergeMethod = 'squash' | 'merge' | 'rebase';

export interface Named {
  /** `owner/name`. */
  readonly name: string;
  readonly id: string;
  /** A digit that its commits' names begin with. */
  readonly first: string;
  /** Its first commit was a push that Lockstep was there for. */
  readonly isNew: boolean;
}

/** A repository with its apply branch and pull requests, and the runs that what happens to them has asked for. */
export class Repository {
  name: string;
  readonly id: string;
  readonly commits: Commits;
  readonly github: FakeGitHub;
  /** The newest last, as below. */
  readonly plansAsked: PlanAsked[] = [];
  readonly pushes: Push[] = [];
  readonly closings: number[] = [];
  readonly #clock: FakeClock;
  readonly #edits = new Map<number, readonly Written[]>();
  #head: string;
  /** What it has that the apply branch has not; undefined while there is no such branch. */
  #develop: { readonly head: string; readonly edits: readonly Written[] } | undefined;

  constructor(clock: FakeClock, code: Code, { name, id, first, isNew }: Named) {
    this.#clock = clock;
    this.name = name;
    this.id = id;
    this.commits = new Commits(first);
    this.github = new FakeGitHub(this.commits, clock);
    this.#head = this.commits.add([], code);
    if (isNew) this.pushes.push({ sha: this.#head, before: undefined, at: clock.now() });
  }

  get head(): string {
    return this.#head;
  }

  pullRequest(number: number): PullRequestFacts | undefined {
    return this.github.pullRequests.get(number);
  }

  /** Whether it came to the branch by a pull request of its own. */
  isByPullRequest(sha: string): boolean {
    return [...this.github.pullRequests.values()].some(
      (pr) => pr.state === 'merged' && pr.base === 'main' && pr.commits.includes(sha),
    );
  }

  /** To its branch; the first push opens it. Without an edit it is documentation. */
  push(number: number, edit: Edit | undefined, base: Branch = 'main'): void {
    const known = this.pullRequest(number);
    if (known !== undefined && known.state !== 'open') return;
    const earlier = this.#edits.get(number) ?? [];
    const head = this.#headOf(known?.base ?? base);
    const edits = [...earlier, ...write(edit, edited(this.commits.codeOf(head), earlier))];
    this.#edits.set(number, edits);
    const on = known?.headSha ?? head;
    const headSha = this.commits.add([on], edited(this.commits.codeOf(on), edits));
    const opened: PullRequestFacts = {
      number,
      headSha,
      state: 'open',
      base,
      mergedAt: undefined,
      mergeCommit: undefined,
      commits: [],
    };
    this.#note({ ...(known ?? opened), headSha, commits: [...(known?.commits ?? []), headSha] });
    this.#askForPlan(number, headSha);
  }

  close(number: number): void {
    const known = this.pullRequest(number);
    if (known?.state !== 'open') return;
    this.#note({ ...known, state: 'closed' });
    this.closings.push(number);
  }

  reopen(number: number): void {
    const known = this.pullRequest(number);
    if (known?.state !== 'closed') return;
    this.#note({ ...known, state: 'open' });
    this.#askForPlan(number, known.headSha);
  }

  merge(number: number, method: MergeMethod): void {
    const known = this.pullRequest(number);
    if (known?.state !== 'open') return;
    if (known.base === 'develop') throw new Error('what is for another branch is not merged into this one');
    const edits = this.#edits.get(number) ?? [];
    const codes = method === 'rebase' ? edits.map((_, index) => edits.slice(0, index + 1)) : [edits];
    const made: string[] = [];
    for (const of of codes.length === 0 ? [edits] : codes) {
      const on = made.at(-1) ?? this.#head;
      const code = edited(this.commits.codeOf(this.#head), of);
      const title = { merge: `Merge pull request #${number} from octo/change`, squash: `Change (#${number})` };
      const titled = method === 'rebase' ? undefined : title[method];
      made.push(this.commits.add(method === 'merge' ? [on, known.headSha] : [on], code, titled));
    }
    const [mergeCommit] = made.slice(-1);
    if (mergeCommit === undefined) throw new Error('a merge made no commit');
    const mergedAt = this.#clock.now().toISOString();
    this.#note({ ...known, state: 'merged', mergedAt, mergeCommit, commits: [...known.commits, ...made] });
    this.closings.push(number);
    this.#pushMain(mergeCommit);
  }

  /** As a squash: into the other branch, which begins where the apply branch is. */
  mergeAside(number: number): void {
    const known = this.pullRequest(number);
    if (known?.state !== 'open') return;
    const edits = this.#edits.get(number) ?? [];
    const on = this.#headOf('develop');
    const title = `Change (#${number})`;
    const mergeCommit = this.commits.add([on], edited(this.commits.codeOf(on), edits), title);
    this.#develop = { head: mergeCommit, edits: [...(this.#develop?.edits ?? []), ...edits] };
    const mergedAt = this.#clock.now().toISOString();
    this.#note({ ...known, state: 'merged', mergedAt, mergeCommit, commits: [...known.commits, mergeCommit] });
    this.closings.push(number);
  }

  /** Somebody merges the other branch, and pushes that: as a fast-forward where it is one. */
  bringDevelop(edit: Edit | undefined): void {
    if (this.#develop === undefined) return;
    const { head, edits } = this.#develop;
    this.#develop = undefined;
    const isFastForward = edit === undefined && this.commits.isIn(this.#head, head);
    const merged = edited(this.commits.codeOf(this.#head), edits);
    const code = edited(merged, write(edit, merged));
    this.#pushMain(isFastForward ? head : this.commits.add([this.#head, head], code));
  }

  pushDirectly(edit: Edit | undefined): void {
    this.#pushMain(this.commits.add([this.#head], this.#edited(this.#head, edit)));
  }

  /** A commit that somebody made on what the branch was before, with a merge of the branch into it. */
  pullAndPush(edit: Edit | undefined, back: number): void {
    const on = this.commits.firstParents(this.#head)[back];
    if (on === undefined || back === 0) return;
    const local = this.commits.add([on], this.#edited(on, edit));
    this.#pushMain(this.commits.add([local, this.#head], this.#edited(this.#head, edit)));
  }

  /** On what the branch was before; on nothing that it ever was without such a commit. */
  forcePush(edit: Edit | undefined, back: number): void {
    const on = back === 0 ? undefined : this.commits.firstParents(this.#head)[back];
    this.#pushMain(this.commits.add(on === undefined ? [] : [on], this.#edited(on ?? this.#head, edit)));
  }

  #headOf(branch: Branch): string {
    return branch === 'develop' ? (this.#develop?.head ?? this.#head) : this.#head;
  }

  #edited(sha: string, edit: Edit | undefined): Code {
    const code = this.commits.codeOf(sha);
    return edited(code, write(edit, code));
  }

  #pushMain(sha: string): void {
    this.pushes.push({ sha, before: this.#head, at: this.#clock.now() });
    this.#head = sha;
  }

  #note(facts: PullRequestFacts): void {
    this.github.note(facts);
  }

  /** GitHub has it planned as it would be merged. */
  #askForPlan(number: number, headSha: string): void {
    const base = this.pullRequest(number)?.base ?? 'main';
    const head = this.#headOf(base);
    const code = edited(this.commits.codeOf(head), this.#edits.get(number) ?? []);
    this.plansAsked.push({ number, headSha, base, code });
  }
}
