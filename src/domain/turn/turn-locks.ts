import type { ToCreate } from '../apply/to-create.ts';
import type { StateLock } from '../lock/lock.ts';
import type { TurnDocument, TurnRun } from './turn.ts';

/** The run that took a state lock. */
export interface LockOwner {
  readonly run: TurnRun;
  /**
   * `in-queue`: its ticket is there, and renewed while it lives; `left`: it gave its turn back; `removed`: its turn was
   * taken from it as dead, on both pieces of evidence.
   */
  readonly ticket: 'in-queue' | 'left' | 'removed';
  /** What it was about to create, of an apply that had begun. */
  readonly toCreate: ToCreate | undefined;
}

/** By the lock's ID alone, which its owner made and noted before it asked for the lock. Undefined: somebody else's. */
export function findLockOwner(queue: TurnDocument, lock: Pick<StateLock, 'id'>): LockOwner | undefined {
  const inQueue = queue.tickets.findLast(({ stateLock }) => stateLock?.id === lock.id);
  if (inQueue !== undefined) return { run: inQueue.run, ticket: 'in-queue', toCreate: inQueue.toCreate };
  const departed = queue.departed.findLast(({ stateLock }) => stateLock?.id === lock.id);
  return departed && { run: departed.run, ticket: departed.why, toCreate: departed.toCreate };
}
