/** Something outside the project is not as it is needed. The message says what, as a part of a sentence. */
export class Unusable extends Error {}

/** What a failed request or system call gives as its reason, in one line. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const said = cause instanceof AggregateError ? cause.errors.map(reasonOf).join(', ') : '';
  return said === '' ? (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/g, ' ') : said;
}
