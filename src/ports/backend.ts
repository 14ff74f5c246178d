import { NO_VERSION, type ObjectVersion } from '../domain/state/removal.ts';
import type { BackendUnusable, S3Backend } from '../domain/stack/backend.ts';
import type { StateAddress } from '../domain/state/keys.ts';
import type { LockKind } from '../domain/turn/lock-kind.ts';
import type { LockHold, LockReading, LockTaken, StateLock } from '../domain/lock/lock.ts';
import type { KeyKind } from '../domain/turn/turn-watch.ts';
import type { TurnStore } from './turns.ts';

/** An object of the state bucket, as one GET gave it. */
export interface StoredObject {
  readonly body: Uint8Array;
  /** User metadata, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Names these bytes to S3, for conditions. */
  readonly etag: string;
  /** `null` in a bucket without versions. */
  readonly versionId: string;
  /** When the store says that it was written, in whole seconds; undefined when it does not say. */
  readonly writtenAt?: Date | undefined;
}

export { NO_VERSION };

/** One version or delete marker of a key. */
export interface ListedVersion extends ObjectVersion {
  readonly key: string;
}

/** What is to go of one key. */
export interface Removable {
  readonly key: string;
  /** As listed before `current` was read. What is listed as lying there now stays when `current` is undefined. */
  readonly versions: readonly ListedVersion[] | 'denied';
  /** The object that was judged removable; undefined when there was none. */
  readonly current: StoredObject | undefined;
}

export interface Removed {
  readonly kind: 'removed';
  /** Versions and delete markers that are gone, the object itself among them. */
  readonly count: number;
  /** The role may not list or delete versions: the object is deleted, and earlier versions are still there. */
  readonly versionsLeft: boolean;
}

/**
 * The objects of the state bucket. Every change is on condition that nobody else has changed the object since it was
 * looked at. Every failure is a BackendUnusable that names the action and the resource.
 */
export interface StateObjects {
  get(key: string): Promise<StoredObject | undefined>;
  /**
   * Writes with the encryption settings and ACL of the backend, if `expected` is what still lies there (undefined:
   * nothing; `any`: whatever does); false when it is not.
   */
  put(
    key: string,
    content: { readonly body: Uint8Array; readonly metadata: Readonly<Record<string, string>> },
    expected: StoredObject | undefined | 'any',
  ): Promise<boolean>;
  /** Deletes without naming a version, if `expected` still lies there; false when it does not. */
  delete(key: string, expected: StoredObject): Promise<boolean>;
  /**
   * Removes an object with its versions and delete markers: only those that were listed, and of what lies there now only
   * what was looked at. `changed` when somebody else wrote after the look: what they wrote is still there.
   */
  remove(removable: Removable): Promise<Removed | { readonly kind: 'changed' }>;
  /** Deletes exactly these versions and markers, each of them named; false when the role may not. */
  deleteVersions(key: string, versionIds: readonly string[]): Promise<boolean>;
  /** An earlier version; undefined when there is none of this id, or the role may not read it. */
  getVersion(key: string, versionId: string): Promise<StoredObject | undefined>;
  /** The keys that begin with `prefix`, in order; `denied` when the role may not list them. */
  list(prefix: string): Promise<readonly string[] | 'denied'>;
  /** Every version and delete marker of exactly this key, the newest first; `denied` when the role may not list them. */
  listVersions(key: string): Promise<readonly ListedVersion[] | 'denied'>;
  /** Every version and delete marker of every key that begins with `prefix`; `denied` when the role may not list them. */
  listAllVersions(prefix: string): Promise<readonly ListedVersion[] | 'denied'>;
}

/** The digest items of the lock table; without a table there are none, and writing is no work. */
export interface StateDigests {
  /** Hex MD5, or undefined. */
  get(address: StateAddress): Promise<string | undefined>;
  /** Writes the item where there is none; false when somebody else has written another digest. */
  put(address: StateAddress, digest: string): Promise<boolean>;
  /** Writes `digest` if the item still holds `seen`; false when it holds another by now. */
  replace(address: StateAddress, digest: string, seen: string): Promise<boolean>;
  /** Deletes the item if it still holds `digest`; false when it holds another by now. */
  delete(address: StateAddress, digest: string): Promise<boolean>;
}

