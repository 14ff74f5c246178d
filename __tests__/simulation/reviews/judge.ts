import { isDeepStrictEqual } from 'node:util';

import type { ResourceChange } from '../../../src/domain/plan/plan.ts';
import { areComplete, areReviewed, areSeen, describeChanges } from './code.ts';
import type { PullRequestFacts } from './fake-github.ts';
import { mergedMs } from '../../../src/domain/review/merges.ts';
import type { Repository } from './repository.ts';

/** What an apply has done, or has not. */
export interface ApplyEnded {
  readonly commitSha: string;
  /** What its plan had. */
  readonly changes: readonly ResourceChange[];
  readonly hasBegun: boolean;
  /** Why it was refused for what was reviewed of it; undefined when it was not. */
  readonly stopped: string | undefined;
  /** Whether the queue told it what was applied before, and was told of it. */
  readonly hadQueue: boolean;
  readonly before: { readonly sha: string | undefined } | undefined;
  /** All of its commit is on production, and it said so. */
  readonly isWhole: boolean;
  /** GitHub answered, at last, all that it was asked. */
  readonly isAnswered: boolean;
  /** None of what it said was old. */
  readonly isUpToDate: boolean;
  /** The role may not list what lies in the bucket. */
  readonly isBlind: boolean;
  /** Merges that GitHub has not told of to the end. */
  readonly untold: ReadonlySet<number>;
}

