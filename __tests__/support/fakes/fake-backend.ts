import { createHash } from 'node:crypto';
import { describeBegunOn, type BegunOn } from '../../../src/domain/apply/begun-on.ts';
import { BackendUnusable, type S3Backend } from '../../../src/domain/stack/backend.ts';
import { digestItemId, lockItemId, reviewKey, type StateAddress } from '../../../src/domain/state/keys.ts';
import { PLACES_PREFIX } from '../../../src/domain/sweep/place-note.ts';
import { snapshotMetadata } from '../../../src/domain/state/snapshot.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';
import type { LockKind } from '../../../src/domain/turn/lock-kind.ts';
import type { LockHold, LockPlace, LockReading } from '../../../src/domain/lock/lock.ts';
import {
  NO_VERSION,
  type Backend,
  type CredentialsTerm,
  type ListedVersion,
  type StoredObject,
} from '../../../src/ports/backend.ts';
import { removeObject, type RemovalRequests } from '../../../src/adapters/aws/remove-object.ts';
import { parseBackendFile } from '../../../src/adapters/terraform/backend-file.ts';
import { createAddress, HEAD_SHA } from './factories.ts';
import { connectTurnMemory, TurnMemory, type Fate, type StoreAction } from './memory-turn-store.ts';

export const PROD = createAddress({ key: 'lesson-17/prod/terraform.tfstate' });
export const PR = createAddress();
/** Of the commit that is the head of the pull request. */
export const REVIEW = reviewKey(PR, HEAD_SHA);

/** The settings that `init` resolves on this key. */
export function createSettings(key: string = PROD.key, config: object = { dynamodb_table: 'locks' }): S3Backend {
  return parseBackendFile(
    { backend: { type: 's3', config: { bucket: PROD.bucket, key, ...config } } },
    {},
    '/checkout/module',
  );
}

/** A state that manages queues with these ids. */
export function stateOf(ids: readonly string[], serial = 41, more: object = {}): Uint8Array {
  const instances = ids.map((id) => ({ index_key: id, attributes: { id } }));
  const resource = { mode: 'managed', type: 'aws_sqs_queue', name: 'jobs', provider: 'aws', instances };
  return new TextEncoder().encode(JSON.stringify({ version: 4, serial, lineage: 'x', resources: [resource], ...more }));
}

/** A state that OpenTofu has encrypted: nobody but it can read more of it. */
export const SEALED = new TextEncoder().encode(
  JSON.stringify({ serial: 42, lineage: 'x', encrypted_data: 'c2VhbGVk' }),
);

interface Entry extends Pick<ListedVersion, 'versionId' | 'kind'> {
  readonly object: StoredObject | undefined;
}

/** A backend in memory. Every request is noted before it is done. */
export interface FakeBackend extends Backend {
  /** Such as `put <key>`, `delete-version <key> v1`, `delete-digest <item>`, in order. */
  readonly requests: readonly string[];
  /** Those that change something, of the state keys: not of the queue, nor of the notes. */
  writes(): readonly string[];
  clearRequests(): void;
  /** Runs a task once, just before the first request that begins with these words is done. */
  before(request: string, task: () => void): void;
  /** Refuses, for ever, what begins with these words and has a way to say that it may not. */
  deny(request: string): void;
  /** Fails, until that is called off, what begins with these words. */
  breakDown(request: string): () => void;
  /** Does, once, what begins with these words, and loses the answer; of `take-lock` and `give-back-lock` alone. */
  loseAnswer(request: string): void;
  /** What becomes of the requests for the queues; they are answered unless a test says otherwise. */
  fateOfTurns: (action: StoreAction) => Fate;
  /** As anybody but Lockstep would: without the metadata of a snapshot, and with a digest. */
  applyBySomebody(address: StateAddress, body: Uint8Array): void;
  /** As Lockstep leaves it. */
  seed(address: StateAddress, body: Uint8Array): void;
  write(key: string, body: string | Uint8Array): void;
  /** Leaves a delete marker in a bucket with versions. */
  remove(key: string): void;
  /** Newest first. */
  versions(key: string): readonly ListedVersion[];
  bodyOf(key: string): string | undefined;
  /** What an apply that begins now begins from. */
  begunOn(address: StateAddress): BegunOn;
  readonly digestItems: Map<string, string>;
  readonly heldLocks: Map<string, LockReading>;
  /** What lies where a lock of any other kind is taken. */
  readonly heldElsewhere: Map<string, LockReading>;
  readonly turnsOf: (address: StateAddress) => TurnMemory;
  /** The backend with another kind of lock, once a test or a job has asked for it by `at`. */
  readonly others: ReadonlyMap<string, FakeBackend>;
  readonly credentials: { term: CredentialsTerm; renewals: number };
}

