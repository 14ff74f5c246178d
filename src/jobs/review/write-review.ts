import { reviewKey, type StateAddress } from '../../domain/state/keys.ts';
import type { Snapshot } from '../../domain/run/outcome.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { reviewChanges } from '../../domain/review/record.ts';
import { REVIEW_VERSION, type Review } from '../../domain/review/review.ts';
import { renderReview } from '../../domain/review/review-document.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';

export interface PlanToReview {
  readonly address: StateAddress;
  readonly prNumber: number;
  readonly headSha: string;
  readonly plan: Plan;
  readonly snapshot: Snapshot;
}

/** Records beside the pull request's state what its reviewers are about to see. */
export async function writeReview(
  run: Pick<Run, 'context' | 'clock' | 'chance'>,
  { objects }: Pick<Backend, 'objects'>,
  of: PlanToReview,
): Promise<void> {
  const { context, clock, chance } = run;
  const salt = chance.id();
  const review: Review = {
    version: REVIEW_VERSION,
    repository: context.repository,
    repositoryId: context.repositoryId,
    prNumber: of.prNumber,
    headSha: of.headSha,
    runUrl: context.runUrl,
    plannedAt: clock.now().toISOString(),
    plannedOn: plannedOn(of.snapshot),
    snapshot: of.snapshot.kind === 'taken' ? { serial: of.snapshot.serial, lineage: of.snapshot.lineage } : undefined,
    salt,
    ...reviewChanges(of.plan, salt),
    varying: [],
  };
  // Whatever lies there is of an earlier plan.
  await objects.put(reviewKey(of.address), { body: renderReview(review), metadata: {} }, 'any');
}

function plannedOn(snapshot: Snapshot): Review['plannedOn'] {
  if (snapshot.kind === 'taken') return 'snapshot';
  return snapshot.why === 'no-prod-state' ? 'no-state' : 'empty';
}
