import { exactJson, ExactNumber, isSameJson, memberOf, parseJsonExactly } from '../json.ts';
import { isMarked, type ChangeValues } from './plan.ts';
import { SENSITIVE, type Conceal } from '../secrets/conceal.ts';
import { align } from './sequence.ts';
import { joinPath } from './value-path.ts';
import { showPair } from './value-text.ts';

/** One line of what becomes of a value. */
export interface DiffLine {
  readonly sign: '+' | '-' | '!';
  /** Such as `tags.Name`, `rule[0].port` or `user_data:7`, the seventh line; empty for the value itself. */
  readonly path: string;
  /** As it may be shown: JSON, or words in brackets. */
  readonly text: string;
}

const LATER = '(known after apply)';
const WHITE_SPACE = '(white space or order only)';
const NOW_SENSITIVE = '(the same value, sensitive from now on)';
const NO_LONGER_SENSITIVE = '(the same value, no longer sensitive)';

/** A value with its marks, before and after. */
interface Pair {
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: unknown;
  readonly beforeMarks: unknown;
  readonly afterMarks: unknown;
}

/** What a change does, attribute by attribute; nothing that is marked sensitive, or known to be secret, is in it. */
export function diffValues(values: ChangeValues, conceal: Conceal): readonly DiffLine[] {
  const { before, after, unknown, sensitive } = values;
  return [
    ...diff('', { before, after, unknown, beforeMarks: sensitive?.before, afterMarks: sensitive?.after }, conceal),
  ];
}

function* diff(path: string, pair: Pair, conceal: Conceal): Generator<DiffLine> {
  const { before, after, unknown } = pair;
  if (pair.beforeMarks === true || pair.afterMarks === true) {
    yield* diffSensitive(path, pair);
  } else if (unknown === true) {
    yield* lines(path, { ...pair, after: undefined }, conceal);
    yield { sign: '+', path, text: LATER };
  } else if (isContainer(before) || isContainer(after) || isMarked(unknown)) {
    yield* diffParts(path, pair, conceal);
  } else if (!isSame(before, after)) {
    yield* diffTexts(path, pair, conceal);
  }
}

/** Of two values that are no containers, and differ. */
function* diffTexts(path: string, pair: Pair, conceal: Conceal): Generator<DiffLine> {
  const { before, after } = pair;
  // A text that is secret as a whole is one in all its parts.
  const isSecret = [before, after].some((text) => typeof text === 'string' && conceal(text) === SENSITIVE);
  if (!isSecret && isNothing(before) && hasLines(after)) {
    // A secret may go over several of its lines, so it is taken out before they are told apart.
    yield* diffLines(path, { before: [], after: linesOf(conceal(after)) }, conceal);
    return;
  }
  if (isSecret || typeof before !== 'string' || typeof after !== 'string') {
    yield* lines(path, pair, conceal);
    return;
  }
  const [one, other] = [readJson(before), readJson(after)];
  // A document in a string is compared as one: policies are written so.
  if (one !== undefined && other !== undefined) {
    if (isSame(one, other)) yield { sign: '!', path, text: WHITE_SPACE };
    else yield* diff(path, { ...pair, before: one, after: other }, conceal);
  } else if (hasLines(before) || hasLines(after)) {
    yield* diffLines(path, { before: before.split('\n'), after: after.split('\n') }, conceal);
  } else {
    yield* lines(path, pair, conceal);
  }
}

/** What was there, and what will be; nothing of a side on which there is nothing. */
function* lines(path: string, pair: Pair, conceal: Conceal): Generator<DiffLine> {
  const { before, after, beforeMarks, afterMarks } = pair;
  const [old, now] = showPair({ value: before, marks: beforeMarks }, { value: after, marks: afterMarks }, conceal);
  if (!isNothing(before)) yield { sign: '-', path, text: old };
  if (!isNothing(after)) yield { sign: '+', path, text: now };
}

/** More lines than these are no longer read one by one. */
const DIFFERING_LINES_AT_MOST = 60;

/** A script or a document of several lines, of which those that differ are told. */
function* diffLines(
  path: string,
  { before, after }: { readonly before: readonly string[]; readonly after: readonly string[] },
  conceal: Conceal,
): Generator<DiffLine> {
  const differing = align(before, after, 2 * DIFFERING_LINES_AT_MOST).filter(({ isSame }) => !isSame);
  for (const { before: from, after: to } of differing.slice(0, DIFFERING_LINES_AT_MOST)) {
    const [old, now] = showPair({ value: before[from ?? -1] }, { value: after[to ?? -1] }, conceal);
    if (from !== undefined) yield { sign: '-', path: `${path}:${from + 1}`, text: old };
    if (to !== undefined) yield { sign: '+', path: `${path}:${to + 1}`, text: now };
  }
  const more = differing.length - DIFFERING_LINES_AT_MOST;
  if (more > 0) yield { sign: '!', path, text: `(${more} more lines differ)` };
}

