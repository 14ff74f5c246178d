import * as v from 'valibot';

/** A JSON object with any names in it: valibot's own `record` leaves out `constructor` and `prototype`. */
export const jsonObject = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'is not an object',
);

/** JSON with sorted keys, so that equal values have equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** In characters: what is longer is written piece by piece, and never held as a whole a second time. */
const LONG = 65_536;

function isLong(value: unknown): boolean {
  return charactersOf(value, LONG) > LONG;
}

/** The characters of the texts and names in a value, counted until there are more than `most`. */
export function charactersOf(value: unknown, most: number): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let characters = 0;
  for (const name in value) {
    characters += (Array.isArray(value) ? 1 : name.length) + charactersOf(value[name as never], most);
    if (characters > most) break;
  }
  return characters;
}

/** A value in the place of its canonical JSON, which is too long to be written: it would be there once more. */
export class LongJson {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** Canonical JSON. */
export type LeafText = string | LongJson;

export function leafTextOf(value: unknown): LeafText {
  return isLong(value) ? new LongJson(value) : canonicalJson(value);
}

export function areSameText(one: LeafText, other: LeafText): boolean {
  if (!(one instanceof LongJson) || !(other instanceof LongJson)) return one === other;
  return isSameJson(one.value, other.value);
}

/** The list that this is the text of; undefined when it is none. */
export function listIn(text: LeafText | undefined): readonly unknown[] | undefined {
  if (text instanceof LongJson) return Array.isArray(text.value) ? (text.value as readonly unknown[]) : undefined;
  // A list alone begins so.
  return text?.startsWith('[') === true ? (JSON.parse(text) as readonly unknown[]) : undefined;
}

/** The canonical JSON of a value in pieces, none of which ends within a character. */
export function* canonicalPieces(value: unknown): Generator<string> {
  if (!isLong(value)) {
    yield canonicalJson(value);
  } else if (typeof value === 'string') {
    yield* textPieces(value);
  } else {
    const isList = Array.isArray(value);
    const names = Object.keys(value as object);
    if (!isList) names.sort((a, b) => (a < b ? -1 : 1));
    // As an object has them whose members were put in sorted: those that are places of a list come first.
    const ordered = isList ? names : Object.keys(Object.fromEntries(names.map((name) => [name, 0])));
    let before = isList ? '[' : '{';
    for (const name of ordered) {
      yield isList ? before : `${before}${JSON.stringify(name)}:`;
      yield* canonicalPieces((value as Readonly<Record<string, unknown>>)[name]);
      before = ',';
    }
    yield isList ? ']' : '}';
  }
}

/** In characters: pieces of this size are forgotten at once, larger ones only when memory is short. */
const PIECE = 8192;

function* textPieces(text: string): Generator<string> {
  yield '"';
  for (let at = 0; at < text.length;) {
    const last = text.charCodeAt(at + PIECE - 1);
    const length = last >= 0xd800 && last <= 0xdbff ? PIECE + 1 : PIECE;
    yield JSON.stringify(text.slice(at, at + length)).slice(1, -1);
    at += length;
  }
  yield '"';
}

/** Whether two values have the same canonical JSON, without writing it; what is not there is null. */
export function isSameJson(one: unknown = null, other: unknown = null): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((element: unknown, place) => isSameJson(element, other[place]))
    );
  }
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSameJson(one[name as never], other[name as never]))
  );
}

/** What JSON.parse's reviver is told besides name and value: the text of a primitive, as it stands in the source. */
interface RevivedFrom {
  readonly source?: string;
}

/**
 * Parses JSON so that unequal numbers stay unequal: one that a double cannot hold becomes its own text. Terraform's
 * numbers have any precision.
 */
export function parseJsonExactly(text: string): unknown {
  // Looking at every value is slow, and only numbers as long as this can be meant.
  if (!/\d[\d.]{15}/.test(text)) return JSON.parse(text);
  const exactly = (_: string, value: unknown, { source }: RevivedFrom): unknown =>
    typeof value === 'number' && source !== undefined && source.length > 15 && String(value) !== source
      ? source
      : value;
  return JSON.parse(text, exactly as (this: unknown, key: string, value: unknown) => unknown);
}

/** Undefined for whatever is no object. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** A member of an object, or an element of a list; none of what every object inherits, such as `constructor`. */
export function memberOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[])[Number(name)];
  const record = asRecord(value);
  const member = record?.[name];
  // Nothing of JSON is a function: what is asked for one by one a million times is not looked at twice.
  const mayBeInherited = typeof member === 'function' || name === '__proto__';
  return mayBeInherited && record !== undefined && !Object.hasOwn(record, name) ? undefined : member;
}
