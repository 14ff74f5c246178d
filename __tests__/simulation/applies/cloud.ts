import { createHash } from 'node:crypto';

import { openLocks, type LockPlaces } from '../../../src/adapters/aws/locks.ts';
import type { LockTable } from '../../../src/adapters/aws/table.ts';
import type { LockKind } from '../../../src/domain/turn/lock-kind.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import type { LockPlace, LockRecord } from '../../../src/domain/lock/lock.ts';
import { lockfileKey, lockItemId } from '../../../src/domain/state/keys.ts';
import type { Backend, StateObjects, StoredObject } from '../../../src/ports/backend.ts';
import { createSettings, PROD } from '../../support/fakes/fake-backend.ts';
import { TurnMemory } from '../../support/fakes/memory-turn-store.ts';
import type { Link } from '../world/network.ts';
import type { Process, World } from '../world/world.ts';
import type { ApplyScenario, Span } from './scenario.ts';

const LOCKFILE = lockfileKey(PROD);
const LOCK_ITEM = lockItemId(PROD);
const TABLE = { kind: 'table', table: 'locks', region: 'eu-central-1' } as const;
const KINDS: Readonly<Record<ApplyScenario['places'], LockKind>> = {
  lockfile: { lockfile: true, table: undefined },
  table: { lockfile: false, table: TABLE },
  both: { lockfile: true, table: TABLE },
};

/** Is told what happens to the queue and to locks. */
export interface Witness {
  turnsChanged(writer: Process, before: string | undefined, after: string): void;
  lockDeleted(writer: Process, place: LockPlace, record: string | undefined): void;
  lockRead(reader: Process, place: LockPlace, atMs: number): void;
}

export function isWithin(span: Span | undefined, nowMs: number): boolean {
  return span !== undefined && nowMs >= span.atMs && nowMs < span.atMs + span.forMs;
}

/** Bucket and table of everybody, and who changed what. */
export class Cloud {
  readonly #world: World;
  readonly #scenario: ApplyScenario;
  readonly #judge: Witness;
  readonly turns = new TurnMemory();
  readonly objects = new Map<string, StoredObject>();
  readonly items = new Map<string, string>();
  #writes = 0;

  constructor(world: World, scenario: ApplyScenario, judge: Witness) {
    this.#world = world;
    this.#scenario = scenario;
    this.#judge = judge;
  }

  /** The raw records of the state lock, at every place that this backend has. */
  lockRecords(): readonly LockRecord[] {
    const { places } = this.#scenario;
    const file = this.objects.get(LOCKFILE)?.body;
    const records: LockRecord[] = [];
    if (places !== 'table') records.push({ place: 'lockfile', raw: file && new TextDecoder().decode(file) });
    if (places !== 'lockfile') records.push({ place: 'table', raw: this.items.get(LOCK_ITEM) });
    return records;
  }

  state(): { readonly serial: number; readonly body: Uint8Array | undefined } {
    const body = this.objects.get(PROD.path)?.body;
    if (body === undefined) return { serial: 0, body };
    return { serial: (JSON.parse(new TextDecoder().decode(body)) as { serial: number }).serial, body };
  }

