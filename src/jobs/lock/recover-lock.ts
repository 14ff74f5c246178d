import type { LockHolderSeen } from '../../domain/turn/holder.ts';
import { lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { Backend, StateLocks } from '../../ports/backend.ts';
import { backUpState } from '../state/back-up-state.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';

/**
 * A Terraform at work writes its state 20 s after the last time at the earliest, once a change is finished. One change may
 * take longer, and TF_STATE_PERSIST_INTERVAL may say so, too: a state that stands still proves nothing.
 */
const STATE_MOVES_WITHIN_MS = 25_000;

/**
 * Deletes a state lock whose owner is dead, if it is still the one that was read. Production's state is read twice with a
 * pause before, for a state that moves is alive, and is backed up; what lies on a PR key is a copy of it anyway. False
 * when the owner is not dead, or somebody else was quicker.
 */
export async function recoverLock(
  run: Pick<Run, 'clock' | 'cancelled' | 'journal' | 'waiting'>,
  {
    backend,
    address,
    key,
  }: Omit<LockOfTurn<unknown, Pick<Backend, 'objects'> & { readonly locks: Pick<StateLocks, 'delete'> }>, 'turn'>,
  dead: LockHolderSeen,
): Promise<boolean> {
  const { lock, run: owner } = dead;
  if (lock === undefined || owner === undefined) return false;
  if (key === 'prod' && (await doesStateMove(run, { backend, address }))) {
    run.journal.warning(
      `The state of ${lockItemId(address)} was written while it was watched, so ${owner.url} is alive, whatever GitHub says.`,
    );
    return false;
  }
  const backup = key === 'prod' ? await backUpState(run, backend, address) : undefined;
  if (!(await backend.locks.delete(address, lock.id))) return false;
  run.journal.warning(
    `The state lock ${lock.id} of ${lockItemId(address)} was left behind by ${owner.url}, which has ended: it is deleted.`,
  );
  run.waiting.noteRecovery({ lockId: lock.id, operation: lock.operation, run: owner, backup });
  return true;
}

/** Whether somebody has written this state within a while. Rejects with BackendUnusable. */
export async function doesStateMove(
  { clock, cancelled }: Pick<Run, 'clock' | 'cancelled'>,
  { backend, address }: { readonly backend: Pick<Backend, 'objects'>; readonly address: StateAddress },
): Promise<boolean> {
  const before = await backend.objects.get(address.path);
  await clock.sleep(STATE_MOVES_WITHIN_MS, cancelled);
  const after = await backend.objects.get(address.path);
  return before?.etag !== after?.etag || before?.versionId !== after?.versionId;
}
