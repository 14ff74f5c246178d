import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import { openObjects } from '../../src/adapters/aws/objects.ts';
import { openTurnHomes } from '../../src/adapters/aws/turn-homes.ts';
import { openTurnItem } from '../../src/adapters/aws/turn-item.ts';
import { openTurnObject } from '../../src/adapters/aws/turn-object.ts';
import { BackendUnusable } from '../../src/domain/stack/backend.ts';
import { turnItemId, turnObjectKey } from '../../src/domain/state/keys.ts';
import { EMPTY_QUEUE, join } from '../../src/domain/turn/turn.ts';
import { renderTurnDocument } from '../../src/domain/turn/turn-document.ts';
import { parseBesideState, renderPointer, type TableHome } from '../../src/domain/turn/turn-home.ts';
import { TurnQueue } from '../../src/jobs/turn/queue.ts';
import type { TurnStore } from '../../src/ports/turns.ts';
import { startDynamoDbServer, type DynamoDbServer } from '../support/aws/dynamodb-server.ts';
import { startS3Server, type S3Server } from '../support/aws/s3-server/server.ts';
import { createTurnRun } from '../support/fakes/factories.ts';
import { createSettings, PROD } from '../support/fakes/fake-backend.ts';
import type { StoreAction } from '../support/fakes/memory-turn-store.ts';
import { denied } from '../support/faults.ts';
import { describeTurnStore, type TurnStorePlace } from './turn-store.ts';

const REGION = 'us-east-1';
const LOCKS: TableHome = { kind: 'table', table: 'locks', region: REGION };
const OTHER: TableHome = { kind: 'table', table: 'other', region: REGION };
const KEY = turnObjectKey(PROD);
const ITEM = turnItemId(PROD);
const BESIDE = `s3://${PROD.bucket}/${KEY}`;
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

interface Cloud extends AsyncDisposable {
  readonly s3: S3Server;
  readonly dynamodb: DynamoDbServer;
  readonly warnings: string[];
  /** A process whose backend has this table, or lockfiles alone. */
  connect(table: TableHome | undefined): TurnStore;
  point(home: TableHome): void;
  /** Where turn documents lie. */
  documents(): Promise<readonly string[]>;
  requests(): readonly string[];
}

async function openCloud(): Promise<Cloud> {
  const [s3, dynamodb] = await Promise.all([startS3Server(), startDynamoDbServer({ tables: ['locks', 'other'] })]);
  s3.createBucket(PROD.bucket, { versioned: true });
  const clients: { destroy(): void }[] = [];
  const warnings: string[] = [];
  const itemIn = (home: TableHome): TurnStore => {
    const client = new DynamoDBClient({ endpoint: dynamodb.url, region: home.region, credentials });
    clients.push(client);
    return openTurnItem({ client, home, address: PROD });
  };
  const isPointer = (body: string): boolean => {
    try {
      return parseBesideState(body).kind === 'pointer';
    } catch {
      return false;
    }
  };
  return {
    s3,
    dynamodb,
    warnings,
    connect: (table) => {
      const client = new S3Client({ endpoint: s3.url, region: REGION, forcePathStyle: true, credentials });
      clients.push(client);
      const settings = createSettings();
      const objects = openObjects(client, settings, new AbortController().signal);
      return openTurnHomes({
        address: PROD,
        object: openTurnObject({ client, settings, address: PROD, objects }),
        table: table && { home: table, store: itemIn(table) },
        openElsewhere: async (home) => itemIn(home),
        warn: (message) => warnings.push(message),
      });
    },
    point: (home) => {
      s3.put(PROD.bucket, KEY, renderPointer(home));
    },
    documents: async () => {
      const object = s3.get(PROD.bucket, KEY)?.body.toString();
      const inTables = await Promise.all(
        ['locks', 'other'].map(async (table) => ((await dynamodb.item(table, ITEM)) === undefined ? [] : [table])),
      );
      return [...(object === undefined || isPointer(object) ? [] : ['object']), ...inTables.flat()];
    },
    requests: () => [...s3.requests, ...dynamodb.requests].map(({ operation }) => operation).sort(),
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.destroy();
      await Promise.all([s3[Symbol.asyncDispose](), dynamodb[Symbol.asyncDispose]()]);
    },
  };
}

