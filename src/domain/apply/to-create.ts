import type { ResourceChange } from '../plan/plan.ts';
import type { BegunOn } from './begun-on.ts';

/** What an apply is about to create, noted before it begins: should it die, this may exist without being in any state. */
export interface ToCreate {
  /** The first of them. */
  readonly addresses: readonly string[];
  /** Of all. */
  readonly count: number;
  /** Of the state that the apply begins from; undefined when there is none, or it does not tell. */
  readonly serial: number | undefined;
  /** Of the same; `none` when there is none. */
  readonly fingerprint: string;
}

const ADDRESSES_AT_MOST = 50;
/** All of them lie in the document of the queue. */
const CHARACTERS_AT_MOST = 3000;

/** Undefined when nothing is created. `conceal` takes out what may not be shown. */
export function describeToCreate(
  changes: readonly Pick<ResourceChange, 'address' | 'action'>[],
  begunOn: BegunOn,
  conceal: (text: string) => string,
): ToCreate | undefined {
  const created = changes
    .filter(({ action }) => action === 'create' || action === 'replace' || action === 'create-and-forget')
    .map(({ address }) => conceal(address));
  if (created.length === 0) return undefined;
  const addresses: string[] = [];
  let characters = 0;
  for (const address of created.slice(0, ADDRESSES_AT_MOST)) {
    characters += address.length;
    if (characters > CHARACTERS_AT_MOST) break;
    addresses.push(address);
  }
  return {
    addresses,
    count: created.length,
    serial: begunOn.kind === 'state' ? begunOn.serial : undefined,
    fingerprint: fingerprintOf(begunOn),
  };
}

/** Whether nobody has written the state since: what was created meanwhile is in none. */
export function isUnmoved(toCreate: ToCreate, now: BegunOn): boolean {
  return toCreate.fingerprint === fingerprintOf(now);
}

function fingerprintOf(begunOn: BegunOn): string {
  return begunOn.kind === 'state' ? begunOn.fingerprint : 'none';
}

/** For the log. */
export function tellToCreate({ addresses, count, serial }: ToCreate): string {
  const rest = count > addresses.length ? ` and ${count - addresses.length} more` : '';
  const on = serial === undefined ? '' : `, on serial ${serial}`;
  return `${addresses.join(', ')}${rest}${on}`;
}
