import { StateNotSaved, compareWithUnsaved } from '../../domain/turn/freeze.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import type { Backend } from '../../ports/backend.ts';
import { readProdState } from '../state/read-prod-state.ts';
import type { Run } from '../run.ts';
import type { Freezing } from '../turn/turn.ts';

/**
 * Throws StateNotSaved while production lacks what an earlier apply did and could not save. Once the state is the very
 * one that was missing, the freeze is lifted.
 */
export async function confirmNotFrozen(
  run: Pick<Run, 'clock' | 'cancelled' | 'journal'>,
  {
    backend,
    address,
    turn,
  }: {
    readonly backend: Pick<Backend, 'objects' | 'digests'>;
    readonly address: StateAddress;
    readonly turn: Pick<Freezing, 'frozen' | 'thaw'>;
  },
): Promise<void> {
  const { frozen } = turn;
  if (frozen === undefined) return;
  const body = await readProdState(run, backend, address);
  if (compareWithUnsaved(frozen, body) !== 'saved') {
    throw new StateNotSaved({
      address,
      freeze: frozen,
      isFrozen: true,
      isEarlier: true,
      erroredStateFile: undefined,
      details: '',
      leftLockId: undefined,
    });
  }
  await turn.thaw(frozen);
  run.journal.info(`The state that ${frozen.runUrl} could not save is in its place by now: applies go on.`);
}
