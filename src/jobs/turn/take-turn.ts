import {
  toldAlive,
  isDead,
  isTimeToAsk,
  leaseMs,
  pollAfterMs,
  watchPace,
  watchTicket,
  type KeyKind,
  type Pace,
  type Watch,
} from '../../domain/turn/turn-watch.ts';
import { BackendUnusable } from '../../domain/stack/backend.ts';
import { StateLocked, type TurnHolderSeen } from '../../domain/turn/holder.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import {
  claim,
  findNewerPlan,
  freeze,
  join,
  leave,
  positionOf,
  removeHead,
  type Freeze,
  type Ticket,
  type TurnDocument,
  type TurnRun,
} from '../../domain/turn/turn.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import { HeldTurn, NO_TURN, type Turn } from './held-turn.ts';
import { TurnQueue } from './queue.ts';

export interface TurnOptions {
  readonly backend: Backend;
  readonly address: StateAddress;
  readonly key: KeyKind;
  readonly me: TurnRun;
}

export type TurnTaken =
  | { readonly kind: 'taken'; readonly turn: Turn }
  /** A newer plan of the same pull request is behind this one in the queue. */
  | { readonly kind: 'superseded'; readonly by: TurnRun };

/**
 * Waits for this run's turn on a state key: first come, first served. The queue is order and explanation, and the state
 * lock is the safety: a run that cannot reach the queue says so, and goes on with the state lock alone. Throws
 * StateLocked when the wait budget is used up.
 */
export async function takeTurn(run: Run, options: TurnOptions): Promise<TurnTaken> {
  const queue = new TurnQueue(options.backend.turns(options.address, options.key), run.clock, run.chance);
  const waiter = new Waiter(run, queue, options);
  try {
    return await waiter.wait();
  } catch (error) {
    await waiter.giveUp();
    if (!(error instanceof BackendUnusable)) throw error;
    run.journal.warning(
      `The queue of ${options.address.path} cannot be used, so that runs are not served in order; the state lock still keeps them apart. ${error.message}`,
    );
    // A ticket that could not be taken back now is given back at the end, and what was read of a freeze still counts.
    const giveUp = (): Promise<void> => waiter.giveUp();
    const { frozen } = queue.document;
    const freezeLater = (freezing: Freeze): Promise<boolean> => freezeUnlessOutOfReach(queue, freezing);
    return {
      kind: 'taken',
      turn: { ...NO_TURN, frozen, freeze: freezeLater, leave: giveUp, leaveForGood: giveUp },
    };
  }
}

/** A queue that was out of reach before may be in reach by now. */
async function freezeUnlessOutOfReach(queue: TurnQueue, freezing: Freeze): Promise<boolean> {
  try {
    const { frozen } = await queue.change((document) => freeze(document, freezing));
    return frozen?.id === freezing.id;
  } catch {
    return false;
  }
}

/** GitHub is asked about one head at most this often. */
const ASK_EVERY_MS = 15_000;
const FAILED_READS_AT_MOST = 5;

class Waiter {
  readonly #run: Run;
  readonly #queue: TurnQueue;
  readonly #options: TurnOptions;
  #ticketId = '';
  /** Of everybody ahead, from when they were first seen there. */
  #watches: ReadonlyMap<string, Watch> = new Map();
  #pace: Pace | undefined;
  readonly #askedAtMs = new Map<string, number>();
  #failedReads = 0;

  constructor(run: Run, queue: TurnQueue, options: TurnOptions) {
    this.#run = run;
    this.#queue = queue;
    this.#options = options;
  }

