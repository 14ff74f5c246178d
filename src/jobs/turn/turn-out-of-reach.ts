import { freeze, type Freeze } from '../../domain/turn/turn.ts';
import { passOver } from '../tolerate.ts';
import type { TurnQueue } from './queue.ts';
import type { Turn } from './turn.ts';

/**
 * The turn of a run that could not reach the queue: nobody is told anything, and nobody's lock is known. What was read
 * of a freeze before still counts, and so does a queue that is in reach again at the end.
 */
export class TurnOutOfReach implements Turn {
  readonly lastBegun = undefined;
  readonly lastApplied = undefined;
  readonly stretchBegin = { kind: 'unknown', why: 'out-of-reach' } as const;
  readonly abandoned = [];
  readonly frozen: Freeze | undefined;
  readonly lockId: string;
  readonly #queue: Pick<TurnQueue, 'change'>;
  readonly #giveUpPlace: () => Promise<void>;
  /** A freeze that the queue has not taken yet. */
  #owed: Freeze | undefined;

  constructor(options: {
    readonly queue: Pick<TurnQueue, 'document' | 'change'>;
    readonly lockId: string;
    /** Takes back a ticket that may be in the queue. */
    readonly giveUpPlace: () => Promise<void>;
  }) {
    this.frozen = options.queue.document.frozen;
    this.lockId = options.lockId;
    this.#queue = options.queue;
    this.#giveUpPlace = options.giveUpPlace;
  }

  ownerOf(): undefined {
    return undefined;
  }

  noteLockFree(): void {
    // Nobody can be told.
  }

  lockKindsLeft(): readonly [] {
    return [];
  }

  noteLockLeft(): void {
    // Nobody can be told.
  }

  noteToolAtWork(): void {
    // Nobody can be told.
  }

  noteWorkDropped(): void {
    // Nobody can be told.
  }

  confirm(): Promise<boolean> {
    return Promise.resolve(true);
  }

  announce(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async freeze(freezing: Freeze): Promise<void> {
    this.#owed = freezing;
    await this.#queue.change((document) => freeze(document, freezing));
    this.#owed = undefined;
  }

  async freezeUnlessLeft(freezing: Freeze): Promise<boolean> {
    await this.freeze(freezing);
    return true;
  }

  async thaw(): Promise<void> {
    this.#owed = undefined;
    // A freeze is lifted by the next run that reaches the queue and finds the state whole.
  }

  async leave(): Promise<void> {
    try {
      if (this.#owed !== undefined) await this.freeze(this.#owed);
    } catch (error) {
      passOver(error, { nonCancellable: true });
      // A place that stays is taken for a dead one's; nobody is to find it left, and the queue open.
      return;
    }
    await this.#giveUpPlace();
  }

  async leaveForGood(): Promise<boolean> {
    await this.#giveUpPlace();
    return false;
  }
}
