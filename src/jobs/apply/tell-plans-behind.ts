import type { S3Backend } from '../../domain/stack/backend.ts';
import { isSameRepository } from '../../domain/stack/repository.ts';
import { parseReview } from '../../domain/review/review-document.ts';
import { listReviewed } from '../review/records.ts';
import type { Ticket } from '../../domain/turn/turn.ts';
import { allDone, passOver, sleepUnlessAborted, tolerate } from '../tolerate.ts';
import { TurnQueue } from '../turn/queue.ts';
import { stackOf, type Stack } from '../stack/open-stack.ts';
import { readSerial } from '../stack/read-serial.ts';
import type { Run } from '../run.ts';

type TellingRun = Pick<
  Run,
  | 'inputs'
  | 'context'
  | 'terraform'
  | 'openBackend'
  | 'comments'
  | 'journal'
  | 'cancelled'
  | 'clock'
  | 'chance'
  | 'runs'
>;

/** The newest of them; the others learn it from their next plan. */
const TOLD_AT_MOST = 25;
const AT_ONCE = 5;
/** Nobody waits longer for a plan that is at work: its page says what it was planned on. */
const LOOKS_AT_MOST = 5;
const LOOK_AGAIN_MS = 2000;

/** The plans that are older than production's state of this serial. */
export interface PlansBehind {
  readonly stack: Stack;
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
    task: () => tellIdle(run, behind),
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
  return prNumbers.length === 0 ? undefined : { stack, prNumbers, serial };
}

/**
 * GitHub takes a comment without any condition, and what is written into one that somebody has rewritten meanwhile undoes
 * that. Whoever plans writes its page within its turn: so the comments of those that are in no queue are read after it was
 * looked at, and rewritten at once; of the others once they have left it, for a while.
 */
async function tellIdle(run: TellingRun, { stack, prNumbers, serial }: PlansBehind): Promise<void> {
  let left = prNumbers;
  for (let look = 1; left.length > 0 && !run.cancelled.aborted; look += 1) {
    const busy = await findBusy(run, stack, left);
    const idle = left.filter((prNumber) => !busy.includes(prNumber));
    if (idle.length > 0) await run.comments.tellBehind(idle, serial);
    left = busy;
    if (left.length === 0) return;
    if (look === LOOKS_AT_MOST || !(await sleepUnlessAborted(run.clock, LOOK_AGAIN_MS, run.cancelled))) break;
  }
  if (left.length > 0) {
    const which = left.map((prNumber) => `#${prNumber}`).join(', ');
    run.journal.info(`${which}: a plan is at work there, and its page will say what it was planned on.`);
  }
}

async function findBusy(run: TellingRun, stack: Stack, prNumbers: readonly number[]): Promise<readonly number[]> {
  const busy: number[] = [];
  for (let start = 0; start < prNumbers.length; start += AT_ONCE) {
    const some = prNumbers.slice(start, start + AT_ONCE);
    const are = await Promise.all(some.map((prNumber) => isBusy(run, stack, prNumber)));
    busy.push(...some.filter((_, index) => are[index]));
  }
  return busy;
}

/** Whether a run is in the pull request's queue that GitHub does not call ended. */
async function isBusy({ clock, chance, runs }: TellingRun, stack: Stack, prNumber: number): Promise<boolean> {
  let tickets: readonly Ticket[];
  try {
    const queue = new TurnQueue(stack.backend.turns(stack.prAddress(prNumber), 'pr'), clock, chance);
    ({ tickets } = await queue.read());
  } catch (error) {
    // It is a line in a comment: where nobody can see who is at work it is written all the same.
    passOver(error);
    return false;
  }
  const statuses = await Promise.all(tickets.map((ticket) => runs.status(ticket.run)));
  return statuses.some((status) => status !== 'completed');
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
