import type { S3Backend } from '../../domain/stack/backend.ts';
import { reviewKey } from '../../domain/state/keys.ts';
import { parseReview } from '../../domain/review/review-document.ts';
import { listReviewed } from '../review/find-carried.ts';
import { tolerate } from '../tolerate.ts';
import { stackOf, type Stack } from '../stack/open-stack.ts';
import { readSerial } from '../stack/read-serial.ts';
import type { Run } from '../run.ts';

type TellingRun = Pick<Run, 'inputs' | 'context' | 'terraform' | 'openBackend' | 'comments' | 'journal' | 'cancelled'>;

/** The newest of them; the others learn it from their next plan. */
const TOLD_AT_MOST = 25;
const AT_ONCE = 5;

/**
 * Tells the pull requests whose plans are older than production is now, in the comments that they have. Their reviews,
 * which lie beside their states, say who they are. It comes last of all, and what goes wrong is a warning.
 */
export async function tellPlansBehind(run: TellingRun, readBackend: () => Promise<S3Backend>): Promise<void> {
  if (run.inputs['comment-pr'] === 'never') return;
  await tolerate(run.journal, {
    what: 'Open pull requests are not told that their plans are behind',
    task: async () => {
      const stack = await stackOf(run, await readBackend());
      await tellAll(run, stack);
    },
    otherwise: undefined,
    // All has been told of the run itself: a cancel can change nothing of it any more.
    nonCancellable: true,
  });
}

async function tellAll(run: TellingRun, stack: Stack): Promise<void> {
  const serial = await readSerial(run, stack);
  if (serial === undefined) return;
  const numbers = [...(await listReviewed(run, stack))].sort((one, other) => other - one).slice(0, TOLD_AT_MOST);
  for (let start = 0; start < numbers.length && !run.cancelled.aborted; start += AT_ONCE) {
    await Promise.all(numbers.slice(start, start + AT_ONCE).map((number) => tellOne(run, stack, { number, serial })));
  }
}

async function tellOne(
  run: Pick<Run, 'context' | 'comments'>,
  stack: Pick<Stack, 'backend' | 'prAddress'>,
  { number, serial }: { readonly number: number; readonly serial: number },
): Promise<void> {
  const stored = await stack.backend.objects.get(reviewKey(stack.prAddress(number)));
  const reading = stored === undefined ? undefined : parseReview(stored.body);
  if (reading?.kind !== 'review' || reading.review.repository !== run.context.repository) return;
  if ((reading.review.snapshot?.serial ?? -1) >= serial) return;
  await run.comments.tellBehind(number, serial);
}
