import { StateNotSaved } from '../../domain/turn/freeze.ts';
import { hasLeft } from '../../domain/turn/turn-locks.ts';
import { readStateThere, tellErrors } from '../apply/tell-of-apply.ts';
import { notSavedAnywhere, saveState, type Unsaved } from '../apply/save-state.ts';
import type { SavingRun } from '../apply/saving.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import type { EveryStep } from '../tolerate.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import type { TerraformEnded, Unfinished } from './unfinished.ts';

type LockSeen = Awaited<ReturnType<Backend['locks']['confirm']>>['kind'];

const LOOKS_AT_MOST = 5;
const LOOK_AGAIN_MS = 5000;

export type Settled =
  | { readonly kind: 'applied' }
  | { readonly kind: 'failed'; readonly details: string }
  | { readonly kind: 'not-saved'; readonly failure: StateNotSaved };

/** What has become of the apply, if there was one that has ended; its state is saved if Terraform could not. */
export async function settleApply(
  run: SavingRun,
  { apply, turn, begunOn, mayWait }: Pick<Unfinished, 'apply' | 'turn' | 'begunOn' | 'mayWait'>,
  { lock, ended, steps }: Omit<TerraformEnded, 'isOrderly'> & { readonly steps: EveryStep },
): Promise<Settled | undefined> {
  if (apply === undefined || turn === undefined || ended === 'not-at-all') return undefined;
  const outcome = await steps.take({
    what: 'What has become of the apply is not known',
    task: () => apply.settleApply(),
    otherwise: undefined,
  });
  const plan = await steps.take({
    what: 'What this run must not show is not known',
    task: async () => (await run.terraform.readShownPlan()).plan,
    otherwise: undefined,
  });
  const describe = (state: Uint8Array | undefined): string =>
    outcome !== undefined && 'told' in outcome ? tellErrors(run, outcome.told, { plan, state }) : '';
  switch (outcome?.kind) {
    case undefined:
      return undefined;
    case 'applied':
      return { kind: 'applied' };
    case 'failed':
      return { kind: 'failed', details: describe(lock && (await readStateThere(lock, steps))) };
    case 'stale-plan':
      return { kind: 'failed', details: '' };
    case 'state-not-saved': {
      if (lock === undefined)
        return {
          kind: 'not-saved',
          failure: notSavedAnywhere(run, turn.address, { ...outcome, details: describe(undefined) }),
        };
      return settleUnsaved(run, lock, { notSaved: outcome, describe, under: lock.turn, begunOn, mayWait, steps });
    }
  }
}

/**
 * Main may have saved what it could, and given back its lock and its turn: others may have applied on that since, and are
 * not to be stopped. While the lock that it has left is still there, nobody has.
 */
async function settleUnsaved(run: SavingRun, lock: LockOfTurn, unsaved: Unsaved): Promise<Settled> {
  const { address, turn } = lock;
  const fail = async (): Promise<Settled> => ({
    kind: 'failed',
    details: unsaved.describe(await readStateThere(lock, unsaved.steps)),
  });
  if (!hasLeft(turn.ownerOf({ id: turn.lockId }))) {
    const saved = await saveState(run, lock, { ...unsaved, unlessLeft: true });
    if (saved.kind !== 'turn-left') return saved.kind === 'not-saved' ? saved : fail();
  }
  const hold = await lookAtLock(run, lock, unsaved);
  if (hold === 'ours') {
    const saved = await saveState(run, lock, unsaved);
    return saved.kind === 'not-saved' ? saved : fail();
  }
  const { frozen } = turn;
  if (frozen?.runUrl === run.context.runUrl) {
    const { erroredStateFile } = unsaved.notSaved;
    const details = unsaved.describe(undefined);
    const told = { address, freeze: frozen, erroredStateFile, details, isFrozen: true, isEarlier: false };
    return { kind: 'not-saved', failure: new StateNotSaved({ ...told, leftLockId: undefined }) };
  }
  if (hold === 'unknown')
    return {
      kind: 'not-saved',
      failure: notSavedAnywhere(run, address, { ...unsaved.notSaved, details: unsaved.describe(undefined) }),
    };
  return fail();
}

async function lookAtLock(
  { clock }: Pick<Run, 'clock'>,
  { backend, address, turn }: LockOfTurn,
  { steps, mayWait }: Pick<Unsaved, 'steps' | 'mayWait'>,
): Promise<LockSeen> {
  for (let look = 1; ; look += 1) {
    const hold = await steps.take<{ readonly kind: LockSeen }>({
      what: 'The state lock could not be looked at',
      task: () => backend.locks.confirm(address, turn.lockId),
      otherwise: { kind: 'unknown' },
    });
    if (hold.kind !== 'unknown' || look >= LOOKS_AT_MOST || !mayWait(LOOK_AGAIN_MS)) return hold.kind;
    await clock.sleep(LOOK_AGAIN_MS);
  }
}
