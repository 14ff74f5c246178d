import { Cancelled } from '../../domain/apply/aftermath.ts';
import type { Operation } from '../../domain/run/operation.ts';
import type { Planned, Skipped, Superseded } from '../../domain/run/outcome.ts';
import { confirmReviewed } from '../review/confirm-reviewed.ts';
import { findGroup } from '../review/find-group.ts';
import { createWorkspace, isWorkspaceThere } from '../stack/create-workspace.ts';
import { renewCredentials } from '../stack/keep-credentials.ts';
import { initOn } from '../stack/init-on.ts';
import { openStack, type Stack } from '../stack/open-stack.ts';
import { planFailed } from '../lock/plan-failed.ts';
import { deletePrState } from '../state/delete-pr-state.ts';
import { putSnapshot, readProduction, type Production, type SnapshotKeys } from '../state/put-snapshot.ts';
import { allDone, tolerate } from '../tolerate.ts';
import type { Backend } from '../../ports/backend.ts';
import { describeRun, type Run } from '../run.ts';
import { takeTurn } from '../turn/take-turn.ts';
import { notToPlan } from './not-to-plan.ts';
import type { HeldLock } from '../lock/held-lock.ts';
import { takeStateLock } from '../lock/take-state-lock.ts';
import { waitForStateLock } from '../lock/wait-for-state-lock.ts';
import { askBeside } from '../review/pull-request-status.ts';
import { listReviewsOf } from '../review/records.ts';
import { openFormerProductions } from '../sweep/former-productions.ts';
import { forgetPlace, listPlace, notePlace, type ListedNote } from '../sweep/note-place.ts';
import { findEarlierReview, putReviewBack, takeReviewBack, writeReview } from '../review/write-review.ts';

/** So old a look at production may be to plan on it. */
const OF_NOW_MS = 2000;

type PlanOperation = Extract<Operation, { kind: 'plan' }>;