export interface BackendOptions {
  readonly settings?: S3Backend;
  readonly versioned?: boolean;
  /** By which its objects have their times; without it they have none. */
  readonly now?: () => Date;
}

export function createBackend({
  settings = createSettings(),
  versioned = true,
  now,
}: BackendOptions = {}): FakeBackend {
  const entries = new Map<string, Entry[]>();
  const digestItems = new Map<string, string>();
  const heldLocks = new Map<string, LockReading>();
  const heldElsewhere = new Map<string, LockReading>();
  const queues = new Map<string, TurnMemory>();
  const others = new Map<string, FakeBackend>();
  const requests: string[] = [];
  const tasks: { readonly request: string; readonly task: () => void }[] = [];
  const denied: string[] = [];
  const broken: string[] = [];
  const lost: string[] = [];
  let written = 0;
  const credentials: FakeBackend['credentials'] = { term: { expiresAt: undefined, renewable: false }, renewals: 0 };

  const note = (request: string): void => {
    requests.push(request);
    const index = tasks.findIndex((candidate) => request.startsWith(candidate.request));
    if (index >= 0) tasks.splice(index, 1)[0]?.task();
    if (broken.some((words) => request.startsWith(words))) throw new BackendUnusable(`${request}: no answer`);
  };
  const answer = <T>(request: string, said: T): T => {
    const index = lost.findIndex((words) => request.startsWith(words));
    if (index < 0) return said;
    lost.splice(index, 1);
    throw new BackendUnusable(`${request}: the answer was lost`);
  };
  const lockPlaces: readonly LockPlace[] = [
    ...(settings.useLockfile ? (['lockfile'] as const) : []),
    ...(settings.lockTable === undefined ? [] : (['table'] as const)),
  ];
  const lockKind: LockKind = {
    lockfile: settings.useLockfile,
    table:
      settings.lockTable === undefined
        ? undefined
        : { kind: 'table', table: settings.lockTable, region: 'eu-central-1' },
  };
  const readLock = (address: StateAddress): LockReading => heldLocks.get(lockItemId(address)) ?? { kind: 'free' };
  const holdOf = (address: StateAddress, lockId: string): LockHold => {
    const reading = readLock(address);
    if (reading.kind === 'free') return { kind: 'gone' };
    if (reading.kind === 'unreadable' || reading.lock.id !== lockId) return { kind: 'anothers', reading };
    return { kind: reading.places.length === lockPlaces.length ? 'ours' : 'gone' };
  };
  const isDenied = (request: string): boolean => denied.some((words) => request.startsWith(words));
  const of = (key: string): Entry[] => entries.get(key) ?? [];
  const listed = (key: string): readonly ListedVersion[] =>
    of(key).map(({ versionId, kind }, index) => ({ key, versionId, kind, isCurrent: index === 0 }));
  const currentOf = (key: string): StoredObject | undefined => of(key)[0]?.object;
  const add = (key: string, body: Uint8Array | undefined, metadata: Readonly<Record<string, string>> = {}): void => {
    written += 1;
    const versionId = versioned ? `v${written}` : NO_VERSION;
    const earlier = versioned ? of(key) : [];
    if (!versioned && body === undefined) {
      entries.delete(key);
      return;
    }
    const etag = `"${createHash('md5')
      .update(body ?? '')
      .digest('hex')}"`;
    const entry: Entry =
      body === undefined
        ? { versionId, kind: 'delete-marker', object: undefined }
        : { versionId, kind: 'version', object: { body, metadata, etag, versionId, writtenAt: now?.() } };
    entries.set(key, [entry, ...earlier]);
  };
  const turnsOf = (address: StateAddress): TurnMemory => {
    const id = lockItemId(address);
    const queue = queues.get(id) ?? new TurnMemory();
    queues.set(id, queue);
    return queue;
  };

  const get = async (key: string): Promise<StoredObject | undefined> => {
    note(`get ${key}`);
    return currentOf(key);
  };
  const removing: RemovalRequests = {
    get,
    delete: async (key, expected) => {
      note(`delete ${key}`);
      if (currentOf(key)?.etag !== expected.etag) return false;
      add(key, undefined);
      return true;
    },
    deleteVersions: async (key, versionIds) => {
      const request = `delete-versions ${key} ${versionIds.length}`;
      note(request);
      if (isDenied(request)) return false;
      entries.set(
        key,
        of(key).filter((entry) => !versionIds.includes(entry.versionId)),
      );
      return true;
    },
    deleteVersion: async (key, versionId) => {
      const request = `delete-version ${key} ${versionId}`;
      note(request);
      if (isDenied(request)) return false;
      entries.set(
        key,
        of(key).filter((entry) => entry.versionId !== versionId),
      );
      return true;
    },
  };

  const backend: FakeBackend = {
    settings,
    credentials,
    credentialsTerm: async () => credentials.term,
    renewCredentials: async () => {
      credentials.renewals += 1;
    },
    requests,
    digestItems,
    heldLocks,
    heldElsewhere,
    turnsOf,
    writes: () =>
      requests.filter((request) => /^(?:put|replace|delete)/.test(request) && !request.includes(PLACES_PREFIX)),
    clearRequests: () => {
      requests.length = 0;
    },
    before: (request, task) => {
      tasks.push({ request, task });
    },
    deny: (request) => {
      denied.push(request);
    },
    breakDown: (request) => {
      broken.push(request);
      return () => {
        broken.splice(broken.indexOf(request), 1);
      };
    },
    loseAnswer: (request) => {
      lost.push(request);
    },
    fateOfTurns: () => 'answered',
    applyBySomebody: (address, body) => {
      add(address.path, body);
      if (settings.lockTable !== undefined) digestItems.set(digestItemId(address), stateDigest(body));
    },
    seed: (address, body) => {
      const md5 = stateDigest(body);
      add(address.path, body, snapshotMetadata({ serial: 41, md5, of: lockItemId(PROD) }));
      if (settings.lockTable !== undefined) digestItems.set(digestItemId(address), md5);
    },
    write: (key, body) => {
      add(key, typeof body === 'string' ? new TextEncoder().encode(body) : body);
    },
    remove: (key) => {
      add(key, undefined);
    },
    versions: listed,
    begunOn: (address) => describeBegunOn(currentOf(address.path)),
    bodyOf: (key) => {
      const body = currentOf(key)?.body;
      return body === undefined ? undefined : new TextDecoder().decode(body);
    },

    objects: {
      get,
      getVersion: async (key, versionId) => {
        note(`get-version ${key} ${versionId}`);
        return of(key).find((entry) => entry.versionId === versionId)?.object;
      },
      put: async (key, content, expected) => {
        note(`put ${key}`);
        if (expected !== 'any' && currentOf(key)?.etag !== expected?.etag) return false;
        add(key, content.body, content.metadata);
        return true;
      },
      delete: (key, expected) => removing.delete(key, expected),
      remove: (removable) => removeObject(removing, removable),
      deleteVersions: (key, versionIds) => removing.deleteVersions(key, versionIds),
      list: async (prefix) => {
        note(`list-keys ${prefix}`);
        if (isDenied(`list-keys ${prefix}`)) return 'denied';
        return [...entries.keys()].filter((key) => key.startsWith(prefix) && currentOf(key) !== undefined).sort();
      },
      listVersions: async (key) => {
        note(`list ${key}`);
        return isDenied(`list ${key}`) ? 'denied' : listed(key);
      },
      listAllVersions: async (prefix) => {
        note(`list-all ${prefix}`);
        if (isDenied(`list-all ${prefix}`)) return 'denied';
        return [...entries.keys()]
          .filter((key) => key.startsWith(prefix))
          .sort()
          .flatMap(listed);
      },
    },
    digests: {
      get: async (address) => {
        note(`get-digest ${digestItemId(address)}`);
        return digestItems.get(digestItemId(address));
      },
      put: async (address, digest) => {
        const id = digestItemId(address);
        note(`put-digest ${id}`);
        if (settings.lockTable === undefined) return true;
        if (digestItems.has(id) && digestItems.get(id) !== digest) return false;
        digestItems.set(id, digest);
        return true;
      },
      replace: async (address, digest, seen) => {
        const id = digestItemId(address);
        note(`replace-digest ${id}`);
        if (digestItems.get(id) !== seen) return false;
        digestItems.set(id, digest);
        return true;
      },
      delete: async (address, digest) => {
        const id = digestItemId(address);
        note(`delete-digest ${id}`);
        if (digestItems.get(id) !== digest) return false;
        digestItems.delete(id);
        return true;
      },
    },
    probes: {
      versioning: async () => {
        note('get-versioning');
        return versioned ? 'enabled' : 'off';
      },
      describeTable: async () => {
        note('describe-table');
        return { arn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/locks', keys: [{ name: 'LockID', type: 'S' }] };
      },
      timeToLive: async () => {
        note('describe-ttl');
        return undefined;
      },
      account: async () => '123456789012',
      isBucketOf: async () => true,
      mayPutItem: async (id) => {
        note(`may-put ${id}`);
        return !isDenied(`may-put ${id}`);
      },
    },
    locks: {
      kind: lockKind,
      at: async (kind) => ({
        ...backend.locks,
        kind,
        read: async (address) => {
          note(`read-lock-elsewhere ${lockItemId(address)}`);
          return heldElsewhere.get(lockItemId(address)) ?? { kind: 'free' };
        },
        delete: async (address, lockId) => {
          note(`delete-lock-elsewhere ${lockItemId(address)} ${lockId}`);
          return heldElsewhere.delete(lockItemId(address));
        },
      }),
      read: async (address) => {
        note(`read-lock ${lockItemId(address)}`);
        return readLock(address);
      },
      take: async (address, lock) => {
        const request = `take-lock ${lockItemId(address)} ${lock.id}`;
        note(request);
        const reading = readLock(address);
        if (reading.kind !== 'free' && holdOf(address, lock.id).kind === 'anothers') return { kind: 'held', reading };
        heldLocks.set(lockItemId(address), { kind: 'held', lock, places: lockPlaces });
        return answer(request, { kind: 'taken' });
      },
      confirm: async (address, lockId) => {
        try {
          note(`confirm-lock ${lockItemId(address)} ${lockId}`);
        } catch (error) {
          if (error instanceof BackendUnusable) return { kind: 'unknown', trouble: error };
          throw error;
        }
        return holdOf(address, lockId);
      },
      giveBack: async (address, lockId) => {
        const request = `give-back-lock ${lockItemId(address)} ${lockId}`;
        note(request);
        const hold = holdOf(address, lockId);
        if (hold.kind === 'anothers') return hold;
        heldLocks.delete(lockItemId(address));
        return answer(request, { kind: hold.kind === 'ours' ? 'released' : 'gone' });
      },
      delete: async (address, lockId) => {
        note(`delete-lock ${lockItemId(address)} ${lockId}`);
        const held = heldLocks.get(lockItemId(address));
        if (held?.kind !== 'held' || held.lock.id !== lockId) return false;
        heldLocks.delete(lockItemId(address));
        return true;
      },
    },
    others,
    at: async ({ lockfile, table }) => {
      const { table: lockTable } = table ?? {};
      if (lockfile === settings.useLockfile && lockTable === settings.lockTable) return backend;
      const name = `${lockTable ?? 'no table'}${lockfile ? ' and lockfile' : ''}`;
      const other = others.get(name) ?? createBackend({ settings: { ...settings, useLockfile: lockfile, lockTable } });
      others.set(name, { ...other, objects: backend.objects });
      return others.get(name) ?? other;
    },
    turns: (address) => connectTurnMemory(turnsOf(address), (action) => backend.fateOfTurns(action)),
  };
  return backend;
}
