import { RunFailure } from '../failure.ts';

/** A command of Terraform's other than plan and apply ended with an error; `details` is what it printed. */
export class ToolFailed extends RunFailure {
  readonly reason = 'tool-failed';
  readonly details: string;
  constructor(message: string, details: string, options?: ErrorOptions) {
    super(message, options);
    this.details = details;
  }
}
