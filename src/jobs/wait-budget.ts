import type { HolderSeen } from '../domain/turn/holder.ts';
import type { Recovery, Wait } from '../domain/run/outcome.ts';
import type { Abandoned } from '../domain/turn/turn.ts';
import type { Clock } from '../ports/clock.ts';

/** `lock-timeout` is one budget for all the waits of a run: what one wait has used, the next has not. */
export class WaitBudget {
  readonly timeoutMs: number;
  #waitedMs = 0;
  #lastHolder: HolderSeen | undefined;
  #recovery: Recovery | undefined;
  #abandoned: Abandoned | undefined;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  get leftMs(): number {
    return Math.max(0, this.timeoutMs - this.#waitedMs);
  }

  spend(durationMs: number, holder: HolderSeen | undefined): void {
    this.#waitedMs += durationMs;
    if (holder !== undefined) this.#lastHolder = holder;
  }

  /** Gives what spends the time since this call, but for what has been spent meanwhile. May be called again and again. */
  startWatch({ monotonicMs }: Pick<Clock, 'monotonicMs'>): (holder: HolderSeen | undefined) => void {
    const [startedAtMs, spentMs] = [monotonicMs(), this.#waitedMs];
    return (holder) => {
      this.spend(Math.max(0, monotonicMs() - startedAtMs - (this.#waitedMs - spentMs)), holder);
    };
  }

  /** A state lock that was in the way has been taken from its dead owner. */
  noteRecovery(recovery: Recovery): void {
    this.#recovery = recovery;
  }

  /** An apply before this one died in its midst, and no state knows what it has created. */
  noteAbandoned(abandoned: Abandoned): void {
    this.#abandoned = abandoned;
  }

  get spent(): Wait {
    const [lastHolder, recovery, abandoned] = [this.#lastHolder, this.#recovery, this.#abandoned];
    return { waitedMs: this.#waitedMs, lastHolder, recovery, abandoned };
  }
}
