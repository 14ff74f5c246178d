import { ApplyFailed } from '../../domain/apply/apply-failed.ts';
import { describeBegunOn, type BegunOn } from '../../domain/apply/begun-on.ts';
import { describeToCreate } from '../../domain/apply/to-create.ts';
import { APPLY_LOCK } from '../../domain/lock/lock.ts';
import type { MergedPullRequest, MergeReview } from '../../domain/review/merges.ts';
import { mergesOf } from '../../domain/review/reviewed.ts';
import type { Operation } from '../../domain/run/operation.ts';
import type { Applied, Superseded } from '../../domain/run/outcome.ts';
import type { PlanShown } from '../../domain/plan/plan-shown.ts';
import { confirmUnderstood } from '../../domain/plan/understood.ts';
import type { SeenPush } from '../../domain/turn/first-seen.ts';
import type { StateNotSaved } from '../../domain/turn/freeze.ts';
import type { CommitApplied } from '../../domain/turn/turn.ts';
import { confirmNotFrozen } from './confirm-not-frozen.ts';
import { confirmReviewed } from '../review/confirm-reviewed.ts';
import { carriedWith, findCarried, findCarriedIfKnown } from '../review/find-carried.ts';
import { findPullRequests } from '../review/find-pull-requests.ts';
import { findSuperseding } from './find-superseding.ts';
import { createWorkspace } from '../stack/create-workspace.ts';
import { init, initOn } from '../stack/init-on.ts';
import { renewCredentials, warnOfExpiry } from '../stack/keep-credentials.ts';
import { openStack, type Stack } from '../stack/open-stack.ts';
import { applyFailed, planFailed, progressOf } from '../lock/plan-failed.ts';
import { readLeft, removeMergedLeftovers, type LeftByApply } from './aftermath.ts';
import type { StoredObject } from '../../ports/backend.ts';
import { describeRun, type Run } from '../run.ts';
import { repairDigest, repairOwnDigest } from '../state/repair-digest.ts';
import { saveState } from './save-state.ts';
import { tellAbandoned } from './tell-abandoned.ts';
import { readStateThere, tellErrors, tellWarnings } from './tell-of-apply.ts';
import { takeTurn } from '../turn/take-turn.ts';
import { leftLockIdOf, type HeldLock } from '../lock/held-lock.ts';
import { takeStateLock } from '../lock/take-state-lock.ts';
import { untilInReach } from '../turn/until-in-reach.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import { allDone } from '../tolerate.ts';

type ApplyOperation = Extract<Operation, { kind: 'apply' }>;

/** Applies the commit on production: plans again there, and applies that very plan, both within one turn. */
export async function apply(run: Run, operation: ApplyOperation): Promise<Applied | Superseded> {
  const findingPullRequests = findPullRequests(run, operation.commitSha);
  const initializing = openInitialized(run);
  // Both end on every way out: whatever goes wrong with the stack is told on the pull requests.
  await Promise.allSettled([findingPullRequests, initializing]);
  const own = await findingPullRequests;
  const { stack, isReadable } = await initializing;
  await warnOfExpiry(run, stack.backend);
  run.journal.output('state-key', stack.prod.path);
  const { commitSha } = operation;
  const me = describeRun(run, { kind: 'apply', commitSha, prNumber: own[0]?.number });
  const { steps } = run;
  const earlier: string[] = [];
  for (;;) {
    const place = { backend: stack.backend, address: stack.prod, key: 'prod' } as const;
    const taken = await takeTurn(run, { ...place, me, push: pushOf(run), earlier });
    if (taken.kind === 'superseded') throw new Error('an apply was superseded in the queue, which only plans are');
    const { turn } = taken;
    earlier.push(turn.lockId);
    const { repository, repositoryId, runUrl } = run.context;
    const commit: CommitApplied = { repository, repositoryId, commitSha, runUrl };
    let applied: CommitApplied | undefined;
    let held: HeldLock | undefined;
    let isOver = false;
    // What has become of the apply counts more than its lock and turn.
    const giveBack = async (): Promise<void> => {
      if (isOver) return;
      isOver = true;
      await steps.take({
        what: 'The state lock could not be given back',
        task: async () => held?.giveBack(),
        otherwise: undefined,
      });
      await steps.take({
        what: 'The turn could not be given back',
        task: () => turn.leave(applied),
        otherwise: undefined,
      });
    };
    try {
      const ofCommit = { commitSha, certain: own, applied: turn.lastApplied?.commitSha, isForApply: true };
      const findingCarried = findCarriedIfKnown(run, stack, ofCommit);
      // Nobody waits for it where the run is superseded.
      void Promise.allSettled([findingCarried]);
      const superseding = await findSuperseding(run, turn, commitSha);
      if (superseding !== undefined) return { kind: 'superseded', ...superseding, wait: run.waiting.spent };

      const lock = { backend: stack.backend, address: stack.prod, key: 'prod', turn } as const;
      const takeLock = async (): Promise<HeldLock> => {
        await createWorkspace(run, lock);
        held = await takeStateLock(run, lock, { operation: 'apply', prNumber: own[0]?.number });
        return held;
      };
      // They are told of a wait for the lock, too.
      const telling = findingCarried.then((found) => {
        const toTell = carriedWith(own, found);
        run.comments.openOn(toTell.map(({ number }) => number));
        return toTell;
      });
      const [carried, pullRequests, ownLock] = await allDone(findingCarried, telling, takeLock());
      ownLock.keepLooking(run, (lost, at) => {
        run.comments.tellLockLost(lost, at);
      });
      await tellAbandoned(run, lock);
      // Somebody else may have had the turn while this run was suspended: a plan alone does no harm then.
      const confirming = untilInReach(run, () => turn.confirm());
      void Promise.allSettled([confirming]);
      await renewCredentials(run, stack.backend);
      if (!isReadable) {
        if (!(await confirming)) {
          loseTurn(run);
          continue;
        }
        await repairDigest(run, { ...lock, explained: run.waiting.spent.recovery?.operation === APPLY_LOCK });
        await initOn(run, lock);
      }
      await confirmNotFrozen(run, lock);
      const findAgain = (): Promise<readonly MergeReview[]> => findCarried(run, stack, ofCommit);
      const done = await planAndApply(run, {
        stack,
        lock,
        held: ownLock,
        commit,
        confirming,
        pullRequests,
        carried,
        findAgain,
      });
      if (done === 'turn-lost') continue;
      // What a part of a plan has left undone is still to be compared with its reviews.
      const isWhole = done.plan.complete && run.inputs.target.length === 0;
      if (isWhole) applied = commit;
      // The state is safe, and nobody else waits for the rest.
      await giveBack();
      const merged = isWhole ? carriedWith(pullRequests, mergesOf(done.reviewed)) : [];
      const kept = await removeMergedLeftovers(run, stack, merged);
      return { kind: 'applied', address: stack.prod, ...done, kept, lockLost: ownLock.lost, wait: run.waiting.spent };
    } finally {
      await giveBack();
    }
  }
}

