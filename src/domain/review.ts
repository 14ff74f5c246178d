import { createHmac } from 'node:crypto';
import { canonicalJson } from './json.ts';
import type { ChangeValues, Plan, ResourceChange } from './plan.ts';
import { findLeaves, findTransitions, lookIntoList, type Transition } from './transitions.ts';

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
export interface SnapshotOf {
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
  /** Undefined when there was no state, or the plan was made on an empty one. */
  readonly snapshot: SnapshotOf | undefined;
  /** Makes the digests of two reviews incomparable, and tables of digests useless. */
  readonly salt: string;
  readonly resources: readonly ReviewedChange[];
  readonly outputs: readonly ReviewedChange[];
}

/** A change as it is digested and compared. */
export interface Digestible {
  readonly kind: 'resource' | 'output';
  readonly address: string;
  readonly actions: readonly string[];
  readonly values: ChangeValues;
  /** Undefined for an output. */
  readonly resource: ResourceChange | undefined;
}

/** What of a plan is reviewed. Reading a data source changes nothing, so it needs no review. */
export function digestiblesOf({
  changes,
  outputChanges,
}: Pick<Plan, 'changes' | 'outputChanges'>): readonly Digestible[] {
  const resources = changes.filter(({ action }) => action !== 'read');
  return [
    ...resources.map((resource): Digestible => {
      const { address, actions, values } = resource;
      return { kind: 'resource', address, actions, values, resource };
    }),
    ...outputChanges.map(({ name, action, values }): Digestible => {
      return { kind: 'output', address: name, actions: [action], values, resource: undefined };
    }),
  ];
}

/** What a review records of a plan. */
export function reviewChanges(
  plan: Pick<Plan, 'changes' | 'outputChanges'>,
  salt: string,
): Pick<Review, 'resources' | 'outputs'> {
  const digested = digestiblesOf(plan).map((change) => ({ kind: change.kind, reviewed: digestChange(change, salt) }));
  const only = (kind: Digestible['kind']): readonly ReviewedChange[] =>
    digested.filter((change) => change.kind === kind).map(({ reviewed }) => reviewed);
  return { resources: only('resource'), outputs: only('output') };
}

export function digestChange(change: Digestible, salt: string): ReviewedChange {
  const { address, actions } = change;
  const digest = openDigest(change, salt);
  const leaves = [...new Set(recordedLeaves(change).flatMap((leaf) => digestsOf(leaf, digest)))].sort();
  return { address, actions, digest: digest(['change', actions, leaves]), leaves };
}

/** Digests of one change's parts: bound to what it is a change of, so that equal values elsewhere have others. */
export type Digest = (parts: readonly unknown[]) => string;

export function openDigest({ kind, address }: Pick<Digestible, 'kind' | 'address'>, salt: string): Digest {
  return (parts) =>
    createHmac('sha256', salt)
      .update(canonicalJson([kind, address, ...parts]))
      .digest('base64url')
      .slice(0, DIGEST_CHARACTERS);
}

/** 132 bits. */
const DIGEST_CHARACTERS = 22;

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
    ...aside(ENDED_OBJECT, ends && resource !== undefined ? idOf(values.before) : undefined),
  ];
}

/** Name of the leaf that says which object is destroyed or forgotten. */
export const ENDED_OBJECT = 'object';

function idOf(before: unknown): string {
  return canonicalJson(typeof before === 'object' && before !== null && 'id' in before ? before.id : null);
}

/** An object that a replacement makes is recorded whole: should it be cut off between its halves, the rest creates. */
function recordedLeaves(change: Digestible): readonly Transition[] {
  const remakes = change.actions.includes('create') && change.actions.length > 1;
  return [...transitionsOf(change), ...(remakes ? findLeaves(change.values) : [])];
}

/** A reviewer has seen where a leaf comes from and where it goes; what it becomes is what counts. */
function digestsOf(leaf: Transition, digest: Digest): readonly string[] {
  const { path, before, after } = leaf;
  if (after === undefined) return [digestUnknown(path, digest)];
  return before === undefined || before === NOTHING
    ? [digestAfter(leaf, digest)]
    : [digestAfter(leaf, digest), digestWhole(leaf, digest)];
}

/** Nothing stood there before, which says as much as leaving it out. */
const NOTHING = 'absent';

function digestAfter({ path, after }: Transition, digest: Digest): string {
  return digest(['after', path, after]);
}

function digestWhole({ path, before, after }: Transition, digest: Digest): string {
  return digest(['whole', path, before, after]);
}

function digestUnknown(path: readonly string[], digest: Digest): string {
  return digest(['unknown', path]);
}

/** How a reviewed change covers one leaf of the change at hand. */
export type LeafCover =
  /** Seen just so, or as something that is known after the apply only. */
  | 'seen'
  /** It becomes what was seen, from another value than was seen. */
  | 'same-end'
  | 'not-seen';

export function coverLeaf(leaf: Transition, reviewed: ReadonlySet<string>, digest: Digest): LeafCover {
  const { path, before, after } = leaf;
  const wasUnknown = path.some((_, index) => reviewed.has(digestUnknown(path.slice(0, index), digest)));
  if (wasUnknown || reviewed.has(digestUnknown(path, digest))) return 'seen';
  if (after !== undefined) {
    if (before !== undefined && reviewed.has(digestWhole(leaf, digest))) return 'seen';
    if (reviewed.has(digestAfter(leaf, digest)))
      return before === undefined || before === NOTHING ? 'seen' : 'same-end';
  }
  const elements = lookIntoList(leaf);
  if (elements === undefined || elements.length === 0) return 'not-seen';
  return elements.every((element) => coverLeaf(element, reviewed, digest) !== 'not-seen') ? 'seen' : 'not-seen';
}
