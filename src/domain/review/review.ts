import type { MadeBy } from '../plan/plan.ts';

/**
 * A resource instance or a root output, and what the reviewed plan does with it. No value of it is in here, but for those
 * that `unreviewed-values` names.
 */
export interface ReviewedChange {
  /** Of a resource instance; the name of an output. */
  readonly address: string;
  /** Terraform's own words, in its order. */
  readonly actions: readonly string[];
  /** Salted digest of the whole change: equal for equal changes, under one salt. */
  readonly digest: string;
  /** Salted digests of its leaves, sorted. */
  readonly leaves: readonly string[];
  /** What it sets, attribute by attribute; undefined in version 1. */
  readonly settings: readonly Setting[] | undefined;
  /** Digests of what each of its attributes is set by that were known later; undefined in records that do not tell. */
  readonly setBy?: readonly string[] | undefined;
  /** Digests of what these take values from; undefined in records that do not tell. */
  readonly sources?: readonly string[] | undefined;
  /** Digests of the places beside those of its settings of which it says something; undefined in records that do not tell. */
  readonly stated?: readonly string[] | undefined;
  /** Digests of the places that were not to be shown; undefined in records that do not tell. */
  readonly sensitive?: readonly string[] | undefined;
  /** What was planned for the values that may differ. */
  readonly shown: readonly ShownValue[];
}

/** What a reviewed change sets in one attribute of an object: all of it that it makes, or what it updates. */
export interface Setting {
  /** Digest of the attribute's name; one for all of an output. */
  readonly attribute: string;
  /** Digests of the leaves that are there after the change. */
  readonly becomes: readonly string[];
  /** Of each of these leaves the digest of its place; undefined in records that do not tell. */
  readonly places?: readonly string[] | undefined;
  /** Digests of the places that are empty after it. */
  readonly gone: readonly string[];
}

/** A value that may be another in the apply, as it was reviewed. */
export interface ShownValue {
  /** Such as `template[0].labels`; empty for the whole of an output. */
  readonly path: string;
  /** As it may be shown: nothing that is sensitive. */
  readonly text: string;
  /** Salted. */
  readonly digest: string;
}

/** Attributes that were others in an earlier plan of the same code, on the same state. */
export interface Varying {
  readonly what: 'resource' | 'output';
  readonly address: string;
  /** Names of the schema; empty for an output. */
  readonly attributes: readonly string[];
}

/** Of the record, as it is written. */
export const REVIEW_VERSION = 2;

/** Of what is written while a record is taken back: it is in there, in its own version. */
export const TAKEN_BACK_VERSION = 3;

/** Of what is written of a plan that destroys everything: the record is in there, in its own version. */
export const DESTROY_VERSION = 4;

/** The state that a plan was made on. */
interface SnapshotOf {
  readonly serial: number | undefined;
  readonly lineage: string | undefined;
}

/** A later plan of the same commit has begun, and has come to no page that could be shown, or not yet. */
interface TakenBack {
  /** The page of that plan's attempt. */
  readonly runUrl: string;
  /** From when on the record stood until then: RFC 3339; undefined when it had been taken back before. */
  readonly since: string | undefined;
}

/** What the reviewers of a pull request have seen: the record of one plan. */
export interface Review {
  readonly version: 1 | typeof REVIEW_VERSION;
  /** `owner/name`, at the time. */
  readonly repository: string;
  /** GitHub's own, which stays when the repository is renamed or moved; undefined when it was not known, as in version 1. */
  readonly repositoryId: string | undefined;
  /** S3 key of the production state that it was planned for; undefined in records that do not tell. */
  readonly productionKey?: string | undefined;
  readonly prNumber: number;
  /** Last commit of the pull request's branch, which was planned together with its base. */
  readonly headSha: string;
  /** The page of the attempt that planned it; of its run, in earlier records. */
  readonly runUrl: string;
  /** RFC 3339. */
  readonly plannedAt: string;
  /** Undefined in records that do not tell. */
  readonly madeBy: MadeBy | undefined;
  /** `empty` says nothing of production: everything is new there (`pr-state: empty`). */
  readonly plannedOn: 'snapshot' | 'no-state' | 'empty';
  /** The plan was of `destroy: true`: its reviewers have seen that everything goes, and not what the configuration makes. */
  readonly isDestroy?: boolean | undefined;
  /** Undefined when the plan was not made on a snapshot. */
  readonly snapshot: SnapshotOf | undefined;
  /** Makes the digests of two reviews incomparable, and tables of digests useless. */
  readonly salt: string;
  readonly resources: readonly ReviewedChange[];
  readonly outputs: readonly ReviewedChange[];
  readonly varying: readonly Varying[];
  /** From when on it stands, where its object is younger, or it is read to be compared: RFC 3339, by the store's clock. */
  readonly standsSince?: string | undefined;
  readonly takenBack?: TakenBack | undefined;
}

/**
 * The record as it lies there while a later plan of its commit is at work, and after one that nobody could see. `writtenAt`
 * is what the store says of it.
 */
export function takeBack(
  review: Review,
  { runUrl, writtenAt }: { readonly runUrl: string; readonly writtenAt: Date | undefined },
): Review {
  const { standsSince, plannedAt, takenBack } = review;
  const since = takenBack === undefined ? (standsSince ?? writtenAt?.toISOString() ?? plannedAt) : undefined;
  return { ...review, takenBack: { runUrl, since } };
}

/** The record that was taken back, from when on it stood; undefined when it stands no more, whatever that plan has come to. */
export function putBack({ takenBack, ...review }: Review): Review | undefined {
  return takenBack?.since === undefined ? undefined : { ...review, standsSince: takenBack.since };
}
