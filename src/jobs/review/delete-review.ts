import { isRecordOf } from '../../domain/review/record-judgement.ts';
import { parseReview } from '../../domain/review/review-document.ts';
import { Refused } from '../../domain/failure.ts';
import { isSameRepository } from '../../domain/stack/repository.ts';
import { lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import { listReviewsOf } from './records.ts';

export interface Removed {
  readonly count: number;
  readonly versionsLeft: boolean;
}

export const NOTHING_REMOVED: Removed = { count: 0, versionsLeft: false };

const ATTEMPTS = 3;

/** Deletes every review of a pull request of this repository, every version of it; `heads` are commits of it that are known. */
export async function deleteReviews(
  run: Pick<Run, 'context'>,
  backend: Pick<Backend, 'objects'>,
  { prod, pr, heads }: { readonly prod: StateAddress; readonly pr: StateAddress; readonly heads: readonly string[] },
): Promise<Removed> {
  let removed = NOTHING_REMOVED;
  for (const key of await listReviewsOf(backend, pr, heads)) {
    const { count, versionsLeft } = await deleteReview(run, backend, { prod, key });
    removed = { count: removed.count + count, versionsLeft: removed.versionsLeft || versionsLeft };
  }
  return removed;
}

/** Throws Refused where a review says that what lies there is of another repository, whose pull request has the same number. */
export async function refuseOfAnotherRepository(
  run: Pick<Run, 'context'>,
  backend: Pick<Backend, 'objects'>,
  { pr, heads }: { readonly pr: StateAddress; readonly heads: readonly string[] },
): Promise<void> {
  for (const key of await listReviewsOf(backend, pr, heads)) {
    const stored = await backend.objects.get(key);
    const reading = stored && parseReview(stored.body);
    if (reading?.kind !== 'review' || isSameRepository(reading.review, run.context)) continue;
    throw new Refused(
      `what lies at ${lockItemId(pr)} is of ${reading.review.repository}, which has the same place for its pull requests: s3://${pr.bucket}/${key} is its review. Nothing was deleted. Give each repository a pr-state-key of its own; where there is no such repository any more, delete that object and run this again.`,
    );
  }
}

/** One that keeps being written is a plan's that is at work. */
async function deleteReview(
  run: Pick<Run, 'context'>,
  backend: Pick<Backend, 'objects'>,
  { prod, key }: { readonly prod: StateAddress; readonly key: string },
): Promise<Removed> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // Listed before the look, so that what is deleted is what was looked at.
    const versions = await backend.objects.listVersions(key);
    const current = await backend.objects.get(key);
    if (current === undefined && versions.length === 0) return NOTHING_REMOVED;
    if (current !== undefined && isOfAnother(run, prod, current.body)) return NOTHING_REMOVED;
    const removal = await backend.objects.remove({ key, versions, current });
    if (removal.kind === 'removed') return removal;
  }
  return NOTHING_REMOVED;
}

/** Of another repository, or of another stack. */
function isOfAnother({ context }: Pick<Run, 'context'>, prod: StateAddress, body: Uint8Array): boolean {
  const reading = parseReview(body);
  return reading.kind === 'review' && !isRecordOf(reading.review, { ...context, productionKey: prod.path });
}
