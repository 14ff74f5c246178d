import { BackendUnusable } from '../../domain/stack/backend.ts';
import { lockfileKey, type StateAddress } from '../../domain/state/keys.ts';
import type { LockKind } from '../../domain/turn/lock-kind.ts';
import type { TableHome } from '../../domain/turn/turn-home.ts';
import { decideLockHold, decideLockReading, isRecordOf, type LockReading } from '../../domain/lock/lock.ts';
import type { LockRecord, LockTaken } from '../../domain/lock/lock.ts';
import { renderLockRecord } from '../../domain/lock/lock-record.ts';
import type { GiveBackLock, StateLocks, StateObjects, StoredObject, TakeLock } from '../../ports/backend.ts';
import type { LockTable } from './table.ts';

export interface LockPlaces {
  /** Undefined when the backend has no table. */
  readonly table: LockTable | undefined;
  /** Where that table is. */
  readonly tableHome: TableHome | undefined;
  /** Undefined when it keeps no lockfile. */
  readonly objects: StateObjects | undefined;
}

interface FoundRecord extends LockRecord {
  /** False when it is not there any more as it was read, or was deleted by a request whose answer was lost. */
  delete(): Promise<boolean>;
}

interface Place {
  read(): Promise<FoundRecord>;
  /** False when a record is there, or another write is under way; it may be ours, when an answer was lost. */
  write(raw: string): Promise<boolean>;
}

/** How often a write or a deletion is tried whose outcome is not to be seen; each is repeated by the SDK besides. */
const ATTEMPTS = 4;

/** The state locks at every place where the backend keeps them. */
export function openLocks(places: LockPlaces, openElsewhere: (kind: LockKind) => Promise<LockPlaces>): StateLocks {
  const readAll = (address: StateAddress): Promise<PromiseSettledResult<LockRecord>[]> =>
    Promise.allSettled(placesOf(address, places).map((place) => place.read()));
  return {
    kind: { lockfile: places.objects !== undefined, table: places.tableHome },

    at: async (kind) => openLocks(await openElsewhere(kind), openElsewhere),

    read: async (address) =>
      decideLockReading(await Promise.all(placesOf(address, places).map((place) => place.read()))),

    take: (address, lock) => take(placesOf(address, places), { lockId: lock.id, raw: renderLockRecord(lock), address }),

    confirm: async (address, lockId) => {
      const looks = await readAll(address);
      const troubles = looks.flatMap((look) => (look.status === 'rejected' ? [asTrouble(look.reason)] : []));
      const records = looks.flatMap((look) => (look.status === 'fulfilled' ? [look.value] : []));
      const hold = decideLockHold(records, lockId);
      const [trouble] = troubles;
      return trouble !== undefined && hold.kind === 'ours' ? { kind: 'unknown', trouble } : hold;
    },

    giveBack: (address, lockId) => giveBack(placesOf(address, places), lockId),

    // The place that Terraform takes first goes last: a newcomer gets none of it before all of it is free.
    delete: async (address, lockId) => {
      let deleted = false;
      for (const place of placesOf(address, places).reverse()) {
        const record = await place.read();
        if (!isRecordOf(record, lockId)) continue;
        if (await record.delete()) deleted = true;
      }
      return deleted;
    },
  };
}

interface Wanted {
  readonly lockId: string;
  readonly raw: string;
  readonly address: StateAddress;
}

async function take(places: readonly Place[], wanted: Wanted): Promise<TakeLock> {
  const { lockId, address } = wanted;
  if (places.length === 0) throw new BackendUnusable('the backend keeps no state lock. Set use_lockfile.');
  try {
    for (const place of places) {
      const reading = await takePlace(place, wanted);
      if (reading === undefined) continue;
      const others = places.filter((other) => other !== place);
      await giveBack(others, lockId);
      return { kind: 'held', reading };
    }
    return { kind: 'taken' };
  } catch (error) {
    const trouble = asTrouble(error);
    try {
      await giveBack(places, lockId);
    } catch {
      throw new BackendUnusable(
        `${trouble.message} It is not known whether the state lock ${lockId} of ${address.bucket}/${address.path} is held in part.`,
        { cause: trouble, isDenied: trouble.isDenied },
      );
    }
    throw trouble;
  }
}

