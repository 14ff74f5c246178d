import type { ApplyProgress } from '../../domain/apply/apply-progress.ts';
import { codeSpan, countOf, cutMiddle } from '../markdown.ts';
import { WORD } from '../plan/plan.ts';

const NONE: NonNullable<ApplyProgress['losing']> = new Map();

/** `1 of 2 losses done, 2 of 5 changes in all`; without losses `2 of 5 changes done`. */
export function renderDone({ finished, failed, inFlight, notBegun, losing = NONE }: ApplyProgress): string {
  const steps = [...finished, ...failed, ...inFlight, ...notBegun];
  const isLoss = (address: string): boolean => losing.has(address);
  const losses = steps.filter(isLoss).length;
  const done = `${finished.length} of ${countOf(steps.length, 'change', 'changes')}`;
  if (losses === 0) return `${done} done`;
  return `${finished.filter(isLoss).length} of ${countOf(losses, 'loss', 'losses')} done, ${done} in all`;
}

/**
 * What is finished, what has failed, what was begun and what was not, by address; each in an eighth of the budget, and what
 * loses something first, with how.
 */
export function renderSteps(
  { finished, failed, inFlight, notBegun, losing = NONE }: ApplyProgress,
  budget: number,
): string {
  const part = (title: string, addresses: readonly string[]): string =>
    renderAddresses(title, addresses, { maxCharacters: budget / 8, losing });
  return [
    part('Finished', finished),
    part('Failed', failed),
    part('Begun, and not known to be finished', inFlight),
    part('Not begun', notBegun),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

export interface AddressList {
  readonly maxCharacters: number;
  readonly losing?: ApplyProgress['losing'] | undefined;
}

/** A list after its title and their number; the list alone without a title. */
export function renderAddresses(
  title: string,
  addresses: readonly string[],
  { maxCharacters, losing = NONE }: AddressList,
): string {
  if (addresses.length === 0) return '';
  const inOrder = [...addresses].sort((one, other) => Number(losing.has(other)) - Number(losing.has(one)));
  const words = inOrder.map((address) => {
    const action = losing.get(address);
    return action === undefined ? renderAddress(address) : `${WORD[action]} ${renderAddress(address)}`;
  });
  const list = cutMiddle(words.join(',\n'), maxCharacters).text;
  return title === '' ? list : `**${title}** (${addresses.length}): ${list}`;
}

const DEPOSED = /^(.+) \(deposed ([0-9a-f]+)\)$/s;

/** Of an object that is left over from a replacement, so that nobody takes it for the current one. */
function renderAddress(address: string): string {
  const [, current, key] = DEPOSED.exec(address) ?? [];
  if (current === undefined || key === undefined) return codeSpan(address);
  return `deposed object ${codeSpan(key)} of ${codeSpan(current)}`;
}
