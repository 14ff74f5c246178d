import { renderDuration } from '../../domain/duration.ts';
import { ApplyFailed } from '../../domain/apply/apply-failed.ts';
import { Cancelled } from '../../domain/apply/aftermath.ts';
import { NotReady } from '../../domain/doctor/finding.ts';
import { TimedOut } from '../../domain/apply/timed-out.ts';
import { PlanChanged } from '../../domain/review/reviewed.ts';
import { PlanFailed } from '../../domain/plan/plan-failed.ts';
import { ToolFailed } from '../../domain/stack/tool-failed.ts';
import { PrStateInUse } from '../../domain/state/snapshot.ts';
import { StateLocked } from '../../domain/turn/holder.ts';
import { StateNotSaved } from '../../domain/turn/freeze.ts';
import type { RunFailure } from '../../domain/failure.ts';
import { lockItemId } from '../../domain/state/keys.ts';
import type { Conceal } from '../../domain/secrets/conceal.ts';
import {
  outcomeOf,
  type Applied,
  type Begun,
  type Cleaned,
  type Planned,
  type Snapshot,
  type Superseded,
  type Subject,
  type Wait,
  type WaitingNow,
} from '../../domain/run/outcome.ts';
import { renderEndedPlaces } from '../ended-places.ts';
import { codeSpan, cutMiddle, fence, linkTarget, sentenceSpan } from '../markdown.ts';
import { renderCounts, renderDanger } from '../plan/plan.ts';
import { COMMENT_BUDGET, elsewhere, renderPlanBody, SUMMARY_BUDGET } from '../plan/plan-body.ts';
import { renderCancelled } from '../apply/cancelled.ts';
import { renderDestroy } from '../destroy.ts';
import { renderTimedOut } from '../apply/timed-out.ts';
import { renderFindings } from '../findings.ts';
import { renderSteps } from '../apply/progress.ts';
import { page, pageAround, provenance, type RunView } from '../page.ts';
import { renderPrStateInUse } from '../pr-state-in-use.ts';
import { renderAbandoned, renderRecovered, renderUnlocked } from '../lock/recovery.ts';
import { renderPlanChanged, renderReviewed, renderUnshown } from '../review.ts';
import { renderRetired } from '../retired.ts';
import { renderSwept } from '../sweep.ts';
import { renderStateNotSaved } from '../apply/state-not-saved.ts';
import { renderAlive, renderHolder, renderHolderName, renderLock, renderPlace } from '../lock/holder.ts';
import { renderTime } from '../time.ts';
import { renderWaiting } from '../lock/waiting.ts';
import { renderWayOut } from '../lock/way-out.ts';

/** The comment on one subject, without its marker, in at most `budget` characters whatever it is about. */
export function renderPage(subject: Subject, view: RunView, budget: number): string {
  const whole = renderSubject(subject, view, budget);
  if (whole.length <= budget) return whole;
  const [headline = ''] = whole.split('\n', 1);
  return [headline, `This page would be too long. ${elsewhere(budget, view.runUrl)}`, provenance(view, [])].join(
    '\n\n',
  );
}

/** Nothing is hidden by it. */
const SHOW_ALL: Conceal = (text) => text;

/** The comment; `conceal` may make a page longer, and then it is told in less. */
export function renderComment(subject: Subject, view: RunView, conceal: Conceal = SHOW_ALL): string {
  return renderConcealed(subject, view, {
    conceal,
    budget: COMMENT_BUDGET,
    fits: (text) => text.length <= COMMENT_BUDGET,
  });
}

/** GitHub takes a job summary of 1 MiB, in bytes, and refuses a longer one whole. */
const SUMMARY_BYTES = 1_000_000;

export function renderSummary(subject: Subject, view: RunView, conceal: Conceal = SHOW_ALL): string {
  const fits = (text: string): boolean => Buffer.byteLength(text) <= SUMMARY_BYTES;
  return renderConcealed(subject, view, { conceal, budget: SUMMARY_BUDGET, fits });
}