/** Undefined when our record lies there; else what was read in its place. */
async function takePlace(place: Place, { lockId, raw }: Wanted): Promise<LockReading | undefined> {
  let trouble: BackendUnusable | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      trouble = undefined;
      if (await place.write(raw)) return undefined;
    } catch (error) {
      trouble = asTrouble(error);
    }
    const found = await readAfter(place, trouble);
    if (isRecordOf(found, lockId)) return undefined;
    if (trouble?.isDenied === true) throw trouble;
    if (found.raw !== undefined) return decideLockReading([found]);
  }
  if (trouble !== undefined) throw trouble;
  return { kind: 'free' };
}

/** The place that Terraform takes first goes last, as with every deletion. */
async function giveBack(places: readonly Place[], lockId: string): Promise<GiveBackLock> {
  const found: LockTaken[] = [];
  let isGone = false;
  const inOrder = [...places].reverse();
  // A record that has changed since is not deleted, and read again.
  const looks = await Promise.allSettled(inOrder.map((place) => place.read()));
  for (const [index, place] of inOrder.entries()) {
    const hold = await giveBackPlace(place, { lockId, first: looks[index] });
    if (hold.kind === 'anothers') found.push(hold.reading);
    if (hold.kind === 'gone') isGone = true;
  }
  const [reading] = found;
  if (reading !== undefined) return { kind: 'anothers', reading };
  return { kind: isGone ? 'gone' : 'released' };
}

async function giveBackPlace(
  place: Place,
  { lockId, first }: { readonly lockId: string; readonly first: PromiseSettledResult<FoundRecord> | undefined },
): Promise<GiveBackLock> {
  let trouble: BackendUnusable | undefined;
  let wasOurs = false;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const record = attempt === 1 && first !== undefined ? fulfilled(first) : await readAfter(place, trouble);
    const hold = decideLockHold([record], lockId);
    // Ours a moment ago: the deletion is done, and its answer was lost.
    if (hold.kind === 'gone' && wasOurs) return { kind: 'released' };
    if (hold.kind !== 'ours') return hold;
    wasOurs = true;
    try {
      trouble = undefined;
      if (await record.delete()) return { kind: 'released' };
    } catch (error) {
      trouble = asTrouble(error);
    }
  }
  throw (
    trouble ?? new BackendUnusable(`every deletion of the state lock ${lockId} was refused, and it is still there.`)
  );
}

function fulfilled<T>(look: PromiseSettledResult<T>): T {
  if (look.status === 'rejected') throw look.reason;
  return look.value;
}

/** When it cannot be looked whether a request came through, the request's own trouble says more. */
async function readAfter(place: Place, trouble: BackendUnusable | undefined): Promise<FoundRecord> {
  try {
    return await place.read();
  } catch (error) {
    throw trouble ?? error;
  }
}

/** Anything else, such as the end of a cancelled run's requests, is not for here. */
function asTrouble(error: unknown): BackendUnusable {
  if (error instanceof BackendUnusable) return error;
  throw error;
}

/** In the order in which Terraform takes them: lockfile, then item. */
function placesOf(address: StateAddress, { table, objects }: LockPlaces): Place[] {
  return [
    ...(objects === undefined ? [] : [lockfileOf(address, objects)]),
    ...(table === undefined ? [] : [lockItemOf(address, table)]),
  ];
}

function lockfileOf(address: StateAddress, objects: StateObjects): Place {
  const key = lockfileKey(address);
  return {
    read: async () => {
      const found = await getLockfile(address, objects);
      return {
        place: 'lockfile',
        raw: found && new TextDecoder().decode(found.body),
        delete: async () => found !== undefined && objects.delete(key, found),
      };
    },
    write: (raw) => objects.put(key, { body: new TextEncoder().encode(raw), metadata: {} }, undefined),
  };
}

/** S3 says of an object that is not there that it is forbidden, to a role that may not list the bucket. */
async function getLockfile(address: StateAddress, objects: StateObjects): Promise<StoredObject | undefined> {
  try {
    return await objects.get(lockfileKey(address));
  } catch (error) {
    const { message, isDenied } = asTrouble(error);
    if (!isDenied) throw error;
    throw new BackendUnusable(
      `${message} A role without s3:ListBucket on ${address.bucket} is told the same of a lockfile that is gone: grant it that, too.`,
      { cause: error, isDenied },
    );
  }
}

function lockItemOf(address: StateAddress, table: LockTable): Place {
  return {
    read: async () => {
      const raw = await table.getLockInfo(address);
      return { place: 'table', raw, delete: async () => raw !== undefined && table.deleteLock(address, raw) };
    },
    write: (raw) => table.putLock(address, raw),
  };
}
