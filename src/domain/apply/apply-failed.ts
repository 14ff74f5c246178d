import { RunFailure } from '../failure.ts';
import type { ApplyProgress } from './apply-progress.ts';

/** The apply began and did not finish; what was done is in the state. */
export class ApplyFailed extends RunFailure {
  readonly reason = 'apply-failed';
  readonly details: string;
  /** Undefined where it is not known how far it came. */
  readonly progress: ApplyProgress | undefined;
  constructor(message: string, details: string, progress?: ApplyProgress) {
    super(message);
    this.details = details;
    this.progress = progress;
  }
}