interface Limits {
  readonly conceal: Conceal;
  readonly budget: number;
  readonly fits: (text: string) => boolean;
}

function renderConcealed(subject: Subject, view: RunView, { conceal, budget, fits }: Limits): string {
  for (const share of [1, 0.6, 0.25]) {
    const text = conceal(renderPage(subject, view, budget * share));
    if (fits(text)) return text;
  }
  return renderBare(subject, view);
}

/** What became of the run, in one line: for a page that cannot be had. */
export function renderBare(subject: Subject, view: RunView): string {
  const what = subject.kind === 'result' ? outcomeOf(subject.result) : subject.kind;
  return page(view, `${view.command} · ${what}`, ['The log of the run has the rest.', provenance(view, [])]);
}

function renderSubject(subject: Subject, view: RunView, budget: number): string {
  switch (subject.kind) {
    case 'waiting':
      return page(view, renderWaitingHeadline(subject.waiting, view), [
        renderWaiting(subject.waiting, view),
        provenance(view, []),
      ]);
    case 'begun':
      return renderBegun(subject, view, budget);
    case 'defect':
      return page(view, `${view.command} failed`, [
        'Lockstep itself failed, which is a defect of it. The log of the run says where.',
        provenance(view, []),
      ]);
    case 'failure':
      return renderFailed(subject.failure, view, budget);
    case 'result': {
      const { result } = subject;
      switch (result.kind) {
        case 'planned':
          return renderPlanned(result, view, budget);
        case 'applied':
          return renderApplied(result, view, budget);
        case 'cleaned':
          return renderCleaned(result, view, budget);
        case 'unlocked':
          return renderUnlocked(result, view);
        case 'swept':
          return renderSwept(result, view, budget);
        case 'examined':
          return renderFindings(result, view);
        case 'retired':
          return renderRetired(result, view, budget);
        case 'superseded':
          return page(view, `${view.command} superseded · nothing was changed`, [
            renderSuperseded(result),
            provenance(view, []),
          ]);
        case 'skipped':
          return page(view, 'skipped', [sentenceSpan(result.reason)]);
      }
    }
  }
}

function renderSuperseded({ by, leftBranch }: Superseded): string {
  const its = by.runUrl === undefined ? '' : `: see [its run](${linkTarget(by.runUrl)})`;
  const which = codeSpan(by.commitSha.slice(0, 7));
  if (leftBranch === undefined) return `The newer commit ${which} has taken this one's place${its}.`;
  return `This commit is not on ${codeSpan(leftBranch)} any more, which was rewritten. Production is, or was being brought, at ${which}${its}. What is on ${codeSpan(leftBranch)} now is for its own run to apply.`;
}

function renderWaitingHeadline(waiting: WaitingNow, view: RunView): string {
  const place = renderPlace(waiting.holder);
  const waited = waiting.waitedMs < 1000 ? '' : ` for ${renderDuration(waiting.waitedMs)}`;
  const left = renderDuration(Math.max(0, waiting.givesUpAt.getTime() - view.now.getTime()));
  const facts = [`${place}${waited}`.trim(), `gives up at ${renderTime(waiting.givesUpAt, view.now)} (in ${left})`];
  return `${view.command} is waiting · ${facts.filter((fact) => fact !== '').join(', ')}`;
}

function renderBegun({ at, shown, lockLost, abandoned }: Begun, view: RunView, budget: number): string {
  const since = `since ${renderTime(at, view.now)}`;
  if (shown === undefined) return page(view, `planning, ${since}`, [provenance(view, [])]);
  return pageAround(view, `applying, ${since} · ${renderCounts(shown.plan, 'future')}`, {
    before: [renderAbandoned(abandoned), renderLockLost(lockLost), renderDanger(shown.plan, 10)],
    body: (left) => renderPlanBody(shown, { budget: left, runUrl: view.runUrl }),
    after: [provenance(view, [])],
    budget,
  });
}

