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
  readonly frozen: Freeze | undefined;
  readonly #queue: Pick<TurnQueue, 'change'>;
  readonly #giveUpPlace: () => Promise<void>;

  /** `giveUpPlace` takes back a ticket that may be in the queue. */
  constructor(queue: Pick<TurnQueue, 'document' | 'change'>, giveUpPlace: () => Promise<void>) {
    this.frozen = queue.document.frozen;
    this.#queue = queue;
    this.#giveUpPlace = giveUpPlace;
  }

  ownerOf(): undefined {
    return undefined;
  }

  async noteStateLock(): Promise<void> {
    // There is no ticket to note it in.
  }

  noteLockFree(): void {
    // Nobody can be told.
  }

  noteLockLeft(): void {
    // Nobody can be told.
  }

  announce(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async freeze(freezing: Freeze): Promise<boolean> {
    try {
      const { frozen } = await this.#queue.change((document) => freeze(document, freezing));
      return frozen?.id === freezing.id;
    } catch (error) {
      passOver(error, { nonCancellable: true });
      return false;
    }
  }

  async thaw(): Promise<void> {
    // A freeze is lifted by the next run that reaches the queue and finds the state whole.
  }

  async leave(): Promise<void> {
    await this.#giveUpPlace();
  }

  async leaveForGood(): Promise<void> {
    await this.#giveUpPlace();
  }
}
