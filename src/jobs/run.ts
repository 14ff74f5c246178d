import type { RunContext } from '../config/context.ts';
import type { Inputs } from '../config/inputs.ts';
import type { LockHolderSeen } from '../domain/errors.ts';
import type { Wait } from '../domain/outcome.ts';
import type { OpenBackend } from '../ports/backend.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { PullRequests } from '../ports/pull-requests.ts';
import type { Terraform } from '../ports/terraform.ts';
import type { Audience } from './audience.ts';

/** Everything that a job works with. */
export interface Run {
  readonly inputs: Inputs;
  readonly context: RunContext;
  readonly terraform: Terraform;
  readonly openBackend: OpenBackend;
  readonly pullRequests: PullRequests;
  readonly audience: Audience;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly waiting: WaitBudget;
  /** Aborts when the job is cancelled. */
  readonly cancelled: AbortSignal;
}

/** `lock-timeout` is one budget for all the waits of a run: what one wait has used, the next has not. */
export class WaitBudget {
  readonly timeoutMs: number;
  #waitedMs = 0;
  #lastHolder: LockHolderSeen | undefined;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  get leftMs(): number {
    return Math.max(0, this.timeoutMs - this.#waitedMs);
  }

  spend(durationMs: number, holder: LockHolderSeen | undefined): void {
    this.#waitedMs += durationMs;
    if (holder !== undefined) this.#lastHolder = holder;
  }

  get spent(): Wait {
    return { waitedMs: this.#waitedMs, lastHolder: this.#lastHolder };
  }
}
