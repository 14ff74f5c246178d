/** One attempt of a run, as the runner names it. */
export interface RunAttempt {
  readonly runId: string;
  readonly runAttempt: number;
}

/** The page of this attempt: that of its run is the same for all of them. */
export function attemptUrl({ runUrl, runAttempt }: Pick<RunAttempt, 'runAttempt'> & { runUrl: string }): string {
  return `${runUrl}/attempts/${runAttempt}`;
}

/** Undefined for what is no page of an attempt. */
export function runIdOf(url: string): string | undefined {
  return /\/actions\/runs\/(\d+)\/attempts\/\d+$/.exec(url)?.[1];
}

/**
 * Whether what this run has left is newer than `own`: an older one that ends later leaves it alone. GitHub counts runs up;
 * whoever runs an older one again wants to see what becomes of it.
 */
export function isNewerRun(runId: string | undefined, own: RunAttempt): boolean {
  return runId !== undefined && own.runAttempt === 1 && BigInt(runId) > BigInt(own.runId);
}
