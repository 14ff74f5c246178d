import type { StoreFault } from '../../domain/doctor/store-fault.ts';

/** One place of a store, which is changed on conditions alone; `tag` names what was read to the store. */
export interface ConditionalPlace {
  /** Writes where nothing lies; false when something does. */
  create(body: string): Promise<boolean>;
  read(): Promise<{ readonly body: string; readonly tag: string } | undefined>;
  /** Writes if `tag` still lies there; undefined where nobody does that. */
  readonly replace: ((body: string, tag: string) => Promise<boolean>) | undefined;
  /** Deletes, without naming a version, if `tag` still lies there; undefined where nobody does that. */
  readonly delete: ((tag: string) => Promise<boolean>) | undefined;
}

/** So many write at the same moment. */
const AT_ONCE = 4;

/**
 * Does at a place of nobody what locks and queues do at theirs, in their order: create, be refused, replace, be refused
 * with a stale tag, delete, be refused with a stale tag, and create again. An answer that was lost is none of the store's
 * faults: what is read afterwards counts. What lies there in the end is for the caller to take away.
 */
export async function findStoreFaults(place: ConditionalPlace, newBody: () => string): Promise<readonly StoreFault[]> {
  const first = await examineCreation(place, newBody);
  if (first.tag === undefined) return first.faults;
  const replaced = await examineReplacement(place, { newBody, tag: first.tag });
  const deleted = await examineDeletion(place, { newBody, stale: first.tag });
  return [...new Set([...first.faults, ...replaced, ...deleted])];
}

async function examineCreation(
  place: ConditionalPlace,
  newBody: () => string,
): Promise<{ readonly faults: readonly StoreFault[]; readonly tag: string | undefined }> {
  const bodies = Array.from({ length: AT_ONCE }, newBody);
  const created = await Promise.all(bodies.map((body) => place.create(body)));
  const found = await place.read();
  const winners = created.filter(Boolean).length;
  if (found === undefined) return { faults: [winners === 0 ? 'refuses-create' : 'reads-late'], tag: undefined };
  const faults: StoreFault[] = winners <= 1 && !bodies.includes(found.body) ? ['reads-late'] : [];
  if (await place.create(newBody())) faults.push('ignores-if-none-match');
  else if (winners > 1) faults.push('creates-twice');
  return { faults, tag: found.tag };
}

interface Written {
  readonly newBody: () => string;
  readonly tag: string;
}

async function examineReplacement(place: ConditionalPlace, { newBody, tag }: Written): Promise<readonly StoreFault[]> {
  const { replace } = place;
  if (replace === undefined) return [];
  const before = await place.read();
  if (before === undefined) return ['reads-late'];
  const body = newBody();
  const isReplaced = await replace(body, before.tag);
  const after = await place.read();
  if (after?.body !== body) return [isReplaced ? 'reads-late' : 'refuses-if-match'];
  if (after.tag === before.tag) return ['names-two-alike'];
  if (await replace(newBody(), tag)) return ['ignores-if-match'];
  const atOnce = await Promise.all(Array.from({ length: AT_ONCE }, () => replace(newBody(), after.tag)));
  return atOnce.filter(Boolean).length > 1 ? ['replaces-twice'] : [];
}

async function examineDeletion(
  place: ConditionalPlace,
  { newBody, stale }: { readonly newBody: () => string; readonly stale: string },
): Promise<readonly StoreFault[]> {
  if (place.delete === undefined) return [];
  const faults: StoreFault[] = [];
  const before = await place.read();
  if (before === undefined) return ['reads-late'];
  if (before.tag !== stale && (await place.delete(stale))) faults.push('ignores-if-match-on-delete');
  const now = await place.read();
  if (now !== undefined) {
    const isDeleted = await place.delete(now.tag);
    if ((await place.read()) !== undefined) return [...faults, isDeleted ? 'survives-delete' : 'refuses-delete'];
  }
  if (!(await place.create(newBody()))) {
    if ((await place.read()) === undefined) faults.push('refuses-create-after-delete');
  }
  const again = await place.read();
  if (again !== undefined) await place.delete(again.tag);
  if (place.replace !== undefined && (await place.replace(newBody(), before.tag))) faults.push('ignores-if-match');
  return faults;
}