/** The push that this run is for; undefined when it was started in another way. */
function pushOf({ context }: Pick<Run, 'context'>): SeenPush | undefined {
  const { event, repository, repositoryId } = context;
  if (event.kind !== 'push' || event.before === undefined) return undefined;
  return { repository, repositoryId, before: event.before, commitSha: event.sha };
}

/**
 * Terraform is initialized before the queue, so that nobody behind waits for its providers. The state may not be readable
 * then: that is seen to in the turn.
 */
async function openInitialized(run: Run): Promise<{ readonly stack: Stack; readonly isReadable: boolean }> {
  const stack = await openStack(run);
  const { kind } = await init(run, { backend: stack.backend, address: stack.prod });
  return { stack, isReadable: kind === 'initialized' };
}

type PlannedAndApplied = PlanShown & LeftByApply & Pick<Applied, 'applyMs' | 'reviewed' | 'isReencrypted'>;

const STALE_PLANS_AT_MOST = 3;

interface Applying {
  readonly stack: Stack;
  readonly lock: LockOfTurn;
  readonly held: HeldLock;
  readonly commit: CommitApplied;
  /** Whether the turn is this run's still. */
  readonly confirming: Promise<boolean>;
  /** Who is told of it, as far as that is known. */
  readonly pullRequests: readonly MergedPullRequest[];
  /** What of it may be in the plan. */
  readonly carried: readonly MergeReview[] | 'unknown';
  /** Asks for that once more. */
  readonly findAgain: () => Promise<readonly MergeReview[]>;
}

