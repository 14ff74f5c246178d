import { withHead } from '../../domain/run/marker.ts';
import { codeSpan, linkTarget } from '../markdown.ts';
import { NEXT_ANEW, NEXT_BEHIND, replaceNext } from '../next.ts';
import type { RunView } from '../page.ts';
import { renderTime } from '../time.ts';
import type { Begun, Subject } from '../../domain/run/outcome.ts';

const NOTE = /^<!-- lockstep:planned (\d+|none) -->$/;
const ALERT = '> [!WARNING]';
const BEHIND = '> This plan is behind: ';
const ANEW = '> Being planned: ';
const TOLD = [BEHIND, ANEW];

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

/** Whether it says that production has moved since its plan. */
export function isBehind(body: string): boolean {
  return isTold(body, BEHIND);
}

/** Whether it says that a newer run is planning. */
export function isBeingPlanned(body: string): boolean {
  return isTold(body, ANEW);
}

function isTold(body: string, words: string): boolean {
  return read(body)?.told.some((line) => line.startsWith(words)) === true;
}

interface Comment {
  /** The hidden lines that it begins with. */
  readonly head: readonly string[];
  readonly headline: string;
  /** What earlier runs have told of it, without the alerts around it. */
  readonly told: readonly string[];
  readonly rest: readonly string[];
}

/** Undefined when somebody has rewritten it: where a line would belong is not known then. */
function read(body: string): Comment | undefined {
  const lines = body.split(/\r?\n/);
  const at = lines.findIndex((line) => !line.startsWith('<!-- lockstep:'));
  const headline = lines[at];
  if (headline?.startsWith('### ') !== true) return undefined;
  let rest = lines.slice(at + 1);
  const told: string[] = [];
  while (rest[0] === '' && rest[1] === ALERT && TOLD.some((words) => rest[2]?.startsWith(words) === true)) {
    told.push(rest[2] ?? '');
    rest = rest.slice(3);
  }
  return { head: lines.slice(0, at), headline, told, rest };
}

/** The same with one more line, which takes the place of an earlier one that begins like it. */
function tell({ head, headline, told, rest }: Comment, words: string, line: string): string {
  const others = told.filter((other) => !other.startsWith(words));
  const after = replaceNext(rest, words === BEHIND ? NEXT_BEHIND : NEXT_ANEW);
  return [...head, headline, ...[words + line, ...others].flatMap((text) => ['', ALERT, text]), ...after].join('\n');
}

/** The comment with one more line under its headline; undefined when it is about no plan, or needs no change. */
export function renderBehind(body: string, prodSerial: number): string | undefined {
  const comment = read(body);
  const planned = comment?.head.map((line) => NOTE.exec(line)?.[1]).find((serial) => serial !== undefined);
  if (comment === undefined || planned === undefined) return undefined;
  if (planned !== 'none' && Number(planned) >= prodSerial) return undefined;
  // Of two applies the later one may have told first.
  const told = comment.told.find((line) => line.startsWith(BEHIND));
  if (Number(/production is at (\d+)\./.exec(told ?? '')?.[1] ?? -1) > prodSerial) return undefined;
  const against = planned === 'none' ? 'before production had a state' : `against serial ${planned}`;
  const line = `planned ${against}, production is at ${prodSerial}. Plan again to see what would happen now.`;
  const next = tell(comment, BEHIND, line);
  return next === body.replaceAll('\r\n', '\n') ? undefined : next;
}

/** The comment of an earlier run, with one line under its headline: it is being planned anew, by this run from now on. */
export function renderOutdated(body: string, { at }: Begun, view: RunView & { readonly head: string }): string {
  const comment = read(body);
  if (comment === undefined) return body;
  const commit = view.commitSha === '' ? 'this' : `commit ${codeSpan(view.commitSha.slice(0, 7))}`;
  const line = `${commit}, since ${renderTime(at, view.now)}, by [run ${view.runNumber}](${linkTarget(view.runUrl)}). What follows is of before.`;
  return withHead(tell(comment, ANEW, line), view.head);
}

/** The comment as it was before a run wrote in it. What was told meanwhile of a plan that stayed readable stays told. */
export function renderRestored(before: string, now: string): string {
  const [was, is] = [read(before), read(now)];
  const behind = is?.told.find((line) => line.startsWith(BEHIND));
  if (was === undefined || behind === undefined || was.told.includes(behind)) return before;
  return tell(was, BEHIND, behind.slice(BEHIND.length));
}
