import { RunFailure } from '../failure.ts';

/** The apply began and did not finish; what was done is in the state. */
export class ApplyFailed extends RunFailure {
  readonly reason = 'apply-failed';
  readonly details: string;
  constructor(message: string, details: string) {
    super(message);
    this.details = details;
  }
}
