import type { LockHolderSeen } from '../domain/errors.ts';
import type { Conclusion, Subject, WaitingNow } from '../domain/outcome.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { Comments, OwnComment } from '../ports/pull-requests.ts';
import type { WaitBudget } from './run.ts';

export interface AudienceOptions {
  readonly comments: Comments;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly policy: 'always' | 'on-change' | 'never';
  /** First line of every comment of ours; says which stack it is about. */
  readonly marker: string;
  readonly render: (subject: Subject) => string;
  /** One line for the log. */
  readonly renderWaiting: (now: WaitingNow) => string;
}

/** A waiting comment is rewritten at most this often, and less often the longer nothing has changed. */
const UPDATE_MS = 10_000;
const STEADY_UPDATE_MS = 60_000;
/** A comment must not hold up the end of a run for longer than this. */
const CONCLUDE_MS = 30_000;

/**
 * The pull requests that watch this run: one comment each, updated in place for the whole life of the pull request. A
 * comment that cannot be written is a warning and never fails the run.
 */
export class Audience {
  readonly #options: AudienceOptions;
  #prNumbers: readonly number[] = [];
  readonly #comments = new Map<number, Promise<OwnComment | undefined>>();
  #inFlight: Promise<void> = Promise.resolve();
  #busy = false;
  #lastTold: { readonly atMs: number; readonly holderId: string } | undefined;

  constructor(options: AudienceOptions) {
    this.#options = options;
  }

  /** Names the pull requests and starts to look for their comments, so that the first update need not wait for it. */
  addresses(prNumbers: readonly number[]): void {
    this.#prNumbers = prNumbers;
    if (this.#options.policy === 'never') return;
    for (const prNumber of prNumbers) {
      const found = this.#options.comments.find(prNumber, this.#options.marker);
      found.catch(() => undefined);
      this.#comments.set(prNumber, found);
    }
  }

  /** Brings the waiting comment up to date without holding up the wait. */
  tellWaiting({ holder, waiting }: { readonly holder: LockHolderSeen; readonly waiting: WaitBudget }): void {
    const { clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const holderId = holder.lock?.id ?? '';
    const sinceMs = this.#lastTold === undefined ? Infinity : nowMs - this.#lastTold.atMs;
    const due = this.#lastTold?.holderId === holderId ? STEADY_UPDATE_MS : UPDATE_MS;
    if (this.#busy || sinceMs < due) return;
    this.#lastTold = { atMs: nowMs, holderId };
    const now: WaitingNow = {
      holder,
      waitedMs: waiting.spent.waitedMs,
      givesUpAt: new Date(clock.now().getTime() + waiting.leftMs),
    };
    this.#options.journal.info(this.#options.renderWaiting(now));
    this.#busy = true;
    this.#inFlight = this.#write({ kind: 'waiting', waiting: now }, { create: true })
      .then(() => undefined)
      .finally(() => {
        this.#busy = false;
      });
  }

  /** Turns the comments into the end of the story; the address of the first, when there is one. */
  async conclude(subject: Conclusion): Promise<string | undefined> {
    await this.#inFlight;
    const urls = await this.#write(subject, { create: this.#deservesNewComment(subject) });
    return urls[0];
  }

  #deservesNewComment(subject: Conclusion): boolean {
    if (subject.kind === 'failure') return true;
    const { result } = subject;
    if (result.kind === 'cleaned' || result.kind === 'skipped') return false;
    return this.#options.policy === 'always' || result.hasChanges;
  }

  async #write(subject: Subject, { create }: { readonly create: boolean }): Promise<readonly string[]> {
    if (this.#options.policy === 'never' || !isForComment(subject)) return [];
    const body = `${this.#options.marker}\n${this.#options.render(subject)}`;
    const written = await Promise.all(this.#prNumbers.map((prNumber) => this.#writeOne(prNumber, body, create)));
    return written.filter((comment) => comment !== undefined).map((comment) => comment.url);
  }

  async #writeOne(prNumber: number, body: string, create: boolean): Promise<OwnComment | undefined> {
    const { comments, clock, journal } = this.#options;
    const timedOut = new AbortController();
    try {
      const write = async (): Promise<OwnComment | undefined> => {
        const existing = await this.#comments.get(prNumber);
        if (existing !== undefined) return await comments.update(existing, body);
        return create ? await comments.create(prNumber, body) : undefined;
      };
      const limit = clock.sleep(CONCLUDE_MS, timedOut.signal).then(
        () => Promise.reject(new Error('GitHub did not answer in time')),
        () => undefined,
      );
      const comment = await Promise.race([write(), limit]);
      if (comment !== undefined) this.#comments.set(prNumber, Promise.resolve(comment));
      return comment;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      journal.warning(`The comment on pull request #${String(prNumber)} could not be written: ${why}`);
      return undefined;
    } finally {
      timedOut.abort();
    }
  }
}

/** A merged pull request's comment belongs to the apply, which is told by another run. */
function isForComment(subject: Subject): boolean {
  if (subject.kind !== 'result') return true;
  return subject.result.kind !== 'skipped' && !(subject.result.kind === 'cleaned' && subject.result.merged);
}
