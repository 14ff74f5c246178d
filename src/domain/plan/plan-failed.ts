import { RunFailure } from '../failure.ts';

/** Terraform ended with an error; `details` is what it printed. */
export class PlanFailed extends RunFailure {
  readonly reason = 'plan-failed';
  readonly details: string;
  constructor(message: string, details: string) {
    super(message);
    this.details = details;
  }
}
