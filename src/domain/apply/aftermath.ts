import { RunFailure } from '../failure.ts';
import type { ApplyProgress } from './apply-progress.ts';
import type { StateAddress } from '../state/keys.ts';
import type { StateLock } from '../lock/lock.ts';

/** What a run that was cut off has left, once nothing of it is at work any more or its time is up. */
export interface Aftermath {
  /** False when main simply died. */
  readonly cancelled: boolean;
  /** The Terraform command that was at work; undefined when none was. */
  readonly command:
    | {
        readonly name: string;
        readonly ended: 'by-itself' | 'after-second-interrupt' | 'killed' | 'not-at-all';
      }
    | undefined;
  /** Of an apply that had begun; undefined when none had. */
  readonly progress: ApplyProgress | 'unknown' | undefined;
  readonly address: StateAddress | undefined;
  readonly lock:
    /** `never-taken`: the run had not come to the point of asking for it. */
    | { readonly kind: 'free' | 'released' | 'never-taken' }
    /** Somebody else's; undefined when nobody can read whose. */
    | { readonly kind: 'not-ours'; readonly lock: StateLock | undefined }
    | { readonly kind: 'left'; readonly lockId: string }
    | { readonly kind: 'unknown'; readonly why: string };
  /** Of the state as it is now. */
  readonly serial: number | undefined;
  /** Terraform's errors, of an apply. */
  readonly details: string;
}

/** The job was cancelled, or main died; `aftermath` is known once `post` has brought it to its end. */
export class Cancelled extends RunFailure {
  readonly reason = 'cancelled';
  readonly aftermath: Aftermath | undefined;
  constructor(during: string, aftermath?: Aftermath) {
    super(`the run was cancelled during ${during}`);
    this.aftermath = aftermath;
  }
}