/** Repeats both when the state changed between the plan and its apply: a stale plan is never forced. */
async function planAndApply(
  run: Run,
  { stack, lock, held, commit, confirming, pullRequests, carried, findAgain }: Applying,
): Promise<PlannedAndApplied | 'turn-lost'> {
  const { terraform, steps } = run;
  // Only a wait of its own is over now; a comment of the pull request's plan is worth more than this.
  run.comments.tellWaitIsOver({ kind: 'begun', at: run.clock.now(), shown: undefined });
  for (let stalePlans = 0; ; stalePlans += 1) {
    await stack.confirmBackend(stack.prod);
    const [planned, isTurn] = await allDone(terraform.plan(held), confirming);
    if (!isTurn) return loseTurn(run);
    if (planned.kind === 'failed')
      throw await planFailed(run, planned, { backend: stack.backend, address: stack.prod });
    // Under the lock nobody changes the state between this look and the apply.
    const [read, begunOn] = await allDone(
      terraform.showPlan(),
      untilInReach(run, async () => describeBegunOn(await lock.backend.objects.get(lock.address.path))),
    );
    const shown = { ...read, hasChanges: planned.hasChanges };
    // Before it is compared: no review lets it pass.
    if (shown.hasChanges) confirmUnderstood(shown.plan);
    const { commitSha } = commit;
    const reviewed = await confirmReviewed(run, {
      address: stack.prod,
      shown,
      commits: [commitSha],
      carried,
      findCarried: findAgain,
      stretch: {
        stack,
        begin: lock.turn.stretchBegin,
        commitSha,
        applied: lock.turn.lastApplied?.commitSha,
      },
    });
    if (!shown.hasChanges) {
      if (run.inputs.destroy) run.journal.warning(NOTHING_TO_DESTROY);
      if (!(await terraform.mayEncrypt())) {
        return { ...shown, ...(await readLeft(run, lock, { steps })), reviewed, applyMs: 0 };
      }
      confirmUnderstood(shown.plan);
      run.journal.info(
        "No resource changes. The plan is applied all the same: it is by an apply that OpenTofu encrypts a state in another way than before. It writes none where the state's encryption stays as it is.",
      );
    }

    const toCreate = describeToCreate(shown.plan.changes, begunOn, shown.plan.conceal);
    if (!(await untilInReach(run, () => lock.turn.announce(commit, toCreate)))) return loseTurn(run);
    await confirmNotFrozen(run, lock);
    await renewCredentials(run, lock.backend);
    await stack.confirmBackend(stack.prod);
    // Asked after all else is answered: a run that was suspended meanwhile finds out. Nothing is begun under a lock that may
    // be somebody else's by now.
    if (!(await untilInReach(run, () => held.confirm()))) return loseTurn(run);
    run.comments.tellBegun({ kind: 'begun', at: run.clock.now(), shown, abandoned: run.waiting.spent.abandoned });
    run.handover.noteBegunOn(begunOn, carriedWith(pullRequests, mergesOf(reviewed)));
    const failing = { address: stack.prod, shown };
    const startedAtMs = run.clock.monotonicMs();
    const applied = await terraform.apply(held);
    if ('mayBeAtWork' in applied && applied.mayBeAtWork) lock.turn.noteToolAtWork();
    const describe = (state: Uint8Array | undefined): string =>
      'told' in applied ? tellErrors(run, applied.told, { plan: shown.plan, state }) : '';
    switch (applied.kind) {
      case 'applied': {
        const applyMs = run.clock.monotonicMs() - startedAtMs;
        const state = await steps.take({
          what: 'The digest of the state could not be looked at',
          task: () => repairOwnDigest(run, lock, held),
          otherwise: undefined,
        });
        return {
          ...shown,
          ...(await readLeft(run, lock, { state, steps })),
          reviewed,
          ...(shown.hasChanges ? {} : { isReencrypted: isWrittenSince(run, begunOn, state) }),
          applyMs,
          warnings: await tellWarnings(run, applied.told, { shown, state: state?.body, there: lock, steps }),
        };
      }
      case 'stale-plan':
        if (stalePlans >= STALE_PLANS_AT_MOST) {
          throw new ApplyFailed('somebody else keeps changing the state between the plan and its apply', '', failing);
        }
        run.journal.info('The state has changed since the plan was made: planning again.');
        continue;
      case 'state-not-saved': {
        const saved = await saveState(run, lock, {
          notSaved: applied,
          under: held,
          describe,
          begunOn,
          mayWait: () => true,
          steps,
        });
        if (saved.kind === 'not-saved') {
          const progress = progressOf(applied, shown.plan);
          throw await withLock(saved.failure.withPlan(shown).withProgress(progress), held);
        }
        const state = await readStateThere(lock, steps);
        const details = describe(state);
        if (saved.kind !== 'saved' || applied.timedOut !== undefined) {
          throw applyFailed(run, held, { ...applied, details }, { ...failing, state });
        }
        throw new ApplyFailed(
          'the state could not be saved at first and was saved right after: run the workflow again to see what is left',
          details,
          failing,
        );
      }
      case 'failed': {
        const state = await readStateThere(lock, steps);
        throw applyFailed(run, held, { ...applied, details: describe(state) }, { ...failing, state });
      }
    }
  }
}

const NOTHING_TO_DESTROY =
  'destroy: true is set, and nothing is left to destroy. Nothing is made of what the configuration has as long as it is set: take it out of the workflow.';

/** Under the lock of this run nobody but its own apply has written the state. */
function isWrittenSince({ journal }: Pick<Run, 'journal'>, begunOn: BegunOn, state: StoredObject | undefined): boolean {
  const now = state === undefined ? begunOn : describeBegunOn(state);
  const isWritten = now.kind === 'state' && (begunOn.kind === 'no-state' || now.etag !== begunOn.etag);
  if (isWritten) journal.info('OpenTofu has written the state anew, as its encryption is configured now.');
  return isWritten;
}

/** Where the queue could not be frozen, nothing but the lock keeps others from the state, and it stays. */
async function withLock(failure: StateNotSaved, held: HeldLock): Promise<StateNotSaved> {
  const own = failure.notSaved.isFrozen ? await held.giveBack() : await held.leaveBehindAndLook();
  return failure.withLock(leftLockIdOf(own, held.lockId));
}

function loseTurn({ journal }: Pick<Run, 'journal'>): 'turn-lost' {
  journal.warning('The turn or the state lock was lost before the apply began: queueing again, and planning again.');
  return 'turn-lost';
}
