import { canonicalJson, memberOf } from '../json.ts';
import type { Drift, ResourceChange } from '../plan/plan.ts';
import { findShownPlaces } from '../plan/sensitive-places.ts';
import { findLeaves, findTransitions, OBJECT, type Transition } from '../plan/transitions.ts';
import type { Digestible } from './digest.ts';
import { coverLeaf, digestsOf, isSeenGone, type LeafCover } from './review-leaves.ts';
import { digestSensitive, ENDED_OBJECT, formsOf, remadeLeaves, transitionsOf } from './record.ts';
import type { Review } from './review.ts';
import { digestOf, findSetAgain, findUnheld, openLeafDigests, openSaid, type Pairing, type Said } from './settings.ts';
import { openSources, type Making, type Sources } from './since.ts';
import { isFree } from './unreviewed-values.ts';

/** A reviewed change that may cover the change at hand, which is in `now` as its review reads it. */
export interface Candidate extends Pairing {
  readonly review: Review;
  /** What its review makes. */
  readonly making: () => Making;
}

export interface Verdict {
  /** Leaves of the change at hand that none of the reviews has, or the last that says something of them has otherwise. */
  readonly missing: readonly Transition[];
  /** Attributes that are not what was reviewed of them; empty for one whose name is not known. */
  readonly unheld: readonly string[];
  /** Leaves that come from another value than was seen, because somebody has moved them outside Terraform. */
  readonly drifted: readonly Transition[];
}

/** Judges the change at hand by these reviews of it, together: in the order of their merges, the last one last. */
export function judgeTogether(candidates: readonly Candidate[], drift: readonly Drift[]): Verdict {
  const compared = candidates.map((candidate, index) => {
    const others = (): readonly Sources[] =>
      candidates.filter((other) => other !== candidate).map((other) => openSources(other, digestOf(other)));
    const digests = openLeafDigests(candidate, { making: candidate.making, others });
    // Alone it has the last word on everything.
    const said = candidates.length === 1 ? SAYS_ALL : openSaid(candidate);
    return { candidate, index, digests, said };
  });
  const laterThan = (index: number): readonly Said[] => compared.slice(index + 1).map(({ said }) => said);
  const unheld = compared.flatMap(({ candidate, index, digests }) =>
    findUnheld(candidate, digests, () => findSetAgain(candidate, laterThan(index))),
  );
  const covers = new Map<string, { readonly leaf: Transition; readonly covers: LeafCover[]; last: LeafCover }>();
  for (const { candidate, digests, said } of compared) {
    const leaves = new Set(candidate.reviewed.leaves);
    for (const leaf of leavesToCover(candidate.now, candidate.review)) {
      const place = JSON.stringify(leaf.path);
      const found = covers.get(place) ?? { leaf, covers: [], last: 'not-seen' };
      covers.set(place, found);
      const seen = closestOf(formsOf(leaf, candidate.now).map((form) => coverLeaf(form, leaves, digests)));
      const isGone = seen === 'not-seen' && isSeenGone(leaf, candidate.reviewed, { reviewed: leaves, digests });
      const cover = isGone ? 'same-end' : seen;
      found.covers.push(cover);
      const isSaid = said.has(leaf.path, leaf.after === OBJECT ? 'object' : undefined);
      if (isSaid || (!said.isExact && cover !== 'not-seen')) found.last = cover;
    }
  }
  const missing: Transition[] = [];
  const drifted: Transition[] = [];
  for (const { leaf, covers: ofLeaf, last } of covers.values()) {
    if (last === 'not-seen') missing.push(leaf);
    // What an apply has moved meanwhile was reviewed as well; what somebody has moved by hand was not.
    else if (!ofLeaf.includes('seen') && hasDrifted(leaf, candidates[0]?.now, drift)) drifted.push(leaf);
  }
  const shown = compared.flatMap(({ candidate, index }) => findShown(candidate, laterThan(index)));
  return { missing: [...missing, ...shown], drifted, unheld: [...new Set(unheld)] };
}

function closestOf(covers: readonly LeafCover[]): LeafCover {
  return covers.includes('seen') ? 'seen' : (covers.find((cover) => cover !== 'not-seen') ?? 'not-seen');
}

const SAYS_ALL: Said = { has: () => true, isExact: true };

