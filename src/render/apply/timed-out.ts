import type { AtWork } from '../../domain/apply/at-work.ts';
import type { TimedOut } from '../../domain/apply/timed-out.ts';
import { renderDuration } from '../../domain/duration.ts';
import { codeSpan, cutMiddle, details, fence, sentenceSpan } from '../markdown.ts';
import { page, provenance, type RunView } from '../page.ts';
import { renderAddresses, renderDone, renderSteps } from './progress.ts';

/** A plan or an apply whose time was up: what it hung on, what is done, and what is left. */
export function renderTimedOut({ overdue }: TimedOut, view: RunView, budget: number): string {
  const { command, limitMs, atWork, progress, remarks, address } = overdue;
  return page(
    view,
    `${view.command} timed out · ${progress === undefined ? 'nothing was changed' : renderDone(progress)}`,
    [
      `${codeSpan(command)} was not done after ${renderDuration(limitMs)} (${codeSpan('apply-timeout')}), and was interrupted.`,
      renderAtWork(atWork, budget / 8),
      progress === undefined ? '' : renderSteps(progress, budget),
      ...remarks.map((remark) => `> [!CAUTION]\n> ${codeSpan(remark)}`),
      nextStep(overdue),
      overdue.details === ''
        ? ''
        : details('What Terraform said', fence('', cutMiddle(overdue.details, budget / 4).text)),
      provenance(view, address === undefined ? [] : [codeSpan(address.path)]),
    ],
  );
}

function renderAtWork({ addresses, lastLine }: AtWork, maxCharacters: number): string {
  if (addresses.length > 0) return renderAddresses('At work when the time was up', addresses, { maxCharacters });
  if (lastLine === undefined) return 'It had printed nothing by then.';
  return `The last that it had printed by then: ${sentenceSpan(lastLine)}`;
}

function nextStep({ progress, remarks }: TimedOut['overdue']): string {
  const again = 'Look why that takes so long, or give it more time with `apply-timeout`, and run the workflow again';
  if (progress === undefined) return `Nothing was changed. ${again}.`;
  return remarks.length === 0
    ? `What is finished is in the state. ${again}: it goes on from there.`
    : 'Look after that before anything else is applied.';
}