interface Situation {
  readonly table: TableHome | undefined;
  readonly pointer: TableHome | undefined;
}

async function openPlace({ table, pointer }: Situation): Promise<TurnStorePlace> {
  const cloud = await openCloud();
  if (pointer !== undefined) cloud.point(pointer);
  const home = pointer ?? table;
  const { s3, dynamodb } = cloud;
  const ofItem = { get: 'GetItem', put: 'PutItem', delete: 'DeleteItem' } as const;
  const ofObject = { get: 'GetObject', put: 'PutObject', delete: 'DeleteObject' } as const;
  const pointers = new Set(s3.versions(PROD.bucket).map(({ versionId }) => versionId));
  return {
    connect: () => cloud.connect(table),
    remains: async () => {
      const items = (await Promise.all(['locks', 'other'].map((name) => dynamodb.items(name)))).flat();
      const objects = home === undefined ? s3.versions(PROD.bucket) : [];
      return [...items, ...objects.filter(({ versionId }) => !pointers.has(versionId))].map((it) => JSON.stringify(it));
    },
    plant: async (body) => {
      if (home === undefined) s3.put(PROD.bucket, KEY, body);
      else await dynamodb.putItem(home.table, { LockID: { S: ITEM }, Info: { S: body } });
    },
    loseAnswer: (to: StoreAction) => {
      if (home !== undefined) {
        dynamodb.addFault({
          matches: ({ operation, table: at }) => operation === ofItem[to] && at === home.table,
          then: { kind: 'cut-after' },
        });
      } else {
        s3.addFault({
          matches: ({ operation, versionId }) => operation === ofObject[to] && versionId === undefined,
          then: { kind: 'cut-after' },
        });
      }
    },
    deny: (action) => {
      if (home === undefined) {
        s3.addFault(denied(({ operation }) => operation === ofObject[action]));
        return { action: `s3:${ofObject[action]}`, resource: `${PROD.bucket}/${KEY}` };
      }
      dynamodb.addFault({
        matches: ({ operation, table: at }) => operation === ofItem[action] && at === home.table,
        times: Infinity,
        then: { kind: 'answer', status: 400, code: 'AccessDeniedException' },
      });
      return { action: `dynamodb:${ofItem[action]}`, resource: `${home.table}, item ${ITEM}` };
    },
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}

const SITUATIONS: readonly (readonly [string, Situation])[] = [
  ["production's queue, the backend with a table and nothing there yet", { table: LOCKS, pointer: undefined }],
  ["production's queue, the backend with a table and a pointer to another", { table: LOCKS, pointer: OTHER }],
  ["production's queue, the backend with lockfiles and nothing there yet", { table: undefined, pointer: undefined }],
  ["production's queue, the backend with lockfiles and a pointer to a table", { table: undefined, pointer: LOCKS }],
];
for (const [name, situation] of SITUATIONS) describeTurnStore(name, () => openPlace(situation));

let ids = 0;
function queueOf(store: TurnStore): TurnQueue {
  const chance = { next: () => 0.5, id: () => `id-${(ids += 1)}` };
  const clock = {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    sleep: async () => new Promise<void>((resolve) => setTimeout(resolve, 2)),
  };
  return new TurnQueue(store, clock, chance);
}

/** Whom this run finds in the queue, itself last. */
async function joinAs(store: TurnStore, id: string): Promise<readonly string[]> {
  const arrival = { id, token: `token of ${id}`, run: createTurnRun(), lockId: 'lock-1', at: '2026-11-21T10:27:00Z' };
  const document = await queueOf(store).change((queue) => join(queue, arrival));
  return document.tickets.map((ticket) => ticket.id);
}

const bodyOf = (id: string): string =>
  renderTurnDocument(
    join(EMPTY_QUEUE, {
      id,
      token: `token of ${id}`,
      run: createTurnRun(),
      lockId: 'lock-1',
      at: '2026-11-21T10:27:00Z',
    }),
    `write of ${id}`,
  );

describe('a commit that changes the kind of the lock', () => {
  it.each([
    ['a table to lockfiles', LOCKS, undefined, 'locks'],
    ['lockfiles to a table', undefined, LOCKS, 'object'],
    ['a table to another one', LOCKS, OTHER, 'locks'],
  ] as const)('from %s meets the queue of those before it', async (_, before, after, where) => {
    await using cloud = await openCloud();
    const old = cloud.connect(before);
    expect(await joinAs(old, 'old')).toEqual(['old']);
    expect(await joinAs(cloud.connect(after), 'new')).toEqual(['old', 'new']);
    expect(await joinAs(old, 'revert')).toEqual(['old', 'new', 'revert']);
    expect(await cloud.documents()).toEqual([where]);
    expect(cloud.warnings).toEqual([]);
  });

  it('meets the queue that version 0.1 has begun in the table, once a run with the table has said where it is', async () => {
    await using cloud = await openCloud();
    await cloud.dynamodb.putItem('locks', { LockID: { S: ITEM }, Body: { S: bodyOf('v0.1') }, WriteId: { S: 'w' } });
    expect(await joinAs(cloud.connect(LOCKS), 'upgraded')).toEqual(['v0.1', 'upgraded']);
    expect(await joinAs(cloud.connect(undefined), 'new')).toEqual(['v0.1', 'upgraded', 'new']);
  });

  it('stops who has a table where there is a queue in the table and another one beside the state', async () => {
    await using cloud = await openCloud();
    await cloud.dynamodb.putItem('locks', { LockID: { S: ITEM }, Body: { S: bodyOf('v0.1') }, WriteId: { S: 'w' } });
    cloud.s3.put(PROD.bucket, KEY, bodyOf('lockfile'));
    const refusal = await joinAs(cloud.connect(LOCKS), 'late').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BackendUnusable);
    expect(refusal).toMatchObject({ isDenied: false, isLasting: true });
    for (const place of [BESIDE, `the item ${ITEM} of the table locks in ${REGION}`]) {
      expect((refusal as BackendUnusable).message).toContain(place);
    }
  });

  it('keeps the freeze that version 0.1 has left in the table', async () => {
    await using cloud = await openCloud();
    const frozen = {
      id: 'f',
      runUrl: 'https://github.com/o/r/actions/runs/1',
      at: '2026-11-21T10:27:00Z',
      fingerprint: 'x',
    };
    const body = JSON.stringify({ ...(JSON.parse(bodyOf('v0.1')) as object), frozen });
    await cloud.dynamodb.putItem('locks', { LockID: { S: ITEM }, Body: { S: body }, WriteId: { S: 'w' } });
    await joinAs(cloud.connect(LOCKS), 'upgraded');
    for (const table of [LOCKS, undefined]) {
      expect((await queueOf(cloud.connect(table)).read()).frozen).toMatchObject(frozen);
    }
  });

  it('finds the queue again that was begun elsewhere after the document vanished', async () => {
    await using cloud = await openCloud();
    const waiting = cloud.connect(undefined);
    await joinAs(waiting, 'waiting');
    cloud.s3.put(PROD.bucket, KEY, renderPointer(LOCKS));
    await joinAs(cloud.connect(LOCKS), 'first');
    expect(await joinAs(waiting, 'again')).toEqual(['first', 'again']);
  });
});