  /** One request of a process; `cutOff` is of its machine. A cancel ends the wait for its answer. */
  async send<T>(from: Sender, apply: () => T): Promise<T> {
    const { cancelled, beforeStep } = from;
    beforeStep?.();
    if (cancelled === undefined) return this.#send(from, apply);
    let abort = (): void => undefined;
    const aborted = new Promise<never>((_, reject) => {
      abort = () => {
        reject(cancelled.reason as Error);
      };
    });
    cancelled.addEventListener('abort', abort);
    try {
      return await Promise.race([this.#send(from, apply), aborted]);
    } finally {
      cancelled.removeEventListener('abort', abort);
    }
  }

  #send<T>(from: Sender, apply: () => T): Promise<T> {
    if (this.#refuses(from)) {
      return new Promise((_, reject) => {
        this.#world.after(200 + this.#world.random() * 3000, from.process, () => {
          reject(new BackendUnusable('the store did not answer'));
        });
      });
    }
    return from.link.send<T>(from.process, (answer) => {
      answer(apply());
    });
  }

  #refuses({ cutOff }: Sender): boolean {
    const { nowMs } = this.#world;
    if (isWithin(cutOff, nowMs)) return true;
    const { throttled } = this.#scenario;
    return isWithin(throttled, nowMs) && (throttled?.share === undefined || this.#world.random() < throttled.share);
  }

  /** A look at a lock is worth what it was when the store was asked. */
  async #readLock<T>(from: Sender, place: LockPlace, read: () => T): Promise<T> {
    let atMs = 0;
    const found = await this.send(from, () => {
      atMs = this.#world.nowMs;
      return read();
    });
    this.#judge.lockRead(from.process, place, atMs);
    return found;
  }

  put(key: string, content: Pick<StoredObject, 'body' | 'metadata'>): void {
    this.#writes += 1;
    const etag = createHash('md5').update(content.body).digest('hex');
    this.objects.set(key, { ...content, etag, versionId: `v${this.#writes}` });
  }

  connect(from: Sender): Backend {
    const { places } = this.#scenario;
    const objects = this.#connectObjects(from);
    const table = this.#connectTable(from);
    const lockTable = places === 'lockfile' ? {} : { dynamodb_table: 'locks' };
    const useLockfile = places === 'table' ? {} : { use_lockfile: true };
    const place = (kind: LockKind): LockPlaces => ({
      table: kind.table && table,
      tableHome: kind.table,
      objects: kind.lockfile ? objects : undefined,
    });
    return {
      settings: createSettings(PROD.key, { ...lockTable, ...useLockfile }),
      credentialsTerm: () => Promise.resolve({ expiresAt: undefined, renewable: true }),
      renewCredentials: () => Promise.resolve(),
      objects,
      digests: table,
      locks: openLocks(place(KINDS[places]), async (kind) => place(kind)),
      turns: () => ({
        home: undefined,
        get: () => this.send(from, () => this.turns.stored),
        put: (body, expected) =>
          this.send(from, () => {
            const before = this.turns.stored?.body;
            const put = this.turns.put(body, expected);
            if (put.kind === 'stored') this.#judge.turnsChanged(from.process, before, body);
            return put;
          }),
        delete: (expected) => this.send(from, () => this.turns.delete(expected)),
        clear: () => Promise.resolve(),
      }),
    } as Partial<Backend> as Backend;
  }

  #connectObjects(from: Sender): StateObjects {
    const { objects } = this;
    const isThere = (key: string, expected: StoredObject | undefined | 'any'): boolean =>
      expected === 'any' || objects.get(key)?.etag === expected?.etag;
    const remove = (key: string, expected: StoredObject): boolean => {
      if (!isThere(key, expected)) return false;
      if (key === LOCKFILE) {
        const body = objects.get(key)?.body;
        this.#judge.lockDeleted(from.process, 'lockfile', body && new TextDecoder().decode(body));
      }
      return objects.delete(key);
    };
    return {
      get: (key) =>
        key === LOCKFILE
          ? this.#readLock(from, 'lockfile', () => objects.get(key))
          : this.send(from, () => objects.get(key)),
      put: (key, content, expected) =>
        this.send(from, () => {
          if (!isThere(key, expected)) return false;
          this.put(key, content);
          return true;
        }),
      delete: (key, expected) => this.send(from, () => remove(key, expected)),
      remove: ({ key, current }) =>
        this.send(from, () => {
          if (current !== undefined && !remove(key, current)) return { kind: 'changed' } as const;
          return { kind: 'removed', count: 1, versionsLeft: false } as const;
        }),
      deleteVersions: () => Promise.resolve(true),
      getVersion: () => Promise.resolve(undefined),
      list: () => Promise.resolve([]),
      listVersions: (key) =>
        this.send(from, () => {
          const found = objects.get(key);
          return found === undefined
            ? []
            : [{ key, versionId: found.versionId, kind: 'version', isCurrent: true } as const];
        }),
      listAllVersions: () => Promise.resolve([]),
    };
  }

  #connectTable(from: Sender): LockTable {
    const { items } = this;
    return {
      getLockInfo: () => this.#readLock(from, 'table', () => items.get(LOCK_ITEM)),
      putLock: (_address, info) =>
        this.send(from, () => {
          if (items.has(LOCK_ITEM)) return false;
          items.set(LOCK_ITEM, info);
          return true;
        }),
      deleteLock: (_address, info) =>
        this.send(from, () => {
          if (items.get(LOCK_ITEM) !== info) return false;
          this.#judge.lockDeleted(from.process, 'table', info);
          return items.delete(LOCK_ITEM);
        }),
      get: () => Promise.resolve(undefined),
      put: () => Promise.resolve(true),
      replace: () => Promise.resolve(true),
      delete: () => Promise.resolve(true),
    };
  }
}

/** A process with its way to the cloud. */
export interface Sender {
  readonly process: Process;
  readonly link: Link;
  readonly cutOff: Span | undefined;
  /** Ends the wait for every answer. */
  readonly cancelled?: AbortSignal;
  /** Before each request and command: throws when nothing is to be begun any more. */
  readonly beforeStep?: () => void;
}
