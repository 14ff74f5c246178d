import type { Drift } from '../plan/plan.ts';
import { findTransitions, type Transition } from '../plan/transitions.ts';
import { isTainted } from './covered-actions.ts';
import { openDigest, type Digestible } from './digest.ts';
import { coverLeaf, type LeafCover } from './review-leaves.ts';
import { ENDED_OBJECT, formsOf, transitionsOf } from './record.ts';
import type { Review } from './review.ts';
import { findUnheld, setsAttribute, type Pairing } from './settings.ts';
import { isFree } from './unreviewed-values.ts';

/** A reviewed change that may cover the change at hand, which is in `now` as its review reads it. */
export interface Candidate extends Pairing {
  readonly review: Review;
}

export interface Verdict {
  /** Leaves of the change at hand that none of the reviews has. */
  readonly missing: readonly Transition[];
  /** Attributes that are not what was reviewed of them; empty for one whose name is not known. */
  readonly unheld: readonly string[];
  /** Leaves that come from another value than was seen, because somebody has moved them outside Terraform. */
  readonly drifted: readonly Transition[];
}

/** Judges the change at hand by these reviews of it, together. */
export function judgeTogether(candidates: readonly Candidate[], drift: readonly Drift[]): Verdict {
  const { held, unheld } = dropUnheld(candidates);
  // With none of them left it is not reviewed, and they tell in what it differs.
  const used = held.length > 0 ? held : candidates;
  const covers = new Map<string, { readonly leaf: Transition; readonly covers: LeafCover[] }>();
  for (const { review, reviewed, now } of used) {
    const digests = {
      digest: openDigest({ kind: now.kind, address: reviewed.address }, review.salt),
      configured: now.resource?.configured,
      version: review.version,
    };
    const leaves = new Set(reviewed.leaves);
    for (const leaf of leavesToCover(now)) {
      const place = JSON.stringify(leaf.path);
      const found = covers.get(place) ?? { leaf, covers: [] };
      covers.set(place, found);
      found.covers.push(...formsOf(leaf, now).map((form) => coverLeaf(form, leaves, digests)));
    }
  }
  const missing: Transition[] = [];
  const drifted: Transition[] = [];
  for (const { leaf, covers: ofLeaf } of covers.values()) {
    if (ofLeaf.includes('seen')) continue;
    if (!ofLeaf.includes('same-end')) missing.push(leaf);
    // What an apply has moved meanwhile was reviewed as well; what somebody has moved by hand was not.
    else if (hasDrifted(leaf, used[0]?.now, drift)) drifted.push(leaf);
  }
  return { missing, drifted, unheld };
}

export function distance({ missing, unheld, drifted }: Verdict): number {
  return (missing.length + unheld.length) * 1000 + drifted.length;
}

/**
 * A review of which something is missing after the change does not cover it: what it had was seen as a whole. Unless
 * another one of these sets the attribute again, and that is what is there.
 */
function dropUnheld(candidates: readonly Candidate[]): {
  readonly held: readonly Candidate[];
  readonly unheld: readonly string[];
} {
  const looked = candidates.map((candidate) => ({ candidate, unheld: findUnheld(candidate) }));
  const whole = looked.filter(({ unheld }) => unheld.length === 0).map(({ candidate }) => candidate);
  const isSetAgain = (name: string): boolean => whole.some((candidate) => setsAttribute(candidate, name));
  const held = looked.filter(({ unheld }) => unheld.every(isSetAgain)).map(({ candidate }) => candidate);
  return {
    held,
    // One of several may be out of date, and the others cover the change without it.
    unheld: held.length > 0 ? [] : [...new Set(looked.flatMap(({ unheld }) => unheld))],
  };
}

function leavesToCover(now: Digestible): readonly Transition[] {
  return transitionsOf(now).filter((leaf) => !isLeftOver(leaf, now) && !isFree(leaf.path, now.free));
}

/** What is left over from an attempt that was cut off is nothing that a reviewer could have seen. */
function isLeftOver({ path }: Transition, { resource }: Digestible): boolean {
  const isOfAnAttempt = isTainted(resource) || resource?.deposed !== undefined;
  return isOfAnAttempt && path[0] === '' && path[1] === ENDED_OBJECT;
}

function hasDrifted({ path }: Transition, change: Digestible | undefined, drift: readonly Drift[]): boolean {
  if (change === undefined || change.kind === 'output') return false;
  const isWithin = (inner: Transition['path'], outer: Transition['path']): boolean =>
    outer.every((name, index) => inner[index] === name);
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
