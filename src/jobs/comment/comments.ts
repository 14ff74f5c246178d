import { GitHubUnusable } from '../../domain/run/github.ts';
import type { HolderSeen } from '../../domain/turn/holder.ts';
import type { Begun, Conclusion, Subject, WaitingNow } from '../../domain/run/outcome.ts';
import type { OwnComment } from '../../ports/pull-requests.ts';
import type { Patience } from '../../ports/patience.ts';
import { OwnComments, type OwnCommentsOptions } from './own-comments.ts';
import { passOver, sleepUnlessAborted } from '../tolerate.ts';
import type { WaitBudget } from '../wait-budget.ts';
import type { RunComments, Shown, Telling } from '../run.ts';

export interface StackCommentsOptions extends OwnCommentsOptions {
  readonly policy: 'always' | 'on-change' | 'never';
  /** An older plan gives way to a newer one, and leaves no word of its own. */
  readonly isPlan: boolean;
  readonly render: (subject: Subject) => string;
  /** A comment with the line that its plan is behind; undefined when it is not about a plan, or says so already. */
  readonly renderBehind: (body: string, prodSerial: number) => string | undefined;
  /** A comment of an earlier run, with the line that this one is planning. */
  readonly renderOutdated: (body: string, begun: Begun, head: string) => string;
  /** One line for the log. */
  readonly renderWaiting: (now: WaitingNow) => string;
  /** How long the last word may be put off by GitHub's own limits, beyond the time that a comment has. */
  readonly limitsAtMostMs: number;
}

/** A waiting comment is rewritten at most this often, and less often the longer nothing has changed. */
const UPDATE_MS = 10_000;
const STEADY_UPDATE_MS = 60_000;
/** The pause before another try, which doubles. */
const RETRY_MS = 2000;
const RETRY_AT_MOST_MS = 30_000;
/** A plan that takes less is not announced in the comment of before, and less so beside many: GitHub counts requests. */
const ANNOUNCED_AFTER_MS = 3000;
const ANNOUNCED_BESIDE_SEVERAL_AFTER_MS = 10_000;
const SEVERAL_STACKS = 3;
/** A comment must not hold up the end of a run for longer than this, unless GitHub itself puts it off. */
const WRITE_AT_MOST_MS = 30_000;

/** How the run ends is worth more tries, and a wait. */
interface Effort {
  /** How long it is tried again, and how long GitHub's limits may put it off. */
  readonly atMostMs: number;
}

const ONCE: Effort = { atMostMs: 0 };

/** The comment as it was written, or why it was not: undefined when there was nothing to write. */
type Written = OwnComment | 'of-a-newer-run' | 'failed' | undefined;

/**
 * The pull requests that watch this run: one comment each, updated in place for the whole life of the pull request. A
 * comment that cannot be written is a warning and never fails the run. What is written beside the work reports a defect
 * when the run is concluded.
 */
export class StackComments implements RunComments {
  readonly #options: StackCommentsOptions;
  #prNumbers: readonly number[] = [];
  readonly #comments: OwnComments;
  #inFlight: Promise<void> = Promise.resolve();
  #busy = false;
  /** The plan that is being applied, once that is told. */
  #begun: Begun | undefined;
  #lastTold: { readonly atMs: number; readonly holderId: string } | undefined;
  readonly #defects: unknown[] = [];
  readonly #warned = new Set<string>();
  /** Aborts when the last word is to be written. */
  readonly #concluding = new AbortController();

  constructor(options: StackCommentsOptions) {
    this.#options = options;
    this.#comments = new OwnComments(options);
  }

  /** Names the pull requests and starts to look for their comments, so that the first update need not wait for it. */
  openOn(prNumbers: readonly number[]): void {
    this.#prNumbers = prNumbers;
    this.#lookAt((prNumber, patience) => this.#comments.look(prNumber, patience));
  }

  lookAhead(): void {
    this.#lookAt((prNumber, patience) => this.#comments.lookAhead(prNumber, patience));
  }

  #lookAt(look: (prNumber: number, patience: Patience) => Promise<void>): void {
    if (this.#options.policy === 'never') return;
    for (const prNumber of this.#prNumbers) {
      const patience = { signal: new AbortController().signal, mayWait: () => false };
      look(prNumber, patience).catch((error: unknown) => {
        // It is looked for again when there is something to write.
        this.#comments.forget(prNumber);
        this.#passOver(error);
      });
    }
  }