describe('two first runs of different kinds at once', () => {
  it('end in one queue, whoever is quicker', async () => {
    await using cloud = await openCloud();
    for (let round = 0; round < 12; round += 1) {
      const kinds = [LOCKS, undefined, OTHER, undefined, LOCKS];
      cloud.s3.addFault({
        matches: ({ operation }) => operation === 'PutObject',
        times: round % 6,
        then: { kind: 'delay', ms: 5 },
      });
      await Promise.all(kinds.map((table, index) => joinAs(cloud.connect(table), `run-${index}`)));
      const found = await Promise.all(
        [LOCKS, OTHER, undefined].map(async (table) => (await queueOf(cloud.connect(table)).read()).tickets.length),
      );
      expect(found).toEqual([5, 5, 5]);
      expect(await cloud.documents()).toHaveLength(1);
      cloud.s3.delete(PROD.bucket, KEY);
      for (const table of ['locks', 'other']) await cloud.dynamodb.deleteItem(table, ITEM);
    }
  }, 60_000);

  it.each([
    ['the document', undefined, 'object'],
    ['another pointer', OTHER, 'other'],
  ] as const)('that lose the creation to %s read again', async (_, winner, where) => {
    await using cloud = await openCloud();
    cloud.s3.addFault({
      matches: ({ operation }) => operation === 'PutObject',
      then: {
        kind: 'run',
        task: async () => {
          await joinAs(cloud.connect(winner), 'winner');
        },
      },
    });
    expect(await joinAs(cloud.connect(LOCKS), 'loser')).toEqual(['winner', 'loser']);
    expect(await cloud.documents()).toEqual([where]);
  });
});

