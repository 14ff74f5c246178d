import { isNewerRun, type RunAttempt } from '../../domain/run/attempt.ts';
import {
  chooseComment,
  findOfOtherState,
  headOf,
  isOverview,
  overviewBody,
  readHead,
  type Choice,
  type Identity,
} from '../../domain/run/marker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Patience } from '../../ports/patience.ts';
import { passOver } from '../tolerate.ts';
import type { CommentChange, Comments, OwnComment, Thread } from '../../ports/pull-requests.ts';

export interface OwnCommentsOptions {
  readonly comments: Comments;
  readonly clock: Clock;
  readonly journal: Journal;
  /** Which comment is this run's; more of it is known once the backend is. */
  readonly identity: () => Identity;
  readonly run: RunAttempt;
  /** Applies are told in the order of their turns, whatever their runs' numbers. */
  readonly givesWayToNewer: boolean;
  /** Undefined when GitHub does not say. */
  readonly isKnownRun: (run: Pick<RunAttempt, 'runId' | 'runAttempt'>) => Promise<boolean | undefined>;
  /** The comment of before this run, with what others have told of it meanwhile in the comment as it is now. */
  readonly renderRestored: (before: string, now: string) => string;
  /** The line about comments of the same stack on another state, by earlier runs, which are left as they are. */
  readonly renderOthers: (others: readonly OwnComment[]) => string;
  /** The page about all stacks of a pull request; undefined where it takes none. It is made of nothing but the comments. */
  readonly renderOverview: (comments: readonly OwnComment[]) => string | undefined;
}

/** So old may be what a last word is written over. */
const AHEAD_MS = 1000;
/** What is as old as that was written by others meanwhile, perhaps. */
const FRESH_MS = 5000;
/** Pull requests whose comments are listed, and rewritten, in one go. */
const LISTED_AT_ONCE = 13;
/** Each is after a write of somebody else in the very moment of ours. */
const ROUNDS_AT_MOST = 20;

/** GitHub counts its runs up by some millions a day: where it does not say, nothing so far ahead is believed. */
const FAR_AHEAD = 1_000_000_000n;

interface Seen {
  readonly thread: Thread | undefined;
  readonly atMs: number;
  /** Looked at for the last word, beside the end of the work. */
  readonly isAhead?: boolean;
}

/**
 * One comment for each stack and state on each pull request, and one over all of them: as they are, and as this run's was
 * before it wrote in it. GitHub has no lock and no condition for a comment. So whoever has written looks at what is there
 * then, and goes on until it is one comment, with an overview of all. Every method that asks GitHub rejects with
 * GitHubUnusable.
 */
export class OwnComments {
  readonly #options: OwnCommentsOptions;
  readonly #seen = new Map<number, Promise<Seen>>();
  /** Of those in which this run has written, the body of before; undefined where there was no comment. */
  readonly #before = new Map<number, string | undefined>();

  constructor(options: OwnCommentsOptions) {
    this.#options = options;
  }

  /** Looks at the thread, for the first write to have it. */
  async look(prNumber: number, patience: Patience): Promise<void> {
    await this.#list(prNumber, patience);
  }

  /** The same for a last word that is about to come: what was looked at a moment ago, and not written in, will do. */
  async lookAhead(prNumber: number, patience: Patience): Promise<void> {
    const seen = this.#lookAhead(prNumber, patience);
    this.#seen.set(prNumber, seen);
    await seen;
  }

  async #lookAhead(prNumber: number, patience: Patience): Promise<Seen> {
    const looked = this.#before.has(prNumber) ? undefined : await this.#seen.get(prNumber);
    const isOfNow = looked !== undefined && this.#options.clock.monotonicMs() - looked.atMs < AHEAD_MS / 2;
    return { ...(isOfNow ? looked : await this.#ask(prNumber, patience)), isAhead: true };
  }

  /** How a run has ended is told with what else there is to be read of the stack. */
  #withOthers(
    body: string | undefined,
    { comments }: Thread,
    { isLast }: { readonly isLast: boolean },
  ): string | undefined {
    if (body === undefined || !isLast) return body;
    const { identity, run, renderOthers } = this.#options;
    const others = findOfOtherState(comments, identity(), run);
    return others.length === 0 ? body : `${body}\n\n${renderOthers(others)}`;
  }

  /** It is looked for again when there is something to write. */
  forget(prNumber: number): void {
    this.#seen.delete(prNumber);
  }

  headed(page: string, existing: OwnComment | undefined): string {
    return `${this.headFor(existing)}\n${page}`;
  }

  /** The hidden lines at the head of this run's comment. Where its state is not known to it, what was known before counts. */
  headFor(existing: OwnComment | undefined): string {
    const { identity, run } = this.#options;
    const own = identity();
    const known = existing === undefined ? undefined : readHead(existing.body)?.state;
    return headOf({ ...own, state: own.state ?? known }, run);
  }

