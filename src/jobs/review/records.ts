import { firstReviewKey, parseReviewKey, reviewKey, type StateAddress } from '../../domain/state/keys.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import type { Stack } from '../stack/open-stack.ts';

/** The keys at which there are reviews, by pull request. */
export type ReviewKeys = ReadonlyMap<number, readonly string[]>;

/** Those of all pull requests of this stack, by the names of the objects; `denied` when they cannot be listed. */
export async function listReviewed(
  { journal }: Pick<Run, 'journal'>,
  { backend, prPaths }: Pick<Stack, 'backend' | 'prPaths'>,
): Promise<ReviewKeys | 'denied'> {
  // A template that begins with the number would have the whole bucket listed.
  const keys = prPaths.prefix === '' ? 'denied' : await backend.objects.list(prPaths.prefix);
  if (keys === 'denied') {
    journal.info(
      'The reviews cannot be listed (s3:ListBucket; a pr-state-key with something before {pr}): only the pull requests of this commit itself are looked at.',
    );
    return keys;
  }
  const found = new Map<number, string[]>();
  for (const key of keys) {
    const review = parseReviewKey(key);
    const number = review === undefined ? undefined : prPaths.prNumberOf(review.path);
    if (number !== undefined) found.set(number, [...(found.get(number) ?? []), key]);
  }
  return found;
}

/** Those of one pull request, with those that may be there of these commits: a deletion cut short is in no list. */
export async function listReviewsOf(
  { objects }: Pick<Backend, 'objects'>,
  pr: StateAddress,
  heads: readonly string[],
): Promise<readonly string[]> {
  const listed = await objects.list(`${pr.path}.`);
  const known = heads.map((headSha) => reviewKey(pr, headSha));
  if (listed === 'denied') return [...known, firstReviewKey(pr)];
  return [...new Set([...listed.filter((key) => parseReviewKey(key)?.path === pr.path), ...known])];
}
