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
  join,
  leave,
  positionOf,
  removeHead,
  type Ticket,
  type TurnDocument,
  type TurnRun,
} from '../../domain/turn/turn.ts';
import type { SeenPush } from '../../domain/turn/first-seen.ts';
import { leaveEarlier } from '../../domain/turn/turn-locks.ts';
import type { Backend, StateLocks } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import { passOver } from '../tolerate.ts';
import { HeldTurn, type HoldingRun } from './held-turn.ts';
import { TurnQueue } from './queue.ts';
import type { Turn } from './turn.ts';
import { untilInReach } from './until-in-reach.ts';
import { TurnOutOfReach } from './turn-out-of-reach.ts';

/** What of a run is needed to wait for a turn. */
export type QueueingRun = HoldingRun & Pick<Run, 'runs' | 'comments' | 'handover' | 'waiting'>;

export interface TurnOptions {
  readonly backend: Pick<Backend, 'turns'> & { readonly locks: Pick<StateLocks, 'kind' | 'giveBack'> };
  readonly address: StateAddress;
  readonly key: KeyKind;
  readonly me: TurnRun;
  /** What an apply is started for, when that is a push. */
  readonly push?: SeenPush | undefined;
  /** What has to be done before the place is taken; the queue is read meanwhile. */
  readonly before?: Promise<unknown> | undefined;
  /**
   * The lock IDs of turns that this process had here before, and began nothing under. What could not be given back then
   * is given back first, and the place with the new one: it would be waited for by this run itself, which GitHub calls
   * running.
   */
  readonly earlier?: readonly string[];
}

export type TurnTaken =
  | { readonly kind: 'taken'; readonly turn: Turn }
  /** A newer plan of the same pull request is behind this one in the queue. */
  | { readonly kind: 'superseded'; readonly by: TurnRun };

/**
 * Waits for this run's turn on a state key: first come, first served. Throws StateLocked when the wait budget is used up.
 * The queue is order and explanation, and the state lock is the safety: a run whose role may not read or write the queue
 * says so, and goes on with the state lock alone, and so does a plan on a PR key, behind which is nothing of value. An
 * apply does not go through what it could not read, for production may be frozen: it tries again within the budget, and
 * throws BackendUnusable then.
 */
export async function takeTurn(run: QueueingRun, options: TurnOptions): Promise<TurnTaken> {
  const queue = new TurnQueue(options.backend.turns(options.address, options.key), run.clock, run.chance);
  const waiter = new Waiter(run, queue, options);
  // A queue that cannot be read is read again, and told of, by whoever changes it.
  await Promise.allSettled([options.before, queue.read()]);
  // What goes wrong there is no trouble of the queue's, without which a plan would go on.
  await options.before;
  try {
    return await waiter.wait();
  } catch (error) {
    await waiter.giveUp();
    if (!(error instanceof BackendUnusable)) throw error;
    const { address, key } = options;
    if (key === 'prod' && !error.isDenied) {
      throw new BackendUnusable(
        `the queue of ${address.path} cannot be read, so nothing is applied: production may be frozen, or somebody else's turn. ${error.message} Run this again once it can be read.`,
        { cause: error },
      );
    }
    const unseen = key === 'prod' ? ' Whether production is frozen cannot be seen.' : '';
    run.journal.warning(
      `The queue of ${address.path} cannot be used, so that runs are not served in order; the state lock still keeps them apart.${unseen} ${error.message}`,
    );
    const giveUpPlace = (): Promise<void> => waiter.giveUp();
    return { kind: 'taken', turn: new TurnOutOfReach({ queue, lockId: waiter.lockId, giveUpPlace }) };
  }
}

/** GitHub is asked about one head at most this often. */
const ASK_EVERY_MS = 15_000;
const FAILED_READS_AT_MOST = 5;

class Waiter {
  readonly #run: QueueingRun;
  readonly #queue: Pick<TurnQueue, 'document' | 'home' | 'read' | 'change' | 'deleteUnlessOthersWait'>;
  readonly #options: TurnOptions;
  #ticketId = '';
  readonly lockId: string;
  /** Of everybody ahead, from when they were first seen there. */
  #watches: ReadonlyMap<string, Watch> = new Map();
  #pace: Pace | undefined;
  readonly #askedAtMs = new Map<string, number>();
  #failedReads = 0;

  constructor(run: QueueingRun, queue: TurnQueue, options: TurnOptions) {
    this.#run = run;
    this.#queue = queue;
    this.#options = options;
    this.lockId = run.chance.id();
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
    try {
      await this.#queue.change((queue) => leave(queue, mine));
    } catch (error) {
      // Whoever comes next finds out by its silence that this ticket is nobody's.
      passOver(error, { nonCancellable: true });
    }
  }

  async #join(): Promise<TurnDocument> {
    const { chance, clock } = this.#run;
    const { address, backend, key, me, push } = this.#options;
    const { lockId } = this;
    const lockKind = backend.locks.kind;
    const place = { id: chance.id(), token: chance.id(), at: clock.now().toISOString(), lockId, lockKind };
    const arrival = { ...place, run: me, push };
    this.#ticketId = arrival.id;
    this.#run.handover.noteTurn({ address, key, ticketId: arrival.id, lockId });
    this.#watches = new Map();
    this.#pace = undefined;
    const earlier = await this.#giveEarlierBack();
    return this.#untilInReach(() => this.#queue.change((queue) => join(earlier.reduce(leaveEarlier, queue), arrival)));
  }

  async #giveEarlierBack(): Promise<readonly { readonly lockId: string; readonly isGone: boolean }[]> {
    const { address, backend, earlier = [] } = this.#options;
    const given = [];
    for (const lockId of earlier) {
      let isGone = false;
      try {
        await backend.locks.giveBack(address, lockId);
        // Somebody else's, then: this one is not there.
        isGone = true;
      } catch (error) {
        passOver(error);
      }
      given.push({ lockId, isGone });
    }
    return given;
  }

  async #hold(seen: TurnDocument): Promise<TurnTaken> {
    const { chance, clock } = this.#run;
    const mine = { id: this.#ticketId, token: chance.id(), at: clock.now().toISOString() };
    const holds = seen.tickets[0]?.state === 'holding';
    const document = holds ? seen : await this.#untilInReach(() => this.#queue.change((queue) => claim(queue, mine)));
    // Taken for dead in the moment of claiming: come again at the end.
    if (positionOf(document, mine.id) !== 0) return this.wait();
    const { key } = this.#options;
    const turn = HeldTurn.start({ run: this.#run, queue: this.#queue, ticketId: mine.id, lockId: this.lockId, key });
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
      const isGivenUp =
        this.#options.key === 'prod' ? this.#run.waiting.leftMs === 0 : this.#failedReads >= FAILED_READS_AT_MOST;
      if (!(error instanceof BackendUnusable) || error.isLasting || isGivenUp) throw error;
      return document;
    }
  }

  /** An apply tries again, for as long as it may wait, what it cannot do now. */
  #untilInReach<T>(task: () => Promise<T>): Promise<T> {
    return this.#options.key === 'prod' ? untilInReach(this.#run, task) : task();
  }
}
