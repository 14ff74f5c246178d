import { Refused } from '../../domain/failure.ts';
import type { StateLock } from '../../domain/lock/lock.ts';
import { lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { Freeze } from '../../domain/turn/turn.ts';
import type { StateLocks } from '../../ports/backend.ts';

/** The lock that was asked for; undefined when nobody holds any. */
export async function showLock(
  backend: { readonly locks: Pick<StateLocks, 'read'> },
  asked: { readonly address: StateAddress; readonly lockId: string; readonly frozen: Freeze | undefined },
): Promise<StateLock | undefined> {
  const { address, lockId, frozen } = asked;
  const reading = await backend.locks.read(address);
  if (reading.kind === 'free') return undefined;
  if (reading.kind === 'unreadable') {
    throw new Refused(
      `the lock of ${lockItemId(address)} is no record of Terraform's, so it cannot be known whose it is. Look at it, and delete it by hand.`,
    );
  }
  if (reading.lock.id !== lockId && frozen?.id === lockId) {
    throw new Refused(
      `the state lock of ${lockItemId(address)} is held: ${describeLock(reading.lock)}. The freeze is lifted once it is free.`,
    );
  }
  if (reading.lock.id !== lockId) {
    throw new Refused(
      `the lock of ${lockItemId(address)} is another one by now: ${describeLock(reading.lock)}. Look at who holds it, and run this again with its ID if that is the one to delete.`,
    );
  }
  return reading.lock;
}

export function describeLock(lock: StateLock): string {
  return `${lock.id}, ${lock.operation} by ${lock.who} since ${lock.created}, ${lock.version}`;
}
