import type { ToCreate } from '../../domain/apply/to-create.ts';
import type { LockKind } from '../../domain/turn/lock-kind.ts';
import type { StateLock } from '../../domain/lock/lock.ts';
import {
  announce,
  findAbandoned,
  findLastApplied,
  findLastBegun,
  freeze,
  leave,
  lockKindsLeft,
  noteLockFree,
  positionOf,
  renew,
  thaw,
  type Abandoned,
  type CommitApplied,
  type Freeze,
  type TurnDocument,
} from '../../domain/turn/turn.ts';
import { findStretchBegin, type StretchBegin } from '../../domain/turn/first-seen.ts';
import { findLockOwner, hasLeft, type LockOwner } from '../../domain/turn/turn-locks.ts';
import { renewEveryMs, type KeyKind } from '../../domain/turn/turn-watch.ts';
import { EveryStep, passOver, sleepUnlessAborted } from '../tolerate.ts';
import type { Run } from '../run.ts';
import type { TurnQueue } from './queue.ts';
import type { Turn } from './turn.ts';

/** What of a run is needed to hold a turn. */
export type HoldingRun = Pick<Run, 'context' | 'clock' | 'chance' | 'journal' | 'cancelled'>;

export interface TurnHolding {
  readonly run: HoldingRun;
  readonly queue: Pick<TurnQueue, 'document' | 'change' | 'deleteUnlessOthersWait'>;
  readonly ticketId: string;
  readonly lockId: string;
  readonly key: KeyKind;
}

interface Owed {
  readonly frozen: Freeze;
  /** Only while the queue does not show that this run has given its turn back. */
  readonly unlessLeft: boolean;
}

/** A turn that is held, and renewed until it is given back. */
export class HeldTurn implements Turn {
  readonly lockId: string;
  readonly #run: HoldingRun;
  readonly #queue: TurnHolding['queue'];
  readonly #ticketId: string;
  readonly #stopped = new AbortController();
  /** Rejects with a defect alone. */
  readonly #renewing: Promise<void>;
  readonly #renewingEnded: Promise<unknown>;
  /** Aborted: a cancelled run's turn is given back by `post`, which knows what has become of its Terraform. */
  readonly #handedToPost: AbortSignal;
  readonly #seenFree: LockKind[] = [];
  #lockMayBeHeld = false;
  #toolAtWork = false;
  #workDropped = false;
  /** A freeze that the queue has not taken yet. */
  #owed: Owed | undefined;
  #warned = false;

  static start(options: TurnHolding): HeldTurn {
    return new HeldTurn(options, options.run.cancelled);
  }

  /** Goes on with a turn that an earlier process of this run has left, and gives it back whatever happens. */
  static resume(options: TurnHolding): HeldTurn {
    return new HeldTurn(options, new AbortController().signal);
  }

  private constructor({ run, queue, ticketId, lockId, key }: TurnHolding, handedToPost: AbortSignal) {
    this.lockId = lockId;
    this.#handedToPost = handedToPost;
    this.#run = run;
    this.#queue = queue;
    this.#ticketId = ticketId;
    this.#renewing = this.#keepRenewing(renewEveryMs(key));
    this.#renewingEnded = Promise.allSettled([this.#renewing]);
  }

