import { toldAlive, watchLeaseMs, type KeyKind } from '../../domain/turn/turn-watch.ts';
import { StateLocked, type LockHolderSeen } from '../../domain/turn/holder.ts';
import type { LockKind } from '../../domain/turn/lock-kind.ts';
import { BackendUnusable } from '../../domain/stack/backend.ts';
import { lockItemId } from '../../domain/state/keys.ts';
import type { LockTaken } from '../../domain/lock/lock.ts';
import type { LockOwner } from '../../domain/turn/turn-locks.ts';
import type { Backend, StateLocks } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import type { LockNotes } from '../turn/turn.ts';
import { untilInReach } from '../turn/until-in-reach.ts';
import { recoverLock } from './recover-lock.ts';

/** What of a run is needed to wait for a state lock. */
export type WaitingRun = Pick<Run, 'inputs' | 'clock' | 'cancelled' | 'runs' | 'comments' | 'journal' | 'waiting'>;

type AwaitedLock = LockOfTurn<
  Pick<LockNotes, 'ownerOf' | 'noteLockFree'>,
  Pick<Backend, 'objects'> & { readonly locks: Pick<StateLocks, 'kind' | 'read' | 'delete'> }
>;

const POLL_MS = 1000;
/** GitHub is asked whether the holder has ended at most this often. */
const ASK_EVERY_MS = 15_000;

/** A lock that this process has seen, by its own clock. */
interface Seen {
  readonly lockId: string;
  readonly sinceMs: number;
  readonly askedAtMs: number;
}

/**
 * Returns once nobody holds the state lock of this key. A lock whose owner is dead is deleted on a PR key, and on
 * production when `stale-lock` says so. Throws StateLocked when the wait budget is used up. A lock that vanishes or
 * changes hands between two looks is simply looked at again; one that cannot be read is held. Says whether any look found
 * it held.
 */
export async function waitForStateLock(run: WaitingRun, lock: AwaitedLock): Promise<boolean> {
  let seen: Seen | undefined;
  let wasHeld = false;
  for (;;) {
    const spend = run.waiting.startWatch(run.clock);
    const reading = await untilInReach(run, () => lock.backend.locks.read(lock.address));
    if (reading.kind === 'free') {
      lock.turn.noteLockFree(lock.backend.locks.kind);
      return wasHeld;
    }
    wasHeld = true;
    const nowMs = run.clock.monotonicMs();
    const { holder, owner } = holderOf(lock, reading);
    const lockId = holder.lock?.id ?? '';
    if (seen?.lockId !== lockId) seen = { lockId, sinceMs: nowMs, askedAtMs: -Infinity };
    const maySuspect = mayBeDead(owner, { seenMs: nowMs - seen.sinceMs, key: lock.key });
    if (mayRecover(run, lock.key) && maySuspect && nowMs - seen.askedAtMs >= ASK_EVERY_MS) {
      seen = { ...seen, askedAtMs: nowMs };
      const isRecovered = (await isOver(run, owner)) && (await recoverLock(run, lock, holder));
      spend(holder);
      if (isRecovered) continue;
    }
    const look = async (): Promise<LockHolderSeen> => ({
      ...holder,
      alive: holder.run === undefined ? undefined : toldAlive(await run.runs.status(holder.run)),
    });
    if (run.waiting.leftMs === 0) throw new StateLocked(await look(), run.waiting.spent.waitedMs);
    run.comments.tellWaiting({ id: lockId, waiting: run.waiting, look });
    await run.clock.sleep(Math.min(POLL_MS, run.waiting.leftMs), run.cancelled);
    spend(holder);
  }
}

/**
 * Waits, too, for the locks of those who are gone and may have left theirs where this run's kind of lock does not look:
 * after a change of `dynamodb_table` or `use_lockfile` nothing else keeps their applies apart.
 */
export async function waitForLocksElsewhere(
  run: WaitingRun,
  lock: LockOfTurn<LockNotes, Pick<Backend, 'locks' | 'objects'>>,
): Promise<void> {
  const { locks, objects } = lock.backend;
  for (const kind of lock.turn.lockKindsLeft(locks.kind)) {
    try {
      await waitForStateLock(run, { ...lock, backend: { objects, locks: await locks.at(kind) } });
    } catch (error) {
      if (!(error instanceof BackendUnusable)) throw error;
      const { isDenied, isLasting } = error;
      throw new BackendUnusable(
        `a run before this one may still hold a lock of another kind (${describeKind(kind)}) of ${lockItemId(lock.address)}, and that cannot be looked at: ${error.message} Let this role read it, or see that the run has ended and delete the queue's document (docs/migration.md).`,
        { cause: error, isDenied, isLasting },
      );
    }
  }
}

function describeKind({ lockfile, table }: LockKind): string {
  const places = [...(lockfile ? ['the lockfile'] : []), ...(table === undefined ? [] : [`the table ${table.table}`])];
  return places.join(' and ');
}

function mayRecover({ inputs }: Pick<Run, 'inputs'>, key: KeyKind): boolean {
  return key === 'pr' || inputs['stale-lock'] === 'recover';
}

/**
 * The silence of a whole lease, which is one of the two pieces of evidence: whoever was removed from the queue has shown
 * it there; whoever left the queue, and may have left a Terraform at work, is watched for as long here. One that is known to have left it at work renews nothing, so its silence says nothing.
 */
function mayBeDead(
  owner: LockOwner | undefined,
  { seenMs, key }: { readonly seenMs: number; readonly key: KeyKind },
): boolean {
  if (owner === undefined || owner.ticket === 'in-queue' || owner.ticket === 'left-at-work') return false;
  return owner.ticket === 'removed' || seenMs >= watchLeaseMs(key);
}

async function isOver({ runs }: Pick<Run, 'runs'>, owner: LockOwner | undefined): Promise<boolean> {
  return owner !== undefined && (await runs.status(owner.run)) === 'completed';
}

/** Who holds the lock, as far as its ID tells. */
export function holderOf(
  { address, turn }: Pick<LockOfTurn<Pick<LockNotes, 'ownerOf'>, unknown>, 'address' | 'turn'>,
  reading: LockTaken,
): { readonly holder: LockHolderSeen; readonly owner: LockOwner | undefined } {
  const lock = reading.kind === 'held' ? reading.lock : undefined;
  const owner = lock === undefined ? undefined : turn.ownerOf(lock);
  const { places } = reading;
  const toolAtWork = owner?.ticket === 'left-at-work';
  return {
    owner,
    holder: { kind: 'state-lock', address, lock, places, run: owner?.run, toolAtWork, alive: undefined },
  };
}
