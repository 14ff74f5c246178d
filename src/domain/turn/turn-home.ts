import * as v from 'valibot';

/** Where the turn document of a state key lies. */
export type TurnHome =
  /** Beside the state, as `<key>.lockstep.json`. */
  | { readonly kind: 'object' }
  /** An item of a lock table. */
  | TableHome;

export interface TableHome {
  readonly kind: 'table';
  readonly table: string;
  readonly region: string;
}

/** What lies where a turn document is looked for first: beside the state. */
export type FoundBesideState =
  /** The turn document lies in a table. */
  | { readonly kind: 'pointer'; readonly home: TableHome }
  /** A turn document of this version or another one. */
  | { readonly kind: 'document' };

/** Version 2, because whoever knows turn documents of version 1 alone refuses it instead of beginning a second queue. */
const POINTER_VERSION = 2;

// Both become part of an address that signed requests are sent to.
export const TableHomeShape = v.object({
  kind: v.literal('table'),
  table: v.pipe(v.string(), v.regex(/^[\w.:/-]{1,1024}$/)),
  region: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/)),
});
const Pointer = v.object({ version: v.literal(POINTER_VERSION), home: TableHomeShape });
const Versioned = v.object({ version: v.pipe(v.number(), v.integer()) });

/** Throws an Error that says what it is not when the body is neither a pointer nor any version of a turn document. */
export function parseBesideState(body: string): FoundBesideState {
  const json: unknown = JSON.parse(body);
  const pointer = v.safeParse(Pointer, json);
  if (pointer.success) return { kind: 'pointer', home: pointer.output.home };
  if (!v.is(Versioned, json)) throw new Error('it names no version');
  return { kind: 'document' };
}

export function renderPointer(home: TableHome): string {
  return JSON.stringify({
    version: POINTER_VERSION,
    home: { kind: home.kind, table: home.table, region: home.region },
    note: 'The queue of the state beside this object is an item of this table. See docs/locking.md of Lockstep.',
  });
}

export function isSameHome(one: TurnHome, other: TurnHome): boolean {
  if (one.kind === 'object' || other.kind === 'object') return one.kind === other.kind;
  return one.table === other.table && one.region === other.region;
}
