import { lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { StateLock } from '../../domain/lock/lock.ts';
import type { NotedLock } from '../../domain/turn/turn.ts';
import type { Backend } from '../../ports/backend.ts';
import { messageOf } from '../tolerate.ts';
import type { Run } from '../run.ts';
import type { Turn } from '../turn/turn.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';

/** What a Terraform of this run that has ended left at its lock. */
export type OwnLock =
  | { readonly kind: 'free' }
  /** It was left behind, and is deleted now. */
  | { readonly kind: 'released'; readonly lockId: string }
  /** It is left behind. */
  | { readonly kind: 'left'; readonly lockId: string }
  /** Somebody else holds it; the lock is undefined when nobody can read whose it is. */
  | { readonly kind: 'not-ours'; readonly lock: StateLock | undefined }
  /** The backend did not say. */
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Gives back the state lock that a Terraform of this run could not give back itself. Call it only once that Terraform
 * has ended: the lock is known by its ID, and nobody but its owner may delete it without asking anybody.
 * `only: 'look'` leaves it where it is.
 */
export async function releaseOwnLock(
  run: Run,
  { backend, address, turn }: Pick<LockOfTurn, 'backend' | 'address' | 'turn'>,
  only?: 'look',
): Promise<OwnLock> {
  let lockId: string | undefined;
  try {
    const reading = await backend.locks.read(address);
    if (reading.kind === 'free') {
      turn.noteLockFree();
      return { kind: 'free' };
    }
    const mine = reading.kind === 'held' ? await findOwn(run, turn, reading.lock) : undefined;
    if (mine === undefined) {
      // A tool that does not tell its locks may have left this one.
      if ((await run.terraform.locksTried()) === undefined) turn.noteLockLeft();
      return { kind: 'not-ours', lock: reading.kind === 'held' ? reading.lock : undefined };
    }
    lockId = mine.id;
    if (only !== 'look' && (await deleteLock(backend, address, lockId))) {
      run.journal.warning(
        `Terraform had left its state lock ${lockId} of ${lockItemId(address)} behind: it is deleted.`,
      );
      return { kind: 'released', lockId };
    }
    await turn.noteStateLock(mine);
  } catch (error) {
    if (lockId === undefined) {
      turn.noteLockLeft();
      return { kind: 'unknown', why: messageOf(error) };
    }
    run.journal.warning(`The state lock ${lockId} of ${lockItemId(address)} is left behind: ${messageOf(error)}`);
  }
  turn.noteLockLeft();
  return { kind: 'left', lockId };
}

/** By its ID alone: the tool has told it, or this very run has noted it in its ticket. */
async function findOwn(run: Run, turn: Turn, lock: StateLock): Promise<NotedLock | undefined> {
  const tried = await run.terraform.locksTried();
  if (tried !== undefined) return tried.find(({ id }) => id === lock.id);
  const owner = turn.ownerOf(lock);
  const isOwn = owner?.run.runId === run.context.runId && owner.run.runAttempt === run.context.runAttempt;
  return isOwn && owner.sure && !owner.departed ? { id: lock.id, at: lock.created } : undefined;
}

/** An answer may be lost when the deletion was not: what counts is that nobody finds the lock any more. */
async function deleteLock(backend: Backend, address: StateAddress, lockId: string): Promise<boolean> {
  if (await backend.locks.delete(address, lockId)) return true;
  const reading = await backend.locks.read(address);
  return reading.kind === 'free' || (reading.kind === 'held' && reading.lock.id !== lockId);
}
