import { reviewKey, type StateAddress } from '../../domain/state/keys.ts';
import { canonicalJson } from '../../domain/json.ts';
import { Refused } from '../../domain/failure.ts';
import { attemptUrl, isNewerRun, runIdOf } from '../../domain/run/attempt.ts';
import type { Snapshot } from '../../domain/run/outcome.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { reviewChanges } from '../../domain/review/record.ts';
import { findVarying } from '../../domain/review/varying.ts';
import { putBack, REVIEW_VERSION, takeBack, type Review } from '../../domain/review/review.ts';
import { isRecordOf } from '../../domain/review/record-judgement.ts';
import { parseReview, renderReview } from '../../domain/review/review-document.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import { leewayOf } from './leeway.ts';

export interface PlanToReview {
  readonly prod: StateAddress;
  /** Of the pull request's state. */
  readonly address: StateAddress;
  readonly prNumber: number;
  readonly headSha: string;
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  /** What this run has taken back. */
  readonly earlier: Review | undefined;
}

type RecordOfHead = Pick<PlanToReview, 'address' | 'headSha'>;

/** What an earlier plan of this commit has recorded, and how it is to be written back. */
export interface EarlierReview {
  readonly taken: Review;
  /** False where it is taken back already, or is of a newer run, whose page stays too. */
  readonly isToWrite: boolean;
}

/**
 * Looks for what an earlier plan of this commit has recorded, to take it back. Throws Refused where the record is another
 * stack's.
 */
export async function findEarlierReview(
  { context }: Pick<Run, 'context'>,
  { objects }: Pick<Backend, 'objects'>,
  { prod, address, headSha }: Pick<PlanToReview, 'prod' | 'address' | 'headSha'>,
): Promise<EarlierReview | undefined> {
  const key = reviewKey(address, headSha);
  const stored = await objects.get(key);
  const reading = stored && parseReview(stored.body);
  if (reading?.kind !== 'review') return undefined;
  const { review } = reading;
  if (!isRecordOf(review, { ...context, productionKey: prod.path })) throw isOfAnother(review, { address, key });
  const taken = takeBack(review, { runUrl: attemptUrl(context), writtenAt: stored?.writtenAt });
  return { taken, isToWrite: review.takenBack === undefined && !isNewerRun(runIdOf(review.runUrl), context) };
}

/**
 * Takes it back: until there is a page of the new plan, and where it comes to none, nothing of the commit is reviewed.
 */
export async function takeReviewBack(
  backend: Pick<Backend, 'objects'>,
  { address, headSha }: RecordOfHead,
  earlier: EarlierReview | undefined,
): Promise<void> {
  if (earlier?.isToWrite === true) await putReview(backend, reviewKey(address, headSha), earlier.taken);
}

/** Two stacks with one key for the states of their pull requests would take each other's for their own. */
function isOfAnother(
  { repository, productionKey = 'another state' }: Review,
  { address: { bucket }, key }: { readonly address: StateAddress; readonly key: string },
): Refused {
  return new Refused(
    `the pull request's state has the key of another stack's: at s3://${bucket}/${key} lies the review of a plan for ${productionKey} of ${repository}. Nothing was planned. Give each stack a pr-state-key of its own; where there is no other stack any more, delete that object. Then run this again.`,
  );
}

/** Puts it back as it stood: the page that shows it is there. */
export async function putReviewBack(
  backend: Pick<Backend, 'objects'>,
  { address, headSha }: RecordOfHead,
  taken: Review | undefined,
): Promise<void> {
  const review = taken && putBack(taken);
  if (review !== undefined) await putReview(backend, reviewKey(address, headSha), review);
}

/** Takes back what this run has recorded itself, or put back as its own: its page is about to be another. */
export async function takeOwnReviewBack(
  { context }: Pick<Run, 'context'>,
  { objects }: Pick<Backend, 'objects'>,
  { address, headSha }: RecordOfHead,
): Promise<void> {
  const key = reviewKey(address, headSha);
  const stored = await objects.get(key);
  const reading = stored && parseReview(stored.body);
  if (reading?.kind !== 'review' || reading.review.runUrl !== attemptUrl(context)) return;
  const { takenBack, ...review } = reading.review;
  // It stood for nobody, whatever comes after it.
  if (takenBack === undefined)
    await putReview({ objects }, key, { ...review, takenBack: { runUrl: attemptUrl(context), since: undefined } });
}

/**
 * Records beside the pull request's state what its reviewers see of this commit, once the page of it is out. Of the plans
 * of one commit the newest counts: each is made within the pull request's turn. One that says the same as what stood there
 * before stands since then.
 */
export async function writeReview(
  run: Pick<Run, 'inputs' | 'context' | 'clock' | 'chance'>,
  backend: Pick<Backend, 'objects'>,
  of: PlanToReview,
): Promise<void> {
  const { context, clock, chance } = run;
  const { earlier } = of;
  const productionKey = of.prod.path;
  const leeway = leewayOf(run, [context.commitSha, of.headSha]);
  const snapshot =
    of.snapshot.kind === 'taken' ? { serial: of.snapshot.serial, lineage: of.snapshot.lineage } : undefined;
  const make = (salt: string): Made => ({
    version: REVIEW_VERSION,
    repository: context.repository,
    repositoryId: context.repositoryId,
    productionKey,
    prNumber: of.prNumber,
    headSha: of.headSha,
    plannedOn: plannedOn(of.snapshot),
    // Said in either case: what stood there before may have been of the other.
    isDestroy: run.inputs.destroy ? true : undefined,
    salt,
    ...reviewChanges(of.plan, salt, leeway),
  });
  const now = clock.now();
  // The pull request may be merged by now, and then it is the record of before the merge that counts.
  const stood = earlier && putBack(earlier);
  if (stood !== undefined && new Date(stood.plannedAt) <= now && saysTheSame(stood, make(stood.salt))) {
    await putReview(backend, reviewKey(of.address, of.headSha), { ...stood, runUrl: attemptUrl(context) });
    return;
  }
  const made = { ...make(chance.id()), snapshot };
  const review: Review = {
    ...made,
    runUrl: attemptUrl(context),
    plannedAt: now.toISOString(),
    madeBy: of.plan.madeBy,
    varying: earlier === undefined ? [] : findVarying(earlier, { ...made, plan: of.plan, leeway }),
  };
  await putReview(backend, reviewKey(of.address, of.headSha), review);
}

/** Whatever lies there is of an earlier plan of the same commit. */
async function putReview({ objects }: Pick<Backend, 'objects'>, key: string, review: Review): Promise<void> {
  await objects.put(key, { body: renderReview(review), metadata: {} }, 'any');
}

/** What of a review depends on the plan and nothing else. */
type Made = Omit<Review, 'runUrl' | 'plannedAt' | 'madeBy' | 'snapshot' | 'varying' | 'standsSince' | 'takenBack'>;

function saysTheSame(earlier: Review, made: Made): boolean {
  return canonicalJson({ ...earlier, ...made }) === canonicalJson(earlier);
}

function plannedOn(snapshot: Snapshot): Review['plannedOn'] {
  if (snapshot.kind === 'taken') return 'snapshot';
  return snapshot.why === 'no-prod-state' ? 'no-state' : 'empty';
}