describe('a queue in a table that cannot be reached', () => {
  const gone: TableHome = { kind: 'table', table: 'deleted', region: REGION };

  it.each([
    ['lockfiles', undefined],
    ['another table', LOCKS],
  ] as const)('is never begun anew by a run with %s, which says where it is and what to do', async (_, table) => {
    await using cloud = await openCloud();
    cloud.point(gone);
    const refusal = await joinAs(cloud.connect(table), 'new').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BackendUnusable);
    const { message } = refusal as BackendUnusable;
    expect(message).toContain(`the item ${ITEM} of the table deleted in ${REGION}, as ${BESIDE} says`);
    expect(message).toContain('does not exist in this region and account');
    expect(message).toContain(`delete ${BESIDE}: the next run begins a queue where the backend says`);
    expect(await cloud.documents()).toEqual([]);
  });

  it('is no reason to go on with the state lock alone when the role may not: it is another lock', async () => {
    await using cloud = await openCloud();
    cloud.point(LOCKS);
    for (const operation of ['GetItem', 'PutItem']) {
      const disarm = cloud.dynamodb.addFault({
        matches: (request) => request.operation === operation,
        times: Infinity,
        then: { kind: 'answer', status: 400, code: 'AccessDeniedException' },
      });
      const refusal = await joinAs(cloud.connect(undefined), 'new').catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(BackendUnusable);
      expect(refusal).toMatchObject({ isDenied: false, isLasting: true });
      expect((refusal as BackendUnusable).message).toContain(`may not dynamodb:${operation} on locks`);
      disarm();
    }
  });

  it('stops a run with a table that may not use the queue of those who had lockfiles', async () => {
    await using cloud = await openCloud();
    await joinAs(cloud.connect(undefined), 'lockfile');
    const disarms = [
      () => cloud.s3.addFault(denied(({ operation }) => operation === 'PutObject')),
      () =>
        cloud.dynamodb.addFault({
          matches: ({ operation }) => operation === 'GetItem',
          times: Infinity,
          then: { kind: 'answer', status: 400, code: 'AccessDeniedException' },
        }),
    ];
    for (const arm of disarms) {
      const disarm = arm();
      const refusal = await joinAs(cloud.connect(LOCKS), 'table').catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(BackendUnusable);
      expect(refusal).toMatchObject({ isDenied: false, isLasting: true });
      expect((refusal as BackendUnusable).message).toContain(`is the object ${BESIDE}, because the backend had`);
      disarm();
    }
    expect(await cloud.documents()).toEqual(['object']);
  });

  it('is begun where the backend says once the pointer is deleted', async () => {
    await using cloud = await openCloud();
    cloud.point(gone);
    cloud.s3.delete(PROD.bucket, KEY);
    expect(await joinAs(cloud.connect(undefined), 'new')).toEqual(['new']);
    expect(await cloud.documents()).toEqual(['object']);
  });
});

