import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import { openObjects } from '../../src/adapters/aws/objects.ts';
import { openTurnItem } from '../../src/adapters/aws/turn-item.ts';
import { openTurnObject } from '../../src/adapters/aws/turn-object.ts';
import type { AwsConnection, Encryption, S3Backend } from '../../src/domain/stack/backend.ts';
import { turnItemId, turnObjectKey } from '../../src/domain/state/keys.ts';
import { startDynamoDbServer } from '../support/aws/dynamodb-server.ts';
import { createAddress } from '../support/fakes/factories.ts';
import { denied } from '../support/faults.ts';
import { connectTurnMemory, TurnMemory, type Fate, type StoreAction } from '../support/fakes/memory-turn-store.ts';
import { startS3Server, type RecordedRequest, type S3Server } from '../support/aws/s3-server/server.ts';
import { describeTurnStore, type TurnStorePlace } from './turn-store.ts';

const ADDRESS = createAddress();
const TABLE = 'locks';
const ITEM = turnItemId(ADDRESS);
const KEY = turnObjectKey(ADDRESS);
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

async function openMemory(): Promise<TurnStorePlace> {
  const memory = new TurnMemory();
  const fates = new Map<StoreAction, Fate>();
  return {
    connect: () =>
      connectTurnMemory(memory, (action) => {
        const fate = fates.get(action) ?? 'answered';
        if (fate === 'answer-lost') fates.delete(action);
        return fate;
      }),
    remains: async () => (memory.stored === undefined ? [] : [memory.stored.version]),
    plant: async (body) => {
      memory.write(body);
    },
    loseAnswer: (to) => fates.set(to, 'answer-lost'),
    deny: (action) => {
      fates.set(action, 'denied');
      return { action: `memory:${action}`, resource: 'turns' };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function openItem(): Promise<TurnStorePlace> {
  const server = await startDynamoDbServer({ tables: [TABLE] });
  const clients: DynamoDBClient[] = [];
  const operation = { get: 'GetItem', put: 'PutItem', delete: 'DeleteItem' } as const;
  return {
    connect: () => {
      const client = new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials });
      clients.push(client);
      return openTurnItem({ client, home: { kind: 'table', table: TABLE, region: 'us-east-1' }, address: ADDRESS });
    },
    remains: async () => (await server.items(TABLE)).map((item) => JSON.stringify(item)),
    plant: (body) => server.putItem(TABLE, { LockID: { S: ITEM }, Info: { S: body } }),
    loseAnswer: (to) =>
      server.addFault({ matches: (request) => request.operation === operation[to], then: { kind: 'cut-after' } }),
    deny: (action) => {
      server.addFault({
        matches: (request) => request.operation === operation[action],
        times: Infinity,
        then: { kind: 'answer', status: 400, code: 'AccessDeniedException' },
      });
      return { action: `dynamodb:${operation[action]}`, resource: `${TABLE}, item ${ITEM}` };
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

interface ObjectPlace extends TurnStorePlace {
  readonly server: S3Server;
}

async function openObject(options: { versioned: boolean; encryption?: Encryption }): Promise<ObjectPlace> {
  const encryption = options.encryption ?? { kind: 'bucket-default' };
  const server = await startS3Server();
  server.createBucket(ADDRESS.bucket, { versioned: options.versioned });
  const clients: S3Client[] = [];
  const operation = { get: 'GetObject', put: 'PutObject', delete: 'DeleteObject' } as const;
  const isFirst = (action: StoreAction) => (request: RecordedRequest) =>
    request.operation === operation[action] && request.versionId === undefined;
  return {
    server,
    connect: () => {
      const client = new S3Client({ endpoint: server.url, region: 'us-east-1', forcePathStyle: true, credentials });
      clients.push(client);
      const settings = createBackend({ encryption });
      const objects = openObjects(client, settings, new AbortController().signal);
      return openTurnObject({ client, settings, address: ADDRESS, objects });
    },
    remains: async () => server.versions(ADDRESS.bucket).map((version) => JSON.stringify(version)),
    plant: async (body) => {
      server.put(ADDRESS.bucket, KEY, body, { headers: headersOf(encryption) });
    },
    loseAnswer: (to) => server.addFault({ matches: isFirst(to), then: { kind: 'cut-after' } }),
    deny: (action) => {
      server.addFault(denied(isFirst(action)));
      return { action: `s3:${operation[action]}`, resource: `${ADDRESS.bucket}/${KEY}` };
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

const KMS: Encryption = { kind: 'kms', keyId: 'arn:aws:kms:us-east-1:123456789012:key/turns' };
const CUSTOMER: Encryption = {
  kind: 'customer-key',
  key: Buffer.from('0123456789abcdef'.repeat(2)).toString('base64'),
};

/** The headers by which S3 knows that a request has to do with this encryption. */
function headersOf(encryption: Encryption): Readonly<Record<string, string>> {
  if (encryption.kind === 'kms') {
    return {
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': encryption.keyId,
    };
  }
  if (encryption.kind !== 'customer-key') return {};
  const md5 = createHash('md5').update(Buffer.from(encryption.key, 'base64')).digest('base64');
  return {
    'x-amz-server-side-encryption-customer-algorithm': 'AES256',
    'x-amz-server-side-encryption-customer-key': encryption.key,
    'x-amz-server-side-encryption-customer-key-md5': md5,
  };
}

/** What `init` resolved, as far as a turn object asks for it. */
function createBackend(overrides: Partial<S3Backend>): S3Backend {
  return {
    bucket: ADDRESS.bucket,
    key: ADDRESS.key,
    workspaceKeyPrefix: 'env:',
    lockTable: undefined,
    useLockfile: true,
    encryption: { kind: 'bucket-default' },
    acl: undefined,
    connection: {} as AwsConnection,
    ...overrides,
  };
}

describeTurnStore('a document in memory', openMemory);
describeTurnStore('an item of the lock table', openItem);
describeTurnStore('an object', () => openObject({ versioned: false }));
describeTurnStore('an object of a versioned bucket', () => openObject({ versioned: true }));
describeTurnStore('an object under a KMS key', () => openObject({ versioned: true, encryption: KMS }));
describeTurnStore("an object under the customer's own key", () =>
  openObject({ versioned: false, encryption: CUSTOMER }),
);

describe('a turn object', () => {
  it.each([KMS, CUSTOMER])('is written under the encryption settings of the backend: $kind', async (encryption) => {
    await using place = await openObject({ versioned: false, encryption });
    const store = place.connect();
    const first = await store.put('{"writeId":"1"}', undefined);
    await store.put('{"writeId":"2"}', first.kind === 'stored' ? first.version : undefined);
    const puts = place.server.requests.filter(({ operation }) => operation === 'PutObject');
    expect(puts).toHaveLength(2);
    for (const { headers } of puts) expect(headers).toMatchObject(headersOf(encryption));
  });

  it('is JSON to whoever looks into the bucket', async () => {
    await using place = await openObject({ versioned: false });
    await place.connect().put('{"writeId":"1"}', undefined);
    expect(place.server.get(ADDRESS.bucket, KEY)?.headers['content-type']).toBe('application/json');
  });

  it.each([
    [409, 'ConditionalRequestConflict'],
    [412, 'PreconditionFailed'],
    [404, 'NoSuchKey'],
  ])("was somebody else's to write when S3 says %s %s", async (status, code) => {
    await using place = await openObject({ versioned: false });
    const store = place.connect();
    const first = await store.put('{"writeId":"1"}', undefined);
    const seen = first.kind === 'stored' ? first.version : undefined;
    place.server.addFault({
      matches: ({ operation }) => operation === 'PutObject' || operation === 'DeleteObject',
      times: 2,
      then: { kind: 'answer', status, code },
    });
    expect(await store.put('{"writeId":"2"}', seen)).toEqual({ kind: 'conflict' });
    expect(await store.delete(seen ?? '')).toBe(false);
    expect((await store.get())?.body).toBe('{"writeId":"1"}');
  });

  it("is not in somebody else's hands when its bucket does not exist", async () => {
    await using place = await openObject({ versioned: false });
    place.server.addFault({
      matches: ({ operation }) => operation === 'PutObject',
      then: { kind: 'answer', status: 404, code: 'NoSuchBucket' },
    });
    await expect(place.connect().put('{"writeId":"1"}', undefined)).rejects.toThrow('does not exist');
  });
});

describe('deleting a turn object of a versioned bucket', () => {
  const isVersionDelete = ({ operation, versionId }: RecordedRequest): boolean =>
    operation === 'DeleteObject' && versionId !== undefined;

  async function openTwoVersions(): Promise<ObjectPlace & { readonly version: string }> {
    const place = await openObject({ versioned: true });
    const first = await place.connect().put('{"writeId":"1"}', undefined);
    if (first.kind === 'conflict') throw new Error('the bucket was not empty');
    const second = await place.connect().put('{"writeId":"2"}', first.version);
    if (second.kind === 'conflict') throw new Error('the bucket was not left alone');
    return { ...place, version: second.version };
  }

  it('spares the document that a newcomer begins in the midst of it', async () => {
    await using place = await openTwoVersions();
    place.server.addFault({
      matches: isVersionDelete,
      then: {
        kind: 'run',
        task: () => {
          place.server.put(ADDRESS.bucket, KEY, '{"writeId":"newcomer"}');
        },
      },
    });
    expect(await place.connect().delete(place.version)).toBe(true);
    expect((await place.connect().get())?.body).toBe('{"writeId":"newcomer"}');
    expect(await place.remains()).toHaveLength(1);
  });

  it('never shows an old version as the newest: the marker goes last, however slow the others are', async () => {
    await using place = await openTwoVersions();
    const old = new Set(place.server.versions(ADDRESS.bucket).map(({ versionId }) => versionId));
    place.server.addFault({
      matches: (request) => isVersionDelete(request) && old.has(request.versionId ?? ''),
      times: Infinity,
      then: { kind: 'delay', ms: 100 },
    });
    const underTheMarker: string[][] = [];
    place.server.addFault({
      matches: (request) => isVersionDelete(request) && !old.has(request.versionId ?? ''),
      then: {
        kind: 'run',
        task: () => {
          const left = place.server.versions(ADDRESS.bucket).filter(({ kind }) => kind === 'version');
          underTheMarker.push(left.map(({ versionId }) => versionId));
        },
      },
    });
    expect(await place.connect().delete(place.version)).toBe(true);
    expect(underTheMarker).toEqual([[]]);
    expect(await place.remains()).toEqual([]);
  });

  it('that was cut off is finished by whoever finds the document gone', async () => {
    await using place = await openTwoVersions();
    place.server.addFault({
      matches: isVersionDelete,
      times: 2,
      then: { kind: 'answer', status: 403, code: 'AccessDenied' },
    });
    await place.connect().delete(place.version);
    expect(await place.remains()).toHaveLength(3);
    await place.connect().clear();
    expect(await place.remains()).toEqual([]);
  });

  it('does not bring the document back when the role may not list versions', async () => {
    await using place = await openTwoVersions();
    place.server.addFault(denied(({ operation }) => operation.startsWith('ListObjectVersions')));
    expect(await place.connect().delete(place.version)).toBe(true);
    expect(await place.connect().get()).toBeUndefined();
  });

  it('does not bring the document back when the role may not delete versions', async () => {
    await using place = await openTwoVersions();
    place.server.addFault(denied(isVersionDelete));
    expect(await place.connect().delete(place.version)).toBe(true);
    expect(await place.connect().get()).toBeUndefined();
  });
});
