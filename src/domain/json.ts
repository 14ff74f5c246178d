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
