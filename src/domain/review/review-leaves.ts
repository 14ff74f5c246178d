import { asRecord, canonicalJson, memberOf } from '../json.ts';
import { isLeft, isSurelySet, mayBeSet, type Configured } from '../plan/configured.ts';
import { isMarked, type ChangeValues } from '../plan/plan.ts';
import {
  ABSENT,
  elementsOf,
  findElementLeaves,
  leafOf,
  listElements,
  OBJECT,
  type ListElement,
  type Transition,
} from '../plan/transitions.ts';
import type { Digest } from './digest.ts';
import type { Review, ReviewedChange } from './review.ts';
import type { Since } from './since.ts';

type Path = Transition['path'];

/** What the leaves of one change are digested with. */
export interface LeafDigests {
  readonly digest: Digest;
  /** What the configuration sets of it; undefined when that is not known, and it may be anything. */
  readonly configured: Configured | undefined;
  /** Of the record. */
  readonly version: Review['version'];
  /** What may have become known since the review; undefined for nothing. */
  readonly since?: Since | undefined;
}

/** What a review records of one leaf: where it goes, where it comes from, or that it is known after the apply only. */
export function digestsOf(leaf: Transition, digests: LeafDigests): readonly string[] {
  const { path, before, after, elements } = leaf;
  const { digest, configured } = digests;
  if (elements !== undefined) return digestsOfList(path, elements, digests);
  if (after === undefined) {
    const isSet = configured === undefined || isSurelySet(configured, path);
    return [isSet ? digestLater(path, digest) : digestComputed(path, digest)];
  }
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

/** Where something stands. */
export function digestPlace(path: Path, digest: Digest): string {
  return digest(['at', path]);
}

/** Nothing stands there any more. */
export function digestGone(path: Path, digest: Digest): string {
  return digest(['gone', path]);
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

/** `configured` is of the change at hand. */
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
  return list !== undefined && placeElements(path, list, { reviewed, digests }) !== undefined ? 'seen' : 'not-seen';
}

/**
 * What the configuration set to something known later may have become known, once that is made. What was left to the
 * provider may have been computed by now, but not been set: nobody has seen that. What is known later still has to come
 * from where it came from.
 */
function wasUnknown(leaf: Transition, reviewed: ReadonlySet<string>, digests: LeafDigests): boolean {
  const { digest, configured, since } = digests;
  const { path, after, elements } = leaf;
  const isKnown = after !== undefined || elements !== undefined;
  const isAsSeen = since?.isFromTheSame(path) !== false;
  for (let length = 0; length <= path.length; length += 1) {
    const part = path.slice(0, length);
    const wasSet = reviewed.has(digestLater(part, digest)) && !isLeftNow(part, digests);
    if (wasSet && (isKnown ? isSetKnown(path, digests) : isAsSeen)) return true;
    if (!reviewed.has(digestComputed(part, digest))) continue;
    const isLeft = configured !== undefined && !mayBeSet(configured, leaf);
    if (isKnown ? isLeft && since?.isComputedKnown() === true : isAsSeen) return true;
  }
  return false;
}

function isSetKnown(path: Path, { since }: LeafDigests): boolean {
  return since?.isSetKnown(path) === true;
}

/**
 * Whether the configuration does not set any more what it set to something known later. The first version took for set
 * whatever was in a block that was there.
 */
function isLeftNow(path: Path, { configured, version }: LeafDigests): boolean {
  return configured !== undefined && (version > 1 || path.length === 1) && isLeft(configured, path);
}

/** Whether a review that makes an object shows it without this: what it has not there is gone, as it was seen. */
export function isSeenGone(
  { path, after }: Transition,
  { actions, settings }: Pick<ReviewedChange, 'actions' | 'settings'>,
  { reviewed, digests: { digest } }: ListReview,
): boolean {
  const isGone = after === ABSENT || (after === 'null' && path.length === 1);
  if (!isGone || !actions.includes('create') || settings === undefined) return false;
  if (settings.some(({ places }) => places === undefined)) return false;
  const isOpen = (part: Path): boolean =>
    reviewed.has(digestLater(part, digest)) || reviewed.has(digestComputed(part, digest));
  if (path.some((_, length) => isOpen(path.slice(0, length)))) return false;
  const place = digestPlace(path, digest);
  return !settings.some(({ places }) => places?.includes(place));
}

export interface ListReview {
  readonly reviewed: ReadonlySet<string>;
  readonly digests: LeafDigests;
}

/**
 * The place at which each element of a list was reviewed, when the list is what was reviewed of one of which some was
 * known later: as many elements, those of which nothing has become known in the same order, and each of the others one of
 * those that were not known. A set is sorted anew once more of it is known, which moves what has become known, and nothing
 * else past another.
 */
function placeElements(
  path: Path,
  list: readonly ListElement[],
  { reviewed, digests }: ListReview,
): readonly number[] | undefined {
  if (!reviewed.has(digests.digest(['length', path, list.length]))) return undefined;
  const fitsBy =
    (by: LeafDigests) =>
    (element: ListElement, place: number): boolean =>
      findElementLeaves(path, place, element).every((leaf) => coverLeaf(leaf, reviewed, by) === 'seen');
  const fits = fitsBy(digests);
  const places = list.map((_, place) => place);
  if (list.every(fits)) return places;
  const isAsSeen = fitsBy({ ...digests, since: digests.since && knowingNoMore(digests.since) });
  const isOpen = (place: number): boolean => reviewed.has(digests.digest(['open', path, place]));
  const placed = new Map<ListElement, number>();
  const left = [...list];
  const open: number[] = [];
  let from = 0;
  for (const place of places) {
    const found = left.findIndex((element, index) => index >= from && isAsSeen(element, place));
    if (found < 0 && !isOpen(place)) return undefined;
    if (found < 0) {
      open.push(place);
      continue;
    }
    for (const element of left.splice(found, 1)) placed.set(element, place);
    from = found;
  }
  if (left.length > MATCHED_AT_MOST) return undefined;
  const hasMoved = (element: ListElement): boolean =>
    hasUnknown(element) && places.some((place) => isOpen(place) && isAsSeen(element, place));
  if (left.some(hasMoved)) return undefined;
  const matched = matchElements(left, open, fits);
  if (matched === undefined) return undefined;
  return list.map((element) => placed.get(element) ?? matched.get(element) ?? 0);
}

/** Nothing has become known since. */
function knowingNoMore(since: Since): Since {
  return { isSetKnown: () => false, isComputedKnown: () => false, isFromTheSame: (path) => since.isFromTheSame(path) };
}

/** Elements that were known later: more of them at one list are told apart by nobody. */
const MATCHED_AT_MOST = 50;

/** A place of its own that it fits for every element; undefined when there is not one for each. */
function matchElements(
  elements: readonly ListElement[],
  places: readonly number[],
  fits: (element: ListElement, place: number) => boolean,
): ReadonlyMap<ListElement, number> | undefined {
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
  if (!elements.every((element) => seat(element, new Set()))) return undefined;
  return new Map([...takenBy].map(([place, element]) => [element, place]));
}

/** The digests of everything that a value has in it, and the places in it. */
export interface Held {
  readonly digests: ReadonlySet<string>;
  readonly present: ReadonlySet<string>;
}

/**
 * Everything that a review can have recorded of a value as the plan at hand leaves it, known then or not: what a review
 * has beyond this is missing. `present` are the places that a removal would leave empty.
 */
export function findHeld({ after, unknown }: Pick<ChangeValues, 'after' | 'unknown'>, review: ListReview): Held {
  const { digest } = review.digests;
  const held = new Set<string>();
  const present = new Set<string>();
  const hold = (path: Path, text: string): void => {
    held.add(digest(['after', path, text]));
    // Version 1 has this among the leaves of a creation.
    if (path.length === 0) held.add(digest(['whole', path, 'null', text]));
  };
  const visit = (path: Path, value: unknown, marks: unknown): void => {
    held.add(digestComputed(path, digest));
    const isLater = marks === true || isSetKnown(path, review.digests);
    if (isLater && !isLeftNow(path, review.digests)) held.add(digestLater(path, digest));
    if (marks === true || (path.length > 1 ? value !== undefined : value != null))
      present.add(digestGone(path, digest));
    if (marks === true) return;
    if (Array.isArray(value)) {
      if (!isMarked(marks)) hold(path, canonicalJson(value));
      visitList(path, listElements(value, marks));
      return;
    }
    const [record, inner] = [asRecord(value), asRecord(marks)];
    hold(path, record === undefined ? leafOf(value) : OBJECT);
    for (const name of new Set([record, inner].flatMap((part) => Object.keys(part ?? {})))) {
      visit([...path, name], memberOf(record, name), memberOf(inner, name));
    }
  };
  const visitList = (path: Path, list: readonly ListElement[]): void => {
    const places = placeElements(path, list, review);
    if (places === undefined) return;
    held.add(digest(['length', path, list.length]));
    list.forEach((element, index) => {
      const at = [...path, places[index] ?? index];
      held.add(digest(['open', path, places[index] ?? index]));
      for (const leaf of findElementLeaves(path, places[index] ?? index, element)) held.add(digestAfter(leaf, digest));
      visit(at, element.value, element.unknown);
    });
  };
  visit([], after, unknown);
  return { digests: held, present };
}
