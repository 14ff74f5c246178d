import type { Drift, Plan, ResourceChange } from '../plan/plan.ts';
import {
  digestChange,
  ENDED_OBJECT,
  isConfiguredIn,
  transitionsOf,
  type Review,
  type ReviewedChange,
} from './review.ts';
import { digestiblesOf, openDigest, type Digestible } from './digest.ts';
import { coverLeaf } from './review-leaves.ts';
import { findTransitions, type Transition } from '../plan/transitions.ts';

/** A change of the plan at hand that nobody has reviewed, and why it counts as such. */
export interface Unreviewed {
  readonly kind:
    /** No review has anything of this address. */
    | 'new'
    /** What was reviewed is something else to do with it. */
    | 'other-actions'
    /** It becomes something else than was reviewed. */
    | 'other-values'
    /** It becomes what was reviewed, and was changed outside Terraform since. */
    | 'drifted';
  readonly what: Digestible['kind'];
  readonly address: string;
  readonly actions: readonly string[];
  /** Top-level attributes that were not reviewed so; empty for an output, and when all of it was not. */
  readonly attributes: readonly string[];
  /** What the reviews have of this address. */
  readonly reviewed: readonly { readonly prNumber: number; readonly actions: readonly string[] }[];
}

/** A reviewed change that the plan at hand has not: it is in place already. */
export interface AlreadyDone {
  readonly what: Digestible['kind'];
  readonly address: string;
  readonly actions: readonly string[];
  readonly prNumber: number;
}

export interface Comparison {
  readonly unreviewed: readonly Unreviewed[];
  readonly alreadyDone: readonly AlreadyDone[];
}

/**
 * Compares a plan with everything that was reviewed, by meaning: a change is reviewed when one review has it, or when
 * several reviews of the same object together have all of an update. Values that were shown as known after the apply may
 * have become known, a change that was cut off may be finished, and what is done already is no obstacle.
 */
export function compareWithReviews(plan: Plan, reviews: readonly Review[]): Comparison {
  const changes = digestiblesOf(plan);
  const reviewed = reviews.flatMap((review) => [
    ...review.resources.map((change): Candidate => ({ what: 'resource', change, review })),
    ...review.outputs.map((change): Candidate => ({ what: 'output', change, review })),
  ]);
  const byAddress = Map.groupBy(reviewed, ({ what, change }) => nameOf(what, change.address));
  const unreviewed = changes
    .map((change) => {
      const addresses = new Set([change.address, addressOfCurrent(change), previousAddressOf(change)]);
      const candidates = [...addresses].flatMap((address) => byAddress.get(nameOf(change.kind, address)) ?? []);
      return judge({ change, drift: plan.drift }, candidates);
    })
    .filter((judged) => judged !== undefined);
  const planned = new Set(
    changes.flatMap((change) =>
      [change.address, previousAddressOf(change)].map((address) => nameOf(change.kind, address)),
    ),
  );
  const alreadyDone = reviewed
    .filter(({ what, change }) => !planned.has(nameOf(what, change.address)))
    .map(({ what, change: { address, actions }, review: { prNumber } }) => ({ what, address, actions, prNumber }));
  return { unreviewed, alreadyDone };
}

interface Candidate {
  readonly what: Digestible['kind'];
  readonly change: ReviewedChange;
  readonly review: Review;
}

interface Judged {
  readonly change: Digestible;
  readonly drift: readonly Drift[];
}

function nameOf(what: Digestible['kind'], address: string): string {
  return `${what} ${address}`;
}

/** What a replacement leaves over is reviewed with the object that takes its place. */
function addressOfCurrent({ address, resource }: Digestible): string {
  return resource?.deposed === undefined ? address : address.replace(` (deposed ${resource.deposed})`, '');
}

/** What was reviewed of it before it was to move belongs to it as well. */
function previousAddressOf({ address, resource }: Digestible): string {
  return resource?.previousAddress ?? address;
}

