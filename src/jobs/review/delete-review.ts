import { isRecordOf } from '../../domain/review/record-judgement.ts';
import { parseReview } from '../../domain/review/review-document.ts';
import { Refused } from '../../domain/failure.ts';
import { isSameRepository } from '../../domain/stack/repository.ts';
import { lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { Backend, Removable } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import { listReviewsOf } from './records.ts';
import { eachDone } from '../tolerate.ts';

export interface Removed {
  readonly count: number;
  readonly versionsLeft: boolean;
}

export const NOTHING_REMOVED: Removed = { count: 0, versionsLeft: false };

const ATTEMPTS = 3;
const AT_ONCE = 5;

/** A review as one look found it: nothing but that is deleted. */
export type ReviewLook = Removable;

/** Looks at every review of a pull request; `heads` are commits of it that are known. */
export async function lookAtReviews(
  backend: Pick<Backend, 'objects'>,
  { pr, heads }: { readonly pr: StateAddress; readonly heads: readonly string[] },
): Promise<readonly ReviewLook[]> {
  const keys = await listReviewsOf(backend, pr, heads);
  return eachDone(keys, { atOnce: AT_ONCE, task: (key) => lookAt(backend, key) });
}

/** The versions are listed before the look, so that what is deleted is what was looked at. */
async function lookAt({ objects }: Pick<Backend, 'objects'>, key: string): Promise<ReviewLook> {
  const versions = await objects.listVersions(key);
  return { key, versions, current: await objects.get(key) };
}

/** Deletes these reviews of a pull request, every version of them, unless they are another repository's or stack's. */
export async function deleteReviews(
  run: Pick<Run, 'context'>,
  backend: Pick<Backend, 'objects'>,
  { prod, looks }: { readonly prod: StateAddress; readonly looks: readonly ReviewLook[] },
): Promise<Removed> {
  const removed = await eachDone(looks, {
    atOnce: AT_ONCE,
    task: (look) => deleteReview(run, backend, { prod, look }),
  });
  return {
    count: removed.reduce((sum, { count }) => sum + count, 0),
    versionsLeft: removed.some(({ versionsLeft }) => versionsLeft),
  };
}

/** Throws Refused where a review says that what lies there is of another repository, whose pull request has the same number. */
export function refuseOfAnotherRepository(
  run: Pick<Run, 'context'>,
  { pr, looks }: { readonly pr: StateAddress; readonly looks: readonly ReviewLook[] },
): void {
  for (const { key, current } of looks) {
    const reading = current && parseReview(current.body);
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
  { prod, look }: { readonly prod: StateAddress; readonly look: ReviewLook },
): Promise<Removed> {
  const { key } = look;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { versions, current } = attempt === 1 ? look : await lookAt(backend, key);
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
