import { openConceal, type Conceal } from '../secrets/conceal.ts';
import { collectSecrets } from '../secrets/secrets.ts';
import { memberOf } from '../json.ts';
import type { Drift, MadeBy, Plan, Unchanged } from '../plan/plan.ts';
import {
  NO_LEEWAY,
  openDigest,
  openReading,
  partsOf,
  readingOf,
  type Digestible,
  type Leeway,
  type Part,
} from './digest.ts';
import {
  attributesOf,
  coversActions,
  distance,
  findShown,
  hasMade,
  judgeTogether,
  type Candidate,
} from './judgement.ts';
import { mergedMs, type MergedPullRequest } from './merges.ts';
import { digestWhole, showFree } from './record.ts';
import type { Review, ReviewedChange } from './review.ts';
import { findUnheld, isWhole, openLeafDigests } from './settings.ts';
import { findMaking, recordSources, type Making } from './since.ts';

/** A change of the plan at hand that nobody has reviewed, and why it counts as such. */
export interface Unreviewed {
  readonly kind:
    /** No review has anything of this address. */
    | 'new'
    /** What was reviewed is something else to do with it. */
    | 'other-actions'
    /** It becomes something else than was reviewed. */
    | 'other-values'
    /** All of it was reviewed, and something that was reviewed with it is missing. */
    | 'less'
    /** It becomes what was reviewed, and was changed outside Terraform since. */
    | 'drifted';
  readonly what: Digestible['kind'];
  readonly address: string;
  readonly actions: readonly string[];
  /** Top-level attributes that were not reviewed so; empty for an output, and when all of it was not. */
  readonly attributes: readonly string[];
  /** Those among them that two plans of the same code had differently. */
  readonly varying: readonly string[];
  /** An output that two plans of the same code had differently. */
  readonly varies: boolean;
  /** What the reviews have of this address. */
  readonly reviewed: readonly { readonly prNumber: number; readonly actions: readonly string[] }[];
}

/** A reviewed change that the plan at hand has not. */
export interface NotPlanned {
  readonly what: Digestible['kind'];
  readonly address: string;
  readonly actions: readonly string[];
  readonly prNumber: number;
}

/** A value that differs from what was reviewed, as `unreviewed-values` lets it. */
export interface LetDiffer {
  readonly what: Digestible['kind'];
  readonly address: string;
  /** Such as `template[0].labels`; empty for the whole of an output. */
  readonly path: string;
  readonly prNumber: number;
  /** As they may be shown. */
  readonly reviewed: string;
  readonly planned: string;
}

/** A review that another tool has planned, or another version of it. */
export interface OtherTool {
  readonly prNumber: number;
  readonly reviewed: MadeBy;
  readonly planned: MadeBy;
}

export interface Comparison {
  readonly unreviewed: readonly Unreviewed[];
  /** The plan finds production as these would leave it. */
  readonly alreadyDone: readonly NotPlanned[];
  /** What the code does not ask for any more, or what cannot be told. Nothing of it is applied. */
  readonly notPlanned: readonly NotPlanned[];
  readonly letDiffer: readonly LetDiffer[];
  /** What is in no review may be the tool's doing. */
  readonly otherTools: readonly OtherTool[];
}

/** A review that counts, of a pull request that was merged then; undefined while it is queued. */
export type CountingReview = Review & Pick<MergedPullRequest, 'mergedAt'>;

/**
 * Compares a plan with everything that was reviewed, in the order of the merges, the last one last. A change is reviewed
 * when the last review of its object has it, or when that has all of it together with those before it: of each leaf the
 * last that says something of it counts. Values that were shown as known after the apply may
 * have become known, a change that was cut off may be finished, and what is done already is no obstacle.
 */
