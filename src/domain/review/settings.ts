import { ABSENT, findLeaves, findTransitions, type Transition } from '../plan/transitions.ts';
import { asRecord, memberOf } from '../json.ts';
import type { ChangeValues } from '../plan/plan.ts';
import { openDigest, type Digest, type Digestible } from './digest.ts';
import { digestGone, digestPlace, digestsOf, findHeld, type LeafDigests } from './review-leaves.ts';
import { REVIEW_VERSION, type Review, type ReviewedChange, type Setting } from './review.ts';
import { AT_ANY_TIME, openSince, type SinceWhat } from './since.ts';

type Path = Transition['path'];

/** Has no name: the keys of an output's value may be secret. */
const NAMELESS = '';

/** What has to be there once the change is made, whoever makes it: an object that is made is recorded whole. */
export function recordSettings(change: Digestible, digest: Digest): readonly Setting[] {
  const digests: LeafDigests = { digest, configured: change.resource?.configured, version: REVIEW_VERSION };
  return [...Map.groupBy(settingLeaves(change), (leaf) => attributeOf(change.kind, leaf))].map(([name, leaves]) => {
    const [gone, there] = [leaves.filter(isGone), leaves.filter((leaf) => leaf.after !== ABSENT)];
    const placed = new Map(
      there.flatMap((leaf) =>
        digestsOf({ ...leaf, before: undefined }, digests).map((one) => [one, digestPlace(leaf.path, digest)] as const),
      ),
    );
    const becomes = [...placed.keys()].sort();
    return {
      attribute: digestAttribute(name, digest),
      becomes,
      places: becomes.map((one) => placed.get(one) ?? ''),
      gone: unique(gone.map(({ path }) => digestGone(path, digest))),
    };
  });
}

function settingLeaves({ actions, values }: Digestible): readonly Transition[] {
  if (makesObject(actions)) return findLeaves(values);
  return actions.join() === 'update' ? findTransitions(values) : [];
}

function makesObject(actions: readonly string[]): boolean {
  return actions.includes('create') || actions.includes('invoke');
}

/** An attribute that is not set is null, or is left out. */
function isGone({ path, after }: Transition): boolean {
  return after === ABSENT || (after === 'null' && path.length === 1);
}

function attributeOf(kind: Digestible['kind'], { path: [name] }: Pick<Transition, 'path'>): string {
  return kind === 'resource' && typeof name === 'string' ? name : NAMELESS;
}

function digestAttribute(name: string, digest: Digest): string {
  return digest(['attribute', name]);
}

function unique(digests: readonly string[]): readonly string[] {
  return [...new Set(digests)].sort();
}

/** The names of attributes by their digests, as far as the change at hand has them. */
function nameAttributes({ kind, values }: Digestible, digest: Digest): ReadonlyMap<string, string> {
  const parts = kind === 'output' ? [] : [values.before, values.after, values.unknown];
  const names = new Set([NAMELESS, ...parts.flatMap((part) => Object.keys(asRecord(part) ?? {}))]);
  return new Map([...names].map((name) => [digestAttribute(name, digest), name]));
}

/** A reviewed change, and a change of the plan at hand as its review reads it. */
export interface Pairing {
  readonly review: Pick<Review, 'salt' | 'version'>;
  readonly reviewed: ReviewedChange;
  readonly now: Digestible;
}

/** Under the salt of the review, and bound to what that has it for. */
export function digestOf({ review, reviewed, now }: Pairing): Digest {
  return openDigest({ kind: now.kind, address: reviewed.address }, review.salt);
}

/** What a review's leaves are compared with. */
export function openLeafDigests({ review, reviewed, now }: Pairing, what: SinceWhat | 'in-place'): LeafDigests {
  const digest = digestOf({ review, reviewed, now });
  const since = what === 'in-place' ? AT_ANY_TIME : openSince({ reviewed, now }, what, digest);
  return { digest, configured: now.resource?.configured, version: review.version, since };
}

/**
 * The attributes that are not, after the change at hand, what was reviewed of them: a setting is missing, another, or
 * still there. Empty for one whose name is not known. What is destroyed or forgotten holds nothing. `setAgain` are places
 * of which a later review has the last word.
 */
export function findUnheld(
  pairing: Pairing,
  digests: LeafDigests,
  setAgain: () => ReadonlySet<string> = () => new Set(),
): readonly string[] {
  const { reviewed, now } = pairing;
  const settings = settingsOf(reviewed);
  const ends = now.actions.length === 1 && ['delete', 'forget'].includes(now.actions.join());
  if (settings.length === 0 || ends) return [];
  const { digest } = digests;
  const held = findHeld(now.values, { reviewed: new Set(reviewed.leaves), digests });
  const names = nameAttributes(now, digest);
  const free = new Set(now.free.filter(({ length }) => length < 2).map(([name]) => String(name ?? NAMELESS)));
  let again: ReadonlySet<string> | undefined;
  const isSetAgain = (place: string, attribute: string): boolean => {
    again ??= setAgain();
    return again.has(place) || again.has(allOf(attribute));
  };
  return settings
    .filter(({ attribute, becomes, places, gone }) => {
      const isMissing = becomes.some(
        (one, index) => !held.digests.has(one) && !isSetAgain(places?.[index] ?? attribute, attribute),
      );
      const isLeft = gone.some(
        (one) => held.present.has(one) && !isSetAgain(places === undefined ? attribute : one, attribute),
      );
      return isMissing || isLeft;
    })
    .map(({ attribute }) => names.get(attribute) ?? NAMELESS)
    .filter((name) => !free.has(name));
}

