import { codeSpan } from './markdown.ts';
import type { RunView } from './page.ts';
import { linkTarget, renderTime } from './waiting.ts';
import type { Begun, Subject } from '../domain/outcome.ts';

const NOTE = /^<!-- lockstep:planned (\d+|none) -->$/;
const ALERT = '> [!WARNING]';
const OUTDATED = '> Outdated: ';

/**
 * The hidden line behind the marker by which a later run knows a comment that is about a plan, and the serial of the
 * state that was planned on. Empty for every other page. Nothing of a plan's text can stand there.
 */
export function plannedNote(subject: Subject): string {
  if (subject.kind !== 'result' || subject.result.kind !== 'planned') return '';
  const { snapshot } = subject.result;
  const serial = snapshot.kind === 'taken' ? snapshot.serial : undefined;
  return `<!-- lockstep:planned ${serial === undefined ? 'none' : String(serial)} -->\n`;
}

/** The comment with one more line under its headline; undefined when it is about no plan, or needs no change. */
export function renderBehind(body: string, prodSerial: number): string | undefined {
  const [marker = '', note = '', headline = '', ...rest] = body.split(/\r?\n/);
  const planned = NOTE.exec(note)?.[1];
  if (planned === undefined || (planned !== 'none' && Number(planned) >= prodSerial)) return undefined;
  const against = planned === 'none' ? 'before production had a state' : `against serial ${planned}`;
  const line = `> This plan is behind: planned ${against}, production is at ${String(prodSerial)}. Plan again to see what would happen now.`;
  // A line of an earlier apply gives way to this one.
  const [blank = '', alert = '', text = ''] = rest;
  const isTold = blank === '' && alert === ALERT && text.startsWith('> This plan is behind: ');
  const next = [marker, note, headline, '', ALERT, line, ...(isTold ? rest.slice(3) : rest)].join('\n');
  return next === body ? undefined : next;
}

/** The comment of an earlier run, with one line under its headline: another commit is being planned. */
export function renderOutdated(body: string, { at }: Begun, view: RunView): string {
  const lines = body.split(/\r?\n/);
  const headline = lines.findIndex((line) => line.startsWith('### '));
  // Somebody has rewritten it: where a line would belong is not known.
  if (headline < 0) return body;
  const rest = lines.slice(headline + 1);
  // A run that never came to its end has left its line.
  const isTold = rest[0] === '' && rest[1] === ALERT && (rest[2] ?? '').startsWith(OUTDATED);
  const commit = view.commitSha === '' ? 'this' : `commit ${codeSpan(view.commitSha.slice(0, 7))}`;
  const line = `${OUTDATED}${commit} is being planned since ${renderTime(at, view.now)}, by [run ${view.runNumber}](${linkTarget(view.runUrl)}).`;
  return [...lines.slice(0, headline + 1), '', ALERT, line, ...(isTold ? rest.slice(3) : rest)].join('\n');
}
