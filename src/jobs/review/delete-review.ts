import { isRecordOf } from '../../domain/review/record-judgement.ts';
import { parseReview } from '../../domain/review/review-document.ts';
import { Refused } from '../../domain/failure.ts';
import { isSameRepository } from '../../domain/stack/repository.ts';
import { lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { Backend, StoredObject } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import { eachDone } from '../tolerate.ts';

export interface Removed {
  readonly count: number;
  readonly versionsLeft: boolean;
}

export const NOTHING_REMOVED: Removed = { count: 0, versionsLeft: false };

const ATTEMPTS = 3;
const AT_ONCE = 5;

/** Deletes these reviews of a pull request, every version of them, unless they are another repository's or stack's. */
export async function deleteReviews(
  run: Pick<Run, 'context'>,
  backend: Pick<Backend, 'objects'>,
  { prod, keys }: { readonly prod: StateAddress; readonly keys: readonly string[] },
): Promise<Removed> {
  const removed = await eachDone(keys, {
    atOnce: AT_ONCE,
    task: (key) => deleteReview(run, backend, { prod, key }),
  });
  return {
    count: removed.reduce((sum, { count }) => sum + count, 0),
    versionsLeft: removed.some(({ versionsLeft }) => versionsLeft),
  };
}

/** Throws Refused where a review says that what lies there is of another repository, whose pull request has the same number. */
export async function refuseOfAnotherRepository(
  run: Pick<Run, 'context'>,
  backend: Pick<Backend, 'objects'>,
  { pr, keys }: { readonly pr: StateAddress; readonly keys: readonly string[] },
): Promise<void> {
  const task = async (key: string): Promise<[string, StoredObject | undefined]> => [
    key,
    await backend.objects.get(key),
  ];
  for (const [key, stored] of await eachDone(keys, { atOnce: AT_ONCE, task })) {
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
