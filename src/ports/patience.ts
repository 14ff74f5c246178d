/** How long somebody waits for an answer. */
export interface Patience {
  /** Ends the request, with its reason. */
  readonly signal: AbortSignal;
  /** The answer comes in `afterMs` at the earliest, as the other side says: whether that is waited for. */
  readonly mayWait: (afterMs: number) => boolean;
}
