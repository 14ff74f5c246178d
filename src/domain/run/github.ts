import { RunFailure } from '../failure.ts';

/** GitHub would not answer, or not this token: its message says what was asked, and what GitHub said. */
export class GitHubUnusable extends RunFailure {
  readonly reason = 'github-unusable';
  /** The token may not; anything else is out of order for everybody. */
  readonly isDenied: boolean;
  constructor(message: string, { isDenied = false, ...options }: ErrorOptions & { readonly isDenied?: boolean } = {}) {
    super(message, options);
    this.isDenied = isDenied;
  }
}
