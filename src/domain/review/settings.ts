import { ABSENT, findLeaves, findTransitions, type Transition } from '../plan/transitions.ts';
import { asRecord } from '../json.ts';
import { openDigest, type Digest, type Digestible } from './digest.ts';
import { digestGone, digestPlace, digestsOf, findHeld, type LeafDigests } from './review-leaves.ts';
import { REVIEW_VERSION, type Review, type ReviewedChange, type Setting } from './review.ts';
import { AT_ANY_TIME, openSince, type Making } from './since.ts';

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

export function attributeOf(kind: Digestible['kind'], { path: [name] }: Pick<Transition, 'path'>): string {
  return kind === 'resource' && typeof name === 'string' ? name : NAMELESS;
}

export function digestAttribute(name: string, digest: Digest): string {
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

/** What a review's leaves are compared with; `making` is what the review makes. */
export function openLeafDigests({ review, reviewed, now }: Pairing, making: (() => Making) | 'in-place'): LeafDigests {
  const digest = openDigest({ kind: now.kind, address: reviewed.address }, review.salt);
  const since = making === 'in-place' ? AT_ANY_TIME : openSince({ reviewed, now }, making, digest);
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
  const isSetAgain = (place: string): boolean => (again ??= setAgain()).has(place);
  return settings
    .filter(({ attribute, becomes, places, gone }) => {
      const isMissing = becomes.some(
        (one, index) => !held.digests.has(one) && !isSetAgain(places?.[index] ?? attribute),
      );
      const isLeft = gone.some((one) => held.present.has(one) && !isSetAgain(places === undefined ? attribute : one));
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
