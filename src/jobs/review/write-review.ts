import { reviewKey, type StateAddress } from '../../domain/state/keys.ts';
import type { Snapshot } from '../../domain/run/outcome.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { reviewChanges } from '../../domain/review/record.ts';
import { findVarying } from '../../domain/review/varying.ts';
import { REVIEW_VERSION, type Review } from '../../domain/review/review.ts';
import { isSameRepository } from '../../domain/stack/repository.ts';
import { parseReview, renderReview } from '../../domain/review/review-document.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import { leewayOf } from './leeway.ts';

export interface PlanToReview {
  readonly address: StateAddress;
  readonly prNumber: number;
  readonly headSha: string;
  readonly plan: Plan;
  readonly snapshot: Snapshot;
}

/**
 * Records beside the pull request's state what its reviewers are about to see of this commit. Of the plans of one commit
 * the newest counts: each is made within the pull request's turn.
 */
export async function writeReview(
  run: Pick<Run, 'inputs' | 'context' | 'clock' | 'chance'>,
  { objects }: Pick<Backend, 'objects'>,
  of: PlanToReview,
): Promise<void> {
  const { context, clock, chance } = run;
  const salt = chance.id();
  const key = reviewKey(of.address, of.headSha);
  const stored = await objects.get(key);
  const earlier = stored === undefined ? undefined : parseReview(stored.body);
  const leeway = leewayOf(run, [context.commitSha, of.headSha]);
  const made = {
    plannedOn: plannedOn(of.snapshot),
    snapshot: of.snapshot.kind === 'taken' ? { serial: of.snapshot.serial, lineage: of.snapshot.lineage } : undefined,
  };
  const review: Review = {
    version: REVIEW_VERSION,
    repository: context.repository,
    repositoryId: context.repositoryId,
    prNumber: of.prNumber,
    headSha: of.headSha,
    runUrl: context.runUrl,
    plannedAt: clock.now().toISOString(),
    ...made,
    salt,
    ...reviewChanges(of.plan, salt, leeway),
    varying:
      earlier?.kind === 'review' && isSameRepository(earlier.review, context)
        ? findVarying(earlier.review, { plan: of.plan, leeway, headSha: of.headSha, ...made })
        : [],
  };
  // Whatever lies there is of an earlier plan of the same commit.
  await objects.put(key, { body: renderReview(review), metadata: {} }, 'any');
}

function plannedOn(snapshot: Snapshot): Review['plannedOn'] {
  if (snapshot.kind === 'taken') return 'snapshot';
  return snapshot.why === 'no-prod-state' ? 'no-state' : 'empty';
}
