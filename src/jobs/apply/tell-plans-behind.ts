import type { S3Backend } from '../../domain/stack/backend.ts';
import { isSameRepository } from '../../domain/stack/repository.ts';
import { parseReview } from '../../domain/review/review-document.ts';
import { listReviewed } from '../review/records.ts';
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
  const listed = await listReviewed(run, stack);
  const reviewed = listed === 'denied' ? [] : [...listed];
  const newest = reviewed.sort(([one], [other]) => other - one).slice(0, TOLD_AT_MOST);
  const behind: number[] = [];
  for (let start = 0; start < newest.length && !run.cancelled.aborted; start += AT_ONCE) {
    const some = newest.slice(start, start + AT_ONCE);
    const are = await Promise.all(some.map(([, keys]) => isBehind(run, stack, { keys, serial })));
    behind.push(...some.flatMap(([number], index) => (are[index] === true ? [number] : [])));
  }
  if (behind.length > 0 && !run.cancelled.aborted) await run.comments.tellBehind(behind, serial);
}

async function isBehind(
  run: Pick<Run, 'context'>,
  { backend }: Pick<Stack, 'backend'>,
  { keys, serial }: { readonly keys: readonly string[]; readonly serial: number },
): Promise<boolean> {
  const stored = await Promise.all(keys.map((key) => backend.objects.get(key)));
  const reviews = stored.flatMap((object) => {
    const reading = object === undefined ? undefined : parseReview(object.body);
    return reading?.kind === 'review' && isSameRepository(reading.review, run.context) ? [reading.review] : [];
  });
  // The comment is of the newest plan.
  const [newest] = reviews.sort((one, other) => Date.parse(other.plannedAt) - Date.parse(one.plannedAt));
  return newest !== undefined && (newest.snapshot?.serial ?? -1) < serial;
}
