import type { S3Backend } from '../../domain/stack/backend.ts';
import { isSameRepository } from '../../domain/stack/repository.ts';
import { parseReview } from '../../domain/review/review-document.ts';
import { listReviewed } from '../review/records.ts';
import { allDone, tolerate } from '../tolerate.ts';
import { stackOf, type Stack } from '../stack/open-stack.ts';
import { readSerial } from '../stack/read-serial.ts';
import type { Run } from '../run.ts';

type TellingRun = Pick<Run, 'inputs' | 'context' | 'terraform' | 'openBackend' | 'comments' | 'journal' | 'cancelled'>;

/** The newest of them; the others learn it from their next plan. */
const TOLD_AT_MOST = 25;
const AT_ONCE = 5;

/** The plans that are older than production's state of this serial. */
export interface PlansBehind {
  readonly prNumbers: readonly number[];
  readonly serial: number;
}

/**
 * Tells the pull requests whose plans are older than production is now, in the comments that they have. Their reviews,
 * which lie beside their states, say who they are. It comes last of all, and what goes wrong is a warning.
 */
export async function tellPlansBehind(
  run: TellingRun,
  readBackend: () => Promise<S3Backend>,
  finding = findPlansBehind(run, readBackend),
): Promise<void> {
  const behind = await finding;
  if (behind === undefined || run.cancelled.aborted) return;
  await tolerate(run.journal, {
    what: UNTOLD,
    task: () => run.comments.tellBehind(behind.prNumbers, behind.serial),
    otherwise: undefined,
    nonCancellable: true,
  });
}

const UNTOLD = 'Open pull requests are not told that their plans are behind';

/** Looks for them, for `tellPlansBehind`: may be begun before the rest of the run is told. Undefined when there are none. */
export async function findPlansBehind(
  run: TellingRun,
  readBackend: () => Promise<S3Backend>,
): Promise<PlansBehind | undefined> {
  if (run.inputs['comment-pr'] === 'never') return undefined;
  return tolerate(run.journal, {
    what: UNTOLD,
    task: async () => findAll(run, await stackOf(run, await readBackend())),
    otherwise: undefined,
    // All has been told of the run itself: a cancel can change nothing of it any more.
    nonCancellable: true,
  });
}

async function findAll(run: TellingRun, stack: Stack): Promise<PlansBehind | undefined> {
  const [serial, listed] = await allDone(readSerial(run, stack), listReviewed(run, stack));
  if (serial === undefined) return undefined;
  const reviewed = listed === 'denied' ? [] : [...listed];
  const newest = reviewed.sort(([one], [other]) => other - one).slice(0, TOLD_AT_MOST);
  const prNumbers: number[] = [];
  for (let start = 0; start < newest.length && !run.cancelled.aborted; start += AT_ONCE) {
    const some = newest.slice(start, start + AT_ONCE);
    const are = await Promise.all(some.map(([, keys]) => isBehind(run, stack, { keys, serial })));
    prNumbers.push(...some.flatMap(([number], index) => (are[index] === true ? [number] : [])));
  }
  return prNumbers.length === 0 ? undefined : { prNumbers, serial };
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
