import { asRecord, memberOf } from '../json.ts';
import type { ChangeValues } from '../plan/plan.ts';
import type { Transition } from '../plan/transitions.ts';
import { openDigest, type Digest } from './digest.ts';
import { digestGone, digestPlace } from './review-leaves.ts';
import type { ReviewedChange } from './review.ts';
import { attributeOf, digestAttribute, type Pairing } from './settings.ts';

type Path = Transition['path'];

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
  const digest = openDigest({ kind: now.kind, address: reviewed.address }, review.salt);
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
  const digest = openDigest({ kind: now.kind, address: reviewed.address }, review.salt);
  const exact = later.filter(({ isExact }) => isExact);
  const isSaid = (path: Path): boolean => exact.some((said) => said.has(path));
  const places = placesIn(now.values);
  const again = places.filter(isSaid).flatMap((path) => [digestPlace(path, digest), digestGone(path, digest)]);
  // A record that does not tell of places: all of the attribute has to be set again.
  const byAttribute = Map.groupBy(places, (path) => attributeOf(now.kind, { path }));
  const whole = [...byAttribute].filter(([, all]) => all.every(isSaid)).map(([name]) => digestAttribute(name, digest));
  return new Set([...again, ...whole]);
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
