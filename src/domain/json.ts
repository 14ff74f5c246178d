import * as v from 'valibot';

/** A JSON object with any names in it: valibot's own `record` leaves out `constructor` and `prototype`. */
export const jsonObject = v.custom<Readonly<Record<string, unknown>>>(
  (value) => asRecord(value) !== undefined,
  'is not an object',
);

/** A number that a double cannot hold. It is a leaf as any number is, and no object with members. */
export class ExactNumber {
  /** As it was written. */
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
  toString(): string {
    return this.source;
  }
  /** Its own text, so that unequal numbers stay unequal wherever they are compared as JSON. */
  toJSON(): string {
    return this.source;
  }
}

/** A number as JSON has it: exactly as it was written when a double would make another of it. */
function exactNumber(source: string): number | ExactNumber {
  const number = Number(source);
  return source.length > 15 && String(number) !== source ? new ExactNumber(source) : number;
}

/** JSON with sorted keys, so that equal values have equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/**
 * JSON for people, with sorted keys unless they are to stay as they are, and every number as it is:
 * `1000000000000000000000` and no `1e+21`, and never the text of the same digits.
 */
export function exactJson(value: unknown, isSorted = true): string {
  if (value instanceof ExactNumber) return String(value);
  if (Array.isArray(value)) return `[${value.map((part) => exactJson(part ?? null, isSorted)).join(',')}]`;
  const record = asRecord(value);
  if (record === undefined) return typeof value === 'number' ? decimal(value) : JSON.stringify(value ?? null);
  const members = Object.entries(record).filter(([, part]) => part !== undefined);
  if (isSorted) members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, part]) => `${JSON.stringify(name)}:${exactJson(part, isSorted)}`).join(',')}}`;
}

/** Whether two values are the same JSON, exactly: what is not there is null in a list, and nothing in an object. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (one instanceof ExactNumber) return other instanceof ExactNumber && one.source === other.source;
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    return one.every((part: unknown, place) => isSameJson(part ?? null, (other[place] as unknown) ?? null));
  }
  const [record, theirs] = [asRecord(one), asRecord(other)];
  if (record === undefined || theirs === undefined) return false;
  const names = Object.keys(record);
  return (
    names.every((name) => isSameJson(record[name], Object.hasOwn(theirs, name) ? theirs[name] : undefined)) &&
    Object.keys(theirs).every((name) => theirs[name] === undefined || Object.hasOwn(record, name))
  );
}

/** JavaScript writes from 1e21 on with an exponent. What has one is a power of ten as a rule, and its digits are in it. */
function decimal(value: number): string {
  const text = JSON.stringify(value);
  return /e\+/.test(text) ? String(BigInt(value)) : text;
}

/** What JSON.parse's reviver is told besides name and value: the text of a primitive, as it stands in the source. */
interface RevivedFrom {
  readonly source?: string;
}

/** Parses JSON so that unequal numbers stay unequal: one that a double cannot hold is an ExactNumber. */
export function parseJsonExactly(text: string): unknown {
  // Looking at every value is slow, and only numbers as long as this can be meant.
  if (!/\d[\d.]{15}/.test(text)) return JSON.parse(text);
  const exactly = (_: string, value: unknown, { source }: RevivedFrom): unknown =>
    typeof value === 'number' && source !== undefined ? exactNumber(source) : value;
  return JSON.parse(text, exactly as (this: unknown, key: string, value: unknown) => unknown);
}

/** Undefined for whatever is no object. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
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
