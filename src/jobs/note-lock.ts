import type { Run } from './run.ts';
import type { LockOfTurn } from './wait-for-state-lock.ts';

const LOOK_EVERY_MS = 400;
const LOOKS = 8;

/**
 * Notes in the queue which state lock a Terraform command of ours took, while it runs. A lock on production during our
 * turn that this host wrote after the command began is ours: both times are by the same clock.
 */
export async function noteLockWhile<T>(run: Run, lock: LockOfTurn, command: () => Promise<T>): Promise<T> {
  const startedAt = run.clock.now();
  const ended = new AbortController();
  const running = command().finally(() => {
    ended.abort();
  });
  const noting = noteOwnLock(run, lock, { startedAt, signal: ended.signal }).catch(() => undefined);
  try {
    return await running;
  } finally {
    await noting;
  }
}

async function noteOwnLock(
  run: Run,
  { locks, address, turn }: LockOfTurn,
  command: { readonly startedAt: Date; readonly signal: AbortSignal },
): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    await run.clock.sleep(LOOK_EVERY_MS, command.signal);
    const reading = await locks.read(address);
    if (reading.kind !== 'held') continue;
    const { lock } = reading;
    if (!lock.who.endsWith(`@${run.host}`) || Date.parse(lock.created) < command.startedAt.getTime()) continue;
    await turn.noteStateLock(lock);
    return;
  }
}
