import { asRecord, canonicalJson, partsOf } from './json.ts';
import { isMarked, type ChangeValues } from './plan.ts';
import { SENSITIVE, type Conceal } from './secrets.ts';
import { align } from './sequence.ts';

/** One line of what becomes of a value. */
export interface DiffLine {
  readonly sign: '+' | '-' | '!';
  /** Such as `tags.Name`, `rule[0].port` or `user_data:7`, the seventh line; empty for the value itself. */
  readonly path: string;
  /** As it may be shown: JSON, or words in brackets. */
  readonly text: string;
}

const LATER = '(known after apply)';

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
    if (!isNothing(before)) yield { sign: '-', path, text: show(before, conceal) };
    yield { sign: '+', path, text: LATER };
  } else if (isContainer(before) || isContainer(after) || isContainer(unknown)) {
    yield* diffParts(path, pair, conceal);
  } else if (canonicalJson(before ?? null) !== canonicalJson(after ?? null)) {
    const [one, other] = [readJson(before), readJson(after)];
    // A document in a string is compared as one: policies are written so.
    if (one !== undefined && other !== undefined) {
      yield* diff(path, { ...pair, before: one, after: other }, conceal);
      return;
    }
    const lines = diffLines(path, pair, conceal);
    if (lines !== undefined) {
      yield* lines;
      return;
    }
    if (!isNothing(before)) yield { sign: '-', path, text: show(before, conceal) };
    if (!isNothing(after)) yield { sign: '+', path, text: show(after, conceal) };
  }
}

/** More lines than these are no longer read one by one. */
const DIFFERING_LINES_AT_MOST = 60;

/** A script or a document of which some lines differ; undefined for anything else. */
function diffLines(path: string, { before, after }: Pair, conceal: Conceal): readonly DiffLine[] | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  if (![before, after].some((text) => text.trimEnd().includes('\n'))) return undefined;
  if ([before, after].some((text) => conceal(text) === SENSITIVE)) return undefined;
  const [old, now] = [before.split('\n'), after.split('\n')];
  const differing = align(old, now).filter(({ isSame }) => !isSame);
  if (differing.length > DIFFERING_LINES_AT_MOST) return undefined;
  const line = (sign: '-' | '+', lines: readonly string[], index: number | undefined): readonly DiffLine[] =>
    index === undefined ? [] : [{ sign, path: `${path}:${String(index + 1)}`, text: show(lines[index], conceal) }];
  return differing.flatMap((step) => [...line('-', old, step.before), ...line('+', now, step.after)]);
}

function* diffSensitive(path: string, { before, after, unknown }: Pair): Generator<DiffLine> {
  const gone = isNothing(after) && unknown !== true;
  if (isNothing(before)) {
    if (!gone) yield { sign: '+', path, text: SENSITIVE };
  } else if (gone) {
    yield { sign: '-', path, text: SENSITIVE };
  } else if (unknown === true || canonicalJson(before) !== canonicalJson(after)) {
    yield { sign: '!', path, text: SENSITIVE };
  }
}

function* diffParts(path: string, pair: Pair, conceal: Conceal): Generator<DiffLine> {
  const { before, after, unknown, beforeMarks, afterMarks } = pair;
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null) && !isContainer(unknown)) return;
  const parts = [before, after, unknown].map(partsOf);
  const names = [...new Set(parts.flatMap((part) => Object.keys(part)))];
  const sides = [before, after, isContainer(unknown) ? unknown : undefined];
  const isList = sides.some(Array.isArray);
  if (names.length > 0 && isList && sides.every((side) => isNothing(side) || Array.isArray(side))) {
    yield* diffElements(path, pair, conceal);
    return;
  }
  if (names.length === 0) {
    if (!isNothing(before)) yield { sign: '-', path, text: show(before, conceal) };
    if (!isNothing(after)) yield { sign: '+', path, text: show(after, conceal) };
    return;
  }
  // A scalar in the place of a list or an object, or the other way round.
  if (!isContainer(before) && !isNothing(before)) yield { sign: '-', path, text: show(before, conceal) };
  if (!isContainer(after) && !isNothing(after)) yield { sign: '+', path, text: show(after, conceal) };
  for (const name of names) {
    yield* diff(
      isList ? `${path}[${name}]` : joinPath(path, conceal(name)),
      {
        before: parts[0]?.[name],
        after: parts[1]?.[name],
        unknown: parts[2]?.[name],
        beforeMarks: partsOf(beforeMarks)[name],
        afterMarks: partsOf(afterMarks)[name],
      },
      conceal,
    );
  }
}

/** A list, by its elements and not by their places: one that comes in between leaves those behind it what they were. */
function* diffElements(path: string, pair: Pair, conceal: Conceal): Generator<DiffLine> {
  const [before, after, unknown] = [listOf(pair.before), listOf(pair.after), listOf(pair.unknown)];
  const all = Array.from({ length: Math.max(after.length, unknown.length) }, (_, index) => after[index]);
  const steps = align(
    before.map((element) => canonicalJson(element ?? null)),
    all.map((element, index) =>
      // What is not known yet is like nothing that is there.
      isMarked(unknown[index]) ? `unknown ${String(index)}` : canonicalJson(element ?? null),
    ),
  );
  for (const { before: from, after: to, isSame } of steps) {
    if (isSame) continue;
    yield* diff(
      `${path}[${String(to ?? from)}]`,
      {
        before: from === undefined ? undefined : before[from],
        after: to === undefined ? undefined : all[to],
        unknown: to === undefined ? undefined : unknown[to],
        beforeMarks: from === undefined ? undefined : partsOf(pair.beforeMarks)[from],
        afterMarks: to === undefined ? undefined : partsOf(pair.afterMarks)[to],
      },
      conceal,
    );
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function joinPath(path: string, name: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}

/** The object or list that a string is the JSON of. */
function readJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** Longer values are for the whole text of the plan. */
const LONGEST_VALUE = 400;

/** Concealed before it is cut: half a secret is one too. */
function show(value: unknown, conceal: Conceal): string {
  const hidden = hide(value, conceal);
  if (hidden === SENSITIVE) return SENSITIVE;
  const text = conceal(canonicalJson(hidden));
  if (text.length <= LONGEST_VALUE) return text;
  return `${text.slice(0, LONGEST_VALUE / 2)} … ${text.slice(-LONGEST_VALUE / 4)} (${String(text.length)} characters)`;
}

/** Text by text, so that one that is a secret as a whole is found however short it is. */
function hide(value: unknown, conceal: Conceal): unknown {
  if (typeof value === 'string') return conceal(value);
  if (Array.isArray(value)) return value.map((part) => hide(part, conceal));
  const record = asRecord(value);
  if (record === undefined) return value;
  return Object.fromEntries(Object.entries(record).map(([name, part]) => [conceal(name), hide(part, conceal)]));
}
