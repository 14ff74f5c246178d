import type { StateAddress } from '../../domain/state/keys.ts';
import { waitForStateLock, type WaitingRun } from '../lock/wait-for-state-lock.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import type { LockNotes } from '../turn/turn.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';

/** Where a state lies, and the store to look there. */
export interface StatePlace {
  readonly backend: Pick<Backend, 'objects'>;
  readonly address: StateAddress;
}

/** Terraform knows a workspace by its state; `default` is always there. */
export async function isWorkspaceThere({ backend, address }: StatePlace): Promise<boolean> {
  return address.path === address.key || (await backend.objects.get(address.path)) !== undefined;
}

/**
 * Creates the workspace that Terraform is pointed at, unless it is there. It does that under a state lock that it takes
 * whatever it is told, so this comes before a lock of our own.
 */
export async function createWorkspace(
  run: WaitingRun & Pick<Run, 'terraform'>,
  lock: LockOfTurn<LockNotes, Pick<Backend, 'locks' | 'objects'>>,
): Promise<void> {
  if (await isWorkspaceThere(lock)) return;
  await waitForStateLock(run, lock);
  await run.terraform.createWorkspace();
}
