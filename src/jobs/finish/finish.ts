import { Cancelled } from '../../domain/apply/aftermath.ts';
import type { Conclusion } from '../../domain/run/outcome.ts';
import type { LeftCommand } from '../../ports/terraform.ts';
import { findPullRequests } from '../review/find-pull-requests.ts';
import { takeOwnReviewBack } from '../review/write-review.ts';
import type { Run } from '../run.ts';
import { HeldLock, leftLockIdOf } from '../lock/held-lock.ts';
import { repairOwnDigest } from '../state/repair-digest.ts';
import type { EveryStep } from '../tolerate.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import { awaitEnd } from './await-end.ts';
import { giveLockBack } from './give-lock-back.ts';
import { readFacts } from './read-facts.ts';
import { findAllToTell, reportApplied } from './report-applied.ts';
import { resumeTurn } from './resume-turn.ts';
import { NOTHING_LEFT, readLeft } from '../apply/aftermath.ts';
import { settleApply } from './settle-apply.ts';
import type { Unfinished } from './unfinished.ts';

/**
 * Brings a run to its end whose main was cancelled or died: lets Terraform finish and save, gives back the state lock and
 * the turn, and says what has become of it. What goes wrong on the way is told, and stops nothing behind it: a defect is
 * left to `steps`.
 */
export async function finish(run: Run, unfinished: Unfinished, steps: EveryStep): Promise<Conclusion> {
  const { operation, command, apply } = unfinished;
  const commitSha = operation.kind === 'apply' ? operation.commitSha : undefined;
  const findingOwn = commitSha === undefined ? [] : findOwnPullRequests(run, commitSha, steps);
  // A backend that does not answer must not keep Terraform from its end.
  const ending = command === undefined ? Promise.resolve(undefined) : awaitEnd(run, { ...unfinished, command }, steps);
  const resuming = resumeTurn(run, unfinished, { steps, ending });
  const looking = resuming.then((lock) => lock && lookOn(run, lock, steps));
  const lock = await resuming;
  const ended = await ending;
  // An apply whose end main has seen may have been killed all the same, and its lock left for that.
  const isOrderly =
    (ended === undefined || ended === 'by-itself' || !changesState(command)) && (apply?.endedByItself() ?? true);
  const after = { lock, ended, isOrderly, steps };

  const settled = await settleApply(run, unfinished, after);
  const isApplied = settled?.kind === 'applied';
  if (isApplied && lock !== undefined) {
    await steps.take({
      what: 'The digest of the state could not be looked at',
      task: () => repairOwnDigest(run, lock, lock.turn),
      otherwise: undefined,
    });
  }
  const held = await looking;
  held?.stopLooking();
  if (ended === 'not-at-all' && changesState(command)) lock?.turn.noteToolAtWork();
  if (!isOrderly && !isApplied) lock?.turn.noteWorkDropped();
  const isOpen = settled?.kind === 'not-saved' && !settled.failure.notSaved.isFrozen;
  const ownLock = await giveLockBack(run, unfinished, { ...after, isOpen });
  const unsaved =
    settled?.kind === 'not-saved'
      ? settled.failure.withLock(leftLockIdOf(ownLock, unfinished.turn?.lockId ?? ''))
      : undefined;
  if (unsaved !== undefined) unfinished.onNotSaved(unsaved);
  const { isPlanWhole, ...facts } = await readFacts(run, apply, after);
  const notSaved = unsaved?.withProgress(facts.progress === 'unknown' ? undefined : facts.progress);
  // What a part of a plan has left undone is still to be compared with its reviews.
  const isWhole = isPlanWhole && run.inputs.target.length === 0;
  if (operation.kind === 'plan' && lock !== undefined && !unfinished.isShown) {
    // Main may have died while it was recorded, and the page says something else in a moment.
    await steps.take({
      what: 'What it has recorded as reviewed could not be taken back',
      task: () => takeOwnReviewBack(run, lock.backend, { address: lock.address, headSha: operation.headSha }),
      otherwise: undefined,
    });
  }
  const { repository, repositoryId, runUrl } = run.context;
  const earlier = lock?.turn.lastApplied?.commitSha;
  // Nobody else can have written the state before the turn is given back.
  const left = isApplied && lock !== undefined ? await readLeft(run, lock, { steps }) : NOTHING_LEFT;
  await steps.take({
    what: 'The turn could not be given back',
    task: async () =>
      lock?.turn.leave(
        isApplied && isWhole && commitSha !== undefined ? { repository, repositoryId, commitSha, runUrl } : undefined,
      ),
    otherwise: undefined,
  });

  const own = await findingOwn;
  const pullRequests =
    commitSha === undefined || apply === undefined
      ? own
      : await findAllToTell(run, unfinished, { own, commitSha, applied: earlier, steps });
  const result =
    isApplied && commitSha !== undefined
      ? await reportApplied(run, unfinished, { left, pullRequests, lockLost: held?.lost, steps })
      : undefined;
  if (result !== undefined) return { kind: 'result', result };
  if (notSaved !== undefined) return { kind: 'failure', failure: notSaved };
  const failure = new Cancelled(command?.name ?? operation.kind, {
    cancelled: unfinished.cancelledForMs !== undefined || unfinished.stop.aborted,
    command: command === undefined || ended === undefined ? undefined : { name: command.name, ended },
    address: unfinished.turn?.address,
    lock: ownLock,
    details: settled?.kind === 'failed' ? settled.details : '',
    ...facts,
  });
  return { kind: 'failure', failure };
}

/** Whether the lock is still this run's is looked at for as long as its Terraform is at work. */
function lookOn(run: Pick<Run, 'clock' | 'journal'>, lock: LockOfTurn, steps: EveryStep): HeldLock {
  const held = HeldLock.resume(run, lock);
  held.keepLooking({ clock: run.clock, steps });
  return held;
}

/** Whether work may be lost with this command: `state push` writes what an apply has done. */
function changesState(command: LeftCommand | undefined): boolean {
  return command?.name === 'apply' || command?.name === 'state';
}

async function findOwnPullRequests(run: Run, commitSha: string, steps: EveryStep): ReturnType<typeof findPullRequests> {
  return steps.take({
    what: `Which pull requests ${commitSha} belongs to is not known`,
    task: () => findPullRequests(run, commitSha),
    otherwise: [],
  });
}
