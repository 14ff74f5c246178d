import { asRecord, canonicalJson } from '../json.ts';
import { findSensitivePlaces } from '../plan/sensitive-places.ts';
import { findLeaves, findTransitions, type Transition } from '../plan/transitions.ts';
import { showValue } from '../plan/value-text.ts';
import type { Conceal } from '../secrets/conceal.ts';
import {
  NO_LEEWAY,
  openDigest,
  openReading,
  partsOf,
  type Digest,
  type Digestible,
  type Leeway,
  type ReviewedParts,
} from './digest.ts';
import { REVIEW_VERSION, type Review, type ReviewedChange, type ShownValue } from './review.ts';
import { digestsOf, type LeafDigests } from './review-leaves.ts';
import { isWhole, recordSettings, recordStated } from './settings.ts';
import { recordSetBy, recordSources } from './since.ts';
import { findFreeValues } from './unreviewed-values.ts';

/** What a review records of a plan. */
export function reviewChanges(
  plan: ReviewedParts & { readonly conceal: Conceal },
  salt: string,
  leeway: Leeway = NO_LEEWAY,
): Pick<Review, 'resources' | 'outputs'> {
  const read = openReading(leeway);
  const digested = partsOf(plan).map((part) => {
    const change = read(part);
    // Shown as it is, and not as it is compared.
    const shown = showFree({ ...part, free: change.free }, salt, plan.conceal);
    return { kind: part.kind, reviewed: { ...digestChange(change, salt), shown } };
  });
  const only = (kind: Digestible['kind']): readonly ReviewedChange[] =>
    digested.filter((change) => change.kind === kind).map(({ reviewed }) => reviewed);
  return { resources: only('resource'), outputs: only('output') };
}

export function digestChange(change: Digestible, salt: string): ReviewedChange {
  const { address, actions } = change;
  const digest = openDigest(change, salt);
  return {
    address,
    actions,
    ...digestWhole(change, salt),
    settings: recordSettings(change, digest),
    setBy: recordSetBy(change, digest),
    sources: recordSources(change, digest),
    stated: isWhole(change) ? [] : recordStated(transitionsOf(change), digest),
    sensitive: findSensitivePlaces(change.values)
      .map((path) => digestSensitive(path, digest))
      .sort(),
    shown: [],
  };
}

/** Something that is not to be shown stands there. */
export function digestSensitive(path: Transition['path'], digest: Digest): string {
  return digest(['sensitive', path]);
}

/** What is equal for equal changes, in every version of the record. */
export function digestWhole(change: Digestible, salt: string): Pick<ReviewedChange, 'digest' | 'leaves'> {
  const digest = openDigest(change, salt);
  const digests: LeafDigests = { digest, configured: change.resource?.configured, version: REVIEW_VERSION };
  const leaves = [...new Set(recordedLeaves(change).flatMap((leaf) => digestsOf(leaf, digests)))].sort();
  return { digest: digest(['change', change.actions, leaves]), leaves };
}

/** The values of a change that may differ, as they may be shown. */
export function showFree(
  { kind, address, values, free }: Pick<Digestible, 'kind' | 'address' | 'values' | 'free'>,
  salt: string,
  conceal: Conceal,
): readonly ShownValue[] {
  const digest = openDigest({ kind, address }, salt);
  return findFreeValues(values, free).map(({ path, value, marks }) => ({
    path,
    text: showValue({ value, marks }, conceal),
    digest: digest(['shown', path, value ?? null]),
  }));
}

/**
 * The leaves that say what a change does. Of what is destroyed it is which object, not how it looked: its values may
 * have moved since, and it goes all the same.
 */
export function transitionsOf(change: Digestible): readonly Transition[] {
  const { actions, values, resource } = change;
  const ends = actions.includes('delete') || actions.includes('forget');
  const aside = (name: string, after: string | undefined): Transition[] =>
    after === undefined ? [] : [{ path: ['', name], before: undefined, after }];
  return [
    ...(ends && actions.length === 1 ? [] : findTransitions(values)),
    ...aside('moved from', resource?.previousAddress),
    ...aside('import', resource?.importId),
    ...aside(ENDED_OBJECT, ends && resource !== undefined ? identify(change) : undefined),
  ];
}

/** Name of the leaf that says which object is destroyed or forgotten. */
export const ENDED_OBJECT = 'object';

/** Name of the leaf that has all of an object that is known by its identity: older versions of a tool tell none. */
const WHOLE_OBJECT = 'whole object';

/** Which object it is: its id, or its identity, or, where the type has neither, all of it. */
function identify(change: Digestible): string {
  const whole = objectBefore(change);
  const id = asRecord(whole)?.['id'];
  return typeof id === 'string' ? canonicalJson(id) : (change.resource?.identity ?? canonicalJson(whole));
}

/** As it is: an object that is named by a run is another than the one that another run has named. */
function objectBefore({ resource, values }: Digestible): unknown {
  return resource?.values.before ?? values.before;
}

/** All of it, as a review of a version has it that tells no identity, or beside the identity. */
function wholeObject(change: Digestible, name: string): readonly Transition[] {
  return [{ path: ['', name], before: undefined, after: canonicalJson(objectBefore(change)) }];
}

/**
 * The forms in which a review may have this leaf. Which object it is may have been told without its identity by an older
 * version of the tool; where both tell an identity, nothing else counts.
 */
export function formsOf(leaf: Transition, change: Digestible): readonly Transition[] {
  if (leaf.path[0] !== '' || leaf.path[1] !== ENDED_OBJECT) return [leaf];
  return [leaf, ...wholeObject(change, isKnownByIdentity(change) ? ENDED_OBJECT : WHOLE_OBJECT)];
}

function isKnownByIdentity(change: Digestible): boolean {
  const { resource } = change;
  return resource?.identity !== undefined && identify(change) === resource.identity;
}

function recordedLeaves(change: Digestible): readonly Transition[] {
  const leaves = transitionsOf(change);
  const ends = leaves.some(({ path }) => path[0] === '' && path[1] === ENDED_OBJECT);
  return [
    ...leaves,
    ...(ends && isKnownByIdentity(change) ? wholeObject(change, WHOLE_OBJECT) : []),
    ...remadeLeaves(change),
  ];
}

/** An object that a replacement makes is recorded whole: should it be cut off between its halves, the rest creates. */
export function remadeLeaves({ actions, values }: Digestible): readonly Transition[] {
  return actions.includes('create') && actions.length > 1 ? findLeaves(values) : [];
}
