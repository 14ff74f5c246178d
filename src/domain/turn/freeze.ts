import type { ApplyProgress } from '../apply/apply-progress.ts';
import { RunFailure } from '../failure.ts';
import type { PlanShown } from '../plan/plan-shown.ts';
import { lockItemId, type StateAddress } from '../state/keys.ts';
import { stateFingerprint } from '../state/state.ts';
import type { Freeze } from './turn.ts';

/**
 * How production's state stands to the one that could not be saved: it is that one; it has been written since, by
 * nobody knows whom; or it is still as it was then.
 */
export type StateSince = 'saved' | 'written-since' | 'behind';

export function compareWithUnsaved(frozen: Freeze, body: Uint8Array | undefined): StateSince {
  if (body === undefined) return 'behind';
  const fingerprint = stateFingerprint(body);
  if (fingerprint === frozen.fingerprint) return 'saved';
  return fingerprint === frozen.before ? 'behind' : 'written-since';
}

export interface NotSaved {
  readonly address: StateAddress;
  readonly freeze: Freeze;
  /** Whether later applies are kept from the state that is there. */
  readonly isFrozen: boolean;
  /** An apply that was stopped because an earlier one could not save. */
  readonly isEarlier: boolean;
  /** Where this apply has left its record on the runner; undefined when that could not be written either. */
  readonly erroredStateFile: string | undefined;
  /** What Terraform said. */
  readonly details: string;
  /** ID of this apply's state lock, when that is left behind, or may be. */
  readonly leftLockId: string | undefined;
  /** The plan that was applied; undefined where an earlier apply is meant. */
  readonly shown?: PlanShown | undefined;
  /** How far this apply came; undefined where that is not known, or an earlier one is meant. */
  readonly progress?: ApplyProgress | undefined;
}

/**
 * An apply, this one or an earlier one, changed things and could not write the state: the record of it lies elsewhere,
 * and until it is in its place nothing may be applied.
 */
export class StateNotSaved extends RunFailure {
  readonly reason = 'state-not-saved';
  readonly notSaved: NotSaved;
  constructor(notSaved: NotSaved) {
    const { address, freeze, erroredStateFile, isEarlier, leftLockId } = notSaved;
    const where =
      freeze.copyKey === undefined
        ? (erroredStateFile ?? `errored.tfstate or the log of ${freeze.runUrl}`)
        : `${address.bucket}/${freeze.copyKey}`;
    super(
      isEarlier
        ? `an earlier apply (${freeze.runUrl}) could not save the state of ${lockItemId(address)}: nothing is applied before what it did is in its place. It is kept in ${where}`
        : `Terraform could not save the state of ${lockItemId(address)}: what it did is recorded in ${where} only. Put that in its place before anything else is applied${leftLockId === undefined ? '' : `; the state lock ${leftLockId} is left behind`}`,
    );
    this.notSaved = notSaved;
  }

  /** The same, with what has become of the state lock. */
  withLock(leftLockId: string | undefined): StateNotSaved {
    return new StateNotSaved({ ...this.notSaved, leftLockId });
  }

  /** The same, with the plan that was applied. */
  withPlan(shown: PlanShown): StateNotSaved {
    return new StateNotSaved({ ...this.notSaved, shown });
  }

  /** The same, with how far the apply came. */
  withProgress(progress: ApplyProgress | undefined): StateNotSaved {
    return new StateNotSaved({ ...this.notSaved, progress });
  }
}