/** What must hold, told by nothing of Lockstep's: what reviewers have really seen, and what was really applied. */
export class Judge {
  readonly #repository: Repository;
  /** What the last plan of each commit had, that its reviewers could see before it was merged, and since when. */
  readonly #seen = new Map<string, { readonly changes: readonly ResourceChange[]; readonly sinceMs: number }>();
  /** Commits of which the records are removed, as they should be, or may be. */
  readonly #gone = new Set<string>();
  /** Those of which nothing is left to apply. */
  readonly #carriedOut = new Set<number>();
  /** The last commit that was applied wholly, with the queue told of it. */
  #applied: string | undefined;
  /** Where the branch was before the first push that the queue has seen. */
  #beginning: { readonly sha: string | undefined } | undefined;
  #isOverwritten = false;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  noteSeen(headSha: string, changes: readonly ResourceChange[], nowMs: number): void {
    const before = this.#seen.get(headSha);
    const isSame = before !== undefined && isDeepStrictEqual(before.changes, changes);
    this.#seen.set(headSha, { changes, sinceMs: isSame ? before.sinceMs : nowMs });
    this.#gone.delete(headSha);
  }

  noteUnseen(headSha: string): void {
    this.#seen.delete(headSha);
  }

  noteRemoved(number: number): void {
    for (const sha of this.#repository.pullRequest(number)?.commits ?? []) this.#gone.add(sha);
  }

  /** Another repository has applied on the same key. */
  noteOtherApply(): void {
    this.#isOverwritten = true;
  }

  /** The commits of pull requests whose reviews an apply is going to ask for. */
  wanted(): readonly string[] {
    return [...this.#repository.github.pullRequests.values()]
      .filter(({ number, state }) => state === 'open' || (state === 'merged' && !this.#carriedOut.has(number)))
      .map(({ headSha }) => headSha)
      .filter((headSha) => this.#seen.has(headSha) && !this.#gone.has(headSha));
  }

  /** Throws when something is applied that nobody has reviewed, or stopped that was. */
  judge(ended: ApplyEnded): void {
    if (ended.hadQueue) this.#notePush(ended);
    const merged = this.#mergedInto(ended.commitSha);
    // Whoever may not use the queue does not know what is applied already.
    const counting = merged.filter(
      (pr) => !ended.hadQueue || !this.#isApplied(pr) || pr.mergeCommit === ended.commitSha,
    );
    const reviewed = this.#seenOf(counting);
    const story = `${describeChanges(ended.changes)}; seen: ${describeChanges(reviewed)}`;
    if (ended.hasBegun && !this.#isReviewed(ended, counting) && !this.#isAllPushed(ended.commitSha, counting)) {
      throw new Error(`applied what nobody has reviewed: ${story}`);
    }
    const toApply = merged.filter(({ number, headSha }) => !this.#carriedOut.has(number) && !this.#gone.has(headSha));
    // Whether or not what may be removed still has its word.
    const isSeenLast = [toApply, merged].every((some) => {
      const seen = this.#seenOf(some);
      return (
        [areSeen, areComplete].every((hold) => hold(ended.changes, seen)) && this.#areReviewed(ended.changes, some)
      );
    });
    if (ended.stopped !== undefined && isSeenLast && this.#isToBeKnown(ended)) {
      throw new Error(`stopped what was reviewed (${ended.stopped}): ${story}`);
    }
    if (!ended.isWhole) return;
    for (const { number } of merged) this.#carriedOut.add(number);
    if (!ended.hadQueue) return;
    this.#applied = ended.commitSha;
    this.#isOverwritten = false;
  }

  /** Of two pushes the run of the later one may come first. */
  #notePush({ commitSha, before }: ApplyEnded): void {
    if (before !== undefined && (this.#beginning === undefined || this.#beginning.sha === commitSha)) {
      this.#beginning = before;
    }
  }

  /** In the order of their merges. */
  #mergedInto(commitSha: string): readonly PullRequestFacts[] {
    const { github, commits } = this.#repository;
    return [...github.pullRequests.values()]
      .filter(({ mergeCommit }) => mergeCommit !== undefined && commits.isIn(mergeCommit, commitSha))
      .sort((one, other) => mergedMs(one) - mergedMs(other) || commits.order(one.mergeCommit, other.mergeCommit));
  }

  #isApplied({ mergeCommit }: PullRequestFacts): boolean {
    return (
      mergeCommit !== undefined &&
      this.#applied !== undefined &&
      this.#repository.commits.isIn(mergeCommit, this.#applied)
    );
  }

  #seenOf(pullRequests: readonly PullRequestFacts[]): readonly ResourceChange[] {
    return pullRequests.flatMap(({ headSha }) => this.#seen.get(headSha)?.changes ?? []);
  }

  #areReviewed(changes: readonly ResourceChange[], pullRequests: readonly PullRequestFacts[]): boolean {
    return changes.every((change) =>
      areReviewed(
        [change],
        this.#seenOf(change.action === 'delete' ? this.#knowingTheEnd(change, pullRequests) : pullRequests),
      ),
    );
  }

  /** What was planned before a destruction was merged does not mean to keep the object. */
  #knowingTheEnd({ address }: ResourceChange, pullRequests: readonly PullRequestFacts[]): readonly PullRequestFacts[] {
    const ends = (pr: PullRequestFacts): boolean =>
      this.#seenOf([pr]).some((change) => change.address === address && change.action === 'delete');
    const last = pullRequests.findLastIndex(ends);
    const end = pullRequests[last];
    if (end === undefined) return pullRequests;
    const knew = ({ headSha }: PullRequestFacts): boolean => (this.#seen.get(headSha)?.sinceMs ?? 0) >= mergedMs(end);
    return pullRequests.filter((pr, index) => index <= last || knew(pr));
  }

  #isReviewed({ changes, hadQueue, untold }: ApplyEnded, counting: readonly PullRequestFacts[]): boolean {
    // A record that is removed, as it may be, has no word any more; and of a merge that nothing tells of nobody can take one.
    const standing = counting.filter(({ headSha }) => !this.#gone.has(headSha));
    const told = standing.filter(({ number }) => !untold.has(number));
    if ([counting, standing, told].some((some) => this.#areReviewed(changes, some))) return true;
    if (hadQueue && counting.every(({ number }) => !this.#carriedOut.has(number))) return false;
    // Of what was applied before some records may be left, and others not.
    const seen = this.#seenOf(counting);
    const parts = seen.flatMap((_, from) => seen.slice(from).map((__, left) => seen.slice(from, seen.length - left)));
    return changes.every((change) => parts.some((part) => areReviewed([change], part)));
  }

  /**
   * Whether no pull request was merged into the branch since the last apply, or since there has been a queue, and none of
   * another branch was planned.
   */
  #isAllPushed(commitSha: string, counting: readonly PullRequestFacts[]): boolean {
    const { commits } = this.#repository;
    const since = this.#applied === undefined ? this.#beginning : { sha: this.#applied };
    if (since === undefined) return false;
    const order = since.sha === undefined ? 'ahead' : commits.compare(since.sha, commitSha);
    if (order === 'unrelated' || order === 'behind') return false;
    // What an apply has carried out has no record left.
    const isOnRecord = ({ number, headSha }: PullRequestFacts): boolean =>
      this.#seen.has(headSha) && !this.#carriedOut.has(number) && !this.#gone.has(headSha);
    const planned = counting.filter((one) => one.base !== 'main' && isOnRecord(one));
    return commits
      .between(since.sha, commitSha)
      .every(
        ({ sha }) => !this.#repository.isByPullRequest(sha) && planned.every(({ mergeCommit }) => mergeCommit !== sha),
      );
  }

  /** Whether nothing keeps it from knowing what was reviewed. */
  #isToBeKnown({ commitSha, hadQueue, isAnswered, isUpToDate, isBlind }: ApplyEnded): boolean {
    const { commits, head } = this.#repository;
    // One that was pushed away is not for any apply.
    if (!isAnswered || !commits.isIn(commitSha, head)) return false;
    if (!isBlind && isUpToDate) return true;
    // Whoever may not list, or is told of a merge late, has to be led to it from the last apply on.
    if (!hadQueue || this.#isOverwritten || this.#applied === undefined) return false;
    return ['ahead', 'identical'].includes(commits.compare(this.#applied, commitSha));
  }
}
