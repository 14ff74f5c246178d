import type { StateLock } from '../../domain/lock/lock.ts';
import {
  announce,
  findLastApplied,
  findLastBegun,
  freeze,
  leave,
  noteLockFree,
  noteStateLock,
  positionOf,
  renew,
  thaw,
  type CommitApplied,
  type Freeze,
  type NotedLock,
} from '../../domain/turn/turn.ts';
import { findLockOwner, type LockOwner } from '../../domain/turn/turn-locks.ts';
import { renewEveryMs, type KeyKind } from '../../domain/turn/turn-watch.ts';
import { messageOf } from '../tolerate.ts';
import type { Run } from '../run.ts';
import type { TurnQueue } from './queue.ts';

/** A run's turn on one state key. */
export interface Turn {
  /** The last apply of this repository on this key that began: its code is on production wholly or in part. */
  readonly lastBegun: CommitApplied | undefined;
  /** The last commit of this repository whose apply ended well, when it was the last of all. */
  readonly lastApplied: CommitApplied | undefined;
  /** Set when an apply changed things and could not save its state. */
  readonly frozen: Freeze | undefined;
  /** The run that took this state lock, when the queue knows. */
  ownerOf(lock: StateLock): LockOwner | undefined;
  /** Notes the state lock that this run took, so that others can tell whose it is should this run die. */
  noteStateLock(lock: NotedLock): Promise<void>;
  /** The state lock was seen free during this turn: nobody before it has left it behind. */
  noteLockFree(): void;
  /** This run may leave its own state lock behind. */
  noteLockLeft(): void;
  /**
   * Notes that Terraform is about to take the state lock, and, for an apply, of which commit. False when the turn was
   * given to somebody else: what has been planned may be old.
   */
  announce(begun?: CommitApplied): Promise<boolean>;
  /** Stops every later apply on this key. False when that could not be written down. */
  freeze(frozen: Freeze): Promise<boolean>;
  thaw(frozen: Freeze): Promise<void>;
  /** Gives the turn back. */
  leave(applied?: CommitApplied): Promise<void>;
  /** Gives the turn back, and the queue up when nobody is in it. */
  leaveForGood(): Promise<void>;
}

/** The turn of a run that could not reach the queue: the state lock alone keeps it apart from others. */
export const NO_TURN: Turn = {
  lastBegun: undefined,
  lastApplied: undefined,
  frozen: undefined,
  ownerOf: () => undefined,
  noteStateLock: () => Promise.resolve(),
  noteLockFree: () => undefined,
  noteLockLeft: () => undefined,
  announce: () => Promise.resolve(true),
  freeze: () => Promise.resolve(false),
  thaw: () => Promise.resolve(),
  leave: () => Promise.resolve(),
  leaveForGood: () => Promise.resolve(),
};

export interface TurnHolding {
  readonly run: Run;
  readonly queue: TurnQueue;
  readonly ticketId: string;
  readonly key: KeyKind;
}

/** A turn that is held, and renewed until it is given back. */
export class HeldTurn implements Turn {
  readonly #run: Run;
  readonly #queue: TurnQueue;
  readonly #ticketId: string;
  readonly #stopped = new AbortController();
  readonly #renewing: Promise<void>;
  /** Aborted: a cancelled run's turn is given back by `post`, which knows what has become of its Terraform. */
  readonly #leftToPost: AbortSignal;
  #lockIsFree = false;
  #lockIsLeft = false;
  #warned = false;

  static start(options: TurnHolding): HeldTurn {
    return new HeldTurn(options, options.run.cancelled);
  }

  /** Goes on with a turn that an earlier process of this run has left, and gives it back whatever happens. */
  static resume(options: TurnHolding): HeldTurn {
    return new HeldTurn(options, new AbortController().signal);
  }

  private constructor({ run, queue, ticketId, key }: TurnHolding, leftToPost: AbortSignal) {
    this.#leftToPost = leftToPost;
    this.#run = run;
    this.#queue = queue;
    this.#ticketId = ticketId;
    this.#renewing = this.#keepRenewing(renewEveryMs(key));
  }

  get lastBegun(): CommitApplied | undefined {
    return findLastBegun(this.#queue.document, this.#run.context.repository);
  }

  get lastApplied(): CommitApplied | undefined {
    return findLastApplied(this.#queue.document, this.#run.context.repository);
  }

  get frozen(): Freeze | undefined {
    return this.#queue.document.frozen;
  }

  ownerOf(lock: StateLock): LockOwner | undefined {
    return findLockOwner(this.#queue.document, lock);
  }

  noteLockFree(): void {
    this.#lockIsFree = true;
  }

  noteLockLeft(): void {
    this.#lockIsLeft = true;
  }

  async noteStateLock(stateLock: NotedLock): Promise<void> {
    await this.#tolerate(() =>
      this.#queue.change((queue) =>
        noteStateLock(queue, { id: this.#ticketId, token: this.#run.chance.id(), stateLock }),
      ),
    );
  }

  async announce(begun?: CommitApplied): Promise<boolean> {
    const { chance, clock, who } = this.#run;
    const expects = { who, from: clock.now().toISOString() };
    const mine = { id: this.#ticketId, token: chance.id(), expects, begun };
    const queue = await this.#tolerate(() =>
      this.#queue.change((current) => announce(this.#lockIsFree ? noteLockFree(current) : current, mine)),
    );
    return queue === undefined || positionOf(queue, mine.id) === 0;
  }

  async freeze(frozen: Freeze): Promise<boolean> {
    const queue = await this.#tolerate(() => this.#queue.change((current) => freeze(current, frozen)));
    return queue?.frozen?.id === frozen.id;
  }

  async thaw(frozen: Freeze): Promise<void> {
    await this.#tolerate(() => this.#queue.change((queue) => thaw(queue, frozen.id)));
  }

  async leave(applied?: CommitApplied): Promise<void> {
    await this.#stopRenewing();
    if (this.#leftToPost.aborted) return;
    const mine = { id: this.#ticketId, applied, lockMayBeHeld: this.#lockIsLeft };
    await this.#tolerate(() =>
      this.#queue.change((queue) => leave(this.#lockIsFree ? noteLockFree(queue) : queue, mine)),
    );
  }

  async leaveForGood(): Promise<void> {
    await this.#stopRenewing();
    if (this.#leftToPost.aborted) return;
    const deleted = await this.#tolerate(() => this.#queue.deleteUnlessOthersWait(this.#ticketId));
    if (deleted !== true) await this.leave();
  }

  async #renew(): Promise<boolean> {
    const mine = { id: this.#ticketId, token: this.#run.chance.id() };
    const queue = await this.#queue.change((current) => renew(current, mine));
    return positionOf(queue, mine.id) !== undefined;
  }

  async #keepRenewing(everyMs: number): Promise<void> {
    for (;;) {
      try {
        await this.#run.clock.sleep(everyMs, this.#stopped.signal);
      } catch {
        return;
      }
      const held = await this.#tolerate(() => this.#renew());
      if (held === false) {
        this.#run.journal.warning(
          'This run was taken for dead and lost its turn. Its state lock still protects the state.',
        );
        return;
      }
    }
  }

  async #stopRenewing(): Promise<void> {
    this.#stopped.abort();
    await this.#renewing;
  }

  /** What goes wrong at the queue never stops a run that holds its turn. */
  async #tolerate<T>(task: () => Promise<T>): Promise<T | undefined> {
    try {
      return await task();
    } catch (error) {
      if (!this.#warned) {
        this.#run.journal.warning(`The queue could not be kept up: ${messageOf(error)}`);
      }
      this.#warned = true;
      return undefined;
    }
  }
}
