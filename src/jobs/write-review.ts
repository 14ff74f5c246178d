import { BackendUnusable } from '../domain/errors.ts';
import { lockItemId, reviewKey, type StateAddress } from '../domain/keys.ts';
import type { Snapshot } from '../domain/outcome.ts';
import type { Plan } from '../domain/plan.ts';
import { reviewChanges, type Review } from '../domain/review.ts';
import { renderReview } from '../domain/review-document.ts';
import type { Backend } from '../ports/backend.ts';
import type { Run } from './run.ts';

export interface PlanToReview {
  readonly address: StateAddress;
  readonly prNumber: number;
  readonly headSha: string;
  readonly plan: Plan;
  readonly snapshot: Snapshot;
}

const ATTEMPTS = 3;

/** Records beside the pull request's state what its reviewers are about to see. */
export async function writeReview(run: Run, backend: Backend, of: PlanToReview): Promise<void> {
  const { context, clock, chance } = run;
  const salt = chance.id();
  const review: Review = {
    version: 1,
    repository: context.repository,
    prNumber: of.prNumber,
    headSha: of.headSha,
    runUrl: context.runUrl,
    plannedAt: clock.now().toISOString(),
    plannedOn: plannedOn(of.snapshot),
    snapshot: of.snapshot.kind === 'taken' ? { serial: of.snapshot.serial, lineage: of.snapshot.lineage } : undefined,
    salt,
    ...reviewChanges(of.plan, salt),
  };
  const key = reviewKey(of.address);
  const content = { body: renderReview(review), metadata: {} };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (await backend.objects.put(key, content, await backend.objects.get(key))) return;
  }
  throw new BackendUnusable(`somebody else keeps writing the review of ${lockItemId(of.address)}.`);
}

function plannedOn(snapshot: Snapshot): Review['plannedOn'] {
  if (snapshot.kind === 'taken') return 'snapshot';
  return snapshot.why === 'no-prod-state' ? 'no-state' : 'empty';
}
