/** What Terraform's and OpenTofu's own words mean. Both print errors to stderr, wrapped at 78 columns between words. */

/**
 * The lock is held, or it was released between Terraform's write and its read. Any other reason for not getting it
 * (no permission, no table) does not go away by waiting.
 */
export function isLockNotAcquired(stderr: string): boolean {
  const words = stderr.replace(/\s+/g, ' ');
  return (
    /Error acquiring the state lock|failed to lock s3 state/.test(words) &&
    /ConditionalCheckFailed|PreconditionFailed|ConditionalRequestConflict|StatusCode: (?:409|412)/.test(words)
  );
}

/** The state has changed since the plan was made (another serial), or is another state altogether (another lineage). */
export function isStalePlan(stderr: string): boolean {
  return /Saved plan is stale|Saved plan does not match the given state/.test(stderr);
}

const BEGINNINGS = [
  /^(?:Terraform|OpenTofu) used the selected providers/m,
  /^(?:Terraform|OpenTofu) will perform the following actions/m,
  /^Note: Objects have changed outside of/m,
  /^Changes to Outputs:/m,
  /^No changes\./m,
];

/** The part of `plan`'s output that a reviewer wants: without refreshing before it and the note about `-out` after it. */
export function planTextOf(stdout: string): string {
  const starts = BEGINNINGS.map((beginning) => stdout.search(beginning)).filter((index) => index >= 0);
  const body = stdout.slice(starts.length === 0 ? 0 : Math.min(...starts));
  const end = body.search(/\n+─{10,}\n+Saved the plan to: /);
  return (end < 0 ? body : body.slice(0, end)).trim();
}
