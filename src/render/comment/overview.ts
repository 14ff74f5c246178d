import type { ResourceChange } from '../../domain/plan/plan.ts';
import { hiddenLines, isOverview, readHead } from '../../domain/run/marker.ts';
import type { Subject } from '../../domain/run/outcome.ts';
import { codeSpan, countOf, details, fittingRows, table } from '../markdown.ts';
import { isBeingPlanned, isBehind } from './behind.ts';

/** With fewer, a pull request is read as quickly without. */
const STACKS_AT_LEAST = 3;
/** Of both tables together, in characters. */
const TABLES_BUDGET = 60_000;

const COUNTS = /^<!-- lockstep:counts (?:(\d{1,9}) (\d{1,9})|none) -->$/;
const LOSES: ReadonlySet<ResourceChange['action']> = new Set(['delete', 'replace', 'forget', 'create-and-forget']);

/**
 * The hidden line that says how much a plan loses, and changes in all, for the overview; `none` where there is no plan. A
 * comment without such a line is of an earlier version, and may lose anything.
 */
export function countsNote(subject: Subject): string {
  const shown = shownOf(subject);
  if (shown === undefined) return '<!-- lockstep:counts none -->\n';
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
  /** Undefined where the comment does not tell. */
  readonly counts: { readonly lost: number; readonly changes: number } | 'no-plan' | undefined;
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
  const of = (group: Group): readonly Row[] => sorted.filter((row) => groupOf(row) === group);
  const [losing, untold, open] = [of('losing'), of('untold'), of('open')];
  const [changing, unchanged] = [of('changing'), of('unchanged')];
  const facts = [
    ...(losing.length > 0 ? [`${countOf(losing.length, 'loses', 'lose')} something`] : []),
    ...(untold.length > 0 ? [`${untold.length} may lose something`] : []),
    ...(open.length > 0 ? [`${open.length} without a plan`] : []),
    ...(changing.length > 0 ? [`${changing.length} with changes`] : []),
    ...(unchanged.length > 0 ? [`${unchanged.length} without changes`] : []),
  ];
  const first = tableOf([...losing, ...untold, ...open, ...changing], TABLES_BUDGET).join('\n\n');
  const rest = tableOf(unchanged, Math.max(0, TABLES_BUDGET - first.length)).join('\n\n');
  return [
    `### ${rows.length} stacks: ${facts.join(', ')}`,
    ...(first === '' ? [] : [first]),
    ...(rest === '' ? [] : [details(`${countOf(unchanged.length, 'stack', 'stacks')} without changes`, rest)]),
    '<sub>Made of the comments of each stack, and kept up to date by every run.</sub>',
  ].join('\n\n');
}

type Group = 'losing' | 'untold' | 'open' | 'changing' | 'unchanged';

function groupOf({ counts }: Row): Group {
  if (counts === undefined) return 'untold';
  if (counts === 'no-plan') return 'open';
  return counts.lost > 0 ? 'losing' : counts.changes > 0 ? 'changing' : 'unchanged';
}

function lostOf({ counts }: Row): string {
  if (counts === undefined) return '?';
  return counts === 'no-plan' || counts.lost === 0 ? '' : `**${counts.lost}**`;
}

function tableOf(rows: readonly Row[], maxCharacters: number): readonly string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => [
    [linkToComment(codeSpan(row.stack), row.url), row.words].filter((text) => text !== '').join('<br>'),
    lostOf(row),
  ]);
  const fitting = fittingRows(cells, maxCharacters);
  const left = rows.length - fitting.length;
  return [
    ...(fitting.length > 0 ? [table(['Stack', 'Lost'], fitting)] : []),
    ...(left > 0 ? [`${countOf(left, 'more stack has', 'more stacks have')} comments of their own.`] : []),
  ];
}

/** GitHub's address of a comment as a link with this text, which is Markdown; the text alone for what is none. */
export function linkToComment(text: string, url: string): string {
  return /^https?:\/\/[\w.:-]+\/[\w.-]+\/[\w.-]+\/(?:pull|issues)\/\d+#issuecomment-\d+$/.test(url)
    ? `[${text}](${url})`
    : text;
}

/** What a stack's comment says of itself; one that somebody has rewritten has its name alone. */
function readRow(body: string, url: string): readonly Row[] {
  const head = readHead(body);
  if (head === undefined) return [];
  const hidden = hiddenLines(body);
  const found = hidden.map((line) => COUNTS.exec(line)).find((match) => match !== null);
  const [, lost, changes] = found ?? [];
  const counts = lost === undefined ? found && 'no-plan' : { lost: Number(lost), changes: Number(changes) };
  const headline = body.split(/\r?\n/)[hidden.length] ?? '';
  const prefix = `### ${codeSpan(head.stack)}: `;
  const said = headline.startsWith(prefix) ? headline.slice(prefix.length) : '';
  const also = [...(isBeingPlanned(body) ? ['being planned anew'] : []), ...(isBehind(body) ? ['behind'] : [])];
  return [{ stack: head.stack, url, words: [said, ...also].filter((text) => text !== '').join(' · '), counts }];
}