/** What was sensitive when it was reviewed, and is not any more: whoever reads the page, or an output, reads it. */
export function findShown(pairing: Pairing, later: readonly Said[] = []): readonly Transition[] {
  const { reviewed, now } = pairing;
  const digest = digestOf(pairing);
  const were = new Set(reviewed.sensitive);
  if (were.size === 0) return [];
  const shown = findShownPlaces(now.values);
  // Whoever shows something of what is in an object does not show what else is in it.
  const isShownAgain = (path: Transition['path']): boolean =>
    innermost(shown.filter((inner) => isWithin(inner, path))).every((inner) => later.some((said) => said.has(inner)));
  return shown
    .filter((path) => were.has(digestSensitive(path, digest)) && !isShownAgain(path))
    .map((path) => ({ path, before: undefined, after: undefined }));
}

function isWithin(inner: Transition['path'], outer: Transition['path']): boolean {
  return outer.every((name, index) => inner[index] === name);
}

/** Of places in their order, each with what is in it behind it. */
function innermost(paths: readonly Transition['path'][]): readonly Transition['path'][] {
  return paths.filter((path, index) => {
    const next = paths[index + 1];
    return next === undefined || !isWithin(next, path);
  });
}

export function distance({ missing, unheld, drifted }: Verdict): number {
  return (missing.length + unheld.length) * 1000 + drifted.length;
}

/** All of an object that is made anew: what it keeps was reviewed with it, but not by the first version. */
function leavesToCover(now: Digestible, { version }: Pick<Review, 'version'>): readonly Transition[] {
  const byPlace = new Map([
    // As if nothing had been there before.
    ...(version === 1 ? [] : remadeLeaves(now)).map(
      (leaf) => [JSON.stringify(leaf.path), { ...leaf, before: undefined }] as const,
    ),
    ...transitionsOf(now).map((leaf) => [JSON.stringify(leaf.path), leaf] as const),
  ]);
  return [...byPlace.values()].filter((leaf) => !isLeftOver(leaf, now) && !isFree(leaf.path, now.free));
}

/** What is left over from an attempt that was cut off is nothing that a reviewer could have seen. */
function isLeftOver({ path }: Transition, { resource }: Digestible): boolean {
  const isOfAnAttempt = isTainted(resource) || resource?.deposed !== undefined;
  return isOfAnAttempt && path[0] === '' && path[1] === ENDED_OBJECT;
}

function hasDrifted({ path }: Transition, change: Digestible | undefined, drift: readonly Drift[]): boolean {
  if (change === undefined || change.kind === 'output') return false;
  return drift
    .filter(({ address }) => address === change.address)
    .flatMap(({ values }) => findTransitions(values))
    .some((moved) => moved.path.length > 0 && (isWithin(moved.path, path) || isWithin(path, moved.path)));
}

/** Names of a schema, never of a map: the keys of an output's value may be secret. */
export function attributesOf({ kind }: Pick<Digestible, 'kind'>, leaves: readonly Transition[]): readonly string[] {
  if (kind === 'output') return [];
  const names = leaves.map(({ path }) => (path[0] === '' ? path[1] : path[0]));
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}

/**
 * Whether an object that is as a reviewed change would leave it cannot have been so before: what is known of an update has
 * its new value, and what was to be replaced is another object. Values that were known later say nothing of that.
 */
export function hasMade(pairing: Pairing): boolean {
  const { reviewed, now } = pairing;
  const digests = openLeafDigests(pairing, 'in-place');
  if (reviewed.actions.includes('create')) {
    // Of a type without an id nobody can tell.
    const id = memberOf(now.values.before, 'id');
    const ended = { path: ['', ENDED_OBJECT], before: undefined, after: canonicalJson(id) };
    return typeof id === 'string' && !digestsOf(ended, digests).some((leaf) => reviewed.leaves.includes(leaf));
  }
  const becomes = new Set(reviewed.settings?.flatMap((setting) => setting.becomes));
  const isThere = findLeaves(now.values).some((leaf) =>
    digestsOf({ ...leaf, before: undefined }, digests).some((one) => becomes.has(one)),
  );
  return isThere || reviewed.settings?.some(({ gone }) => gone.length > 0) === true;
}

/** Whether what is to be done now is what was reviewed, or what is left of it. */
export function coversActions(
  reviewed: readonly string[],
  { actions, resource }: Pick<Digestible, 'actions' | 'resource'>,
): boolean {
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