export function compareWithReviews(
  plan: Plan,
  reviews: readonly CountingReview[],
  leeway: Leeway = NO_LEEWAY,
): Comparison {
  const unchanged = new Map(plan.unchanged.map((one) => [nameOf(one.kind, one.address), one]));
  const reviewed = reviews.flatMap((review, order) => {
    const read = openReading(readingOf(review, leeway));
    let made: Making | undefined;
    const making = (): Making => (made ??= makingOf(review, plan, read));
    const of = (what: Digestible['kind'], changes: readonly ReviewedChange[]): readonly Entry[] =>
      changes.map((change) => ({ what, change, review, order, read, making }));
    return [...of('resource', review.resources), ...of('output', review.outputs)];
  });
  const byAddress = Map.groupBy(reviewed, ({ what, change }) => nameOf(what, change.address));
  const changes = partsOf(plan);
  const judged = changes.map((change) => {
    const addresses = new Set([change.address, addressOfCurrent(change), previousAddressOf(change)]);
    const entries = [...addresses]
      .flatMap((address) => byAddress.get(nameOf(change.kind, address)) ?? [])
      .sort((one, other) => one.order - other.order);
    const candidates = knowingTheEnd(change, entries).map(({ change: seen, review, read, making }): Candidate => ({
      reviewed: seen,
      review,
      now: read(change),
      making,
    }));
    const finding = judge({ change, drift: plan.drift }, candidates);
    return { finding, letDiffer: finding === undefined ? findLetDiffer(change, candidates, plan.conceal) : [] };
  });
  const planned = new Set(
    changes.flatMap((change) =>
      [change.address, previousAddressOf(change)].map((address) => nameOf(change.kind, address)),
    ),
  );
  const left = reviewed.filter(({ what, change }) => !planned.has(nameOf(what, change.address)));
  const isDone = (entry: Entry): boolean => isInPlace(entry, unchanged.get(nameOf(entry.what, entry.change.address)));
  const tell = ({ what, change: { address, actions }, review: { prNumber } }: Entry): NotPlanned => ({
    what,
    address,
    actions,
    prNumber,
  });
  return {
    unreviewed: judged.map(({ finding }) => finding).filter((finding) => finding !== undefined),
    alreadyDone: left.filter(isDone).map(tell),
    notPlanned: left.filter((entry) => !isDone(entry)).map(tell),
    letDiffer: judged.flatMap(({ letDiffer }) => letDiffer),
    otherTools: findOtherTools(plan, reviews),
  };
}

/** The plan as a run shows it that stops: nothing of it is shown that was sensitive when it was reviewed. */
export function concealReviewed(plan: Plan, reviews: readonly Review[]): Plan {
  const found = new Set<string>();
  for (const review of reviews) {
    const ofAddress = Map.groupBy([...review.resources, ...review.outputs], ({ address }) => address);
    for (const part of partsOf(plan)) {
      const addresses = new Set([part.address, previousAddressOf(part)]);
      for (const reviewed of [...addresses].flatMap((address) => ofAddress.get(address) ?? [])) {
        for (const { path } of findShown({ review, reviewed, now: { ...part, free: [] } })) {
          collectSecrets(
            path.reduce((value: unknown, step) => memberOf(value, String(step)), part.values.after),
            true,
            found,
          );
        }
      }
    }
  }
  if (found.size === 0) return plan;
  const conceal = openConceal(found);
  return { ...plan, conceal: (text) => conceal(plan.conceal(text)) };
}

function findOtherTools({ madeBy: planned }: Plan, reviews: readonly Review[]): readonly OtherTool[] {
  return reviews.flatMap(({ prNumber, madeBy: reviewed }) =>
    planned === undefined ||
    reviewed === undefined ||
    (reviewed.tool === planned.tool && reviewed.version === planned.version)
      ? []
      : [{ prNumber, reviewed, planned }],
  );
}

/** A reviewed change, and how its review reads the plan at hand. */
interface Entry {
  readonly what: Digestible['kind'];
  readonly change: ReviewedChange;
  readonly review: CountingReview;
  /** Of its merge. */
  readonly order: number;
  readonly read: (part: Part) => Digestible;
  /** What the review makes. */
  readonly making: () => Making;
}

function nameOf(what: Digestible['kind'], address: string): string {
  return `${what} ${address}`;
}

/**
 * Of what is destroyed or forgotten as one of these has it, those that may have taken that back: none that was planned
 * before that was merged, for its branch did not have it.
 */
function knowingTheEnd(change: Part, entries: readonly Entry[]): readonly Entry[] {
  if (!isEnd(change)) return entries;
  const last = entries.findLastIndex((entry) => isEnd(entry.change) && coversActions(entry.change.actions, change));
  const end = entries[last]?.review;
  if (end === undefined) return entries;
  return entries.filter(
    ({ review }, index) =>
      index <= last || review.standsSince === undefined || !(Date.parse(review.standsSince) < mergedMs(end)),
  );
}

function isEnd({ actions }: Pick<ReviewedChange, 'actions'>): boolean {
  return actions.length === 1 && ['delete', 'forget'].includes(actions.join());
}

/** What a replacement leaves over is reviewed with the object that takes its place. */
function addressOfCurrent({ address, resource }: Part): string {
  return resource?.deposed === undefined ? address : address.replace(` (deposed ${resource.deposed})`, '');
}

/** What was reviewed of it before it was to move belongs to it as well. */
function previousAddressOf({ address, resource }: Part): string {
  return resource?.previousAddress ?? address;
}

/** Whether production is as the reviewed change would leave it, by what the plan says of what it does not change. */
function isInPlace({ change, review, read }: Entry, unchanged: Unchanged | undefined): boolean {
  const ends = isEnd(change);
  if (unchanged === undefined || ends) return unchanged === undefined && ends;
  return isAs({ change, review, read }, { ...unchanged, actions: ['no-op'], setBy: undefined, resource: undefined });
}

