import * as v from 'valibot';

/** Terraform's own lock record. Source: hashicorp/terraform internal/states/statemgr/locker.go, `LockInfo`. */
export interface StateLock {
  readonly id: string;
  /** `OperationTypePlan`, `OperationTypeApply`, `init`, … */
  readonly operation: string;
  /** `user@host` of the process that took it. */
  readonly who: string;
  readonly version: string;
  /** RFC 3339, UTC, by the holder's clock. */
  readonly created: string;
  /** `<bucket>/<S3 key>`. */
  readonly path: string;
  readonly info: string;
}

/** The `operation` of an apply's lock. */
export const APPLY_LOCK = 'OperationTypeApply';

/** Where a lock record lies. */
export type LockPlace = 'table' | 'lockfile';

/** One look at the state lock of one key. */
export type LockReading =
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly lock: StateLock; readonly places: readonly LockPlace[] }
  /** There is a record, and it is not Terraform's JSON: held by nobody knows whom. */
  | { readonly kind: 'unreadable'; readonly places: readonly LockPlace[] };

/** Somebody's record lies somewhere. */
export type LockTaken = Exclude<LockReading, { readonly kind: 'free' }>;

/** What has become of a lock that was taken. */
export type LockHold =
  /** Our record lies at every place. */
  | { readonly kind: 'ours' }
  /** It lies no more at one place at least, and nobody else's does: somebody has deleted it. */
  | { readonly kind: 'gone' }
  /** A record that is not ours lies at one place at least. */
  | { readonly kind: 'anothers'; readonly reading: LockTaken };

const LockInfo = v.object({
  ID: v.pipe(v.string(), v.nonEmpty()),
  Operation: v.optional(v.string(), ''),
  Info: v.optional(v.string(), ''),
  Who: v.optional(v.string(), ''),
  Version: v.optional(v.string(), ''),
  Created: v.optional(v.string(), ''),
  Path: v.optional(v.string(), ''),
});

/** Parses the raw `Info` of a lock item or the body of a lockfile; undefined when it is not a lock record. */
export function parseStateLock(raw: string): StateLock | undefined {
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(LockInfo, json);
  if (!parsed.success) return undefined;
  const { ID, Operation, Info, Who, Version, Created, Path } = parsed.output;
  return { id: ID, operation: Operation, info: Info, who: Who, version: Version, created: Created, path: Path };
}

/** One record found at one place; `raw` undefined means that the place holds none. */
export interface LockRecord {
  readonly place: LockPlace;
  readonly raw: string | undefined;
}

/** Joins what the places hold into one reading: held when any place is, and unreadable fails closed. */
export function decideLockReading(records: readonly LockRecord[]): LockReading {
  const found = records.filter((record) => record.raw !== undefined);
  return found.length === 0 ? { kind: 'free' } : describeTaken(found);
}

function describeTaken(found: readonly LockRecord[]): LockTaken {
  const places = found.map((record) => record.place);
  for (const record of found) {
    const lock = parseStateLock(record.raw ?? '');
    if (lock !== undefined) return { kind: 'held', lock, places };
  }
  return { kind: 'unreadable', places };
}

/** Whether this record is of the lock with this ID, which its owner has made. */
export function isRecordOf({ raw }: LockRecord, lockId: string): boolean {
  return raw !== undefined && parseStateLock(raw)?.id === lockId;
}

/** What has become of the lock with this ID, from what each place holds. */
export function decideLockHold(records: readonly LockRecord[], lockId: string): LockHold {
  const anothers = records.filter((record) => record.raw !== undefined && !isRecordOf(record, lockId));
  if (anothers.length > 0) return { kind: 'anothers', reading: describeTaken(anothers) };
  return records.every((record) => isRecordOf(record, lockId)) ? { kind: 'ours' } : { kind: 'gone' };
}
