import type { Run } from './run.ts';
import type { LockOfTurn } from './wait-for-state-lock.ts';

const LOOK_EVERY_MS = 500;

/**
 * Notes in the queue which state lock a Terraform command of ours took, while it runs. A lock on production during our
 * turn that a host of our name wrote after the command began is taken for ours, until the command says that it got none.
 */
export async function noteLockWhile<T extends { readonly kind: string }>(
  run: Run,
  lock: LockOfTurn,
  command: () => Promise<T>,
): Promise<T> {
  const startedAt = run.clock.now();
  const ended = new AbortController();
  const running = command().finally(() => {
    ended.abort();
  });
  const noting = noteOwnLock(run, lock, { startedAt, signal: ended.signal });
  try {
    const outcome = await running;
    if ((await noting) && outcome.kind === 'lock-not-acquired') await lock.turn.noteStateLock(undefined);
    return outcome;
  } finally {
    await noting;
  }
}

/** Looks until the lock is found or the command has ended; whether it was found. */
async function noteOwnLock(
  run: Run,
  { locks, address, turn }: LockOfTurn,
  command: { readonly startedAt: Date; readonly signal: AbortSignal },
): Promise<boolean> {
  for (;;) {
    try {
      await run.clock.sleep(LOOK_EVERY_MS, command.signal);
    } catch {
      return false;
    }
    const reading = await locks.read(address).catch(() => undefined);
    if (reading?.kind !== 'held') continue;
    const { lock } = reading;
    if (!lock.who.endsWith(`@${run.host}`) || Date.parse(lock.created) < command.startedAt.getTime()) continue;
    await turn.noteStateLock(lock);
    return true;
  }
}
