/**
 * The hidden first line by which a comment of ours is found again. The stack's name is encoded so that no name can end
 * the HTML comment or look like another's.
 */
export function commentMarker(stack: string): string {
  return `<!-- lockstep:1 ${encodeURIComponent(stack).replaceAll('-', '%2D')} -->`;
}

interface RunOfComment {
  readonly runId: string;
  readonly runAttempt: number;
}

const RUN_NOTE = /^<!-- lockstep:run (\d+)\.(\d+) -->$/m;

/** The hidden line that says which run has written a comment last. */
export function runNote({ runId, runAttempt }: RunOfComment): string {
  return `<!-- lockstep:run ${runId}.${runAttempt} -->`;
}

/**
 * Whether a newer run has written this comment: an older one that ends later leaves it alone. GitHub counts runs up;
 * whoever runs an older one again wants to see what becomes of it.
 */
export function isOfNewerRun(body: string, own: RunOfComment): boolean {
  const [, runId] = RUN_NOTE.exec(body) ?? [];
  return runId !== undefined && own.runAttempt === 1 && BigInt(runId) > BigInt(own.runId);
}
