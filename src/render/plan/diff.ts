import type { Plan, ResourceChange, RootOutputs } from '../../domain/plan/plan.ts';
import type { Conceal } from '../../domain/secrets/conceal.ts';
import { diffValues, type DiffLine } from '../../domain/plan/value-diff.ts';
import { countOf, details, fence, fittingLines, htmlCode } from '../markdown.ts';
import { describeAction, inOrder } from './plan.ts';

/**
 * The difference of each resource, folded by itself, what is lost first: as many whole ones as `maxCharacters` hold, and
 * how many were left out.
 */
export function renderDiffs(plan: Plan, maxCharacters: number, elsewhere: string): string {
  const { conceal } = plan;
  const blocks: string[] = [];
  let characters = 0;
  let left = 0;
  for (const change of inOrder(plan.changes)) {
    // What there is no room for is counted only: a plan of thousands is not rendered to be thrown away.
    if (characters > maxCharacters * FULL) {
      if (mayDiffer(change)) left += 1;
      continue;
    }
    const lines = diffValues(change.values, conceal);
    if (lines.length === 0) continue;
    const block = details(titleOf(change, conceal), fenceOf(lines));
    if (characters + block.length > maxCharacters) {
      left += 1;
      continue;
    }
    characters += block.length + 2;
    blocks.push(block);
  }
  const note =
    left === 0 ? [] : [`**${countOf(left, 'difference is', 'differences are')} left out here.** ${elsewhere}`];
  const all = [...blocks, ...note].join('\n\n');
  // A few stand by themselves; more of them would bury what comes after.
  return blocks.length <= UNFOLDED_AT_MOST ? all : details(`Differences of ${blocks.length} resources`, all);
}

/** The outputs that change, folded; empty when none does. */
export function renderOutputChanges(plan: Plan, maxCharacters: number): string {
  const { conceal } = plan;
  const lines = plan.outputChanges.flatMap(({ name, values }) =>
    diffValues(values, conceal).map((line) => ({ ...line, path: conceal(name) + joined(line.path) })),
  );
  return lines.length === 0 ? '' : details(`Outputs (${plan.outputChanges.length})`, fenceWithin(lines, maxCharacters));
}

/** The root outputs after an apply, folded: those that it has changed are marked. */
export function renderOutputs(plan: Plan, outputs: RootOutputs, maxCharacters: number): string {
  const names = Object.keys(outputs);
  // Sensitive outputs are not among them, and neither is anything when they could not be read.
  if (names.length === 0) return renderOutputChanges(plan, maxCharacters);
  const { conceal } = plan;
  const changed = new Set(plan.outputChanges.map(({ name }) => name));
  const lines: ShownLine[] = Object.entries(outputs).flatMap(([name, value]) =>
    diffValues({ before: null, after: value, unknown: false }, conceal).map(({ path, text }) => ({
      sign: changed.has(name) ? ('!' as const) : (' ' as const),
      path: conceal(name) + joined(path),
      text,
    })),
  );
  // What is gone, or sensitive, is not among the outputs that there are.
  const others = plan.outputChanges.filter(({ name }) => !Object.hasOwn(outputs, name));
  const more = others.flatMap(({ name, values }) =>
    diffValues(values, conceal).map((line) => ({ ...line, path: conceal(name) + joined(line.path) })),
  );
  lines.push(...more);
  return details(`Outputs (${names.length})`, fenceWithin(lines, maxCharacters));
}

/** What changed outside Terraform, folded; empty when nothing did. */
export function renderDrift(plan: Plan, maxCharacters: number): string {
  const { conceal } = plan;
  const lines = plan.drift.flatMap(({ address, values }): readonly DiffLine[] => {
    const changed = diffValues(values, conceal);
    return changed.length === 0
      ? [{ sign: '!', path: conceal(address), text: '' }]
      : changed.map((line) => ({ ...line, path: `${conceal(address)} ${line.path}`.trim() }));
  });
  return lines.length === 0
    ? ''
    : details(`Changed outside Terraform (${plan.drift.length})`, fenceWithin(lines, maxCharacters));
}

/** A line of a difference, or one that is as it was. */
type ShownLine = Omit<DiffLine, 'sign'> & { readonly sign: DiffLine['sign'] | ' ' };

/** From here on nothing of the usual size would fit. */
const FULL = 0.99;

const UNFOLDED_AT_MOST = 3;

function titleOf(change: ResourceChange, conceal: Conceal): string {
  return `${describeAction(change)} ${htmlCode(conceal(change.address))}`;
}

/** A move or an import alone has nothing to show. */
function mayDiffer({ action }: ResourceChange): boolean {
  return action !== 'no-op';
}

function joined(path: string): string {
  return path === '' || path.startsWith('[') ? path : `.${path}`;
}

function fenceOf(lines: readonly ShownLine[]): string {
  return fence('diff', lines.map(renderLine).join('\n'));
}

/** As many lines as fit, and how many were left out. */
function fenceWithin(lines: readonly ShownLine[], maxCharacters: number): string {
  const fitting = fittingLines(lines.map(renderLine), maxCharacters).length;
  const left = lines.length - fitting;
  if (left === 0) return fenceOf(lines);
  return `${fenceOf(lines.slice(0, fitting))}\n\n**${countOf(left, 'line is', 'lines are')} left out here.**`;
}

function renderLine({ sign, path, text }: ShownLine): string {
  const flat = path.replace(/\s+/g, ' ');
  return `${sign} ${flat}${text === '' ? '' : `${flat === '' ? '' : ' = '}${text}`}`;
}
