import { ApplyFailed } from '../../domain/apply/apply-failed.ts';
import { Cancelled } from '../../domain/apply/aftermath.ts';
import { TimedOut } from '../../domain/apply/timed-out.ts';
import { NotReady } from '../../domain/doctor/finding.ts';
import { renderDuration } from '../../domain/duration.ts';
import { Refused, type RunFailure } from '../../domain/failure.ts';
import { PlanFailed } from '../../domain/plan/plan-failed.ts';
import { PlanChanged } from '../../domain/review/reviewed.ts';
import { ToolFailed } from '../../domain/stack/tool-failed.ts';
import { lockItemId } from '../../domain/state/keys.ts';
import { PrStateInUse } from '../../domain/state/snapshot.ts';
import { StateNotSaved } from '../../domain/turn/freeze.ts';
import { StateLocked } from '../../domain/turn/holder.ts';
import { renderCancelled } from '../apply/cancelled.ts';
import { renderApplyFailed } from '../apply/failed.ts';
import { renderStateNotSaved } from '../apply/state-not-saved.ts';
import { renderTimedOut } from '../apply/timed-out.ts';
import { renderFindings } from '../findings.ts';
import { renderAlive, renderHolder } from '../lock/holder.ts';
import { renderAbandoned } from '../lock/recovery.ts';
import { renderWayOut } from '../lock/way-out.ts';
import { codeSpan, cutMiddle, fence, prose } from '../markdown.ts';
import { page, provenance, type RunView } from '../page.ts';
import { renderDanger } from '../plan/plan.ts';
import { renderPlanBody } from '../plan/plan-body.ts';
import { renderPrStateInUse } from '../pr-state-in-use.ts';
import { renderPlanChanged } from '../review.ts';

/** Whatever this run has come to, what an apply before it has left comes first. */
export function renderFailed(failure: RunFailure, view: RunView, budget: number): string {
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
  if (failure instanceof ApplyFailed) return renderApplyFailed(failure, view, budget);
  if (failure instanceof PlanChanged) {
    const planBody = renderPlanBody(failure.changed.shown, { budget: budget / 2, runUrl: view.runUrl });
    const danger = renderDanger(failure.changed.shown.plan, 10);
    return renderPlanChanged(failure, view, { budget, planBody, danger });
  }
  const details = failure instanceof PlanFailed || failure instanceof ToolFailed ? failure.details : '';
  return page(view, `${view.command} ${nameOf(failure)}`, [
    `${asSentence(prose(failure.message, view.conceal))} ${wasChanged(failure)}`.trim(),
    details === '' ? '' : fence('', cutMiddle(details, budget / 3).text),
    provenance(view, []),
  ]);
}

/** In words of the page where there are any: of the others the output's word is as good. */
function nameOf(failure: RunFailure): string {
  if (failure instanceof PlanFailed) return 'failed';
  return failure instanceof Refused ? 'refused' : `failed · ${failure.reason}`;
}

/** Nothing of these comes after something was changed. */
function wasChanged(failure: RunFailure): string {
  const says = /\bnothing was (?:changed|applied)\b/i.test(failure.message);
  return failure instanceof PlanFailed && !says ? 'Nothing was changed.' : '';
}

/** A message that is no whole sentence becomes one. */
function asSentence(text: string): string {
  const begun = text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
  return begun === '' || /[.!?`)>]$/.test(begun) ? begun : `${begun}.`;
}
