import { StateLocked, type LockHolderSeen } from '../../domain/turn/holder.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import type { LockReading } from '../../domain/lock/lock.ts';
import { recoverLock } from './recover-lock.ts';
import { releaseOwnLock, type OwningRun } from './release-own-lock.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import type { LockNotes, Turn } from '../turn/turn.ts';
import { toldAlive } from '../../domain/turn/turn-watch.ts';

/** What of a run is needed to wait for a state lock. */
export type WaitingRun = Pick<Run, 'inputs' | 'clock' | 'cancelled' | 'runs' | 'comments' | 'journal' | 'waiting'>;

type AwaitedLock<NeededTurn> = LockOfTurn<NeededTurn, Pick<Backend, 'locks' | 'objects'>>;

const POLL_MS = 1000;
/** GitHub is asked whether the holder has ended at most this often. */
const ASK_EVERY_MS = 15_000;

/**
 * Returns once nobody holds the state lock of this key. A lock whose owner is dead is deleted on a PR key, and on
 * production when `stale-lock` says so. Throws StateLocked when the wait budget is used up. A lock that vanishes or
 * changes hands between two looks is simply looked at again; one that cannot be read is held.
 */
export async function waitForStateLock(
  run: WaitingRun,
  lock: AwaitedLock<Pick<LockNotes, 'ownerOf' | 'noteLockFree'>>,
): Promise<void> {
  let asked: { readonly lockId: string; readonly atMs: number } | undefined;
  for (;;) {
    const lookedAtMs = run.clock.monotonicMs();
    const reading = await lock.backend.locks.read(lock.address);
    if (reading.kind === 'free') {
      lock.turn.noteLockFree();
      return;
    }
    const { holder, mayBeRecovered } = holderOf(run, lock, reading);
    const lockId = holder.lock?.id ?? '';
    if (mayBeRecovered && (asked?.lockId !== lockId || lookedAtMs - asked.atMs >= ASK_EVERY_MS)) {
      asked = { lockId, atMs: lookedAtMs };
      if ((await isOver(run, holder)) && (await recoverLock(run, lock, holder))) continue;
    }
    const look = async (): Promise<LockHolderSeen> => ({
      ...holder,
      alive: holder.run === undefined || !holder.sure ? undefined : toldAlive(await run.runs.status(holder.run)),
    });
    if (run.waiting.leftMs === 0) throw new StateLocked(await look(), run.waiting.spent.waitedMs);
    run.comments.tellWaiting({ id: lockId, waiting: run.waiting, look });
    await run.clock.sleep(Math.min(POLL_MS, run.waiting.leftMs), run.cancelled);
    run.waiting.spend(run.clock.monotonicMs() - lookedAtMs, holder);
  }
}

async function isOver({ runs }: Pick<Run, 'runs'>, { run: owner }: LockHolderSeen): Promise<boolean> {
  return owner !== undefined && (await runs.status(owner)) === 'completed';
}

const RETRY_MS = 250;

/**
 * Runs a Terraform command that takes the state lock, and again for as long as it does not get it. Terraform gives up
 * at once when a lock vanishes between its write and its read (hashicorp/terraform#32690), and anybody may take the
 * lock between our look and Terraform's. When the answer to its write is lost, it even writes again and gives up before
 * its own lock: that one is given back here.
 */
export async function retryUntilLockAcquired<T extends { readonly kind: string }>(
  run: WaitingRun & OwningRun,
  lock: AwaitedLock<LockNotes & Pick<Turn, 'announce'>>,
  command: () => Promise<T | { readonly kind: 'lock-not-acquired' }>,
): Promise<T> {
  for (;;) {
    const startedAtMs = run.clock.monotonicMs();
    const outcome = await command();
    if (!isLockNotAcquired(outcome)) return outcome;
    const budgetLeft = run.waiting.leftMs > 0;
    run.waiting.spend(run.clock.monotonicMs() - startedAtMs, undefined);
    await releaseOwnLock(run, lock);
    await waitForStateLock(run, lock);
    if (!budgetLeft) throw new StateLocked(nobodySeen(lock.address), run.waiting.spent.waitedMs);
    await run.clock.sleep(RETRY_MS, run.cancelled);
    run.waiting.spend(RETRY_MS, undefined);
    // Whose lock comes next is announced anew: the last time may be long ago.
    if (lock.key === 'prod') await lock.turn.announce();
  }
}

function isLockNotAcquired(outcome: { readonly kind: string }): outcome is { readonly kind: 'lock-not-acquired' } {
  return outcome.kind === 'lock-not-acquired';
}

/**
 * Who holds the lock, and whether it may be taken from them should GitHub call them ended: they have left the queue, by
 * themselves or because they were silent for a whole lease, so theirs is not the turn of anybody at work. Production's
 * is taken only from a run that is known by more than a guess.
 */
function holderOf(
  { inputs }: Pick<Run, 'inputs'>,
  { address, key, turn }: Omit<LockOfTurn<Pick<LockNotes, 'ownerOf'>>, 'backend'>,
  reading: Exclude<LockReading, { kind: 'free' }>,
): { readonly holder: LockHolderSeen; readonly mayBeRecovered: boolean } {
  const lock = reading.kind === 'held' ? reading.lock : undefined;
  const owner = lock === undefined ? undefined : turn.ownerOf(lock);
  const holder: LockHolderSeen = {
    kind: 'state-lock',
    address,
    lock,
    places: reading.places,
    run: owner?.run,
    sure: owner?.sure ?? false,
    alive: undefined,
  };
  const allowed = key === 'pr' || (holder.sure && inputs['stale-lock'] === 'recover');
  return { holder, mayBeRecovered: allowed && owner?.departed === true };
}

function nobodySeen(address: StateAddress): LockHolderSeen {
  return { kind: 'state-lock', address, lock: undefined, places: [], run: undefined, sure: false, alive: undefined };
}
