import { ApplyFailed } from '../domain/apply/apply-failed.ts';
import { Cancelled } from '../domain/apply/aftermath.ts';
import { TimedOut } from '../domain/apply/timed-out.ts';
import { NotReady } from '../domain/doctor/finding.ts';
import type { RunFailure } from '../domain/failure.ts';
import { PlanFailed } from '../domain/plan/plan-failed.ts';
import { BY_HAND_URL, PlanChanged } from '../domain/review/reviewed.ts';
import {
  isMoved,
  type Applied,
  type EndedPlace,
  type Planned,
  type RunResult,
  type Subject,
  type Swept,
  type WaitingNow,
} from '../domain/run/outcome.ts';
import { PrStateInUse } from '../domain/state/snapshot.ts';
import { StateNotSaved } from '../domain/turn/freeze.ts';
import { StateLocked } from '../domain/turn/holder.ts';
import { codeSpan, linkTarget } from './markdown.ts';
import { renderMoment } from './time.ts';
import type { RunView } from './page.ts';

/** What the line begins with by which a reader finds what is to be done. */
const NEXT = '**Next:** ';

/** What a reader does next, in one line; empty where nobody asks. */
export function renderNext(subject: Subject, view: RunView): string {
  const words = nextOf(subject, view);
  return words === '' ? '' : NEXT + words;
}

/**
 * Of which commit a plan is, and from when; empty for any other page. It stands at the top: a run that dies, or never begins,
 * tells nobody that it was to take the place of this plan.
 */
export function renderOfWhat(subject: Subject, { commitSha, now }: RunView): string {
  if (subject.kind !== 'result' || subject.result.kind !== 'planned' || commitSha === '') return '';
  return `<sub>This is the plan of commit ${codeSpan(commitSha.slice(0, 7))}, made ${renderMoment(now)}; of a newer commit it says nothing.</sub>`;
}

/** The page with that line behind its headline and what is lost. */
export function insertNext(page: string, next: string): string {
  if (next === '') return page;
  const parts = page.split('\n\n');
  const alerts = parts.slice(1).findIndex((part) => !part.startsWith('> [!CAUTION]\n'));
  const at = alerts < 0 ? parts.length : 1 + alerts;
  return [...parts.slice(0, at), next, ...parts.slice(at)].join('\n\n');
}

/** Of a plan that another one takes the place of, or that production has left behind. */
export const NEXT_BEHIND = 'plan again, production has moved.';
export const NEXT_ANEW = 'nothing to do: the new plan takes the place of this one.';