/** Nothing kept others away from the state since then. */
function renderLockLost(what: string | undefined): string {
  if (what === undefined) return '';
  return `> [!CAUTION]\n> ${codeSpan(what)}. Make sure that nobody else has applied meanwhile, and plan again.`;
}

function renderPlanned(result: Planned, view: RunView, budget: number): string {
  const { snapshot } = result;
  const facts = [renderSnapshot(snapshot), codeSpan(result.address.path)];
  return pageAround(view, `plan · ${renderCounts(result.plan, 'future')}`, {
    before: [
      renderUnshown(result.isUnshown),
      renderDestroy(result, view),
      renderDanger(result.plan, 10),
      renderProdLock(snapshot, view),
      ...renderReviewed(result.reviewed, result.hasChanges, budget / 2),
    ],
    body: (left) => renderPlanBody(result, { budget: left, runUrl: view.runUrl }),
    after: [renderWay(result.wait), provenance(view, facts)],
    budget,
  });
}

function renderSnapshot(snapshot: Snapshot): string {
  if (snapshot.kind === 'taken') {
    return `snapshot of production${snapshot.serial === undefined ? '' : ` serial ${snapshot.serial}`}`;
  }
  return snapshot.why === 'no-prod-state' ? 'production has no state yet' : 'planned on an empty state';
}

function renderProdLock(snapshot: Snapshot, view: RunView): string {
  const { prodLock } = snapshot;
  if (prodLock.kind === 'free') return '';
  const who = prodLock.kind === 'held' ? renderLock(prodLock.lock, view.now) : 'a lock record that cannot be read';
  const of =
    snapshot.kind === 'none'
      ? 'an empty state'
      : snapshot.serial === undefined
        ? 'an earlier state'
        : `serial ${snapshot.serial}`;
  return `> [!NOTE]\n> Production was locked while this snapshot was taken, by ${who}. This plan is of ${of} and may be behind.`;
}

function renderApplied(result: Applied, view: RunView, budget: number): string {
  const headline = result.hasChanges
    ? `applied · ${renderCounts(result.plan, 'past')} in ${renderDuration(result.applyMs)}`
    : view.isDestroy === true
      ? 'applied · nothing is left to destroy'
      : 'applied · nothing to do, production is already as the configuration says';
  const kept = result.kept.map(({ prNumber, why }) =>
    typeof why === 'string'
      ? `> [!NOTE]\n> What pull request #${prNumber} left behind could not be deleted: ${codeSpan(why)}`
      : renderPrStateInUse(why, { ...view, prNumber, maxCharacters: budget / 6 / result.kept.length }),
  );
  return pageAround(view, headline, {
    before: [
      renderAbandoned(result.wait.abandoned),
      renderLockLost(result.lockLost),
      renderDestroy(result, view),
      result.isReencrypted === true
        ? '> [!NOTE]\n> No resource has changed. The state was written anew, as its encryption is configured now.'
        : '',
      ...renderReviewed(result.reviewed, result.hasChanges, budget / 2),
    ],
    body: (left) => renderPlanBody(result, { budget: left, runUrl: view.runUrl, outputs: result.outputs }),
    after: [
      result.wasCutOff === true
        ? '> [!NOTE]\n> The run was cut off while it applied; the apply went through all the same.'
        : '',
      ...kept,
      renderWay(result.wait),
      provenance(view, [...renderSerial(result.serial), codeSpan(result.address.path)]),
    ],
    budget,
  });
}

function renderSerial(serial: number | undefined): readonly string[] {
  return serial === undefined ? [] : [`production is at serial ${serial}`];
}

