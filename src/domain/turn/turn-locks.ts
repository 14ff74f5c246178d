import type { StateLock } from '../lock/lock.ts';
import type { ExpectedLock, TurnDocument, TurnRun } from './turn.ts';

export interface LockOwner {
  readonly run: TurnRun;
  /** False for a guess by host and time: machines of one image may share a name. */
  readonly sure: boolean;
  /** True when its ticket is gone: it gave its turn back, or it was taken from it as dead. */
  readonly departed: boolean;
}

/** A lock comes within seconds of its announcement: whatever comes much later is another's. */
const EXPECTED_WITHIN_MS = 60_000;

/**
 * The run that took this state lock. It noted the lock's ID. Or it died before it could: then it had announced a lock by
 * this user on this host, and this one was taken within the minute. Or, as a guess, it was removed while it held the
 * turn, and a host of its name took the lock after it had begun to hold.
 */
export function findLockOwner(
  queue: TurnDocument,
  lock: Pick<StateLock, 'id' | 'who' | 'created'>,
): LockOwner | undefined {
  const noted = queue.tickets.findLast(({ stateLock }) => stateLock?.id === lock.id);
  if (noted !== undefined) return { run: noted.run, sure: true, departed: false };
  const notedBefore = queue.departed.findLast(({ stateLock }) => stateLock?.id === lock.id);
  if (notedBefore !== undefined) return { run: notedBefore.run, sure: true, departed: true };
  const left = queue.departed.filter(({ lockMayBeHeld }) => lockMayBeHeld);
  const announced = left.findLast(({ expects }) => expects !== undefined && isExpected(lock, expects));
  if (announced !== undefined) return { run: announced.run, sure: true, departed: true };
  const guess = left.findLast(
    ({ run, heldSince, stateLock }) =>
      stateLock === undefined &&
      heldSince !== undefined &&
      lock.who.endsWith(`@${run.host}`) &&
      Date.parse(lock.created) >= Date.parse(heldSince),
  );
  return guess === undefined ? undefined : { run: guess.run, sure: false, departed: true };
}

function isExpected(lock: Pick<StateLock, 'who' | 'created'>, { who, from }: ExpectedLock): boolean {
  const afterMs = Date.parse(lock.created) - Date.parse(from);
  return lock.who === who && afterMs >= 0 && afterMs <= EXPECTED_WITHIN_MS;
}