/** Undefined when it was reviewed. */
function judge(judged: Judged, candidates: readonly Candidate[]): Unreviewed | undefined {
  const { change } = judged;
  const { address, actions } = change;
  if (candidates.some(({ review, change: seen }) => digestChange(change, review.salt).digest === seen.digest)) {
    return undefined;
  }
  const finding = (kind: Unreviewed['kind'], attributes: readonly string[] = []): Unreviewed => ({
    kind,
    what: change.kind,
    address,
    actions,
    attributes,
    reviewed: candidates.map(({ review, change: seen }) => ({ prNumber: review.prNumber, actions: seen.actions })),
  });
  if (candidates.length === 0) return finding('new');
  const covering = candidates.filter(({ change: seen }) => coversActions(seen.actions, change));
  if (covering.length === 0) return finding('other-actions');

  const leaves = transitionsOf(change).filter((leaf) => !isLeftOver(leaf, change));
  // Updates of one object add up: each of them was seen, and applied one after the other they come to the same.
  const sums = actions.includes('update') || actions.length > 1 ? [candidates] : [];
  const verdicts = [...covering.map((candidate) => [candidate]), ...sums].map((together) =>
    judgeLeaves(leaves, together, judged),
  );
  if (verdicts.some(({ missing, drifted }) => missing.length === 0 && drifted.length === 0)) return undefined;
  const closest = verdicts.reduce((one, other) => (distance(other) < distance(one) ? other : one));
  return closest.missing.length === 0
    ? finding('drifted', attributesOf(change, closest.drifted))
    : finding('other-values', attributesOf(change, closest.missing));
}

interface Verdict {
  readonly missing: readonly Transition[];
  readonly drifted: readonly Transition[];
}

function judgeLeaves(leaves: readonly Transition[], candidates: readonly Candidate[], judged: Judged): Verdict {
  const missing: Transition[] = [];
  const drifted: Transition[] = [];
  const sources = candidates.map(({ what: kind, review, change: { address, leaves } }) => ({
    leaves: new Set(leaves),
    digests: { digest: openDigest({ kind, address }, review.salt), isConfigured: isConfiguredIn(judged.change) },
  }));
  for (const leaf of leaves) {
    const covers = sources.map((source) => coverLeaf(leaf, source.leaves, source.digests));
    if (covers.includes('seen')) continue;
    if (!covers.includes('same-end')) missing.push(leaf);
    // What an apply has moved meanwhile was reviewed as well; what somebody has moved by hand was not.
    else if (hasDrifted(leaf, judged)) drifted.push(leaf);
  }
  return { missing, drifted };
}

function distance({ missing, drifted }: Verdict): number {
  return missing.length * 1000 + drifted.length;
}

function hasDrifted({ path }: Transition, { change, drift }: Judged): boolean {
  if (change.kind === 'output') return false;
  const isWithin = (inner: Transition['path'], outer: Transition['path']): boolean =>
    outer.every((name, index) => inner[index] === name);
  return drift
    .filter(({ address }) => address === change.address)
    .flatMap(({ values }) => findTransitions(values))
    .some((moved) => moved.path.length > 0 && (isWithin(moved.path, path) || isWithin(path, moved.path)));
}

/** Whether what is to be done now is what was reviewed, or less of it. */
function coversActions(reviewed: readonly string[], { actions, resource }: Digestible): boolean {
  if (isSame(reviewed, actions)) return true;
  const replaced = reviewed.includes('delete') && reviewed.includes('create');
  const created = reviewed.includes('create') && !reviewed.includes('forget');
  // The second half of a replacement that was cut off.
  if (isSame(actions, ['create'])) return replaced;
  if (isSame(actions, ['delete'])) return resource?.deposed !== undefined && (replaced || created);
  // Its move or import is left.
  if (isSame(actions, ['no-op'])) return reviewed.includes('update');
  // Somebody has made it meanwhile, as another merged pull request had it.
  if (isSame(actions, ['update'])) return created;
  return isTainted(resource) && actions.includes('create') && actions.includes('delete') && created;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.join() === other.join();
}

/** A creation that failed half-way leaves an object that nobody has reviewed and nobody wants. */
function isTainted(resource: ResourceChange | undefined): boolean {
  return resource?.reason === 'replace_because_tainted';
}

/** What is left over from an attempt that was cut off is nothing that a reviewer could have seen. */
function isLeftOver({ path }: Transition, { resource }: Digestible): boolean {
  const isOfAnAttempt = isTainted(resource) || resource?.deposed !== undefined;
  return isOfAnAttempt && path[0] === '' && path[1] === ENDED_OBJECT;
}

/** Names of a schema, never of a map: the keys of an output's value may be secret. */
function attributesOf({ kind }: Digestible, leaves: readonly Transition[]): readonly string[] {
  if (kind === 'output') return [];
  const names = leaves.map(({ path }) => (path[0] === '' ? path[1] : path[0]));
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}