  /** This run's comment among these. */
  choose(comments: readonly OwnComment[]): Choice<OwnComment> {
    return chooseComment(comments, this.#options.identity(), this.#options.run);
  }

  /** How many stacks the pull request has comments of, as far as it was looked at. */
  async countStacks(prNumber: number): Promise<number> {
    let seen: Seen | undefined;
    try {
      seen = await this.#seen.get(prNumber);
    } catch (error) {
      // It is looked for again when there is something to write.
      passOver(error);
    }
    return seen?.thread?.comments.filter(({ body }) => readHead(body) !== undefined).length ?? 0;
  }

  /** Writes what becomes of the comment as it is now; nothing where that is undefined, or where a newer run has written. */
  async write(
    prNumber: number,
    bodyOf: (existing: OwnComment | undefined) => string | undefined,
    { isLast = false, ...patience }: Patience & { readonly isLast?: boolean },
  ): Promise<OwnComment | 'of-a-newer-run' | undefined> {
    const { comments, journal } = this.#options;
    let thread = await this.#threadToWrite(prNumber, patience, isLast);
    let body: string | undefined;
    let written: OwnComment | 'of-a-newer-run' | undefined;
    for (let round = 0; thread !== undefined && round < ROUNDS_AT_MOST; round += 1) {
      const { comment, duplicates } = this.choose(thread.comments);
      const group = [comment, ...duplicates].filter((one) => one !== undefined);
      const isNewer = await this.#isOfNewerRun(group);
      if (!isNewer) body ??= this.#withOthers(bodyOf(comment), thread, { isLast });
      if (!isNewer && body === undefined) return undefined;
      const own = isNewer
        ? this.#takenBack(group)
        : [...duplicates.map(deletionOf), ...this.#changeTo(comment, body ?? '', thread)];
      // Whoever has written last sees to it that the overview is of what is there.
      const changes = own.length === 0 && round === 0 && isNewer ? [] : [...own, ...this.#overviewOf(thread, own)];
      if (isNewer) written = 'of-a-newer-run';
      else if (own.length === 0) written = comment;
      if (changes.length === 0) break;
      if (round === 0 && !isNewer && !this.#isOfThisRun(comment)) this.#before.set(prNumber, comment?.body);
      try {
        // A change that GitHub puts off is another one by the time: what is there is listed again then.
        thread = await comments.change(prNumber, changes, { ...patience, mayWait: () => false });
      } catch (error) {
        if (own.length > 0) throw error;
        // The page is out, whatever becomes of the overview: the next run makes it anew.
        journal.warning(`The overview of pull request #${prNumber} could not be written: ${passOver(error).message}`);
        break;
      }
      this.#keep(prNumber, thread);
      if (!isNewer) written = this.choose(thread.comments).comment;
    }
    if (written === 'of-a-newer-run') {
      journal.info(`The comment on pull request #${prNumber} is a newer run's by now, and left alone.`);
    }
    return written;
  }

  /**
   * Brings the comment back to what it was before this run wrote in it. One that this run has made says `otherwise`; one in
   * which it has not written, or somebody else since, is left alone.
   */
  async withdraw(
    prNumber: number,
    otherwise: (existing: OwnComment) => string,
    patience: Patience,
  ): Promise<OwnComment | 'of-a-newer-run' | undefined> {
    if (!this.#before.has(prNumber)) return undefined;
    const before = this.#before.get(prNumber);
    const bodyOf = (existing: OwnComment | undefined): string | undefined => {
      if (existing === undefined || !this.#isOfThisRun(existing)) return undefined;
      return before === undefined ? otherwise(existing) : this.#options.renderRestored(before, existing.body);
    };
    return this.write(prNumber, bodyOf, { ...patience, isLast: true });
  }

  /**
   * Changes comments of several pull requests, with their overviews, in few requests. What is listed is written at once, and
   * never sent again: meanwhile a run may have told something newer.
   */
  async rewriteAll(
    prNumbers: readonly number[],
    bodyOf: (existing: OwnComment) => string | undefined,
    patience: Patience,
  ): Promise<void> {
    const { comments } = this.#options;
    for (let start = 0; start < prNumbers.length; start += LISTED_AT_ONCE) {
      const threads = await comments.list(prNumbers.slice(start, start + LISTED_AT_ONCE), patience);
      const updates = threads.flatMap((thread) => this.#rewritten(thread, bodyOf));
      if (updates.length > 0) await comments.rewrite(updates, { ...patience, mayWait: () => false });
    }
  }

  #rewritten(
    thread: Thread,
    bodyOf: (existing: OwnComment) => string | undefined,
  ): readonly { readonly id: string; readonly body: string }[] {
    const { comment } = this.choose(thread.comments);
    const body = comment === undefined ? undefined : bodyOf(comment);
    if (comment === undefined || body === undefined) return [];
    const after = thread.comments.map((one) => (one === comment ? { ...one, body } : one));
    const overview = after.find((one) => isOverview(one.body));
    const page = this.#options.renderOverview(after.filter((one) => readHead(one.body) !== undefined));
    const ofAll = overview === undefined || page === undefined ? [] : [{ id: overview.id, body: overviewBody(page) }];
    return [{ id: comment.id, body }, ...ofAll];
  }

  #changeTo(comment: OwnComment | undefined, body: string, { pullRequestId }: Thread): readonly CommentChange[] {
    if (comment === undefined) return [{ kind: 'create', pullRequestId, body }];
    return isSame(comment.body, body) ? [] : [{ kind: 'update', id: comment.id, body }];
  }

  /** What it takes for the overview to be that of the thread as it is after these changes. */
  #overviewOf(thread: Thread, changes: readonly CommentChange[]): readonly CommentChange[] {
    // Where a new comment will be is not known before it is there, and no overview can link to it.
    if (changes.some(({ kind }) => kind === 'create')) return [];
    const after = thread.comments.flatMap((comment) => {
      const change = changes.find((one) => one.kind !== 'create' && one.id === comment.id);
      if (change?.kind === 'delete') return [];
      return [change?.kind === 'update' ? { ...comment, body: change.body } : comment];
    });
    const [first, ...others] = after.filter(({ body }) => isOverview(body));
    const page = this.#options.renderOverview(after.filter(({ body }) => readHead(body) !== undefined));
    if (page === undefined) return after.filter(({ body }) => isOverview(body)).map(deletionOf);
    return [...others.map(deletionOf), ...this.#changeTo(first, overviewBody(page), thread)];
  }

  #isOfThisRun(comment: OwnComment | undefined): boolean {
    const { runId, runAttempt } = this.#options.run;
    const wrote = comment === undefined ? undefined : readHead(comment.body)?.run;
    return wrote?.runId === runId && wrote.runAttempt === runAttempt;
  }

  /** A hidden line can be written by whoever may edit the comment: GitHub is asked whether there is such a run. */
  async #isOfNewerRun(group: readonly OwnComment[]): Promise<boolean> {
    const { run, givesWayToNewer, isKnownRun, journal } = this.#options;
    if (!givesWayToNewer) return false;
    for (const { body, url } of group) {
      const wrote = readHead(body)?.run;
      if (wrote === undefined || !isNewerRun(wrote.runId, run)) continue;
      const isKnown = await isKnownRun(wrote);
      if (isKnown ?? BigInt(wrote.runId) - BigInt(run.runId) < FAR_AHEAD) return true;
      journal.warning(`The comment ${url} says that run ${wrote.runId} has written it, and GitHub knows no such run.`);
    }
    return false;
  }

  /** What this run has made beside the comment of a newer one. */
  #takenBack(group: readonly OwnComment[]): readonly CommentChange[] {
    const own = group.filter((comment) => this.#isOfThisRun(comment));
    return own.length === group.length ? [] : own.map(deletionOf);
  }

  async #threadToWrite(prNumber: number, patience: Patience, isLast: boolean): Promise<Thread | undefined> {
    const seen = await Promise.race([this.#seen.get(prNumber), whenAborted(patience.signal)]);
    // Two that make one at the same time notice it afterwards; what is there is looked at again.
    const isNew = seen?.thread !== undefined && this.choose(seen.thread.comments).comment === undefined;
    const isFresh = seen !== undefined && this.#options.clock.monotonicMs() - seen.atMs < FRESH_MS;
    if (seen !== undefined && (isNew || (isFresh && !isLast && !this.#before.has(prNumber)))) return seen.thread;
    // Whoever else plans or applies there waits for this run's turn.
    if (seen?.isAhead === true && this.#options.clock.monotonicMs() - seen.atMs < AHEAD_MS) return seen.thread;
    return (await this.#list(prNumber, patience)).thread;
  }

  #list(prNumber: number, patience: Patience): Promise<Seen> {
    const listed = this.#ask(prNumber, patience);
    this.#seen.set(prNumber, listed);
    return listed;
  }

  async #ask(prNumber: number, patience: Patience): Promise<Seen> {
    const { comments, clock } = this.#options;
    const [thread] = await comments.list([prNumber], patience);
    return { thread, atMs: clock.monotonicMs() };
  }

  #keep(prNumber: number, thread: Thread): void {
    this.#seen.set(prNumber, Promise.resolve({ thread, atMs: this.#options.clock.monotonicMs() }));
  }
}

function deletionOf({ id }: OwnComment): CommentChange {
  return { kind: 'delete', id };
}

/** GitHub may give lines back with other ends than they were sent with. */
function isSame(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
}

/** Rejects with the signal's reason. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}
