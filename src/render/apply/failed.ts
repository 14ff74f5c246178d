import type { ApplyFailed, LeftState } from '../../domain/apply/apply-failed.ts';
import { codeSpan, countOf, cutMiddle, fence, prose } from '../markdown.ts';
import { page, provenance, type RunView } from '../page.ts';
import { renderAddresses, renderDone, renderSteps } from './progress.ts';

/** An apply that began and did not finish: why, how far it came, and what the state has now. */
export function renderApplyFailed(failure: ApplyFailed, view: RunView, budget: number): string {
  const { message, details, known } = failure;
  const { progress, left, address } = known;
  const far = progress === undefined ? 'how far it came is not known' : renderDone(progress);
  return page(view, `${view.command} failed · ${far}`, [
    /^\w+ apply failed$/.test(message) ? '' : `${prose(capital(message), view.conceal)}.`,
    progress === undefined
      ? ''
      : renderAddresses('Failed', progress.failed, { maxCharacters: budget / 8, losing: progress.losing }),
    details === '' ? '' : fence('', cutMiddle(details, budget / 3).text),
    // What has failed stands above its errors.
    progress === undefined
      ? 'The log of the run says what was done.'
      : renderSteps({ ...progress, failed: [] }, budget),
    renderLeft(left, budget / 8),
    provenance(view, address === undefined ? [] : [codeSpan(address.path)]),
  ]);
}

/** Terraform writes the state after each step, so what is finished is in it. */
function renderLeft(left: LeftState | undefined, maxCharacters: number): string {
  if (left === undefined) return '**In the state now** is what was finished. It could not be read to say more.';
  const { serial, objectCount, unfinished } = left;
  const facts = [
    serial === undefined ? '' : `serial ${serial}`,
    objectCount === undefined ? '' : countOf(objectCount, 'object', 'objects'),
  ].filter((fact) => fact !== '');
  const of = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
  if (unfinished.length === 0) return `**In the state now**${of}: what was finished.`;
  return [
    `**In the state now**${of}: what was finished, and of what was not, as far as it came:`,
    renderAddresses('', unfinished, { maxCharacters }),
  ].join(' ');
}

function capital(text: string): string {
  return text.replace(/\.$/, '').replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