  openAlsoOn(prNumbers: readonly number[]): void {
    const others = prNumbers.filter((prNumber) => !this.#prNumbers.includes(prNumber));
    this.#prNumbers = [...this.#prNumbers, ...others];
  }

  /**
   * Brings the waiting comment up to date without holding up the wait. `look` is asked for the holder only when a comment
   * is due; `id` says whether it is still the same one.
   */
  tellWaiting({ id, waiting, look }: Telling): void {
    const { clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const sinceMs = this.#lastTold === undefined ? Infinity : nowMs - this.#lastTold.atMs;
    const due = this.#lastTold?.holderId === id ? STEADY_UPDATE_MS : UPDATE_MS;
    if (this.#busy || sinceMs < due) return;
    this.#lastTold = { atMs: nowMs, holderId: id };
    this.#tellBeside(() => this.#tell(waiting, look), 'The wait could not be told');
  }

  /**
   * Says in the comments that there are that this run is at work, without holding it up. None is made for it: the mail
   * about a new comment should tell the result.
   */
  tellBegun(begun: Begun): void {
    this.#begun = begun;
    if (this.#options.policy === 'never') return;
    this.#tellBeside(async () => {
      await Promise.all(this.#prNumbers.map((prNumber) => this.#markBegun(prNumber, begun)));
    }, 'The beginning could not be told');
  }

  /** The same, where there is nothing to say but that a wait which was told is over. */
  tellWaitIsOver(begun: Begun): void {
    if (this.#lastTold !== undefined) this.tellBegun(begun);
  }

  tellLockLost(what: string, at: Date): void {
    this.tellBegun({ shown: undefined, ...this.#begun, kind: 'begun', at, lockLost: what });
  }

  #tellBeside(tell: () => Promise<void>, failed: string): void {
    this.#busy = true;
    this.#inFlight = this.#inFlight
      .then(tell)
      .catch((error: unknown) => {
        const failure = this.#passOver(error);
        if (failure !== undefined) this.#options.journal.warning(`${failed}: ${failure.message}`);
      })
      .finally(() => {
        this.#busy = false;
      });
  }

  /** The failure of the outside that this error is; a defect is kept for the conclusion, because nobody waits for this. */
  #passOver(error: unknown): Error | undefined {
    try {
      return passOver(error);
    } catch (defect) {
      this.#defects.push(defect);
      return undefined;
    }
  }

  async #markBegun(prNumber: number, begun: Begun): Promise<void> {
    const { render, renderOutdated, clock } = this.#options;
    const isPlain = begun.shown === undefined && begun.lockLost === undefined && this.#lastTold === undefined;
    if (isPlain) {
      const areSeveral = (await this.#comments.countStacks(prNumber)) >= SEVERAL_STACKS;
      const afterMs = areSeveral ? ANNOUNCED_BESIDE_SEVERAL_AFTER_MS : ANNOUNCED_AFTER_MS;
      if (!(await sleepUnlessAborted(clock, afterMs, this.#concluding.signal))) return;
    }
    const bodyOf = (existing: OwnComment | undefined): string | undefined => {
      if (existing === undefined) return undefined;
      // A plan that is being made anew stays readable until the new one is there; a wait that is over does not.
      const isOfBefore = begun.shown === undefined && this.#lastTold === undefined;
      return isOfBefore
        ? renderOutdated(existing.body, begun, this.#comments.headFor(existing))
        : this.#comments.headed(render(begun), existing);
    };
    await this.#write([prNumber], (patience) => this.#comments.write(prNumber, bodyOf, patience));
  }

  async #tell(waiting: WaitBudget, look: () => Promise<HolderSeen>): Promise<void> {
    const { clock, journal, renderWaiting } = this.#options;
    const now: WaitingNow = {
      holder: await look(),
      waitedMs: waiting.spent.waitedMs,
      givesUpAt: new Date(clock.now().getTime() + waiting.leftMs),
    };
    journal.info(renderWaiting(now));
    await this.#tellAll({ kind: 'waiting', waiting: now }, { create: true });
  }

  /** Says in these pull requests' comments, where there are any, that their plans are behind production's state. */
  async tellBehind(prNumbers: readonly number[], prodSerial: number): Promise<void> {
    const { renderBehind } = this.#options;
    await this.#write(prNumbers, async (patience) => {
      await this.#comments.rewriteAll(prNumbers, ({ body }) => renderBehind(body, prodSerial), patience);
      return undefined;
    });
  }

  /**
   * Turns the comments into how the run has ended; the address of the first, when there is one. Once that is done, it
   * rejects with a defect if there was one in anything that was told.
   */
  async conclude(subject: Conclusion): Promise<string | undefined> {
    return (await this.concludeAndSay(subject)).url;
  }

  /** The same, and what has become of the comments: `none` when none is to be written. Rejects as above. */
  async concludeAndSay(
    subject: Conclusion,
  ): Promise<{ readonly url: string | undefined; readonly told: Shown | 'none' }> {
    this.#concluding.abort();
    await this.#inFlight;
    const effort = { atMostMs: this.#options.limitsAtMostMs };
    const written = await this.#tellAll(subject, { create: this.#deservesNewComment(subject), effort });
    if (this.#defects.length > 0) throw this.#defects[0];
    const [comment] = written.filter((one) => typeof one === 'object');
    const left = written.includes('of-a-newer-run') ? 'left-to-newer' : 'none';
    const told = comment === undefined ? left : 'shown';
    return { url: comment?.url, told: written.includes('failed') ? 'not-shown' : told };
  }

  #deservesNewComment(subject: Conclusion): boolean {
    if (subject.kind !== 'result') return true;
    const { result } = subject;
    if (result.kind === 'retired') return true;
    if (result.kind !== 'planned' && result.kind !== 'applied') return false;
    return this.#options.policy === 'always' || result.hasChanges;
  }

  async #tellAll(
    subject: Subject,
    { create, effort = ONCE }: { readonly create: boolean; readonly effort?: Effort },
  ): Promise<readonly Written[]> {
    if (this.#options.policy === 'never') return [];
    const page = this.#options.render(subject);
    const isLast = subject.kind !== 'waiting';
    const bodyOf = (existing: OwnComment | undefined): string | undefined =>
      existing === undefined && !create ? undefined : this.#comments.headed(page, existing);
    const put = (prNumber: number, patience: Patience): Promise<Written> =>
      this.#isForComment(subject)
        ? this.#comments.write(prNumber, bodyOf, { ...patience, isLast })
        : this.#comments.withdraw(prNumber, (existing) => this.#comments.headed(page, existing), patience);
    const written = await Promise.allSettled(
      this.#prNumbers.map((prNumber) => this.#write([prNumber], (patience) => put(prNumber, patience), effort)),
    );
    for (const one of written) if (one.status === 'rejected') this.#defects.push(one.reason);
    return written.map((one) => (one.status === 'rejected' ? 'failed' : one.value));
  }

  /** What is not leaves a comment as it was. That of a merged pull request belongs to the apply, which is another run. */
  #isForComment(subject: Subject): boolean {
    if (subject.kind !== 'result') return true;
    const { result } = subject;
    if (result.kind === 'superseded') return !this.#options.isPlan;
    return result.kind !== 'skipped' && !(result.kind === 'cleaned' && result.merged);
  }

  /** Gives comments their time and no more; what goes wrong with GitHub is a warning, the same one once. */
  async #write(
    prNumbers: readonly number[],
    write: (patience: Patience) => Promise<Written>,
    { atMostMs }: Effort = ONCE,
  ): Promise<Written> {
    const { clock } = this.#options;
    const startMs = clock.monotonicMs();
    let limitsLeftMs = atMostMs;
    for (let pauseMs = RETRY_MS; ; pauseMs = Math.min(2 * pauseMs, RETRY_AT_MOST_MS)) {
      const tried = await this.#tryOnce(write, limitsLeftMs);
      if (!('failure' in tried)) return tried.written;
      const { failure } = tried;
      limitsLeftMs = tried.limitsLeftMs;
      // Whether it was written is not known: the next one looks for it again.
      for (const prNumber of prNumbers) this.#comments.forget(prNumber);
      const until = failure instanceof GitHubUnusable ? failure.until : undefined;
      const putOffMs = until === undefined ? 0 : Math.max(1000, until.getTime() - clock.now().getTime());
      const isDenied = failure instanceof GitHubUnusable && failure.isDenied && until === undefined;
      const isOver =
        until === undefined ? clock.monotonicMs() - startMs + pauseMs >= atMostMs : putOffMs > limitsLeftMs;
      if (isDenied || isOver) {
        this.#warn(prNumbers, failure);
        return 'failed';
      }
      if (until !== undefined)
        this.#options.journal.warning(`${failure.message.replace(/\.$/, '')}: waiting until then.`);
      limitsLeftMs -= putOffMs;
      await sleepUnlessAborted(
        clock,
        Math.max(putOffMs, until === undefined ? pauseMs : 0),
        new AbortController().signal,
      );
    }
  }

  async #tryOnce(
    write: (patience: Patience) => Promise<Written>,
    limitsAtMostMs: number,
  ): Promise<{ readonly written: Written } | { readonly failure: Error; readonly limitsLeftMs: number }> {
    const { clock } = this.#options;
    const over = new AbortController();
    const tooLate = new AbortController();
    let endsAtMs = clock.monotonicMs() + WRITE_AT_MOST_MS;
    let limitsLeftMs = limitsAtMostMs;
    const mayWait = (afterMs: number): boolean => {
      if (afterMs > limitsLeftMs) return false;
      limitsLeftMs -= afterMs;
      endsAtMs += afterMs;
      return true;
    };
    const watch = async (): Promise<void> => {
      for (let leftMs = WRITE_AT_MOST_MS; leftMs > 0; leftMs = endsAtMs - clock.monotonicMs()) {
        if (!(await sleepUnlessAborted(clock, leftMs, over.signal))) return;
      }
      tooLate.abort(new GitHubUnusable('GitHub did not answer in time'));
    };
    watch().catch((defect: unknown) => this.#passOver(defect));
    try {
      return { written: await write({ signal: tooLate.signal, mayWait }) };
    } catch (error) {
      return { failure: passOver(error), limitsLeftMs };
    } finally {
      over.abort();
    }
  }

  #warn(prNumbers: readonly number[], failure: Error): void {
    const which = prNumbers.map((prNumber) => `#${prNumber}`).join(', ');
    // A limit is the same whatever is asked of GitHub before it ends.
    const until = failure instanceof GitHubUnusable ? failure.until : undefined;
    const cause = `${which} ${until?.toISOString() ?? failure.message}`;
    if (!this.#warned.has(cause)) {
      this.#options.journal.warning(`The comment on pull request ${which} could not be written: ${failure.message}`);
    }
    this.#warned.add(cause);
  }
}
