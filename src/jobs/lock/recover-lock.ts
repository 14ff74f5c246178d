import type { LockHolderSeen } from '../../domain/turn/holder.ts';
import { lockItemId } from '../../domain/state/keys.ts';
import type { Backend } from '../../ports/backend.ts';
import { backUpState } from '../state/back-up-state.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';

/**
 * Deletes a state lock whose owner is dead, if it is still the one that was read. Production's state is backed up
 * before; what lies on a PR key is a copy of it anyway. False when somebody else was quicker.
 */
export async function recoverLock(
  run: Pick<Run, 'clock' | 'journal' | 'waiting'>,
  { backend, address, key }: Omit<LockOfTurn<unknown, Pick<Backend, 'locks' | 'objects'>>, 'turn'>,
  dead: LockHolderSeen,
): Promise<boolean> {
  const { lock, run: owner } = dead;
  if (lock === undefined || owner === undefined) return false;
  const backup = key === 'prod' ? await backUpState(run, backend, address) : undefined;
  if (!(await backend.locks.delete(address, lock.id))) return false;
  run.journal.warning(
    `The state lock ${lock.id} of ${lockItemId(address)} was left behind by ${owner.url}, which has ended: it is deleted.`,
  );
  run.waiting.noteRecovery({ lockId: lock.id, operation: lock.operation, run: owner, backup });
  return true;
}
