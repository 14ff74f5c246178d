import { isNewerRun, type RunAttempt } from '../../domain/run/attempt.ts';

/**
 * The hidden first line by which a comment of ours is found again. The stack's name is encoded so that no name can end
 * the HTML comment or look like another's.
 */
export function commentMarker(stack: string): string {
  return `<!-- lockstep:1 ${encodeURIComponent(stack).replaceAll('-', '%2D')} -->`;
}

const RUN_NOTE = /^<!-- lockstep:run (\d+)\.(\d+) -->$/m;

/** The hidden line that says which run has written a comment last. */
export function runNote({ runId, runAttempt }: RunAttempt): string {
  return `<!-- lockstep:run ${runId}.${runAttempt} -->`;
}

/** Whether a newer run has written this comment. */
export function isOfNewerRun(body: string, own: RunAttempt): boolean {
  return isNewerRun(RUN_NOTE.exec(body)?.[1], own);
}
