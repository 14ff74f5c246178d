import { RunFailure } from '../failure.ts';

export interface GitHubUnusableOptions extends ErrorOptions {
  /** The token may not; anything else is out of order for everybody. */
  readonly isDenied?: boolean;
  /** It will say the same as long as nobody changes anything. */
  readonly isLasting?: boolean;
  /** When GitHub answers again, as it says itself. */
  readonly until?: Date;
}

/** GitHub would not answer, or not this token: its message says what was asked, and what GitHub said. */
export class GitHubUnusable extends RunFailure {
  readonly reason = 'github-unusable';
  readonly isDenied: boolean;
  readonly isLasting: boolean;
  readonly until: Date | undefined;
  constructor(
    message: string,
    { isDenied = false, isLasting = isDenied, until, ...options }: GitHubUnusableOptions = {},
  ) {
    super(message, options);
    this.isDenied = isDenied;
    this.isLasting = isLasting;
    this.until = until;
  }
}