/** The lines of a comment that was written before, with another next step in the place of its own. */
export function replaceNext(lines: readonly string[], words: string): readonly string[] {
  const at = lines.findIndex((line) => line.startsWith(NEXT));
  // Nothing of a plan's text stands before the first table or fence.
  const foreign = lines.findIndex((line) => /^(?:\||```|<details>)/.test(line));
  if (at < 0 || (foreign >= 0 && foreign < at)) return lines;
  return lines.with(at, NEXT + words);
}

function nextOf(subject: Subject, view: RunView): string {
  switch (subject.kind) {
    case 'waiting':
      return nextOfWaiting(subject.waiting);
    case 'begun':
      return 'nothing to do: this comment will say how it ended.';
    case 'defect':
      return `${runAgain(view)}; should it fail again, by hand.`;
    case 'result':
      return nextOfResult(subject.result, view);
    case 'failure':
      return nextOfFailure(subject.failure, view);
  }
}

/** The page of the run has the button. */
function runAgain({ runUrl }: RunView): string {
  return `[run it again](${linkTarget(runUrl)})`;
}

function nextOfWaiting({ holder }: WaitingNow): string {
  return holder.kind === 'state-lock' && holder.alive === false
    ? 'by hand, as told below: whoever holds this is over, and lets nobody in.'
    : `nothing to do: it starts by itself when ${holder.kind === 'turn' ? 'its turn comes' : 'the lock is released'}.`;
}

function nextOfResult(result: RunResult, view: RunView): string {
  switch (result.kind) {
    case 'planned':
      return nextOfPlan(result, view);
    case 'applied':
      return nextOfApplied(result, view);
    case 'cleaned':
      return isKeptIn(result.elsewhere) ? NEXT_KEPT : 'nothing to do.';
    case 'unlocked':
      return 'plan before the next apply: whoever held the lock may have stopped half-way.';
    case 'retired':
      if (isMoved(result)) {
        return view.command === 'apply'
          ? 'nothing to do here: what the other root module applies counts.'
          : 'nothing to do here: the plan of the other root module counts.';
      }
      if (result.holding.kind === 'nothing') return 'nothing to do: nothing is left of it.';
      return view.command === 'apply'
        ? 'by hand, as told below: what production holds is managed by nobody any more.'
        : 'before the merge, as told below: after it, what production holds is managed by nobody any more.';
    case 'swept':
      return nextOfSwept(result);
    case 'superseded':
      return 'nothing to do here: the newer commit goes on.';
    case 'examined':
    case 'skipped':
      return '';
  }
}

function nextOfPlan({ plan, hasChanges, isUnshown, snapshot }: Planned, view: RunView): string {
  if (plan.unknown.length > 0) return 'use a newer Lockstep, or apply by hand: no apply of it begins with this.';
  if (isUnshown === true) return 'plan again: merged like this, it is stopped for want of a review.';
  if (view.mergeGroup && hasChanges) return 'the merge applies this.';
  if (view.mergeGroup) return nothingLeft(view) ?? 'nothing to do: the merge changes nothing.';
  if (!hasChanges) return nothingLeft(view) ?? 'nothing to do: merging changes nothing here.';
  const what = plan.complete ? 'this' : 'this part';
  const may =
    snapshot.prodLock.kind === 'free' ? '' : ' Production is being worked on: should it have moved, plan again.';
  return `merging applies ${what}.${may}`;
}

/** What `destroy: true` leaves to do where it has nothing to destroy; undefined without it. */
function nothingLeft({ isDestroy }: RunView): string | undefined {
  return isDestroy === true
    ? 'take `destroy: true` out of the workflow, with the root module where that is to go: nothing is left to destroy.'
    : undefined;
}

/** What is kept is told with why, and what to do. */
const NEXT_KEPT = 'by hand, as told below: not all of what was left behind could be deleted.';

function isKeptIn(elsewhere: readonly EndedPlace[]): boolean {
  return elsewhere.some(({ kind }) => kind === 'kept');
}

function nextOfSwept({ dryRun, swept, kept, elsewhere }: Swept): string {
  if (dryRun && (swept.length > 0 || elsewhere.some(({ kind }) => kind === 'removed'))) {
    return 'run it without `dry-run`, and this is deleted.';
  }
  return kept.length > 0 || isKeptIn(elsewhere) ? NEXT_KEPT : 'nothing to do.';
}

const IN_STEP = 'nothing to do: production is as this commit says.';

function nextOfApplied({ plan, hasChanges, lockLost, kept }: Applied, view: RunView): string {
  if (lockLost !== undefined) return `plan again, others may have applied meanwhile: ${runAgain(view)}.`;
  if (!plan.complete) return `${runAgain(view)} without \`target\` for the rest: this was a part.`;
  if (kept.length > 0) return 'by hand, as told below: what a pull request left behind is still there.';
  if (!hasChanges) return nothingLeft(view) ?? IN_STEP;
  return view.isDestroy === true
    ? 'remove the root module, and `destroy: true` with it: everything is destroyed.'
    : IN_STEP;
}

function nextOfFailure(failure: RunFailure, view: RunView): string {
  if (failure instanceof ApplyFailed) {
    return failure.known.leftLockId === undefined
      ? `mend the cause, then ${runAgain(view)}: it plans anew, and goes on from what is done.`
      : `by hand: see that nothing of [this run](${linkTarget(view.runUrl)}) is at work any more, and give its lock back.`;
  }
  if (failure instanceof PlanFailed) return `mend that and push, and it is planned again; or ${runAgain(view)}.`;
  if (failure instanceof PlanChanged) {
    return view.mergeGroup
      ? 'plan again: bring the branch up to date, review its plan, and queue it once more.'
      : `plan it in a pull request and merge that; or by hand, with [by-hand.yml](${BY_HAND_URL}).`;
  }
  if (failure instanceof StateLocked) return `once it is free, ${runAgain(view)}; the way to free it by hand is below.`;
  if (failure instanceof StateNotSaved)
    return 'by hand, before anything is applied: put the state in its place, as told below.';
  if (failure instanceof PrStateInUse) return `by hand, as told below; then ${runAgain(view)}.`;
  if (failure instanceof Cancelled) return nextOfCancelled(failure, view);
  if (failure instanceof TimedOut) {
    return failure.overdue.remarks.length > 0
      ? 'by hand: look after what is left behind, as told below, before anything is applied.'
      : `give it more time, or find out what it hangs on; then ${runAgain(view)}.`;
  }
  if (failure instanceof NotReady) return `mend what is wrong; then ${runAgain(view)}.`;
  return `do what it says; then ${runAgain(view)}.`;
}

function nextOfCancelled({ aftermath }: Cancelled, view: RunView): string {
  if (aftermath?.lock.kind === 'left') return 'by hand: give back the lock that it left, as told below.';
  if (aftermath?.lock.kind === 'unknown') return `by hand: see whether its lock is free; then ${runAgain(view)}.`;
  return `${runAgain(view)} if it is still wanted${aftermath?.progress === undefined ? '' : ': it goes on from what is done'}.`;
}