/** In version 1 what a creation makes can be told from its leaves, and nothing of what other changes do. */
function settingsOf({ actions, settings, leaves }: ReviewedChange): readonly Setting[] {
  if (settings !== undefined) return settings;
  return makesObject(actions) && actions.length === 1 ? [{ attribute: NAMELESS, becomes: leaves, gone: [] }] : [];
}

/** Whether it says what becomes of all of an object, and not of some of its attributes. */
export function isWhole({ actions }: Pick<ReviewedChange, 'actions'>): boolean {
  return actions.some((action) => action !== 'update' && action !== 'no-op');
}

/**
 * The places of which a change says something beside those of its settings: what these are in, and that it moves or
 * imports.
 */
export function recordStated(leaves: readonly Transition[], digest: Digest): readonly string[] {
  const paths = leaves.map(({ path }) => path);
  const within = paths.flatMap((path) => path.map((_, length) => path.slice(0, length)));
  return [
    ...new Set([
      ...within.map((path) => digestWithin(path, digest)),
      ...paths.filter(([name]) => name === '').map((path) => digestPlace(path, digest)),
    ]),
  ].sort();
}

/** Something in this place is said. */
function digestWithin(path: Path, digest: Digest): string {
  return digest(['within', path]);
}

/** Of what a review says something: of that it has the last word, where none after it says anything. */
export interface Said {
  has(path: Path, as?: 'object'): boolean;
  /** Whether the record tells of single places. */
  readonly isExact: boolean;
}

/** Of records that do not tell of single places an attribute counts as a whole, and of the first version everything. */
export function openSaid({ review, reviewed, now }: Pairing): Said {
  const { settings, stated } = reviewed;
  if (isWhole(reviewed)) return { has: () => true, isExact: true };
  if (settings === undefined) return { has: () => true, isExact: false };
  const digest = digestOf({ review, reviewed, now });
  if (stated === undefined) {
    const attributes = new Set(settings.map(({ attribute }) => attribute));
    return {
      has: (path) => attributes.has(digestAttribute(attributeOf(now.kind, { path }), digest)),
      isExact: false,
    };
  }
  const said = new Set([...stated, ...settings.flatMap(({ places = [], gone }) => [...places, ...gone])]);
  const isSaid = (path: Path): boolean => said.has(digestPlace(path, digest)) || said.has(digestGone(path, digest));
  return {
    // Whoever says something of what is in an object does not say that there is something else.
    has: (path, as) =>
      (as !== 'object' && said.has(digestWithin(path, digest))) ||
      isSaid(path) ||
      path.some((_, length) => isSaid(path.slice(0, length))),
    isExact: true,
  };
}

/** Digests, as a record's settings have them, of the places in the change at hand that later reviews have set again. */
export function findSetAgain({ review, reviewed, now }: Pairing, later: readonly Said[]): ReadonlySet<string> {
  const digest = digestOf({ review, reviewed, now });
  const exact = later.filter(({ isExact }) => isExact);
  const isSaid = (path: Path): boolean => exact.some((said) => said.has(path));
  const places = placesIn(now.values);
  const again = places.filter(isSaid).flatMap((path) => [digestPlace(path, digest), digestGone(path, digest)]);
  // A record that does not tell of places: all of the attribute has to be set again.
  const byAttribute = Map.groupBy(places, (path) => attributeOf(now.kind, { path }));
  const whole = [...byAttribute].filter(([, all]) => all.every(isSaid)).map(([name]) => digestAttribute(name, digest));
  // What is set as one, and is no object, has every place, also those that are nowhere any more.
  const isObject = (name: string): boolean =>
    [now.values.after, now.values.unknown].some((values) => asRecord(memberOf(values, name)) !== undefined);
  const asOne = [...byAttribute.keys()].filter(
    (name) => name !== NAMELESS && !isObject(name) && exact.some((said) => said.has([name], 'object')),
  );
  return new Set([...again, ...whole, ...asOne.map((name) => allOf(digestAttribute(name, digest)))]);
}

function allOf(attribute: string): string {
  return `${attribute}*`;
}

/** Every place of an object before and after; lists are not looked into. */
function placesIn({ before, after, unknown }: ChangeValues): readonly Path[] {
  const found: Path[] = [];
  const visit = (path: Path, values: readonly unknown[]): void => {
    found.push(path);
    const records = values.map(asRecord);
    for (const name of new Set(records.flatMap((record) => Object.keys(record ?? {})))) {
      visit(
        [...path, name],
        records.map((record) => memberOf(record, name)),
      );
    }
  };
  visit([], [before, after, unknown]);
  return found;
}
