/** Time and chance, as arguments. */
export interface Clock {
  /** Wall clock, for people to read. */
  now(): Date;
  /** Milliseconds that never go back, for measuring: of one machine, the same for main and `post`. */
  monotonicMs(): number;
  /** Resolves after `durationMs`; rejects with the signal's reason when it aborts first. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}
