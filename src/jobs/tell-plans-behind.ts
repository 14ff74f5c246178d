import { parseReview } from '../domain/review-document.ts';
import { REVIEW_SUFFIX, reviewKey } from '../domain/keys.ts';
import { messageOf } from './message-of.ts';
import type { Stack } from './open-stack.ts';
import type { Run } from './run.ts';

/** The newest of them; the others learn it from their next plan. */
const TOLD_AT_MOST = 50;
const AT_ONCE = 5;

/**
 * Tells the pull requests whose plans are older than production is now, in the comments that they have. Their reviews,
 * which lie beside their states, say who they are. What goes wrong is a warning: the apply is done.
 */
export async function tellPlansBehind(run: Run, stack: Stack, serial: number | undefined): Promise<void> {
  if (serial === undefined || run.inputs['comment-pr'] === 'never') return;
  try {
    const keys = await stack.backend.objects.list(stack.prPaths.prefix);
    if (keys === 'denied') {
      run.journal.info(
        'The role may not s3:ListBucket, so open pull requests are not told that their plans are behind.',
      );
      return;
    }
    const numbers = keys
      .filter((key) => key.endsWith(REVIEW_SUFFIX))
      .map((key) => stack.prPaths.prNumberOf(key.slice(0, -REVIEW_SUFFIX.length)))
      .filter((number) => number !== undefined)
      .sort((one, other) => other - one)
      .slice(0, TOLD_AT_MOST);
    for (let start = 0; start < numbers.length; start += AT_ONCE) {
      await Promise.all(numbers.slice(start, start + AT_ONCE).map((number) => tellOne(run, stack, { number, serial })));
    }
  } catch (error) {
    run.journal.warning(`Open pull requests are not told that their plans are behind: ${messageOf(error)}`);
  }
}

async function tellOne(
  run: Run,
  stack: Stack,
  { number, serial }: { readonly number: number; readonly serial: number },
): Promise<void> {
  const stored = await stack.backend.objects.get(reviewKey(stack.prAddress(number)));
  const reading = stored === undefined ? undefined : parseReview(stored.body);
  if (reading?.kind !== 'review' || reading.review.repository !== run.context.repository) return;
  if ((reading.review.snapshot?.serial ?? -1) >= serial) return;
  await run.audience.tellBehind(number, serial);
}
