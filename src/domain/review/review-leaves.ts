import type { Digest } from './digest.ts';
import { ABSENT, elementsOf, findElementLeaves, type ListElement, type Transition } from '../plan/transitions.ts';

type Path = Transition['path'];

/** What the leaves of one change are digested with. */
export interface LeafDigests {
  readonly digest: Digest;
  /** Whether the configuration sets what this is a leaf of. */
  readonly isConfigured: (path: Path) => boolean;
}

/** What a review records of one leaf: where it goes, where it comes from, or that it is known after the apply only. */
export function digestsOf(leaf: Transition, { digest, isConfigured }: LeafDigests): readonly string[] {
  const { path, before, after, elements } = leaf;
  if (elements !== undefined) return digestsOfList(path, elements, { digest, isConfigured });
  if (after === undefined) return [isConfigured(path) ? digestLater(path, digest) : digestComputed(path, digest)];
  return before === undefined || before === ABSENT
    ? [digestAfter(leaf, digest)]
    : [digestAfter(leaf, digest), digestWhole(leaf, digest)];
}

function digestsOfList(path: Path, elements: readonly ListElement[], digests: LeafDigests): readonly string[] {
  return [
    digests.digest(['length', path, elements.length]),
    ...elements.flatMap((element, place) => [
      ...findElementLeaves(path, place, element).flatMap((leaf) => digestsOf(leaf, digests)),
      ...(hasUnknown(element) ? [digests.digest(['open', path, place])] : []),
    ]),
  ];
}

function hasUnknown({ unknown }: ListElement): boolean {
  return JSON.stringify(unknown ?? null).includes('true');
}

function digestAfter({ path, after }: Transition, digest: Digest): string {
  return digest(['after', path, after]);
}

function digestWhole({ path, before, after }: Transition, digest: Digest): string {
  return digest(['whole', path, before, after]);
}

/** Set by the configuration to something that is known later. */
function digestLater(path: Path, digest: Digest): string {
  return digest(['later', path]);
}

/** Left to the provider. */
function digestComputed(path: Path, digest: Digest): string {
  return digest(['computed', path]);
}

/** How a reviewed change covers one leaf of the change at hand. */
export type LeafCover =
  /** Seen just so, or as something that is known after the apply only. */
  | 'seen'
  /** It becomes what was seen, from another value than was seen. */
  | 'same-end'
  | 'not-seen';

/** `isConfigured` is of the change at hand. */
export function coverLeaf(leaf: Transition, reviewed: ReadonlySet<string>, digests: LeafDigests): LeafCover {
  const { digest } = digests;
  const { path, before, after, elements } = leaf;
  if (wasUnknown(leaf, reviewed, digests)) return 'seen';
  if (after !== undefined) {
    if (before !== undefined && reviewed.has(digestWhole(leaf, digest))) return 'seen';
    if (reviewed.has(digestAfter(leaf, digest))) return before === undefined || before === ABSENT ? 'seen' : 'same-end';
  }
  if (elements === undefined && after === undefined) return 'not-seen';
  const list = elementsOf(leaf);
  return list !== undefined && isListCovered(path, list, { reviewed, digests }) ? 'seen' : 'not-seen';
}

/**
 * What the configuration set to something known later may have become known. What was left to the provider may have
 * been computed by now, but not been set: nobody has seen that.
 */
function wasUnknown(
  { path, after, elements }: Transition,
  reviewed: ReadonlySet<string>,
  { digest, isConfigured }: LeafDigests,
): boolean {
  const isKnown = after !== undefined || elements !== undefined;
  for (let length = 0; length <= path.length; length += 1) {
    const part = path.slice(0, length);
    if (reviewed.has(digestLater(part, digest))) return true;
    if (reviewed.has(digestComputed(part, digest)) && !(isKnown && isConfigured(path))) return true;
  }
  return false;
}

interface ListReview {
  readonly reviewed: ReadonlySet<string>;
  readonly digests: LeafDigests;
}

/**
 * Whether a list is what was reviewed of one of which some was known later: as many elements, those that were known in
 * the same order, and each of the others one of those that were not. A set is sorted anew once all of it is known, which
 * moves the others, and none of the known ones past another.
 */
function isListCovered(path: Path, list: readonly ListElement[], { reviewed, digests }: ListReview): boolean {
  if (!reviewed.has(digests.digest(['length', path, list.length]))) return false;
  const fits = (element: ListElement, place: number): boolean =>
    findElementLeaves(path, place, element).every((leaf) => coverLeaf(leaf, reviewed, digests) === 'seen');
  if (list.every(fits)) return true;
  const places = list.map((_, place) => place);
  const open = places.filter((place) => reviewed.has(digests.digest(['open', path, place])));
  const left = [...list];
  let from = 0;
  for (const place of places.filter((known) => !open.includes(known))) {
    const found = left.findIndex((element, index) => index >= from && fits(element, place));
    if (found < 0) return false;
    left.splice(found, 1);
    from = found;
  }
  return left.length <= MATCHED_AT_MOST && canMatch(left, open, fits);
}

/** Elements that were known later: more of them at one list are told apart by nobody. */
const MATCHED_AT_MOST = 50;

/** Whether every element has a place of its own that it fits. */
function canMatch(
  elements: readonly ListElement[],
  places: readonly number[],
  fits: (element: ListElement, place: number) => boolean,
): boolean {
  const takenBy = new Map<number, ListElement>();
  const seat = (element: ListElement, tried: Set<number>): boolean =>
    places.some((place) => {
      if (tried.has(place) || !fits(element, place)) return false;
      tried.add(place);
      const other = takenBy.get(place);
      if (other !== undefined && !seat(other, tried)) return false;
      takenBy.set(place, element);
      return true;
    });
  return elements.every((element) => seat(element, new Set()));
}
