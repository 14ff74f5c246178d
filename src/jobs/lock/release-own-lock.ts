import { lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { StateLock } from '../../domain/lock/lock.ts';
import type { NotedLock } from '../../domain/turn/turn.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Terraform } from '../../ports/terraform.ts';
import { passOver } from '../tolerate.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import type { LockNotes } from '../turn/turn.ts';

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

/** What of a run is needed to know its own lock. */
export interface OwningRun extends Pick<Run, 'context' | 'journal'> {
  readonly terraform: Pick<Terraform, 'locksTried'>;
}

/** A lock, and whom to tell what is known of it. */
export type OwnedLock = Omit<LockOfTurn<LockNotes, Pick<Backend, 'locks'>>, 'key'>;

/**
 * Gives back the state lock that a Terraform of this run could not give back itself. Call it only once that Terraform
 * has ended: the lock is known by its ID, and nobody but its owner may delete it without asking anybody. A cancel does
 * not stop it, and a failure of the backend is part of the answer.
 */
export async function releaseOwnLock(run: OwningRun, lock: OwnedLock): Promise<OwnLock> {
  const found = await findOwnLock(run, lock);
  if (found.kind !== 'ours') return found;
  const { backend, address, turn } = lock;
  const lockId = found.lock.id;
  try {
    if (!(await deleteLock(backend, address, lockId))) return await leaveBehind(turn, found.lock);
    run.journal.warning(`Terraform had left its state lock ${lockId} of ${lockItemId(address)} behind: it is deleted.`);
    return { kind: 'released', lockId };
  } catch (error) {
    turn.noteLockLeft();
    const { message } = passOver(error, { nonCancellable: true });
    run.journal.warning(`The state lock ${lockId} of ${lockItemId(address)} is left behind: ${message}`);
    return { kind: 'left', lockId };
  }
}

/** Looks whether a Terraform of this run that has ended left its state lock, which stays where it is. */
export async function lookAtOwnLock(run: OwningRun, lock: OwnedLock): Promise<OwnLock> {
  const found = await findOwnLock(run, lock);
  return found.kind === 'ours' ? leaveBehind(lock.turn, found.lock) : found;
}

type Found =
  Extract<OwnLock, { kind: 'free' | 'not-ours' | 'unknown' }> | { readonly kind: 'ours'; readonly lock: NotedLock };

async function findOwnLock(run: OwningRun, { backend, address, turn }: OwnedLock): Promise<Found> {
  try {
    const reading = await backend.locks.read(address);
    if (reading.kind === 'free') {
      turn.noteLockFree();
      return { kind: 'free' };
    }
    const lock = reading.kind === 'held' ? reading.lock : undefined;
    const tried = await run.terraform.locksTried();
    const ours = lock && knowAsOwn(run, turn, { lock, tried });
    if (ours !== undefined) return { kind: 'ours', lock: ours };
    // A tool that does not tell its locks may have left this one.
    if (tried === undefined) turn.noteLockLeft();
    return { kind: 'not-ours', lock };
  } catch (error) {
    turn.noteLockLeft();
    return { kind: 'unknown', why: passOver(error, { nonCancellable: true }).message };
  }
}

/** By its ID alone: the tool has told it, or this very run has noted it in its ticket. */
function knowAsOwn(
  { context }: Pick<Run, 'context'>,
  turn: Pick<LockNotes, 'ownerOf'>,
  { lock, tried }: { readonly lock: StateLock; readonly tried: readonly NotedLock[] | undefined },
): NotedLock | undefined {
  if (tried !== undefined) return tried.find(({ id }) => id === lock.id);
  const owner = turn.ownerOf(lock);
  const isOwn = owner?.run.runId === context.runId && owner.run.runAttempt === context.runAttempt;
  return isOwn && owner.sure && !owner.departed ? { id: lock.id, at: lock.created } : undefined;
}

async function leaveBehind(turn: Pick<LockNotes, 'noteStateLock' | 'noteLockLeft'>, lock: NotedLock): Promise<OwnLock> {
  try {
    await turn.noteStateLock(lock);
  } finally {
    turn.noteLockLeft();
  }
  return { kind: 'left', lockId: lock.id };
}

/** An answer may be lost when the deletion was not: what counts is that nobody finds the lock any more. */
async function deleteLock(backend: OwnedLock['backend'], address: StateAddress, lockId: string): Promise<boolean> {
  if (await backend.locks.delete(address, lockId)) return true;
  const reading = await backend.locks.read(address);
  return reading.kind === 'free' || (reading.kind === 'held' && reading.lock.id !== lockId);
}
