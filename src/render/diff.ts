import type { Plan, ResourceChange } from '../domain/plan.ts';
import { conceal } from '../domain/secrets.ts';
import { diffValues, type DiffLine } from '../domain/value-diff.ts';
import { countOf, details, fence, htmlCode } from './markdown.ts';
import { describeAction, inOrder } from './plan.ts';

/**
 * The difference of each resource, folded by itself, what is lost first: as many whole ones as `maxCharacters` hold, and
 * how many were left out.
 */
export function renderDiffs(plan: Plan, maxCharacters: number, elsewhere: string): string {
  const blocks: string[] = [];
  let characters = 0;
  let left = 0;
  for (const change of inOrder(plan.changes)) {
    const lines = diffValues(change.values, plan.secrets);
    if (lines.length === 0) continue;
    // The rest is counted only: a plan of thousands is not rendered to be thrown away.
    if (characters > maxCharacters) {
      left += 1;
      continue;
    }
    const block = details(titleOf(change), fenceOf(lines, plan.secrets));
    if (characters + block.length > maxCharacters) {
      left += 1;
      continue;
    }
    characters += block.length + 2;
    blocks.push(block);
  }
  const note =
    left === 0
      ? []
      : [`**${countOf(left, 'difference is', 'differences are')} left out here.** All of them are in ${elsewhere}.`];
  return [...blocks, ...note].join('\n\n');
}

/** The outputs that change, folded; empty when none does. */
export function renderOutputChanges(plan: Plan, maxCharacters: number): string {
  const lines = plan.outputChanges.flatMap(({ name, values }) =>
    diffValues(values, plan.secrets).map((line) => ({ ...line, path: name + joined(line.path) })),
  );
  return lines.length === 0
    ? ''
    : details(`Outputs (${String(plan.outputChanges.length)})`, fenceWithin(lines, plan.secrets, maxCharacters));
}

/** What changed outside Terraform, folded; empty when nothing did. */
export function renderDrift(plan: Plan, maxCharacters: number): string {
  const lines = plan.drift.flatMap(({ address, values }): readonly DiffLine[] => {
    const changed = diffValues(values, plan.secrets);
    return changed.length === 0
      ? [{ sign: '!', path: address, text: '' }]
      : changed.map((line) => ({ ...line, path: `${address} ${line.path}`.trim() }));
  });
  return lines.length === 0
    ? ''
    : details(
        `Changed outside Terraform (${String(plan.drift.length)})`,
        fenceWithin(lines, plan.secrets, maxCharacters),
      );
}

/** A resource of so many attributes is read in the text of the plan. */
const LINES_AT_MOST = 400;

function titleOf(change: ResourceChange): string {
  return `${describeAction(change)} ${htmlCode(change.address)}`;
}

function joined(path: string): string {
  return path === '' || path.startsWith('[') ? path : `.${path}`;
}

function fenceOf(lines: readonly DiffLine[], secrets: ReadonlySet<string>): string {
  const shown = lines.slice(0, LINES_AT_MOST).map(renderLine);
  const more = lines.length - shown.length;
  if (more > 0) shown.push(`# … ${countOf(more, 'more line', 'more lines')}`);
  return fence('diff', conceal(shown.join('\n'), secrets));
}

/** As many lines as fit, and how many were left out. */
function fenceWithin(lines: readonly DiffLine[], secrets: ReadonlySet<string>, maxCharacters: number): string {
  let characters = 0;
  const end = lines.findIndex((line) => {
    characters += renderLine(line).length + 1;
    return characters > maxCharacters;
  });
  if (end < 0) return fenceOf(lines, secrets);
  const left = lines.length - end;
  return `${fenceOf(lines.slice(0, end), secrets)}\n\n**${countOf(left, 'line is', 'lines are')} left out here.**`;
}

function renderLine({ sign, path, text }: DiffLine): string {
  const flat = path.replace(/\s+/g, ' ');
  return `${sign} ${flat}${text === '' ? '' : `${flat === '' ? '' : ' = '}${text}`}`;
}