describe('a role with a table that may not', () => {
  it.each([
    ['read', 'GetObject', 403, 'AccessDenied'],
    ['write', 'PutObject', 403, 'AccessDenied'],
    ['write, at an endpoint that knows no conditions,', 'PutObject', 501, 'NotImplemented'],
  ] as const)('%s the pointer goes on with the item, and says so once', async (_, operation, status, code) => {
    await using cloud = await openCloud();
    cloud.s3.addFault({
      matches: (request) => request.operation === operation,
      times: Infinity,
      then: { kind: 'answer', status, code },
    });
    const store = cloud.connect(LOCKS);
    expect(await joinAs(store, 'first')).toEqual(['first']);
    expect(await joinAs(store, 'second')).toEqual(['first', 'second']);
    expect(await cloud.documents()).toEqual(['locks']);
    expect(cloud.warnings).toHaveLength(1);
    expect(cloud.warnings[0]).toContain(`s3:GetObject and s3:PutObject on ${BESIDE}`);
  });

  it('read any more what it has read before goes on in no other queue', async () => {
    await using cloud = await openCloud();
    await joinAs(cloud.connect(undefined), 'lockfile');
    const store = cloud.connect(LOCKS);
    await joinAs(store, 'table');
    cloud.s3.addFault(denied(({ operation }) => operation === 'GetObject'));
    const refusal: unknown = await joinAs(store, 'again').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BackendUnusable);
    expect(refusal).toMatchObject({ isDenied: false, isLasting: true });
    expect([await cloud.documents(), cloud.warnings]).toEqual([['object'], []]);
  });

  it('be answered is not taken for one that may not: a busy S3 begins no queue', async () => {
    await using cloud = await openCloud();
    cloud.s3.addFault({
      matches: ({ operation }) => operation === 'PutObject',
      times: Infinity,
      then: { kind: 'answer', status: 503, code: 'SlowDown' },
    });
    await expect(joinAs(cloud.connect(LOCKS), 'first')).rejects.toThrow(BackendUnusable);
    expect([await cloud.documents(), cloud.warnings]).toEqual([[], []]);
  });
});

describe('the requests of an uncontended turn', () => {
  it.each([
    ['a table', LOCKS, ['GetItem', 'GetObject', 'PutItem', 'PutItem']],
    ['lockfiles', undefined, ['GetObject', 'PutObject', 'PutObject']],
  ] as const)('are, with %s, one look for the home at most and never a second one', async (_, table, expected) => {
    await using cloud = await openCloud();
    await joinAs(cloud.connect(table), 'earlier');
    cloud.s3.clearRequests();
    cloud.dynamodb.clearRequests();
    const queue = queueOf(cloud.connect(table));
    for (const id of ['a', 'b']) {
      await queue.change((now) =>
        join(now, { id, token: id, run: createTurnRun(), lockId: 'lock-1', at: '2026-11-21T10:27:00Z' }),
      );
    }
    expect(cloud.requests()).toEqual(expected);
    await queue.read();
    expect(cloud.requests()).toHaveLength(expected.length + 1);
  });
});

describe('what is neither a queue nor the name of one', () => {
  it.each([LOCKS, undefined])('stops everybody, and is named: %j', async (table) => {
    await using cloud = await openCloud();
    cloud.s3.put(PROD.bucket, KEY, '{"note":"not ours"}');
    await expect(joinAs(cloud.connect(table), 'new')).rejects.toThrow(`the object ${BESIDE} is where the queue lies`);
    expect(await cloud.documents()).toEqual(['object']);
  });
});
