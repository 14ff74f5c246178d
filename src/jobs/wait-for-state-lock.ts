import { StateLocked, type LockHolderSeen } from '../domain/errors.ts';
import type { StateAddress } from '../domain/keys.ts';
import type { LockReading } from '../domain/lock.ts';
import type { StateLocks } from '../ports/backend.ts';
import type { Run } from './run.ts';

const POLL_MS = 1000;

/**
 * Returns once nobody holds the state lock of this key. Throws StateLocked when the wait budget is used up. A lock
 * that vanishes or changes hands between two looks is simply looked at again; one that cannot be read is held.
 */
export async function waitForStateLock(run: Run, locks: StateLocks, address: StateAddress): Promise<void> {
  for (;;) {
    const lookedAtMs = run.clock.monotonicMs();
    const reading = await locks.read(address);
    if (reading.kind === 'free') return;
    const holder = holderOf(reading, address);
    if (run.waiting.leftMs === 0) throw new StateLocked(holder, run.waiting.spent.waitedMs);
    run.audience.tellWaiting({ holder, waiting: run.waiting });
    await run.clock.sleep(Math.min(POLL_MS, run.waiting.leftMs), run.cancelled);
    run.waiting.spend(run.clock.monotonicMs() - lookedAtMs, holder);
  }
}

const RETRY_MS = 250;

/**
 * Runs a Terraform command that takes the state lock, and again for as long as it does not get it. Terraform gives up
 * at once when a lock vanishes between its write and its read (hashicorp/terraform#32690), and anybody may take the
 * lock between our look and Terraform's.
 */
export async function retryUntilLockAcquired<T extends { readonly kind: string }>(
  run: Run,
  lock: { readonly locks: StateLocks; readonly address: StateAddress },
  command: () => Promise<T | { readonly kind: 'lock-not-acquired' }>,
): Promise<T> {
  for (;;) {
    const startedAtMs = run.clock.monotonicMs();
    const outcome = await command();
    if (!isLockNotAcquired(outcome)) return outcome;
    const budgetLeft = run.waiting.leftMs > 0;
    await waitForStateLock(run, lock.locks, lock.address);
    if (!budgetLeft) {
      throw new StateLocked({ address: lock.address, lock: undefined, places: [] }, run.waiting.spent.waitedMs);
    }
    await run.clock.sleep(RETRY_MS, run.cancelled);
    run.waiting.spend(run.clock.monotonicMs() - startedAtMs, undefined);
  }
}

function isLockNotAcquired(outcome: { readonly kind: string }): outcome is { readonly kind: 'lock-not-acquired' } {
  return outcome.kind === 'lock-not-acquired';
}

function holderOf(reading: Exclude<LockReading, { kind: 'free' }>, address: StateAddress): LockHolderSeen {
  return { address, lock: reading.kind === 'held' ? reading.lock : undefined, places: reading.places };
}
