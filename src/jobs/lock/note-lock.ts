import type { NotedLock } from '../../domain/turn/turn.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';

const LOOK_EVERY_MS = 100;
/** Where only the backend can be asked, the looks cost requests. */
const ASK_EVERY_MS = 500;

/**
 * Notes in the queue which state lock a Terraform command of ours takes, while it runs, so that others can tell whose it
 * is should this run die.
 */
export async function noteLockWhile<T>(run: Run, lock: LockOfTurn, command: () => Promise<T>): Promise<T> {
  const startedAt = run.clock.now();
  const before = (await run.terraform.locksTried())?.length;
  const ended = new AbortController();
  const running = command().finally(() => {
    ended.abort();
  });
  const find =
    before === undefined
      ? () => findInBackend(run, lock, startedAt)
      : async () => (await run.terraform.locksTried())?.slice(before).at(-1);
  const noting = note(run, lock, {
    find,
    everyMs: before === undefined ? ASK_EVERY_MS : LOOK_EVERY_MS,
    ended: ended.signal,
  });
  try {
    return await running;
  } finally {
    await noting;
  }
}

/** Looks until the command has ended; a command that tries again has another lock. */
async function note(
  run: Run,
  { turn }: LockOfTurn,
  how: {
    readonly find: () => Promise<NotedLock | undefined>;
    readonly everyMs: number;
    readonly ended: AbortSignal;
  },
): Promise<void> {
  let noted: string | undefined;
  for (;;) {
    try {
      await run.clock.sleep(how.everyMs, how.ended);
    } catch {
      return;
    }
    const found = await how.find().catch(() => undefined);
    if (found === undefined || found.id === noted) continue;
    noted = found.id;
    await turn.noteStateLock(found);
  }
}

/** A lock on this key during our turn that a host of our name wrote after the command began is taken for ours. */
async function findInBackend(
  run: Run,
  { backend, address }: LockOfTurn,
  startedAt: Date,
): Promise<NotedLock | undefined> {
  const reading = await backend.locks.read(address);
  if (reading.kind !== 'held') return undefined;
  const { lock } = reading;
  return lock.who === run.who && Date.parse(lock.created) >= startedAt.getTime()
    ? { id: lock.id, at: lock.created }
    : undefined;
}
