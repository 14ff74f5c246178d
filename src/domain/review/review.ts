import { canonicalJson } from '../json.ts';
import { digestiblesOf, openDigest, type Digestible, type ReviewedParts } from './digest.ts';
import { digestsOf } from './review-leaves.ts';
import { findLeaves, findTransitions, type Transition } from '../plan/transitions.ts';

/** A resource instance or a root output, and what the reviewed plan does with it. No value of it is in here. */
export interface ReviewedChange {
  /** Of a resource instance; the name of an output. */
  readonly address: string;
  /** Terraform's own words, in its order. */
  readonly actions: readonly string[];
  /** Salted digest of the whole change: equal for equal changes, under one salt. */
  readonly digest: string;
  /** Salted digests of its leaves, sorted. */
  readonly leaves: readonly string[];
}

/** The state that a plan was made on. */
interface SnapshotOf {
  readonly serial: number | undefined;
  readonly lineage: string | undefined;
}

/** What the reviewers of a pull request have seen: the record of one plan. */
export interface Review {
  readonly version: 1;
  /** `owner/name`. */
  readonly repository: string;
  readonly prNumber: number;
  /** Last commit of the pull request's branch, which was planned together with its base. */
  readonly headSha: string;
  readonly runUrl: string;
  /** RFC 3339. */
  readonly plannedAt: string;
  /** `empty` says nothing of production: everything is new there (`pr-state: empty`). */
  readonly plannedOn: 'snapshot' | 'no-state' | 'empty';
  /** Undefined when the plan was not made on a snapshot. */
  readonly snapshot: SnapshotOf | undefined;
  /** Makes the digests of two reviews incomparable, and tables of digests useless. */
  readonly salt: string;
  readonly resources: readonly ReviewedChange[];
  readonly outputs: readonly ReviewedChange[];
}

/** What a review records of a plan. */
export function reviewChanges(plan: ReviewedParts, salt: string): Pick<Review, 'resources' | 'outputs'> {
  const digested = digestiblesOf(plan).map((change) => ({ kind: change.kind, reviewed: digestChange(change, salt) }));
  const only = (kind: Digestible['kind']): readonly ReviewedChange[] =>
    digested.filter((change) => change.kind === kind).map(({ reviewed }) => reviewed);
  return { resources: only('resource'), outputs: only('output') };
}

export function digestChange(change: Digestible, salt: string): ReviewedChange {
  const { address, actions } = change;
  const digest = openDigest(change, salt);
  const sources = { digest, isConfigured: isConfiguredIn(change) };
  const leaves = [...new Set(recordedLeaves(change).flatMap((leaf) => digestsOf(leaf, sources)))].sort();
  return { address, actions, digest: digest(['change', actions, leaves]), leaves };
}

/** Whether the configuration sets what this is a leaf of; where that is not known, it may. */
export function isConfiguredIn({ resource }: Digestible): (path: Transition['path']) => boolean {
  const configured = resource?.configured;
  return ([name]) => configured === undefined || typeof name !== 'string' || configured.has(name);
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

/** Which object it is: its id, or its identity, or, where the type has neither, all of it. */
function identify({ values: { before }, resource }: Digestible): string {
  const id = typeof before === 'object' && before !== null && 'id' in before ? before.id : undefined;
  return typeof id === 'string' ? canonicalJson(id) : (resource?.identity ?? canonicalJson(before));
}

/** An object that a replacement makes is recorded whole: should it be cut off between its halves, the rest creates. */
function recordedLeaves(change: Digestible): readonly Transition[] {
  const remakes = change.actions.includes('create') && change.actions.length > 1;
  return [...transitionsOf(change), ...(remakes ? findLeaves(change.values) : [])];
}