export type TakeLock =
  /** Our record lies at every place. */
  | { readonly kind: 'taken' }
  /**
   * Nothing of ours lies anywhere. `reading` is of the place that was held; it is `free` when each time whoever held it
   * was gone before one could look. Ask again after a pause.
   */
  | { readonly kind: 'held'; readonly reading: LockReading };

/** Whatever it is, nothing of ours lies anywhere any more. */
export type GiveBackLock =
  /** Our record was found at every place, and is gone now. */
  | { readonly kind: 'released' }
  /** It was gone from one place at least before anybody here touched it: given back earlier, or deleted by somebody. */
  | { readonly kind: 'gone' }
  /** A record that is not ours lies at one place at least, and stays. */
  | { readonly kind: 'anothers'; readonly reading: LockTaken };

type ConfirmLock =
  | LockHold
  /** One place at least cannot be looked at, and the others hold our record. */
  | { readonly kind: 'unknown'; readonly trouble: BackendUnusable };

/**
 * The state locks, wherever the backend keeps them. A lock is ours by its ID, which its owner made for it alone. Every
 * failure is a BackendUnusable; a request that is cut short by the signal of the backend ends with an AbortError.
 */
export interface StateLocks {
  readonly kind: LockKind;
  /** The locks of another kind on the same states, with the credentials of this backend. */
  at(kind: LockKind): Promise<Omit<StateLocks, 'at'>>;
  read(address: StateAddress): Promise<LockReading>;
  /**
   * Takes Terraform's own lock at every place, in Terraform's order and with its conditions. A record with our ID is
   * ours whoever's answer it was that got lost: to take a lock that one has is no error.
   *
   * When it throws, part of the lock may be ours, or a request of it may still be under way: give it back by its ID.
   */
  take(address: StateAddress, lock: StateLock): Promise<TakeLock>;
  /** Looks whether every place still holds our record: one read for each. */
  confirm(address: StateAddress, lockId: string): Promise<ConfirmLock>;
  /**
   * Deletes our record at every place, each on condition that it is still the very record that was read. May be
   * repeated. When it throws, part of the lock may be left.
   */
  giveBack(address: StateAddress, lockId: string): Promise<GiveBackLock>;
  /**
   * Deletes every record of the lock with this ID, each on condition that it is still the very record that was read.
   * False when none had this ID any more: somebody else was quicker.
   */
  delete(address: StateAddress, lockId: string): Promise<boolean>;
}

/** The credentials that all requests are signed with. */
export interface CredentialsTerm {
  /** Undefined when they last, or nobody says. */
  readonly expiresAt: Date | undefined;
  /** Whether new ones are had without anybody's doing once these are over. */
  readonly renewable: boolean;
}

/** The lock table, as DynamoDB describes it. */
interface TableDescription {
  readonly arn: string;
  /** Names and types (`S`, `N`, `B`), the hash key first. */
  readonly keys: readonly { readonly name: string; readonly type: string }[];
}

/** What nobody needs for the work itself, and a doctor looks at. Every failure is a BackendUnusable. */
export interface BackendProbes {
  versioning(): Promise<'enabled' | 'suspended' | 'off'>;
  /** Undefined when there is no such table in the region and account of the credentials. */
  describeTable(): Promise<TableDescription | undefined>;
  /** The attribute by which items of the table expire; undefined when none do. */
  timeToLive(): Promise<string | undefined>;
  /** The account of the credentials. */
  account(): Promise<string>;
  isBucketOf(account: string): Promise<boolean>;
  /** Whether the role may write this item of the table, without doing it. */
  mayPutItem(id: string): Promise<boolean>;
}

/** The backend of one stack. */
export interface Backend {
  readonly settings: S3Backend;
  /** How long the credentials last, as far as that is known. */
  credentialsTerm(): Promise<CredentialsTerm>;
  /** Renews, for the next Terraform command, what can be renewed and is about to expire. */
  renewCredentials(): Promise<void>;
  readonly objects: StateObjects;
  readonly digests: StateDigests;
  readonly locks: StateLocks;
  readonly probes: BackendProbes;
  /** The same bucket, with locks, digests and queues where a commit with a lock of this kind has them. */
  at(lock: LockKind): Promise<Backend>;
  /**
   * The queue of one state key. Production has one, which every kind of lock finds; that of a pull request's key, behind
   * which nothing of value lies, is an item where there is a table, else an object.
   */
  turns(address: StateAddress, key: KeyKind): TurnStore;
}

/** Opens the backend that `init` resolved. */
export type OpenBackend = (settings: S3Backend) => Promise<Backend>;