function* diffSensitive(path: string, { before, after, unknown, beforeMarks, afterMarks }: Pair): Generator<DiffLine> {
  const gone = isNothing(after) && unknown !== true;
  if (isNothing(before)) {
    if (!gone) yield { sign: '+', path, text: SENSITIVE };
  } else if (gone) {
    yield { sign: '-', path, text: SENSITIVE };
  } else if (isMarked(unknown) || !isSame(before, after)) {
    yield { sign: '!', path, text: SENSITIVE };
  } else if (beforeMarks !== afterMarks) {
    yield { sign: '!', path, text: afterMarks === true ? NOW_SENSITIVE : NO_LONGER_SENSITIVE };
  }
}

function* diffParts(path: string, pair: Pair, conceal: Conceal): Generator<DiffLine> {
  const { before, after, unknown, beforeMarks, afterMarks } = pair;
  // An empty list or map among what is known later says nothing of being known later.
  const isUnknown = isMarked(unknown);
  if (isSame(before, after) && !isUnknown && !isMarked(beforeMarks) && !isMarked(afterMarks)) return;
  const sides = [before, after, isUnknown ? unknown : undefined].map((side) => (isContainer(side) ? side : undefined));
  const names = [...new Set(sides.flatMap((side) => Object.keys(side ?? {})))];
  if (names.length === 0) {
    if (!isSame(before, after)) yield* lines(path, pair, conceal);
    return;
  }
  const isList = sides.some(Array.isArray);
  if (isList && [before, after, sides[2]].every((side) => isNothing(side) || Array.isArray(side))) {
    yield* diffElements(path, pair, conceal);
    return;
  }
  // A scalar in the place of a list or an object, or the other way round.
  if (!isContainer(before)) yield* lines(path, { ...pair, after: undefined }, conceal);
  if (!isContainer(after)) yield* lines(path, { ...pair, before: undefined }, conceal);
  for (const name of names) {
    const inner = isList ? `${path}[${name}]` : joinPath(path, conceal(name));
    const part = {
      before: memberOf(sides[0], name),
      after: memberOf(sides[1], name),
      unknown: memberOf(sides[2], name),
      beforeMarks: memberOf(beforeMarks, name),
      afterMarks: memberOf(afterMarks, name),
    };
    // An attribute that is not set is null. A map may hold a null, which is not the same as nothing.
    const isMember = path !== '' && sides[0] !== undefined && sides[1] !== undefined;
    if (isMember && (part.before === undefined || part.after === undefined)) yield* diffNulls(inner, part);
    yield* diff(inner, part, conceal);
  }
}

/** A null that comes or goes: in a list and in a map it is something. */
function* diffNulls(path: string, { before, after, unknown }: Pair): Generator<DiffLine> {
  if (isMarked(unknown)) return;
  if (before === null && after !== null) yield { sign: '-', path, text: 'null' };
  if (after === null && before !== null) yield { sign: '+', path, text: 'null' };
}

/** A list, by its elements and not by their places: one that comes in between leaves those behind it what they were. */
function* diffElements(path: string, pair: Pair, conceal: Conceal): Generator<DiffLine> {
  const [before, after, unknown] = [listOf(pair.before), listOf(pair.after), listOf(pair.unknown)];
  const [beforeMarks, afterMarks] = [listOf(pair.beforeMarks), listOf(pair.afterMarks)];
  const all = Array.from({ length: Math.max(after.length, unknown.length) }, (_, index) => after[index]);
  const steps = align(
    before.map((element) => exactJson(element ?? null)),
    all.map((element, index) =>
      // What is not known yet is like nothing that is there.
      isMarked(unknown[index]) ? `unknown ${index}` : exactJson(element ?? null),
    ),
  );
  // What is taken for gone at one place and come at the same has not moved.
  const gone = new Set(steps.filter(({ after: to }) => to === undefined).map(({ before: place }) => place));
  const come = new Set(steps.filter(({ before: from }) => from === undefined).map(({ after: place }) => place));
  const stays = (place: number): boolean =>
    gone.has(place) && come.has(place) && !isMarked(unknown[place]) && isSame(before[place], all[place]);
  for (const { before: from = -1, after: to = -1, isSame: isAligned } of steps) {
    if ((from < 0 || to < 0) && stays(Math.max(from, to))) continue;
    const part = {
      before: before[from],
      after: all[to],
      unknown: unknown[to],
      beforeMarks: beforeMarks[from],
      afterMarks: afterMarks[to],
    };
    if (isAligned && !isMarked(part.beforeMarks) && !isMarked(part.afterMarks)) continue;
    const inner = `${path}[${to < 0 ? from : to}]`;
    if (part.beforeMarks !== true && part.afterMarks !== true) yield* diffNulls(inner, part);
    yield* diff(inner, part, conceal);
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** An attribute that is not set is null, wherever the state or the plan leaves it out. */
function isSame(before: unknown, after: unknown): boolean {
  return isSameJson(before ?? null, after ?? null);
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof ExactNumber);
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}

function hasLines(value: unknown): value is string {
  return typeof value === 'string' && value.trimEnd().includes('\n');
}

/** Without the empty one that a last line end leaves. */
function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** The object or list that a string is the JSON of. */
function readJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return parseJsonExactly(text);
  } catch {
    return undefined;
  }
}
