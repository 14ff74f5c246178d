import type { Journal } from '../../ports/journal.ts';
import type { Patience } from '../../ports/patience.ts';
import type { Comments, OwnComment } from '../../ports/pull-requests.ts';

export interface OwnCommentsOptions {
  readonly comments: Comments;
  readonly journal: Journal;
  /** First line of every comment of ours; says which stack it is about. */
  readonly marker: string;
  /** Second line: says which run has written it. */
  readonly runNote: string;
  readonly isOfNewerRun: (body: string) => boolean;
  /** The comment of before this run, with what others have told of it meanwhile in the comment as it is now. */
  readonly renderRestored: (before: string, now: string) => string;
}

/**
 * One comment on each pull request: as it is, and as it was before this run wrote in it. Every method that asks GitHub
 * rejects with GitHubUnusable.
 */
export class OwnComments {
  readonly #options: OwnCommentsOptions;
  readonly #found = new Map<number, Promise<OwnComment | undefined>>();
  /** Of those in which this run has written, the body of before; undefined where there was no comment. */
  readonly #before = new Map<number, string | undefined>();

  constructor(options: OwnCommentsOptions) {
    this.#options = options;
  }

  find(prNumber: number, patience: Patience): Promise<OwnComment | undefined> {
    const known = this.#found.get(prNumber);
    if (known !== undefined) return known;
    const found = this.#options.comments.find(prNumber, this.#options.marker, patience);
    this.#found.set(prNumber, found);
    return found;
  }

  /** It is looked for again when there is something to write. */
  forget(prNumber: number): void {
    this.#found.delete(prNumber);
  }

  headed(page: string): string {
    return `${this.#options.marker}\n${this.#options.runNote}\n${page}`;
  }

  /** Writes what becomes of the comment as it is now; nothing where that is undefined, or where a newer run has written. */
  async write(
    prNumber: number,
    bodyOf: (existing: OwnComment | undefined) => string | undefined,
    patience: Patience,
  ): Promise<OwnComment | 'of-a-newer-run' | undefined> {
    const { comments } = this.#options;
    const existing = await this.#findForUs(prNumber, patience);
    if (existing === 'of-a-newer-run') return existing;
    const body = bodyOf(existing);
    if (body === undefined) return undefined;
    if (existing === undefined || !this.#isOfThisRun(existing.body)) this.#before.set(prNumber, existing?.body);
    const comment = await (existing === undefined
      ? comments.create(prNumber, body, patience)
      : comments.update(existing, body, patience));
    this.#found.set(prNumber, Promise.resolve(comment));
    return comment;
  }

  /**
   * Brings the comment back to what it was before this run wrote in it. One that this run has made says `otherwise`; one in
   * which it has not written, or somebody else since, is left alone.
   */
  async withdraw(
    prNumber: number,
    otherwise: string,
    patience: Patience,
  ): Promise<OwnComment | 'of-a-newer-run' | undefined> {
    if (!this.#before.has(prNumber)) return undefined;
    const bodyOf = (existing: OwnComment | undefined): string | undefined => {
      if (existing === undefined || !this.#isOfThisRun(existing.body)) return undefined;
      const before = this.#before.get(prNumber);
      return before === undefined ? otherwise : this.#options.renderRestored(before, existing.body);
    };
    return this.write(prNumber, bodyOf, patience);
  }

  #isOfThisRun(body: string): boolean {
    return body.split(/\r?\n/, 2)[1] === this.#options.runNote;
  }

  /** The comment as it is now, if it is this run's to write. */
  async #findForUs(prNumber: number, patience: Patience): Promise<OwnComment | 'of-a-newer-run' | undefined> {
    const { comments, isOfNewerRun, journal } = this.#options;
    const known = await Promise.race([this.find(prNumber, patience), whenAborted(patience.signal)]);
    const existing = known === undefined ? undefined : await comments.read(known, patience);
    if (existing === undefined || !isOfNewerRun(existing.body)) return existing;
    journal.info(`The comment on pull request #${prNumber} is a newer run's by now, and left alone.`);
    return 'of-a-newer-run';
  }
}

/** Rejects with the signal's reason. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}
