import type { Operation } from '../../domain/run/operation.ts';
import type { Cleaned, Deletion, Skipped } from '../../domain/run/outcome.ts';
import { deletePrState, lookAtPrState } from '../state/delete-pr-state.ts';
import { deleteReviews, lookAtReviews, NOTHING_REMOVED, refuseOfAnotherRepository } from '../review/delete-review.ts';
import { askIfClosed, askWhile } from '../review/pull-request-status.ts';
import { applyBranch, describeRun, type Run } from '../run.ts';
import { allDone, passOver, tolerate } from '../tolerate.ts';
import { openStack, type Stack } from '../stack/open-stack.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import { listReviewsOf } from '../review/records.ts';
import { endPlaces, sortNotes } from '../sweep/end-place.ts';
import { openFormerProductions } from '../sweep/former-productions.ts';
import { forgetPlace, listNotes, listPlace, notePlace, type ListedNote } from '../sweep/note-place.ts';
import type { Turn } from '../turn/turn.ts';
import type { PullRequestStatus } from '../../domain/review/merges.ts';
import { takeTurn } from '../turn/take-turn.ts';
import { waitForStateLock } from '../lock/wait-for-state-lock.ts';

/** Whoever opens a pull request again cannot have planned it, and left the queue, within this time. */
const OF_NOW_MS = 1000;

type CleanupOperation = Extract<Operation, { kind: 'cleanup' }>;

/**
 * Deletes what a closed pull request left behind, after a plan that is still under way there. What has become of the pull
 * request is asked, because the payload is as old as the event: in the turn, unless the answer is of the very moment before.
 */
export async function cleanup(run: Run, operation: CleanupOperation): Promise<Cleaned | Skipped> {
  const { prNumber } = operation;
  const askedAtMs = run.clock.monotonicMs();
  const [{ stack, pr, turn, places }, first] = await askWhile(run, {
    ask: (asking) => askWhereItStands({ ...run, ...asking }, operation),
    task: async (asked) => {
      const opened = await openStack(run, { needs: 'backend' });
      const { backend } = opened;
      const address = opened.prAddress(prNumber);
      run.journal.output('state-key', address.path);
      // Listed before anything else: what a newer run notes from here on is that run's, and stays.
      const noted = await listNotes(run, backend, prNumber);
      const me = describeRun(run, { kind: 'cleanup', commitSha: run.context.commitSha, prNumber });
      const placing = asked.then(() => sortOrNote(run, opened, { noted, prNumber }));
      const taken = await takeTurn(run, { backend, address, key: 'pr', me, before: placing });
      if (taken.kind === 'superseded') throw new Error('a cleanup was superseded in the queue, which only plans are');
      return { stack: opened, pr: address, turn: taken.turn, places: await placing };
    },
  });
  const { backend } = stack;
  const { own, elsewhere, isKnown } = places;
  const removed = await removeInTurn(run, {
    ...operation,
    stack,
    pr,
    turn,
    first: { ...first, askedAtMs },
  });
  if (removed.kind === 'skipped') return removed;
  const { status, isForApply, keepsReview } = removed.standing;
  const endOthers = async (): Promise<Cleaned['elsewhere']> => {
    if (status === undefined) return [];
    return endPlaces(run, stack, { notes: elsewhere, status, isOwnAlone: true, dryRun: false });
  };
  if (removed.kind === 'kept') {
    // What is in the way here is no reason to keep what lies elsewhere.
    await endOthers();
    throw removed.why;
  }
  const { deletion, isQueueGone } = removed;
  // Asked for last: the apply of its merge may have removed them meanwhile, and left the note to this run.
  const isOver = isQueueGone && !(keepsReview && (await listReviewsOf(backend, pr, [])).length > 0);
  if (isOver && isKnown) await forgetPlace(run, stack, own);
  return {
    kind: 'cleaned',
    address: pr,
    merged: isForApply && run.context.event.kind !== 'workflow-dispatch',
    deletion,
    elsewhere: await endOthers(),
    wait: run.waiting.spent,
  };
}

interface Removing extends CleanupOperation {
  readonly stack: Stack;
  readonly pr: StateAddress;
  readonly turn: Turn;
  /** As it stood at a moment of the monotonic clock. */
  readonly first: Standing & { readonly askedAtMs: number };
}

type RemovedInTurn =
  | Skipped
  | {
      readonly kind: 'removed';
      readonly standing: Closed;
      readonly deletion: Deletion;
      readonly isQueueGone: boolean;
    }
  /** It is closed, and what it has left here cannot go. */
  | { readonly kind: 'kept'; readonly standing: Closed; readonly why: Error };

