import { BackendUnusable } from '../../domain/stack/backend.ts';
import { Refused } from '../../domain/failure.ts';
import { EMPTY_QUEUE, type TurnDocument } from '../../domain/turn/turn.ts';
import type { TurnHome } from '../../domain/turn/turn-home.ts';
import {
  NewerTurnDocument,
  parseTurnDocument,
  renderTurnDocument,
  UnreadableTurnDocument,
} from '../../domain/turn/turn-document.ts';
import { retryAfterMs } from '../../domain/turn/turn-watch.ts';
import type { Chance } from '../../ports/chance.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TurnStore } from '../../ports/turns.ts';

/** Under any contention that is real, a write is through long before. */
const ATTEMPTS = 500;

interface Known {
  readonly document: TurnDocument;
  /** Undefined when there is no document yet. */
  readonly version: string | undefined;
}

/**
 * The turn document of one key, read and changed. A change is a function that is applied to the newest document until
 * the store takes the result: it must give the very same object back when it is already in effect, and then a write
 * whose answer was lost is found done by the next read.
 */
export class TurnQueue {
  readonly #store: TurnStore;
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #chance: Chance;
  #known: Known | undefined;
  /** Changes of one process one after the other: against itself it need not race. Settled: whoever asked has the error. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(store: TurnStore, clock: Pick<Clock, 'sleep'>, chance: Chance) {
    this.#store = store;
    this.#clock = clock;
    this.#chance = chance;
  }

  /** As last read or written; empty before that. */
  get document(): TurnDocument {
    return this.#known?.document ?? EMPTY_QUEUE;
  }

  /** Where it lies, as far as that is known. */
  get home(): TurnHome | undefined {
    return this.#store.home;
  }

  async read(): Promise<TurnDocument> {
    const stored = await this.#store.get();
    this.#known =
      stored === undefined
        ? { document: EMPTY_QUEUE, version: undefined }
        : { document: parse(stored.body), version: stored.version };
    return this.#known.document;
  }

  /** The document with the change in effect. */
  async change(change: (queue: TurnDocument) => TurnDocument): Promise<TurnDocument> {
    const changed = this.#last.then(() => this.#swap(change));
    this.#last = Promise.allSettled([changed]);
    return changed;
  }

  /** Deletes the document when nobody but this ticket is in it; false when somebody is. */
  async deleteUnlessOthersWait(ticketId: string): Promise<boolean> {
    await this.#last;
    const isAlone = (): boolean => !this.document.tickets.some(({ id }) => id !== ticketId);
    // What is known may be old: then the store refuses it.
    const known = this.#known?.version;
    if (known !== undefined && isAlone() && (await this.#store.delete(known))) return true;
    await this.read();
    const version = this.#known?.version;
    if (version === undefined) {
      await this.#store.clear();
      return true;
    }
    return isAlone() && this.#store.delete(version);
  }

  async #swap(change: (queue: TurnDocument) => TurnDocument): Promise<TurnDocument> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (this.#known === undefined) await this.read();
      const known: Known = this.#known ?? { document: EMPTY_QUEUE, version: undefined };
      const document = change(known.document);
      // What is known may be old: that nothing is to be changed counts only for what the store holds now.
      if (document === known.document && attempt > 0) return document;
      if (document !== known.document) {
        const put = await this.#store.put(renderTurnDocument(document, this.#chance.id()), known.version);
        if (put.kind === 'stored') {
          this.#known = { document, version: put.version };
          return document;
        }
        await this.#clock.sleep(retryAfterMs(attempt, this.#chance.next()));
      }
      await this.read();
    }
    throw new BackendUnusable(`the turn document was changed by others ${ATTEMPTS} times in a row`);
  }
}

function parse(body: string): TurnDocument {
  try {
    return parseTurnDocument(body);
  } catch (cause) {
    if (cause instanceof NewerTurnDocument) {
      throw new Refused(`${cause.message}, which a newer Lockstep wrote. Use that version here too.`, { cause });
    }
    if (!(cause instanceof UnreadableTurnDocument)) throw cause;
    throw new BackendUnusable(cause.message, { cause });
  }
}
