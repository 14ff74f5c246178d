import type { Aftermath } from '../../domain/apply/aftermath.ts';
import { giveLockBack as giveBack, lookAtOwnLock } from '../lock/held-lock.ts';
import { backUpState } from '../state/back-up-state.ts';
import type { EveryStep } from '../tolerate.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import type { TerraformEnded, Unfinished } from './unfinished.ts';

type ReleasingRun = Pick<Run, 'inputs' | 'clock' | 'journal'>;

/**
 * A lock that is left behind is ours to delete once its Terraform has ended. One on production is left when that
 * Terraform may have dropped work, so that somebody looks first; `stale-lock: recover` says that nobody needs to, once
 * the state is backed up.
 */
export async function giveLockBack(
  run: ReleasingRun,
  { turn }: Pick<Unfinished, 'turn'>,
  {
    lock,
    ended,
    isOrderly,
    isOpen,
    steps,
  }: TerraformEnded & {
    /** A state is missing, and the queue is not frozen: nothing but the lock keeps others from applying. */
    readonly isOpen: boolean;
    readonly steps: EveryStep;
  },
): Promise<Aftermath['lock']> {
  if (lock === undefined) {
    return turn === undefined ? { kind: 'never-taken' } : { kind: 'unknown', why: 'the backend cannot be reached' };
  }
  const mayRelease =
    !isOpen &&
    ended !== 'not-at-all' &&
    (lock.key === 'pr' || isOrderly || (await isBackedUpForRecovery(run, lock, steps)));
  const own = await steps.take({
    what: 'The state lock could not be given back',
    task: () => (mayRelease ? giveBack(run, lock) : lookAtOwnLock(lock)),
    otherwise: { kind: 'unknown', why: 'it could not be looked at' },
  });
  switch (own.kind) {
    case 'left':
      return { kind: 'left', lockId: own.lockId };
    case 'unknown':
    case 'not-ours':
      return own;
    case 'free':
    case 'released':
      return { kind: own.kind };
  }
}

async function isBackedUpForRecovery(
  run: Pick<Run, 'inputs' | 'clock'>,
  { backend, address }: LockOfTurn,
  steps: EveryStep,
): Promise<boolean> {
  if (run.inputs['stale-lock'] !== 'recover') return false;
  const backup = await steps.take({
    what: 'The state could not be backed up, so its lock stays',
    task: () => backUpState(run, backend, address),
    otherwise: undefined,
  });
  return backup !== undefined;
}
