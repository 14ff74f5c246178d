import type { ApplyProgress } from '../../domain/apply/apply-progress.ts';
import { codeSpan, countOf, cutMiddle } from '../markdown.ts';

/** `2 of 5 changes done`. */
export function renderDone({ finished, failed, inFlight, notBegun }: ApplyProgress): string {
  const total = finished.length + failed.length + inFlight.length + notBegun.length;
  return `${finished.length} of ${countOf(total, 'change', 'changes')} done`;
}

/** What is finished, what has failed, what was begun and what was not, by address; each in an eighth of the budget. */
export function renderSteps({ finished, failed, inFlight, notBegun }: ApplyProgress, budget: number): string {
  return [
    renderAddresses('Finished', finished, budget / 8),
    renderAddresses('Failed', failed, budget / 8),
    renderAddresses('Begun, and not known to be finished', inFlight, budget / 8),
    renderAddresses('Not begun', notBegun, budget / 8),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** A list after its title and their number; the list alone without a title. */
export function renderAddresses(title: string, addresses: readonly string[], maxCharacters: number): string {
  if (addresses.length === 0) return '';
  const list = cutMiddle(addresses.map(renderAddress).join(',\n'), maxCharacters).text;
  return title === '' ? list : `**${title}** (${addresses.length}): ${list}`;
}

const DEPOSED = /^(.+) \(deposed ([0-9a-f]+)\)$/s;

/** Of an object that is left over from a replacement, so that nobody takes it for the current one. */
function renderAddress(address: string): string {
  const [, current, key] = DEPOSED.exec(address) ?? [];
  if (current === undefined || key === undefined) return codeSpan(address);
  return `deposed object ${codeSpan(key)} of ${codeSpan(current)}`;
}
