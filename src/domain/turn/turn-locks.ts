import type { ToCreate } from '../apply/to-create.ts';
import type { LockKind } from './lock-kind.ts';
import type { StateLock } from '../lock/lock.ts';
import { leave, type TurnDocument, type TurnRun } from './turn.ts';

/** The run that took a state lock. */
export interface LockOwner {
  readonly run: TurnRun;
  /**
   * `in-queue`: its ticket is there, and renewed while it lives; `left`: it gave its turn back; `left-at-work`: the same,
   * while its Terraform was at work, so that only a person can say whether that has ended; `removed`: its turn was taken
   * from it as dead, on both pieces of evidence.
   */
  readonly ticket: 'in-queue' | 'left' | 'left-at-work' | 'removed';
  /** What it was about to create, of an apply that had begun. */
  readonly toCreate: ToCreate | undefined;
}

/** It has given its turn back itself. */
export function hasLeft(owner: LockOwner | undefined): boolean {
  return owner?.ticket === 'left' || owner?.ticket === 'left-at-work';
}

/** Where the lock with this ID is taken, if the queue knows it and who took it has noted that. */
export function findLockKind({ tickets, departed }: TurnDocument, lockId: string): LockKind | undefined {
  return [...departed, ...tickets].findLast(({ stateLock }) => stateLock?.id === lockId)?.stateLock?.kind;
}

/** By the lock's ID alone, which its owner made and noted before it asked for the lock. Undefined: somebody else's. */
export function findLockOwner(queue: TurnDocument, lock: Pick<StateLock, 'id'>): LockOwner | undefined {
  const inQueue = queue.tickets.findLast(({ stateLock }) => stateLock?.id === lock.id);
  if (inQueue !== undefined) return { run: inQueue.run, ticket: 'in-queue', toCreate: inQueue.toCreate };
  const departed = queue.departed.findLast(({ stateLock }) => stateLock?.id === lock.id);
  if (departed === undefined) return undefined;
  const { run, toCreate } = departed;
  return { run, ticket: departed.toolAtWork === true ? 'left-at-work' : departed.why, toCreate };
}

/**
 * Gives up the place that this run had under another lock before, if it is still there: nothing was begun under it. That
 * lock is known to be gone, or it may still be held.
 */
export function leaveEarlier(
  queue: TurnDocument,
  { lockId, isGone }: { readonly lockId: string; readonly isGone: boolean },
): TurnDocument {
  const left = queue.tickets
    .filter(({ stateLock }) => stateLock?.id === lockId)
    .reduce((before, { id }) => leave(before, { id, applied: undefined, lockMayBeHeld: !isGone }), queue);
  if (!left.departed.some(({ stateLock }) => stateLock?.id === lockId)) return left;
  return {
    ...left,
    departed: left.departed.map((gone) =>
      gone.stateLock?.id === lockId
        ? { ...gone, toCreate: undefined, lockMayBeHeld: gone.lockMayBeHeld && !isGone }
        : gone,
    ),
  };
}
