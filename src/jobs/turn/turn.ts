import type { StateLock } from '../../domain/lock/lock.ts';
import type { CommitApplied, Freeze, NotedLock } from '../../domain/turn/turn.ts';
import type { LockOwner } from '../../domain/turn/turn-locks.ts';

/** What the queue knows, and is told, of the state lock during a turn. */
export interface LockNotes {
  /** The run that took this state lock, when the queue knows. */
  ownerOf(lock: StateLock): LockOwner | undefined;
  /** Notes the state lock that this run took, so that others can tell whose it is should this run die. */
  noteStateLock(lock: NotedLock): Promise<void>;
  /** The state lock was seen free during this turn: nobody before it has left it behind. */
  noteLockFree(): void;
  /** This run may leave its own state lock behind. */
  noteLockLeft(): void;
}

/** The stop for every later apply on a key. */
export interface Freezing {
  /** Set when an apply changed things and could not save its state. */
  readonly frozen: Freeze | undefined;
  /** Stops every later apply on this key. False when that could not be written down. */
  freeze(frozen: Freeze): Promise<boolean>;
  thaw(frozen: Freeze): Promise<void>;
}

/** A run's turn on one state key. A failure at the queue stops nothing; a defect rejects. */
export interface Turn extends LockNotes, Freezing {
  /** The last apply of this repository on this key that began: its code is on production wholly or in part. */
  readonly lastBegun: CommitApplied | undefined;
  /** The last commit of this repository whose apply ended well, when it was the last of all. */
  readonly lastApplied: CommitApplied | undefined;
  /**
   * Notes that Terraform is about to take the state lock, and, for an apply, of which commit. False when the turn was
   * given to somebody else: what has been planned may be old.
   */
  announce(commit?: CommitApplied): Promise<boolean>;
  /** Gives the turn back. Rejects, once that is done, with a defect that there was while it was held. */
  leave(applied?: CommitApplied): Promise<void>;
  /** Gives the turn back, and the queue up when nobody is in it. */
  leaveForGood(): Promise<void>;
}

/** No turn at all: the state lock alone keeps this run apart from others. */
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
