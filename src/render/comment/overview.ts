import type { ResourceChange } from '../../domain/plan/plan.ts';
import { hiddenLines, isOverview, readHead } from '../../domain/run/marker.ts';
import type { Subject } from '../../domain/run/outcome.ts';
import { codeSpan, countOf, details, fittingRows, table } from '../markdown.ts';
import { isBeingPlanned, isBehind } from './behind.ts';

/** With fewer, a pull request is read as quickly without. */
const STACKS_AT_LEAST = 3;
/** Of the table, in characters. */
const TABLE_BUDGET = 40_000;

const COUNTS = /^<!-- lockstep:counts (\d{1,9}) (\d{1,9}) -->$/;
const LOSES: ReadonlySet<ResourceChange['action']> = new Set(['delete', 'replace', 'forget', 'create-and-forget']);

/** The hidden line that says how much a plan loses, and changes in all, for the overview. Empty where there is no plan. */
export function countsNote(subject: Subject): string {
  const shown = shownOf(subject);
  if (shown === undefined) return '';
  const { plan, hasChanges } = shown;
  const lost = plan.changes.filter(({ action }) => LOSES.has(action)).length;
  const changes = Math.max(lost, plan.changes.filter(({ action }) => action !== 'no-op').length, hasChanges ? 1 : 0);
  return `<!-- lockstep:counts ${lost} ${changes} -->\n`;
}

function shownOf(subject: Subject) {
  if (subject.kind === 'begun') return subject.shown;
  if (subject.kind !== 'result') return undefined;
  const { result } = subject;
  return result.kind === 'planned' || result.kind === 'applied' ? result : undefined;
}

interface Row {
  readonly stack: string;
  readonly url: string;
  readonly words: string;
  /** Undefined where the comment is about no plan. */
  readonly counts: { readonly lost: number; readonly changes: number } | undefined;
}

/**
 * One page about all stacks of a pull request, what loses something first. It is made of the comments alone, so that
 * whichever run writes it last, nobody's line is lost. Undefined while there are too few stacks for one.
 */
export function renderOverview(
  comments: readonly { readonly body: string; readonly url: string }[],
): string | undefined {
  const rows = comments.flatMap(({ body, url }) => (isOverview(body) ? [] : readRow(body, url)));
  if (rows.length < STACKS_AT_LEAST) return undefined;
  const sorted = [...rows].sort((one, other) => (one.stack < other.stack ? -1 : one.stack > other.stack ? 1 : 0));
  const losing = sorted.filter(({ counts }) => (counts?.lost ?? 0) > 0);
  const open = sorted.filter(({ counts }) => counts === undefined);
  const changing = sorted.filter(({ counts }) => counts !== undefined && counts.lost === 0 && counts.changes > 0);
  const unchanged = sorted.filter(({ counts }) => counts?.changes === 0);
  const facts = [
    ...(losing.length > 0 ? [`${countOf(losing.length, 'loses', 'lose')} something`] : []),
    ...(open.length > 0 ? [`${open.length} without a plan`] : []),
    ...(changing.length > 0 ? [`${changing.length} with changes`] : []),
    ...(unchanged.length > 0 ? [`${unchanged.length} without changes`] : []),
  ];
  return [
    `### ${rows.length} stacks: ${facts.join(', ')}`,
    ...tableOf([...losing, ...open, ...changing]),
    ...(unchanged.length === 0
      ? []
      : [details(`${countOf(unchanged.length, 'stack', 'stacks')} without changes`, tableOf(unchanged).join('\n\n'))]),
    '<sub>Made of the comments of each stack, and kept up to date by every run.</sub>',
  ].join('\n\n');
}

function tableOf(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const cells = rows.map(({ stack, url, words, counts }) => [
    linkTo(stack, url),
    counts === undefined ? '' : counts.lost === 0 ? '' : `**${counts.lost}**`,
    words,
  ]);
  const fitting = fittingRows(cells, TABLE_BUDGET);
  const left = rows.length - fitting.length;
  return [
    table(['Stack', 'Lost', 'State'], fitting),
    ...(left > 0 ? [`${countOf(left, 'more stack has', 'more stacks have')} comments of their own.`] : []),
  ];
}

/** GitHub's own address of a comment, and nothing else, becomes a link. */
function linkTo(stack: string, url: string): string {
  return /^https?:\/\/[\w.:-]+\/[\w.-]+\/[\w.-]+\/(?:pull|issues)\/\d+#issuecomment-\d+$/.test(url)
    ? `[${codeSpan(stack)}](${url})`
    : codeSpan(stack);
}

/** What a stack's comment says of itself; one that somebody has rewritten has its name alone. */
function readRow(body: string, url: string): readonly Row[] {
  const head = readHead(body);
  if (head === undefined) return [];
  const hidden = hiddenLines(body);
  const found = hidden.map((line) => COUNTS.exec(line)).find((match) => match !== null);
  const counts = found == null ? undefined : { lost: Number(found[1]), changes: Number(found[2]) };
  const headline = body.split(/\r?\n/)[hidden.length] ?? '';
  const prefix = `### ${codeSpan(head.stack)}: `;
  const said = headline.startsWith(prefix) ? headline.slice(prefix.length) : '';
  const also = [...(isBeingPlanned(body) ? ['being planned anew'] : []), ...(isBehind(body) ? ['behind'] : [])];
  return [{ stack: head.stack, url, words: [said, ...also].filter((text) => text !== '').join(' · '), counts }];
}