function renderCleaned(result: Cleaned, view: RunView, budget: number): string {
  const { deletion, elsewhere } = result;
  return page(view, 'closed · what the pull request left behind is deleted', [
    deletion.removed === 0
      ? 'There was nothing left to delete.'
      : `${deletion.removed} ${deletion.removed === 1 ? 'object, version or item is' : 'objects, versions and items are'} gone.`,
    renderEndedPlaces(elsewhere, { dryRun: false, budget: budget / 2 }),
    deletion.backupKey === undefined ? '' : `A backup of the state is at ${codeSpan(deletion.backupKey)}.`,
    deletion.versionsLeft
      ? '> [!NOTE]\n> The role may not list or delete object versions (`s3:ListBucketVersions`, `s3:DeleteObjectVersion`), so earlier versions of the state may still be there.'
      : '',
    provenance(view, [codeSpan(result.address.path)]),
  ]);
}

/** Whatever this run has come to, what an apply before it has left comes first. */
function renderFailed(failure: RunFailure, view: RunView, budget: number): string {
  const abandoned = renderAbandoned(view.abandoned);
  if (abandoned === '') return renderFailure(failure, view, budget);
  const [headline = '', ...rest] = renderFailure(failure, view, budget - abandoned.length).split('\n\n');
  return [headline, abandoned, ...rest].join('\n\n');
}

function renderFailure(failure: RunFailure, view: RunView, budget: number): string {
  if (failure instanceof StateLocked) {
    const { holder } = failure;
    return page(view, `${view.command} gave up waiting · nothing was changed`, [
      `The ${holder.kind === 'turn' ? 'turn on' : 'state lock of'} ${codeSpan(lockItemId(holder.address))} is held by ${renderHolder(holder, view.now)}${renderAlive(holder.alive)}. Waited ${renderDuration(failure.waitedMs)}.`,
      renderWayOut(holder, view),
      provenance(view, []),
    ]);
  }
  if (failure instanceof PrStateInUse) {
    return page(view, `${view.command} stopped · somebody applied on this pull request's state`, [
      renderPrStateInUse(failure, { ...view, prNumber: undefined, maxCharacters: budget / 2 }),
      provenance(view, []),
    ]);
  }
  if (failure instanceof NotReady) return renderFindings(failure, view);
  if (failure instanceof Cancelled) return renderCancelled(failure, view, budget);
  if (failure instanceof TimedOut) return renderTimedOut(failure, view, budget);
  if (failure instanceof StateNotSaved) return renderStateNotSaved(failure, view, budget);
  if (failure instanceof PlanChanged) {
    const planBody = renderPlanBody(failure.changed.shown, { budget: budget / 2, runUrl: view.runUrl });
    return renderPlanChanged(failure, view, { budget, planBody });
  }
  const hasDetails = failure instanceof PlanFailed || failure instanceof ApplyFailed || failure instanceof ToolFailed;
  return page(view, `${view.command} failed · ${failure.reason}`, [
    failure.message.split('\n').map(sentenceSpan).join('<br>'),
    failure instanceof ApplyFailed && failure.progress !== undefined ? renderSteps(failure.progress, budget) : '',
    hasDetails && failure.details !== '' ? fence('', cutMiddle(failure.details, budget / 3).text) : '',
    provenance(view, []),
  ]);
}

function renderWaited(wait: Wait): string {
  if (wait.waitedMs < 1000) return '';
  const whom = wait.lastHolder === undefined ? '' : ` for ${renderHolderName(wait.lastHolder)}`;
  return `Waited ${renderDuration(wait.waitedMs)}${whom}.`;
}

/** What the run has met on its way to the lock. */
function renderWay(wait: Wait): string {
  return [renderWaited(wait), renderRecovered(wait.recovery)].filter((part) => part !== '').join('\n\n');
}

/** What the job summary says of a run that was refused before there was anything to tell about. */
export function renderRefusal(title: string, sentences: readonly string[]): string {
  return [`### Lockstep: ${title}`, ...sentences.map(sentenceSpan)].join('\n\n');
}
