import { createStateLock, type LOCK_OPERATIONS } from '../../domain/lock/lock-record.ts';
import type { StateLock } from '../../domain/lock/lock.ts';
import { StateLocked } from '../../domain/turn/holder.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import type { Backend, TakeLock } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import type { LockNotes } from '../turn/turn.ts';
import { untilInReach } from '../turn/until-in-reach.ts';
import { giveLockBack, HeldLock } from './held-lock.ts';
import { holderOf, waitForLocksElsewhere, waitForStateLock, type WaitingRun } from './wait-for-state-lock.ts';

/** What of a run is needed to take a state lock. */
export type TakingRun = WaitingRun & Pick<Run, 'context' | 'who'>;

/** What a lock is taken for. */
export interface LockPurpose {
  readonly operation: keyof typeof LOCK_OPERATIONS;
  readonly prNumber: number | undefined;
}

const RETRY_MS = 250;

/**
 * Takes Terraform's own lock under the ID that this run's ticket has noted, and waits for it as long as that takes: within
 * the budget of all the waits of this run, else it throws StateLocked. Nothing of ours is left when it throws, as far as
 * the backend answers.
 */
export async function takeStateLock(
  run: TakingRun,
  lock: LockOfTurn<LockNotes, Pick<Backend, 'locks' | 'objects'>>,
  purpose: LockPurpose,
): Promise<HeldLock> {
  await waitForLocksElsewhere(run, lock);
  let isTaken = false;
  let wasSeen = false;
  try {
    for (;;) {
      const spend = run.waiting.startWatch(run.clock);
      const { address, turn } = lock;
      // Every try has a record of its own: a deletion of an earlier one that comes late must not find its bytes again.
      const taken = await untilInReach(run, () =>
        lock.backend.locks.take(address, describeOwnLock(run, { address, lockId: turn.lockId, ...purpose })),
      );
      if (taken.kind === 'taken') {
        isTaken = true;
        lock.turn.noteLockFree(lock.backend.locks.kind);
        return HeldLock.start(run, lock);
      }
      wasSeen ||= taken.reading.kind !== 'free';
      await pause(run, lock, { spend, taken, wasSeen });
      wasSeen = (await waitForStateLock(run, lock)) || wasSeen;
    }
  } finally {
    // A write whose answer was lost may have come through after all. After a cancel, `post` sees to it.
    if (!isTaken && !run.cancelled.aborted) await giveLockBack(run, lock);
  }
}

interface Refused {
  readonly spend: (holder: undefined) => void;
  readonly taken: Extract<TakeLock, { kind: 'held' }>;
  /** Whether anybody's record was found at any look so far. */
  readonly wasSeen: boolean;
}

/** Somebody holds it, or did until a moment ago: whoever may wait no longer is told so. */
async function pause(
  run: TakingRun,
  lock: LockOfTurn<LockNotes, unknown>,
  { spend, taken, wasSeen }: Refused,
): Promise<void> {
  const { waiting, clock, cancelled } = run;
  if (taken.reading.kind !== 'free') return;
  spend(undefined);
  if (waiting.leftMs === 0) {
    const { holder } = holderOf(lock, { kind: 'unreadable', places: [] });
    throw new StateLocked({ ...holder, wasNeverSeen: !wasSeen }, waiting.spent.waitedMs);
  }
  await clock.sleep(RETRY_MS, cancelled);
  spend(undefined);
}

/** The record of this run's lock: every other Terraform shows its `Info` to whoever it refuses. */
export function describeOwnLock(
  { context, who, clock }: Pick<Run, 'context' | 'who' | 'clock'>,
  lock: {
    readonly address: StateAddress;
    readonly lockId: string;
    readonly operation: LockPurpose['operation'];
    readonly prNumber?: number | undefined;
  },
): StateLock {
  const at = who.lastIndexOf('@');
  return createStateLock({
    id: lock.lockId,
    operation: lock.operation,
    address: lock.address,
    takenAt: clock.now(),
    user: who.slice(0, at),
    host: who.slice(at + 1),
    toolVersion: undefined,
    actor: context.actor,
    prNumber: lock.prNumber,
    runUrl: context.runUrl,
  });
}
