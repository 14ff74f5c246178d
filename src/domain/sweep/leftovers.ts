import { LOCKFILE_SUFFIX, parseReviewKey, TURN_OBJECT_SUFFIX, type PrPaths } from '../state/keys.ts';

/** What of one pull request lies in the bucket. */
export interface Leftovers<Version> {
  readonly prNumber: number;
  readonly state: readonly Version[];
  readonly lockfile: readonly Version[];
  readonly turns: readonly Version[];
  /** One for each commit that was planned. */
  readonly review: readonly Version[];
}

type Part = Exclude<keyof Leftovers<unknown>, 'prNumber'>;

const SUFFIXES: Readonly<Record<Exclude<Part, 'review'>, string>> = {
  lockfile: LOCKFILE_SUFFIX,
  turns: TURN_OBJECT_SUFFIX,
  state: '',
};

/**
 * Sorts what is listed by pull request. Whatever is not exactly the name of a pull request's state, or of what Lockstep
 * and Terraform keep beside it, is somebody's own (a backup, another stack's) and in none of them.
 */
export function sortLeftovers<Version extends { readonly key: string }>(
  versions: readonly Version[],
  prPaths: PrPaths,
): readonly Leftovers<Version>[] {
  const found = new Map<number, Record<Part, Version[]>>();
  for (const version of versions) {
    for (const [part, path] of placesOf(version.key)) {
      const prNumber = prPaths.prNumberOf(path);
      if (prNumber === undefined) continue;
      const of = found.get(prNumber) ?? { state: [], lockfile: [], turns: [], review: [] };
      of[part].push(version);
      found.set(prNumber, of);
      break;
    }
  }
  return [...found].map(([prNumber, of]) => ({ prNumber, ...of })).sort((one, other) => one.prNumber - other.prNumber);
}

/** What a key may be, and beside which state. */
function placesOf(key: string): readonly (readonly [Part, string])[] {
  const review = parseReviewKey(key);
  const others = (Object.entries(SUFFIXES) as [Part, string][])
    .filter(([, suffix]) => key.endsWith(suffix))
    .map(([part, suffix]) => [part, key.slice(0, key.length - suffix.length)] as const);
  return review === undefined ? others : [['review', review.path], ...others];
}