  get lastBegun(): CommitApplied | undefined {
    return findLastBegun(this.#queue.document, this.#run.context);
  }

  get abandoned(): readonly Abandoned[] {
    return findAbandoned(this.#queue.document);
  }

  get lastApplied(): CommitApplied | undefined {
    return findLastApplied(this.#queue.document, this.#run.context);
  }

  get stretchBegin(): StretchBegin {
    return findStretchBegin(this.#queue.document, this.#run.context);
  }

  get frozen(): Freeze | undefined {
    return this.#queue.document.frozen;
  }

  ownerOf(lock: Pick<StateLock, 'id'>): LockOwner | undefined {
    return findLockOwner(this.#queue.document, lock);
  }

  noteLockFree(kind: LockKind): void {
    this.#seenFree.push(kind);
  }

  lockKindsLeft(kind: LockKind): readonly LockKind[] {
    return lockKindsLeft(this.#queue.document, kind);
  }

  noteLockLeft(): void {
    this.#lockMayBeHeld = true;
  }

  noteToolAtWork(): void {
    this.#toolAtWork = true;
  }

  noteWorkDropped(): void {
    this.#workDropped = true;
  }

  async confirm(): Promise<boolean> {
    const mine = { id: this.#ticketId, token: this.#run.chance.id() };
    const queue = await this.#queue.change((current) => renew(this.#noteLockFree(current), mine));
    return positionOf(queue, mine.id) === 0;
  }

  async announce(commit: CommitApplied, toCreate?: ToCreate): Promise<boolean> {
    const mine = { id: this.#ticketId, token: this.#run.chance.id(), begun: commit, toCreate };
    const queue = await this.#queue.change((current) => announce(current, mine));
    return positionOf(queue, mine.id) === 0;
  }

  async freeze(frozen: Freeze): Promise<void> {
    await this.#freeze({ frozen, unlessLeft: false });
  }

  async freezeUnlessLeft(frozen: Freeze): Promise<boolean> {
    const queue = await this.#freeze({ frozen, unlessLeft: true });
    return !this.#hasLeft(queue);
  }

  async thaw(frozen: Freeze): Promise<void> {
    this.#owed = undefined;
    await this.#goOnWithoutQueue(() => this.#queue.change((queue) => thaw(queue, frozen.id)));
  }

  async leave(applied?: CommitApplied): Promise<void> {
    await this.#stopRenewing();
    if (!this.#handedToPost.aborted) await this.#leave(applied);
    await this.#renewing;
  }

  async leaveForGood(): Promise<boolean> {
    await this.#stopRenewing();
    let deleted: boolean | undefined;
    if (!this.#handedToPost.aborted) {
      deleted = await this.#goOnWithoutQueue(() => this.#queue.deleteUnlessOthersWait(this.#ticketId));
      if (deleted !== true) await this.#leave();
    }
    await this.#renewing;
    return deleted === true;
  }

  async #leave(applied?: CommitApplied): Promise<void> {
    const [lockMayBeHeld, toolAtWork, workDropped] = [this.#lockMayBeHeld, this.#toolAtWork, this.#workDropped];
    const mine = { id: this.#ticketId, applied, lockMayBeHeld, toolAtWork, workDropped };
    // Whoever sees this run gone sees with the same look that its state is missing.
    await this.#goOnWithoutQueue(() =>
      this.#queue.change((queue) => leave(this.#noteLockFree(this.#payOwed(queue)), mine)),
    );
  }

  async #freeze(owed: Owed): Promise<TurnDocument> {
    this.#owed = owed;
    const queue = await this.#queue.change((current) => this.#payOwed(current));
    this.#owed = undefined;
    return queue;
  }

  #payOwed(queue: TurnDocument): TurnDocument {
    if (this.#owed === undefined || (this.#owed.unlessLeft && this.#hasLeft(queue))) return queue;
    return freeze(queue, this.#owed.frozen);
  }

  #hasLeft(queue: TurnDocument): boolean {
    return hasLeft(findLockOwner(queue, { id: this.lockId }));
  }

  /** Once the turn is lost it is somebody else's to say, and this run's own lock may lie there. */
  #noteLockFree(queue: TurnDocument): TurnDocument {
    return positionOf(queue, this.#ticketId) === 0 ? this.#seenFree.reduce(noteLockFree, queue) : queue;
  }

  async #renew(): Promise<boolean> {
    const mine = { id: this.#ticketId, token: this.#run.chance.id() };
    const queue = await this.#queue.change((current) => renew(current, mine));
    return positionOf(queue, mine.id) !== undefined;
  }

  /** A defect in one renewal is no reason for others to take this run for dead: it is thrown at the end. */
  async #keepRenewing(everyMs: number): Promise<void> {
    const steps = new EveryStep(this.#run.journal);
    let isLost = false;
    while (!isLost && (await sleepUnlessAborted(this.#run.clock, everyMs, this.#stopped.signal))) {
      const held = await steps.take({
        what: 'The turn could not be renewed',
        task: () => this.#goOnWithoutQueue(() => this.#renew()),
        otherwise: undefined,
      });
      isLost = held === false;
    }
    if (isLost) {
      this.#run.journal.warning(
        'This run was taken for dead and lost its turn. Its state lock is looked at on: only while it is there is nobody else let in.',
      );
    }
    steps.throwDefect();
  }

  async #stopRenewing(): Promise<void> {
    this.#stopped.abort();
    await this.#renewingEnded;
  }

  /** What goes wrong at the queue never stops a run that holds its turn, and is told once. */
  async #goOnWithoutQueue<T>(task: () => Promise<T>): Promise<T | undefined> {
    try {
      return await task();
    } catch (error) {
      const { message } = passOver(error, { nonCancellable: true });
      if (!this.#warned) this.#run.journal.warning(`The queue could not be kept up: ${message}`);
      this.#warned = true;
      return undefined;
    }
  }
}
