import { ABSENT, findLeaves, findTransitions, type Transition } from '../plan/transitions.ts';
import { asRecord } from '../json.ts';
import { openDigest, type Digest, type Digestible } from './digest.ts';
import { digestGone, digestsOf, findHeld, type LeafDigests } from './review-leaves.ts';
import { REVIEW_VERSION, type Review, type ReviewedChange, type Setting } from './review.ts';

/** Has no name: the keys of an output's value may be secret. */
const NAMELESS = '';

/** What has to be there once the change is made, whoever makes it: an object that is made is recorded whole. */
export function recordSettings(change: Digestible, digest: Digest): readonly Setting[] {
  const digests: LeafDigests = { digest, configured: change.resource?.configured, version: REVIEW_VERSION };
  return [...Map.groupBy(settingLeaves(change), (leaf) => attributeOf(change.kind, leaf))].map(([name, leaves]) => {
    const [gone, there] = [leaves.filter(isGone), leaves.filter((leaf) => leaf.after !== ABSENT)];
    return {
      attribute: digestAttribute(name, digest),
      becomes: unique(there.flatMap((leaf) => digestsOf({ ...leaf, before: undefined }, digests))),
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

function attributeOf(kind: Digestible['kind'], { path: [name] }: Transition): string {
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

/**
 * The attributes that are not, after the change at hand, what was reviewed of them: a setting is missing, another, or
 * still there. Empty for one whose name is not known. What is destroyed or forgotten holds nothing.
 */
export function findUnheld({ review, reviewed, now }: Pairing): readonly string[] {
  const settings = settingsOf(reviewed);
  const ends = now.actions.length === 1 && ['delete', 'forget'].includes(now.actions.join());
  if (settings.length === 0 || ends) return [];
  const digest = openDigest({ kind: now.kind, address: reviewed.address }, review.salt);
  const digests: LeafDigests = { digest, configured: now.resource?.configured, version: review.version };
  const held = findHeld(now.values, { reviewed: new Set(reviewed.leaves), digests });
  const names = nameAttributes(now, digest);
  const free = new Set(now.free.filter(({ length }) => length < 2).map(([name]) => String(name ?? NAMELESS)));
  return settings
    .filter(
      ({ becomes, gone }) =>
        !becomes.every((one) => held.digests.has(one)) || gone.some((one) => held.present.has(one)),
    )
    .map(({ attribute }) => names.get(attribute) ?? NAMELESS)
    .filter((name) => !free.has(name));
}

/** In version 1 what a creation makes can be told from its leaves, and nothing of what other changes do. */
function settingsOf({ actions, settings, leaves }: ReviewedChange): readonly Setting[] {
  if (settings !== undefined) return settings;
  return makesObject(actions) && actions.length === 1 ? [{ attribute: NAMELESS, becomes: leaves, gone: [] }] : [];
}

/** Whether it has a setting of this attribute. */
export function setsAttribute({ review, reviewed, now }: Pairing, name: string): boolean {
  const digest = openDigest({ kind: now.kind, address: reviewed.address }, review.salt);
  const attribute = digestAttribute(name, digest);
  return reviewed.settings?.some((setting) => setting.attribute === attribute) === true;
}
