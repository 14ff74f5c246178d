import { lockfileKey, type StateAddress } from '../../domain/state/keys.ts';
import { decideLockReading, parseStateLock, type LockRecord } from '../../domain/lock/lock.ts';
import type { StateLocks, StateObjects } from '../../ports/backend.ts';
import type { LockTable } from './table.ts';

export interface LockPlaces {
  /** Undefined when the backend has no table. */
  readonly table: LockTable | undefined;
  /** Undefined when it keeps no lockfile. */
  readonly objects: StateObjects | undefined;
}

interface Place {
  read(): Promise<LockRecord & { delete(): Promise<boolean> }>;
}

/** The state locks at every place where the backend keeps them. */
export function openLocks(places: LockPlaces): StateLocks {
  return {
    read: async (address) =>
      decideLockReading(await Promise.all(placesOf(address, places).map((place) => place.read()))),

    // The place that Terraform takes first goes last: a newcomer gets none of it before all of it is free.
    delete: async (address, lockId) => {
      let deleted = false;
      for (const place of placesOf(address, places).reverse()) {
        const record = await place.read();
        if (record.raw === undefined || parseStateLock(record.raw)?.id !== lockId) continue;
        if (await record.delete()) deleted = true;
      }
      return deleted;
    },
  };
}

/** In the order in which Terraform takes them: lockfile, then item. */
function placesOf(address: StateAddress, { table, objects }: LockPlaces): Place[] {
  const key = lockfileKey(address);
  const lockfile: Place[] =
    objects === undefined
      ? []
      : [
          {
            read: async () => {
              const found = await objects.get(key);
              return {
                place: 'lockfile',
                raw: found && new TextDecoder().decode(found.body),
                delete: async () => found !== undefined && objects.delete(key, found),
              };
            },
          },
        ];
  const item: Place[] =
    table === undefined
      ? []
      : [
          {
            read: async () => {
              const raw = await table.getLockInfo(address);
              return { place: 'table', raw, delete: async () => raw !== undefined && table.deleteLock(address, raw) };
            },
          },
        ];
  return [...lockfile, ...item];
}
