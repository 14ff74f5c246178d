import { RunFailure } from '../failure.ts';
import type { PlanShown } from '../plan/plan-shown.ts';
import type { StateAddress } from '../state/keys.ts';
import type { ApplyProgress } from './apply-progress.ts';

/** What is known of an apply besides that it failed. */
export interface FailedApply {
  /** The plan that was applied. */
  readonly shown?: PlanShown | undefined;
  readonly address?: StateAddress | undefined;
  /** Undefined where it is not known how far it came. */
  readonly progress?: ApplyProgress | undefined;
  /** What the state has now; undefined where it could not be read. */
  readonly left?: LeftState | undefined;
  /** Of the state lock, where it stays because the tool was killed. */
  readonly leftLockId?: string | undefined;
}

/** The state that a failed apply has left. */
export interface LeftState {
  readonly serial: number | undefined;
  /** Managed objects in it; undefined where it is encrypted. */
  readonly objectCount: number | undefined;
  /** Those among them that were not finished, by address: what was made of them by then. */
  readonly unfinished: readonly string[];
}

/** The apply began and did not finish; what was done is in the state. */
export class ApplyFailed extends RunFailure {
  readonly reason = 'apply-failed';
  readonly details: string;
  readonly known: FailedApply;
  constructor(message: string, details: string, known: FailedApply = {}) {
    super(message);
    this.details = details;
    this.known = known;
  }
}