  async wait(): Promise<TurnTaken> {
    let document = await this.#join();
    this.#run.journal.output('queue-position', String(positionOf(document, this.#ticketId) ?? 0));
    for (;;) {
      const position = positionOf(document, this.#ticketId);
      if (position === undefined) {
        // Removed as dead, or the document vanished: the place is lost, and the end of the queue is where to start.
        document = await this.#join();
        continue;
      }
      if (position === 0) return this.#hold(document);
      const newer = findNewerPlan(document, this.#ticketId);
      if (newer !== undefined) {
        await this.giveUp();
        return { kind: 'superseded', by: newer.run };
      }
      document = (await this.#removeDeadHead(document, position)) ?? (await this.#pause(document, position));
    }
  }

  /** Leaves the queue, as far as that is possible. */
  async giveUp(): Promise<void> {
    const id = this.#ticketId;
    if (id === '' || this.#run.cancelled.aborted) return;
    const mine = { id, applied: undefined, lockMayBeHeld: false };
    await this.#queue.change((queue) => leave(queue, mine)).catch(() => undefined);
  }

  async #join(): Promise<TurnDocument> {
    const { chance, clock } = this.#run;
    const arrival = { id: chance.id(), token: chance.id(), run: this.#options.me, at: clock.now().toISOString() };
    this.#ticketId = arrival.id;
    this.#run.handover.noteTurn({ address: this.#options.address, key: this.#options.key, ticketId: arrival.id });
    this.#watches = new Map();
    this.#pace = undefined;
    return this.#queue.change((queue) => join(queue, arrival));
  }

  async #hold(seen: TurnDocument): Promise<TurnTaken> {
    const { chance, clock } = this.#run;
    const mine = { id: this.#ticketId, token: chance.id(), at: clock.now().toISOString() };
    const holds = seen.tickets[0]?.state === 'holding';
    const document = holds ? seen : await this.#queue.change((queue) => claim(queue, mine));
    // Taken for dead in the moment of claiming: come again at the end.
    if (positionOf(document, mine.id) !== 0) return this.wait();
    const turn = HeldTurn.start({ run: this.#run, queue: this.#queue, ticketId: mine.id, key: this.#options.key });
    return { kind: 'taken', turn };
  }

  /** The document without its head when that is dead; undefined when it is not, or not known to be. */
  async #removeDeadHead(document: TurnDocument, position: number): Promise<TurnDocument | undefined> {
    const { clock, runs, journal } = this.#run;
    const nowMs = clock.monotonicMs();
    this.#watches = new Map(
      document.tickets
        .slice(0, position)
        .map((ticket) => [ticket.id, watchTicket(this.#watches.get(ticket.id), ticket, nowMs)] as const),
    );
    const head = document.tickets[0];
    const watch = head && this.#watches.get(head.id);
    if (head === undefined || watch === undefined) return undefined;
    const lease = leaseMs(head, this.#options.key);
    const askedMs = nowMs - (this.#askedAtMs.get(head.id) ?? -Infinity);
    if (!isTimeToAsk(watch, { nowMs, position, leaseMs: lease }) || askedMs < ASK_EVERY_MS) return undefined;
    this.#askedAtMs.set(head.id, nowMs);
    const status = await runs.status(head.run);
    if (!isDead({ silentMs: nowMs - watch.sinceMs, leaseMs: lease, run: status })) return undefined;
    journal.warning(`${head.run.url} has ended without giving its turn back, so it is taken out of the queue.`);
    return this.#queue.change((queue) => removeHead(queue, { id: watch.ticketId, token: watch.token }));
  }

  async #pause(document: TurnDocument, position: number): Promise<TurnDocument> {
    const { waiting, comments, clock, chance, runs, cancelled } = this.#run;
    const ahead = document.tickets.slice(0, position) as [Ticket, ...Ticket[]];
    const { address } = this.#options;
    const seen: TurnHolderSeen = { kind: 'turn', address, ahead, home: this.#queue.home, alive: undefined };
    const look = async (): Promise<TurnHolderSeen> => ({
      ...seen,
      alive: toldAlive(await runs.status(ahead[0].run)),
    });
    if (waiting.leftMs === 0) {
      this.#run.journal.output('queue-position', String(position));
      throw new StateLocked(await look(), waiting.spent.waitedMs);
    }
    comments.tellWaiting({ id: ahead[0].id, waiting, look });
    const startedAtMs = clock.monotonicMs();
    this.#pace = watchPace(this.#pace, position, startedAtMs);
    await clock.sleep(Math.min(pollAfterMs(this.#pace, chance.next()), waiting.leftMs), cancelled);
    const next = await this.#readOn(document);
    waiting.spend(clock.monotonicMs() - startedAtMs, seen);
    return next;
  }

  /** One look that fails does not cost a place: only a queue that stays out of reach is given up. */
  async #readOn(document: TurnDocument): Promise<TurnDocument> {
    try {
      const next = await this.#queue.read();
      this.#failedReads = 0;
      return next;
    } catch (error) {
      this.#failedReads += 1;
      if (!(error instanceof BackendUnusable) || this.#failedReads >= FAILED_READS_AT_MOST) throw error;
      return document;
    }
  }
}
