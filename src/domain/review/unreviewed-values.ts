import { asRecord, memberOf } from '../json.ts';
import type { ChangeValues } from '../plan/plan.ts';
import { ANY_VALUE } from './run-words.ts';

/** A line of the input `unreviewed-values`: an attribute that may differ from what was reviewed. */
export interface UnreviewedValue {
  readonly what: 'resource' | 'output';
  /** The parts of its address. An instance key is in brackets, `[*]` is any. */
  readonly address: readonly string[];
  /** Names and places; `*` is any place. Empty for the whole of an output. */
  readonly path: readonly (string | number)[];
}

/** Any place of a list. */
const ANY_PLACE = '*';

const NAME = String.raw`[\p{ID_Start}_][\p{ID_Continue}-]*`;
const KEY = String.raw`"(?:[^"\\]|\\.)*"`;
const PLACE = String.raw`0|[1-9]\d*|\*`;
const PART = new RegExp(
  String.raw`(?:^|\.)(?<name>${NAME})|(?:\.(?<place>${PLACE})|\[(?<key>${PLACE}|${KEY})\])`,
  'uy',
);

/**
 * Reads `ADDRESS.ATTRIBUTE`, such as `module.a["x"].aws_instance.b[*].user_data`, or `output.NAME`; undefined when it is
 * none.
 */
export function parseUnreviewedValue(line: string): UnreviewedValue | undefined {
  const parts = partsOf(line);
  if (parts === undefined) return undefined;
  if (parts[0] === 'output') {
    const [, name, ...rest] = parts;
    const path = pathOf(rest);
    return name === undefined || path === undefined ? undefined : { what: 'output', address: [name], path };
  }
  const end = endOfAddress(parts);
  const rest = parts.slice(end);
  const path = pathOf(rest);
  return end === undefined || rest[0] === undefined || isKey(rest[0]) || path === undefined
    ? undefined
    : { what: 'resource', address: parts.slice(0, end), path };
}

/** Reads the lines of the input: what they name, or what is wrong with the first that names nothing. */
export function parseUnreviewedValues(
  lines: readonly string[],
): { readonly value: readonly UnreviewedValue[] } | { readonly problem: string } {
  const value: UnreviewedValue[] = [];
  for (const line of lines) {
    const parsed = parseUnreviewedValue(line);
    if (parsed === undefined) return { problem: `has ${JSON.stringify(line)}, which is no ADDRESS.ATTRIBUTE` };
    value.push(parsed);
  }
  return { value };
}

/** Names as they are, places and keys in brackets. */
function partsOf(text: string): readonly string[] | undefined {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    PART.lastIndex = at;
    const groups = PART.exec(text)?.groups;
    if (groups === undefined) return undefined;
    parts.push(groups['name'] ?? `[${groups['place'] ?? groups['key'] ?? ''}]`);
    at = PART.lastIndex;
  }
  return parts;
}

function endOfAddress(parts: readonly string[]): number | undefined {
  let at = 0;
  const skipKey = (): void => {
    if (isKey(parts[at])) at += 1;
  };
  while (parts[at] === 'module') {
    at += 2;
    skipKey();
  }
  if (parts[at] === 'data') at += 1;
  if (isKey(parts[at]) || isKey(parts[at + 1])) return undefined;
  at += 2;
  skipKey();
  return at;
}

function isKey(part: string | undefined): boolean {
  return part?.startsWith('[') === true;
}

/** Undefined when a key in it is no text: one with an escape that there is not. */
function pathOf(parts: readonly string[]): UnreviewedValue['path'] | undefined {
  const path = parts.map(stepOf);
  return path.every((step) => step !== undefined) ? path : undefined;
}

function stepOf(part: string): string | number | undefined {
  if (!isKey(part)) return part;
  const key = part.slice(1, -1);
  if (key === ANY_PLACE) return ANY_PLACE;
  if (!key.startsWith('"')) return Number(key);
  return JSON_TEXT.test(key) ? (JSON.parse(key) as string) : undefined;
}

const JSON_TEXT = /^"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*"$/iu;

/** The paths in this change that may differ. */
export function findFree(
  { kind, address }: { readonly kind: UnreviewedValue['what']; readonly address: string },
  values: readonly UnreviewedValue[],
): readonly UnreviewedValue['path'][] {
  if (values.length === 0) return [];
  const parts = kind === 'output' ? [address] : partsOf(address);
  if (parts === undefined) return [];
  return values.filter((value) => value.what === kind && isAt(value.address, parts)).map(({ path }) => path);
}

function isAt(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((part, index) => part === parts[index] || (part === '[*]' && isKey(parts[index])))
  );
}

/** Whether a leaf is in what may differ, wholly. */
export function isFree(path: readonly (string | number)[], free: readonly UnreviewedValue['path'][]): boolean {
  return free.some((open) => open.every((step, index) => isStep(step, path[index])));
}

function isStep(step: string | number, part: string | number | undefined): boolean {
  return step === part || (step === ANY_PLACE && typeof part === 'number');
}

/** The values of a change, with what may differ taken for any value wherever there is room for it. */
export function liftFree(values: ChangeValues, free: readonly UnreviewedValue['path'][]): ChangeValues {
  if (free.length === 0) return values;
  const lift = (value: unknown, by: unknown): unknown => free.reduce((lifted, path) => put(lifted, path, by), value);
  const { before, after, unknown } = values;
  return {
    ...values,
    // What is not there, before a creation or after a destruction, has no room for a value.
    before: before === null ? before : lift(before, ANY_VALUE),
    after: after === null && unknown !== true ? after : lift(after, ANY_VALUE),
    unknown: lift(unknown, false),
  };
}

function put(value: unknown, [step, ...rest]: UnreviewedValue['path'], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((element: unknown, place) => (isStep(step, place) ? put(element, rest, by) : element));
  }
  const record = asRecord(value);
  if (record === undefined || typeof step === 'number') return value;
  if (rest.length > 0 && !Object.hasOwn(record, step)) return value;
  return { ...record, [step]: put(record[step], rest, by) };
}

/** What stands in the plan at the paths that may differ, each with its place. */
export function findFreeValues(
  { after, sensitive }: ChangeValues,
  free: readonly UnreviewedValue['path'][],
): readonly { readonly path: string; readonly value: unknown; readonly marks: unknown }[] {
  return free.flatMap((path) => [...pick({ path: '', value: after, marks: sensitive?.after }, path)]);
}

interface Picked {
  readonly path: string;
  readonly value: unknown;
  readonly marks: unknown;
}

function* pick({ path, value, marks }: Picked, [step, ...rest]: UnreviewedValue['path']): Generator<Picked> {
  if (step === undefined) {
    yield { path, value, marks };
    return;
  }
  const places = Array.isArray(value) ? value.map((_, place) => place).filter((place) => isStep(step, place)) : [step];
  for (const place of places) {
    const inner = memberOf(value, String(place));
    const at = typeof place === 'number' ? `${path}[${place}]` : path === '' ? place : `${path}.${place}`;
    yield* pick({ path: at, value: inner, marks: marks === true ? true : memberOf(marks, String(place)) }, rest);
  }
}
