import type { Plan, ResourceChange, RootOutputs } from '../../domain/plan/plan.ts';
import type { Conceal } from '../../domain/secrets/conceal.ts';
import { asRecord, memberOf } from '../../domain/json.ts';
import { diffValues, type DiffLine } from '../../domain/plan/value-diff.ts';
import { isWithin } from '../../domain/plan/value-path.ts';
import { codeSpan, countOf, details, fence, fittingLines } from '../markdown.ts';
import { describeAction, inOrder } from './plan.ts';
import { describeObject, type Name } from './reasons.ts';

/**
 * The difference of each resource, what is lost first: as many whole ones as `maxCharacters` hold, and how many were left
 * out. A few lines stand open; many are folded, all of them once.
 */
export function renderDiffs(plan: Plan, maxCharacters: number, elsewhere: string): string {
  const { conceal } = plan;
  const name: Name = (text) => codeSpan(conceal(text));
  const blocks: string[] = [];
  let [characters, lineCount, left] = [0, 0, 0];
  const add = (title: () => string, linesOf: () => readonly ShownLine[], mayDiffer: boolean): void => {
    // What there is no room for is counted only: a plan of thousands is not rendered to be thrown away.
    if (characters > maxCharacters * FULL || left >= MISSES_AT_MOST) {
      if (mayDiffer) left += 1;
      return;
    }
    const lines = linesOf();
    if (lines.length === 0) return;
    const block = `${title()}\n\n${fenceOf(lines)}`;
    if (characters + block.length > maxCharacters) {
      left += 1;
      return;
    }
    characters += block.length + 2;
    lineCount += lines.length;
    blocks.push(block);
  };
  for (const change of inOrder(plan.changes)) {
    const title = (): string => `**${describeAction(change)}** ${describeObject(change, name)}`;
    add(title, () => linesOfChange(change, conceal), change.action !== 'no-op');
  }
  for (const { shown } of plan.actionInvocations) {
    if (shown === undefined) continue;
    const title = (): string => `**invoke** ${name(shown.action)}`;
    add(title, () => diffValues(shown.configuration, conceal), shown.configuration.after !== undefined);
  }
  const note =
    left === 0 ? [] : [`**${countOf(left, 'difference is', 'differences are')} left out here.** ${elsewhere}`];
  const isOpen = blocks.length === 0 || (lineCount <= OPEN_LINES_AT_MOST && left === 0);
  const title = `Differences of ${countOf(blocks.length, 'resource', 'resources')}`;
  // What is left out is read without opening anything.
  const shown = isOpen ? blocks : [details(title, blocks.join('\n\n'))];
  return [...shown, ...note].join('\n\n');
}

/** More lines would bury what comes after them. */
const OPEN_LINES_AT_MOST = 24;

/** What becomes of one resource. What is forgotten stays as it is, and is not taken apart. */
function linesOfChange(change: ResourceChange, conceal: Conceal): readonly ShownLine[] {
  const { action, values } = change;
  if (action === 'forget') return identifying(change, [], conceal);
  const made = action === 'create-and-forget' ? { ...values, before: null } : values;
  const lines = diffValues(made, conceal);
  if (lines.length === 0) return [];
  return [...identifying(change, lines, conceal), ...markForcing(change, lines)];
}

/** What an object is known by, from what says most. */
const IDENTIFYING = ['id', 'name', 'arn'];

/** One line that stays, and says which object it is; none where a line of the difference does. */
function identifying(
  { values, action }: ResourceChange,
  lines: readonly DiffLine[],
  conceal: Conceal,
): readonly ShownLine[] {
  if (action === 'create' || action === 'create-and-forget' || action === 'delete' || action === 'read') return [];
  const { before, sensitive } = values;
  for (const attribute of IDENTIFYING) {
    if (lines.some(({ path }) => path === attribute)) continue;
    const value = memberOf(before, attribute);
    const isHidden = [sensitive?.before, sensitive?.after].some(
      (marks) =>
        marks === true || (asRecord(marks)?.[attribute] !== undefined && asRecord(marks)?.[attribute] !== false),
    );
    if (isHidden || !['string', 'number'].includes(typeof value) || value === '') continue;
    const [line] = diffValues({ before: null, after: value, unknown: false }, conceal);
    if (line !== undefined) return [{ ...line, sign: ' ', path: attribute }];
  }
  return [];
}

const FORCES = '# forces replacement';

/** What forces a replacement is marked; where a path leads into what is compared otherwise, the whole attribute is. */
function markForcing({ action, replacePaths }: ResourceChange, lines: readonly DiffLine[]): readonly ShownLine[] {
  if (action !== 'replace' || replacePaths.length === 0) return lines;
  const exact = replacePaths.filter((path) => lines.some((line) => isWithin(line.path, path)));
  const others = replacePaths.filter((path) => !exact.includes(path)).map((path) => /^[^.[]*/.exec(path)?.[0] ?? path);
  const forcing = [...exact, ...others];
  return lines.map((line) =>
    forcing.some((path) => isWithin(line.path, path)) ? { ...line, text: `${line.text} ${FORCES}` } : line,
  );
}

/** The outputs that change, folded; empty when none does. */
export function renderOutputChanges(plan: Plan, maxCharacters: number): string {
  const { conceal } = plan;
  const lines = plan.outputChanges.flatMap(({ name, values }) =>
    diffValues(values, conceal).map((line) => ({ ...line, path: conceal(name) + joined(line.path) })),
  );
  return lines.length === 0 ? '' : foldWithin(`Outputs (${plan.outputChanges.length})`, lines, maxCharacters);
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
  return foldWithin(`Outputs (${names.length})`, lines, maxCharacters);
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
  return lines.length === 0 ? '' : foldWithin(`Changed outside Terraform (${plan.drift.length})`, lines, maxCharacters);
}

/** A line of a difference, or one that is as it was. */
type ShownLine = Omit<DiffLine, 'sign'> & { readonly sign: DiffLine['sign'] | ' ' };

/** From here on nothing of the usual size would fit. */
const FULL = 0.99;
/** Nor after so many that did not. */
const MISSES_AT_MOST = 50;

/** `[0]` and `:7` stand right behind a name. */
function joined(path: string): string {
  return path === '' || path.startsWith('[') || path.startsWith(':') ? path : `.${path}`;
}

function fenceOf(lines: readonly ShownLine[]): string {
  return fence('diff', lines.map(renderLine).join('\n'));
}

/** As many lines as fit, folded, and behind the fold how many were left out. */
function foldWithin(title: string, lines: readonly ShownLine[], maxCharacters: number): string {
  const fitting = fittingLines(lines.map(renderLine), maxCharacters).length;
  const left = lines.length - fitting;
  const fold = details(title, fenceOf(lines.slice(0, fitting)));
  if (left === 0) return fold;
  return `${fold}\n\n**${countOf(left, 'line', 'lines')} of ${title.replace(/ \(.*/, '')} ${left === 1 ? 'is' : 'are'} left out here.**`;
}

function renderLine({ sign, path, text }: ShownLine): string {
  const flat = path.replace(/\s+/g, ' ');
  return `${sign} ${flat}${text === '' ? '' : `${flat === '' ? '' : ' = '}${text}`}`;
}