async function removeInTurn(run: Run, { stack, pr, turn, first, ...operation }: Removing): Promise<RemovedInTurn> {
  const { backend, prod } = stack;
  const { prNumber } = operation;
  let standing: Standing | undefined;
  let deletion: Deletion | undefined;
  let isQueueGone = false;
  try {
    run.comments.lookAhead();
    const [looks, early] = await allDone(
      lookAtReviews(backend, { pr, heads: first.kind === 'closed' ? first.heads : [] }),
      lookAtPrState(backend, pr),
      waitForStateLock(run, { backend, address: pr, key: 'pr', turn }),
    );
    const hasWaited = run.waiting.spent.waitedMs > 0;
    const isOfNow = !hasWaited && run.clock.monotonicMs() - first.askedAtMs < OF_NOW_MS;
    standing = isOfNow || first.kind === 'open' ? first : await askWhereItStands(run, operation);
    if (standing.kind === 'open') {
      const isByHand = run.context.event.kind === 'workflow-dispatch';
      const what = isByHand ? 'is open' : 'was opened again';
      const unless = isByHand ? ' With `force` its state goes all the same.' : '';
      return { kind: 'skipped', reason: `Pull request #${prNumber} ${what}: nothing was removed.${unless}` };
    }
    const { keepsReview } = standing;
    const reviews = hasWaited ? await lookAtReviews(backend, { pr, heads: standing.heads }) : looks;
    refuseOfAnotherRepository(run, { pr, looks: reviews });
    const hadProduction = openFormerProductions(run, stack, { prNumber });
    const look = hasWaited ? undefined : early;
    // A state that is refused keeps its reviews.
    const state = await deletePrState(run, backend, { prod, pr, hadProduction, force: operation.force, look });
    // What was merged is not applied yet, and its apply asks what was reviewed.
    const review = keepsReview ? NOTHING_REMOVED : await deleteReviews(run, backend, { prod, looks: reviews });
    deletion = {
      ...state,
      removed: state.removed + review.count,
      versionsLeft: state.versionsLeft || review.versionsLeft,
    };
  } catch (error) {
    if (standing?.kind !== 'closed') throw error;
    return { kind: 'kept', standing, why: passOver(error) };
  } finally {
    if (deletion === undefined) await turn.leave();
    else isQueueGone = await turn.leaveForGood();
  }
  return { kind: 'removed', standing, deletion, isQueueGone };
}

interface Places {
  /** Notes of the place where this commit has the pull request's state. */
  readonly own: readonly ListedNote[];
  readonly elsewhere: ReturnType<typeof sortNotes>['elsewhere'];
  /** False where the notes may not be listed. */
  readonly isKnown: boolean;
}

async function sortOrNote(
  run: Run,
  stack: Stack,
  { noted: notes, prNumber }: { readonly noted: Awaited<ReturnType<typeof listNotes>>; readonly prNumber: number },
): Promise<Places> {
  const { here, elsewhere } = sortNotes(run, stack, notes === 'denied' ? [] : notes);
  if (notes === 'denied') return { own: here, elsewhere, isKnown: false };
  return { own: here.length === 0 ? await notePlaceAnew(run, stack, prNumber) : here, elsewhere, isKnown: true };
}

/** Whatever becomes of this run, a sweep finds the place. */
async function notePlaceAnew(run: Run, stack: Stack, prNumber: number): Promise<readonly ListedNote[]> {
  await notePlace(run, stack, prNumber);
  return listPlace(run, stack, prNumber);
}

interface Closed {
  readonly kind: 'closed';
  /** As GitHub says; undefined where it does not. */
  readonly status: PullRequestStatus | undefined;
  /** An apply of its merge tells of it, or is going to. */
  readonly isForApply: boolean;
  /** An apply asks for what was reviewed, or may do so: other branches come to the apply branch, too. */
  readonly keepsReview: boolean;
  /** Commits of it that are known. */
  readonly heads: readonly string[];
}

type Standing = { readonly kind: 'open' } | Closed;

/**
 * What has become of the pull request. Started by hand, GitHub need not know it, and what it does not say keeps no more
 * than the reviews: the state is a copy, or it is kept.
 */
async function askWhereItStands(run: Run, { prNumber, merged, force }: CleanupOperation): Promise<Standing> {
  const closed = (status: PullRequestStatus): Standing => ({
    kind: 'closed',
    status,
    isForApply: status.isMerged && (status.merged === undefined || status.merged.branch === applyBranch(run)),
    keepsReview: status.isMerged,
    heads: [status.headSha],
  });
  if (run.context.event.kind !== 'workflow-dispatch') {
    const status = await askIfClosed(run, prNumber);
    if (!status.closed) return { kind: 'open' };
    return closed(status);
  }
  if (force) return { kind: 'closed', status: undefined, isForApply: merged, keepsReview: merged, heads: [] };
  return tolerate<Standing>(run.journal, {
    what: 'GitHub did not say whether it was merged, so its review is kept',
    task: async () => {
      const [status] = await run.pullRequests.findStatuses([prNumber]);
      if (status === undefined) {
        return { kind: 'closed', status: undefined, isForApply: false, keepsReview: false, heads: [] };
      }
      const settled = status.closed ? status : await askIfClosed(run, prNumber);
      if (!settled.closed) return { kind: 'open' };
      return closed(settled);
    },
    otherwise: { kind: 'closed', status: undefined, isForApply: true, keepsReview: true, heads: [] },
  });
}
