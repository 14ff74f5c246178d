import { asRecord, canonicalJson, partsOf } from './json.ts';
import type { ChangeValues } from './plan.ts';
import { SENSITIVE, type Conceal } from './secrets.ts';

/** One line of what becomes of a value. */
export interface DiffLine {
  readonly sign: '+' | '-' | '!';
  /** Such as `tags.Name` or `rule[0].port`; empty for the value itself. */
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
    if (!isNothing(before)) yield { sign: '-', path, text: show(before, conceal) };
    if (!isNothing(after)) yield { sign: '+', path, text: show(after, conceal) };
  }
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
  const isList = [before, after, unknown].some(Array.isArray);
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