/** Whether an object is as the reviewed change would leave it. */
function isAs({ change: reviewed, review, read }: Pick<Entry, 'change' | 'review' | 'read'>, object: Part): boolean {
  const pairing = { review, reviewed, now: read(object) };
  return reviewed.settings !== undefined && findUnheld(pairing, openLeafDigests(pairing, 'in-place')).length === 0;
}

function makingOf(review: Review, plan: Plan, read: Entry['read']): Making {
  return findMaking(review, plan, (change, object) => {
    const pairing = { review, reviewed: change, now: read(object) };
    return isAs({ change, review, read }, object) && hasMade(pairing);
  });
}

/** Undefined when it was reviewed. */
function judge(
  { change, drift }: { readonly change: Part; readonly drift: readonly Drift[] },
  candidates: readonly Candidate[],
): Unreviewed | undefined {
  const finding = (kind: Unreviewed['kind'], attributes: readonly string[] = []): Unreviewed => ({
    kind,
    what: change.kind,
    address: change.address,
    actions: change.actions,
    attributes,
    ...noteVarying(change, attributes, candidates),
    reviewed: candidates.map(({ review, reviewed }) => ({ prNumber: review.prNumber, actions: reviewed.actions })),
  });
  if (candidates.length === 0) return finding('new');
  const ways = waysToCover(change, candidates);
  if (ways.length === 0) return finding('other-actions');
  if (ways.some(([only, ...others]) => others.length === 0 && only !== undefined && isTheVery(only))) return undefined;

  const verdicts = ways.map((together) => judgeTogether(together, drift));
  const closest = verdicts.reduce((one, other) => (distance(other) < distance(one) ? other : one));
  const { missing, unheld, drifted } = closest;
  const lost = unheld.filter((name) => name !== '');
  if (missing.length > 0) {
    return finding('other-values', [...new Set([...attributesOf(change, missing), ...lost])]);
  }
  if (unheld.length > 0) return finding('less', lost);
  return drifted.length > 0 ? finding('drifted', attributesOf(change, drifted)) : undefined;
}

/**
 * The reviews that may cover the change: the last of its object, alone or with those before it, back to the last one that
 * says what becomes of all of it. What is left over of an object is anybody's.
 */
function waysToCover(change: Part, candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const covers = ({ reviewed }: Candidate): boolean => coversActions(reviewed.actions, change);
  if (change.resource?.deposed !== undefined) return candidates.filter(covers).map((candidate) => [candidate]);
  const byReview = [...Map.groupBy(candidates, ({ review }) => review).values()];
  const lastWhole = byReview.findLastIndex((ofOne) => ofOne.some(({ reviewed }) => isWhole(reviewed)));
  const counting = byReview.slice(Math.max(lastWhole, 0));
  // Updates of one object add up: each of them was seen, and applied one after the other they come to the same.
  const isOfIt = (candidate: Candidate): boolean =>
    covers(candidate) || (addsUp(change) && !isWhole(candidate.reviewed));
  return counting
    .map((_, from) => counting.slice(counting.length - 1 - from).flat())
    .filter((together) => together.some(covers) && together.every(isOfIt));
}

function addsUp({ actions }: Part): boolean {
  return actions.includes('update') || actions.includes('create');
}

/** Whether it is the change as it was reviewed, shows no more than that, and what it does not tell comes from the same. */
function isTheVery(candidate: Candidate): boolean {
  const { review, reviewed, now } = candidate;
  if (digestWhole(now, review.salt).digest !== reviewed.digest) return false;
  const sources = recordSources(now, openDigest(now, review.salt));
  const isFromTheSame = reviewed.sources === undefined || reviewed.sources.join() === sources.join();
  return isFromTheSame && findShown(candidate).length === 0;
}

function noteVarying(
  { kind, address }: Part,
  attributes: readonly string[],
  candidates: readonly Candidate[],
): Pick<Unreviewed, 'varying' | 'varies'> {
  const noted = candidates
    .flatMap(({ review }) => review.varying)
    .filter((varying) => varying.what === kind && varying.address === address);
  const names = new Set(noted.flatMap((varying) => varying.attributes));
  return { varying: attributes.filter((name) => names.has(name)), varies: kind === 'output' && noted.length > 0 };
}

function findLetDiffer(change: Part, candidates: readonly Candidate[], conceal: Conceal): readonly LetDiffer[] {
  return candidates.flatMap(({ review, reviewed, now }) => {
    const { address, kind: what } = change;
    const planned = showFree({ ...change, address: reviewed.address, free: now.free }, review.salt, conceal);
    return reviewed.shown.flatMap(({ path, text, digest }) => {
      const other = planned.find((value) => value.path === path);
      if (other === undefined || other.digest === digest) return [];
      return [{ what, address, path, prNumber: review.prNumber, reviewed: text, planned: other.text }];
    });
  });
}
