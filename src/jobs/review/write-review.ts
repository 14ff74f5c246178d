import { reviewKey, type StateAddress } from '../../domain/state/keys.ts';
import { canonicalJson } from '../../domain/json.ts';
import type { Snapshot } from '../../domain/run/outcome.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { reviewChanges } from '../../domain/review/record.ts';
import { findVarying } from '../../domain/review/varying.ts';
import { REVIEW_VERSION, type Review } from '../../domain/review/review.ts';
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
}

/**
 * Records beside the pull request's state what its reviewers are about to see of this commit. Of the plans of one commit
 * the newest counts: each is made within the pull request's turn. One that is recorded already is not recorded again.
 */
export async function writeReview(
  run: Pick<Run, 'inputs' | 'context' | 'clock' | 'chance'>,
  { objects }: Pick<Backend, 'objects'>,
  of: PlanToReview,
): Promise<void> {
  const { context, clock, chance } = run;
  const productionKey = of.prod.path;
  const key = reviewKey(of.address, of.headSha);
  const stored = await objects.get(key);
  const reading = stored === undefined ? undefined : parseReview(stored.body);
  const earlier =
    reading?.kind === 'review' && isRecordOf(reading.review, { ...context, productionKey })
      ? reading.review
      : undefined;
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
    salt,
    ...reviewChanges(of.plan, salt, leeway),
  });
  const now = clock.now();
  // The pull request may be merged by now, and then it is the record of before the merge that counts.
  if (earlier !== undefined && new Date(earlier.plannedAt) <= now && saysTheSame(earlier, make(earlier.salt))) return;
  const made = { ...make(chance.id()), snapshot };
  const review: Review = {
    ...made,
    runUrl: context.runUrl,
    plannedAt: now.toISOString(),
    varying: earlier === undefined ? [] : findVarying(earlier, { ...made, plan: of.plan, leeway }),
  };
  // Whatever lies there is of an earlier plan of the same commit.
  await objects.put(key, { body: renderReview(review), metadata: {} }, 'any');
}

/** What of a review depends on the plan and nothing else. */
type Made = Omit<Review, 'runUrl' | 'plannedAt' | 'snapshot' | 'varying'>;

function saysTheSame(earlier: Review, made: Made): boolean {
  return canonicalJson({ ...earlier, ...made }) === canonicalJson(earlier);
}

function plannedOn(snapshot: Snapshot): Review['plannedOn'] {
  if (snapshot.kind === 'taken') return 'snapshot';
  return snapshot.why === 'no-prod-state' ? 'no-state' : 'empty';
}
