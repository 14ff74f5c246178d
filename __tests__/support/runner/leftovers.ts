import { renderReview } from '../../../src/domain/review/review-document.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import { snapshotMetadata } from '../../../src/domain/state/snapshot.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';
import { workflowDispatchEvent } from '../github/events.ts';
import { createPlan, createReview } from '../fakes/factories.ts';
import { lockOf } from './lock-by-hand.ts';
import type { StepOptions } from './runner.ts';
import { BUCKET, REPOSITORY, shaOf, type Cloud, type Scenario } from './stage.ts';

export const SWEEP = { command: 'sweep' };

/** As GitHub starts it, on the default branch. */
export function onSchedule(): StepOptions['event'] {
  const ref = 'refs/heads/main';
  const { repository } = workflowDispatchEvent({ ref, repository: REPOSITORY });
  return { name: 'schedule', payload: { schedule: '17 3 * * *', repository }, ref, sha: shaOf('m') };
}

export function versionsAt(cloud: Cloud, scenario: Scenario, prNumber: number): readonly string[] {
  return cloud.s3.versions(BUCKET, scenario.prKey(prNumber)).map(({ key, versionId }) => `${key} ${versionId}`);
}

export function reviewOf(prNumber: number, repository = REPOSITORY): Uint8Array {
  const changes = reviewChanges(createPlan(), 'salt');
  return renderReview(createReview({ prNumber, repository, repositoryId: undefined, ...changes, salt: 'salt' }));
}

/** What a plan has left: a snapshot of this body, its review, an empty queue, and the trace of a lockfile. */
export function leaveBehind(
  cloud: Cloud,
  scenario: Scenario,
  prNumber: number,
  { body, writes }: { body: Buffer; writes: number },
): void {
  const key = scenario.prKey(prNumber);
  const of = `${BUCKET}/${scenario.prodKey}`;
  const metadata = snapshotMetadata({ serial: 1, md5: stateDigest(body), of });
  for (let write = 0; write < writes; write += 1) cloud.s3.put(BUCKET, key, body, { metadata });
  cloud.s3.put(BUCKET, scenario.reviewKey(prNumber), reviewOf(prNumber));
  const queue = { version: 1, nextSequence: 2, tickets: [], departed: [] };
  for (const writeId of ['a', 'b', 'c']) {
    cloud.s3.put(BUCKET, `${key}.lockstep.json`, JSON.stringify({ ...queue, writeId }));
  }
  cloud.s3.put(BUCKET, `${key}.tflock`, JSON.stringify(lockOf('ana')));
  cloud.s3.delete(BUCKET, `${key}.tflock`);
}

export const closed = (number: number): { number: number; headSha: string; state: 'closed' } => {
  return { number, headSha: shaOf(`head of ${number}`), state: 'closed' };
};
