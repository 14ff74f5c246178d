import type { LockKind } from '../../domain/turn/lock-kind.ts';
import type { StateLock } from '../../domain/lock/lock.ts';
import type { ToCreate } from '../../domain/apply/to-create.ts';
import type { Abandoned, CommitApplied, Freeze } from '../../domain/turn/turn.ts';
import type { StretchBegin } from '../../domain/turn/first-seen.ts';
import type { LockOwner } from '../../domain/turn/turn-locks.ts';

/** What the queue knows, and is told, of the state lock during a turn. */
export interface LockNotes {
  /** The ID under which this run takes the state lock. Its ticket has it before the lock is asked for. */
  readonly lockId: string;
  /** The run that took this state lock, when the queue knows. */
  ownerOf(lock: Pick<StateLock, 'id'>): LockOwner | undefined;
  /** The state lock was seen free at the places of this kind during this turn: nobody before it has left it there. */
  noteLockFree(kind: LockKind): void;
  /** The kinds of lock that somebody before may have left where one of this kind does not look. */
  lockKindsLeft(kind: LockKind): readonly LockKind[];
  /** This run may leave its own state lock behind. */
  noteLockLeft(): void;
}

/** The stop for every later apply on a key. */
export interface Freezing {
  /** Set when an apply changed things and could not save its state. */
  readonly frozen: Freeze | undefined;
  /**
   * Stops every later apply on this key. Rejects with BackendUnusable when that cannot be written down; it is written with
   * the turn that is given back then, for nobody may come in between.
   */
  freeze(frozen: Freeze): Promise<void>;
  /** The same, unless the queue shows that this run has given its turn back: false then, and nothing is stopped. */
  freezeUnlessLeft(frozen: Freeze): Promise<boolean>;
  thaw(frozen: Freeze): Promise<void>;
}

/** A run's turn on one state key. Giving back and lifting a freeze stop for no failure at the queue; a defect rejects. */
export interface Turn extends LockNotes, Freezing {
  /** The last apply of this repository on this key that began: its code is on production wholly or in part. */
  readonly lastBegun: CommitApplied | undefined;
  /** Applies that died in their midst, the last one first. */
  readonly abandoned: readonly Abandoned[];
  /** The last commit of this repository whose apply on this key ended well, whoever has applied since. */
  readonly lastApplied: CommitApplied | undefined;
  /** Where what this repository has to apply begins. */
  readonly stretchBegin: StretchBegin;
  /**
   * Renews the turn, and says whether it is still this run's: false when it was given to somebody else, and what has
   * been read or planned may be old. Rejects with BackendUnusable when the queue cannot be asked.
   */
  confirm(): Promise<boolean>;
  /** The same, and notes of which commit an apply begins, and what it is about to create. */
  announce(commit: CommitApplied, toCreate?: ToCreate): Promise<boolean>;
  /** This run leaves a Terraform at work that may change the state. */
  noteToolAtWork(): void;
  /** Its Terraform may have dropped what it had in hand, whatever becomes of the lock. */
  noteWorkDropped(): void;
  /** Gives the turn back. Rejects, once that is done, with a defect that there was while it was held. */
  leave(applied?: CommitApplied): Promise<void>;
  /** Gives the turn back, and the queue up when nobody is in it: whether that is known to be gone. */
  leaveForGood(): Promise<boolean>;
}