/** Plans on the pull request's own key, seeded from production. Production is read and never locked or written. */
export async function plan(run: Run, operation: PlanOperation): Promise<Planned | Superseded | Skipped> {
  const isOfPullRequest = run.context.event.kind !== 'merge-group';
  // The payload is as old as its event.
  const [{ stack, early }, before] = await askBeside(run, isOfPullRequest ? operation : undefined, async () => {
    const opened = await openStack(run);
    return { stack: opened, early: isOfPullRequest ? readBeside(run, opened) : undefined };
  });
  const notNow = notToPlan(run, operation, before);
  if (notNow !== undefined) return notNow;
  const { backend, prod } = stack;
  const pr = stack.prAddress(operation.prNumber);
  run.journal.output('state-key', pr.path);

  const kind = isOfPullRequest ? 'plan' : 'merge-group';
  const me = describeRun(run, { kind, commitSha: operation.headSha, prNumber: operation.prNumber });
  const taken = await takeTurn(run, {
    backend,
    address: pr,
    key: 'pr',
    me,
    before: notePlace(run, stack, operation.prNumber),
  });
  if (taken.kind === 'superseded') {
    return {
      kind: 'superseded',
      by: { commitSha: taken.by.commitSha, runUrl: taken.by.url },
      wait: run.waiting.spent,
    };
  }
  const { turn } = taken;
  let held: HeldLock | undefined;
  let takingBack: Promise<void> | undefined;
  let isGone = false;
  let own: readonly ListedNote[] = [];
  try {
    const lock = { backend, address: pr, key: 'pr', turn } as const;
    const { prNumber, headSha } = operation;
    const recorded = { prod, address: pr, headSha };
    const keys = { prod, pr, hadProduction: openFormerProductions(run, stack, { prNumber }) };
    // Whatever becomes of this plan from here on, its page takes the place of the one before.
    const finding = isOfPullRequest ? findEarlierReview(run, backend, recorded) : Promise.resolve(undefined);
    takingBack = finding.then((found) => takeReviewBack(backend, recorded, found));
    void Promise.allSettled([takingBack]);
    const [found] = await allDone(finding, waitForStateLock(run, lock));
    const earlier = found?.taken;
    run.comments.tellBegun({ kind: 'begun', at: run.clock.now(), shown: undefined });
    await renewCredentials(run, backend);
    const group = await findGroup(run, stack, operation);
    const hasWaited = run.waiting.spent.waitedMs > 0;
    const isOfNow = early !== undefined && !hasWaited && run.clock.monotonicMs() - early.atMs < OF_NOW_MS;
    const production = isOfNow ? early.production : readProduction(run, backend, prod);
    const [snapshot] = await allDone(putSnapshot(run, backend, { ...keys, production }), takingBack);
    const takeLock = async (): Promise<void> => {
      held = await takeStateLock(run, lock, { operation: 'plan', prNumber });
    };
    // Terraform makes a workspace under a lock of its own, whatever it is told.
    const isThere = await isWorkspaceThere(lock);
    await allDone(initOn(run, lock), isThere ? takeLock() : undefined);
    await stack.confirmBackend(pr);
    if (!isThere) {
      await createWorkspace(run, lock);
      await takeLock();
    }
    if (held === undefined) throw new Error('the state lock is taken before a plan');
    const planned = await run.terraform.plan(held);
    if (planned.kind === 'failed') throw await planFailed(run, planned, { backend, address: pr });
    // Once more, right before it is recorded: a plan takes its time.
    run.comments.lookAhead();
    const lockGivenBack = held.giveBack();
    void Promise.allSettled([lockGivenBack]);
    const [read, after] = await askBeside(run, isOfPullRequest ? operation : undefined, async () => {
      await stack.confirmBackend(pr);
      return run.terraform.showPlan();
    });
    // The page may take its time, and nobody waits for more than the turn.
    await lockGivenBack;
    const late = notToPlan(run, operation, after);
    if (late !== undefined) {
      if (late.kind === 'skipped') {
        own = await listPlace(run, stack, prNumber);
        isGone = await removeSnapshot(run, backend, keys);
      }
      await putReviewBack(backend, recorded, earlier);
      return late;
    }
    const shown = { ...read, hasChanges: planned.hasChanges };
    const result: Planned = {
      kind: 'planned',
      address: pr,
      ...shown,
      snapshot,
      reviewed:
        group === undefined
          ? undefined
          : await confirmReviewed(run, {
              address: pr,
              shown,
              commits: [run.context.commitSha, headSha],
              ...group,
              stretch: undefined,
            }),
      wait: run.waiting.spent,
    };
    if (!isOfPullRequest) return result;
    const told = await run.publish(result);
    if (run.cancelled.aborted || run.handover.isTakenOver()) throw new Cancelled('plan');
    if (told === 'shown') {
      await writeReview(run, backend, { ...recorded, prNumber, plan: shown.plan, snapshot, earlier });
      run.handover.noteShown();
    } else if (told === 'left-to-newer') await putReviewBack(backend, recorded, earlier);
    return result;
  } finally {
    await Promise.allSettled([takingBack]);
    await held?.giveBack();
    if (!isGone) await turn.leave();
    else if (await turn.leaveForGood()) await forgetUnlessReviewed(run, stack, { ...operation, own });
  }
}

/** Nobody may come to need what is read here. */
function readBeside(
  run: Run,
  { backend, prod }: Stack,
): { readonly production: Promise<Production>; readonly atMs: number } {
  const production = readProduction(run, backend, prod);
  void Promise.allSettled([production]);
  return { production, atMs: run.clock.monotonicMs() };
}

/** Of a pull request that was closed meanwhile nothing is left: its cleanup may have been before this. */
async function removeSnapshot(run: Run, backend: Backend, keys: SnapshotKeys): Promise<boolean> {
  return tolerate(run.journal, {
    what: "The copy of production's state is left to the cleanup of the pull request",
    task: async () => {
      await deletePrState(run, backend, { ...keys, force: false });
      return true;
    },
    otherwise: false,
  });
}

/** Its cleanup may have been before this, and removed the note of the place that this plan has used. */
async function forgetUnlessReviewed(
  run: Run,
  stack: Stack,
  { prNumber, own }: PlanOperation & { readonly own: readonly ListedNote[] },
): Promise<void> {
  await tolerate(run.journal, {
    what: 'The note of where the pull request had its state is left to a sweep',
    task: async () => {
      const reviews = await listReviewsOf(stack.backend, stack.prAddress(prNumber), []);
      if (reviews.length === 0) await forgetPlace(run, stack, own);
    },
    otherwise: undefined,
  });
}
