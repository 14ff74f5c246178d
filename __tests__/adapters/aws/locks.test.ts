import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';

import { openLocks } from '../../../src/adapters/aws/locks.ts';
import { openObjects } from '../../../src/adapters/aws/objects.ts';
import { openTable } from '../../../src/adapters/aws/table.ts';
import { renderLockRecord } from '../../../src/domain/lock/lock-record.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { lockfileKey, lockItemId } from '../../../src/domain/state/keys.ts';
import type { StateLocks } from '../../../src/ports/backend.ts';
import { startDynamoDbServer, type DynamoDbServer } from '../../support/aws/dynamodb-server.ts';
import { createLock } from '../../support/fakes/factories.ts';
import { createSettings, PROD } from '../../support/fakes/fake-backend.ts';
import { denied } from '../../support/faults.ts';
import { startS3Server, type S3Server } from '../../support/aws/s3-server/server.ts';

const BUCKET = 'tfstate';
const FILE = lockfileKey(PROD);
const ITEM = lockItemId(PROD);

/** Terraform's record, of which not every byte is the same in both places. */
function record(id: string, more: object = {}): string {
  return JSON.stringify({ ID: id, Operation: 'OperationTypeApply', Who: 'ana@laptop', ...more });
}

const LOCK = createLock({ id: 'mine' });
const NOWHERE_ELSE = (): Promise<never> => Promise.reject(new Error('there is no other kind here'));
const isPut = ({ operation }: { readonly operation: string }): boolean => operation === 'PutObject';

interface Opened {
  readonly s3: S3Server;
  readonly dynamodb: DynamoDbServer;
  readonly locks: StateLocks;
  readonly lockItem: (info: string | undefined) => Promise<void>;
  readonly lockFile: (body: string) => void;
  /** What both places hold. */
  readonly held: () => Promise<{ readonly item: string | undefined; readonly file: string | undefined }>;
}

interface More {
  /** Further lines of the backend block. */
  readonly config?: object;
  readonly signal?: AbortSignal;
}

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function open(
  places: 'table' | 'lockfile' | 'both' = 'both',
  versioned = true,
  more: More = {},
): Promise<Opened> {
  const [s3, dynamodb] = await Promise.all([startS3Server({}), startDynamoDbServer({ tables: ['locks'] })]);
  s3.createBucket(BUCKET, { versioned });
  const common = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const s3Client = new S3Client({ ...common, endpoint: s3.url, forcePathStyle: true });
  const dynamodbClient = new DynamoDBClient({ ...common, endpoint: dynamodb.url });
  opened.push(
    () => s3[Symbol.asyncDispose](),
    () => dynamodb[Symbol.asyncDispose](),
    () => {
      s3Client.destroy();
      dynamodbClient.destroy();
    },
  );
  const { config = {}, signal = new AbortController().signal } = more;
  const settings = createSettings(PROD.key, { dynamodb_table: 'locks', ...config });
  return {
    s3,
    dynamodb,
    locks: openLocks(
      {
        table: places === 'lockfile' ? undefined : openTable(dynamodbClient, 'locks', signal),
        tableHome: undefined,
        objects: places === 'table' ? undefined : openObjects(s3Client, settings, signal),
      },
      NOWHERE_ELSE,
    ),
    lockItem: (info) =>
      dynamodb.putItem('locks', { LockID: { S: ITEM }, ...(info === undefined ? {} : { Info: { S: info } }) }),
    lockFile: (body) => {
      s3.put(BUCKET, FILE, body);
    },
    held: async () => {
      const info = (await dynamodb.item('locks', ITEM))?.['Info'];
      return {
        item: info !== undefined && 'S' in info ? info.S : undefined,
        file: s3.get(BUCKET, FILE)?.body.toString(),
      };
    },
  };
}

describe('the state lock', () => {
  it('is free while no place holds a record', async () => {
    const { locks, held } = await open();
    expect(await locks.read(PROD)).toEqual({ kind: 'free' });
    expect(await locks.delete(PROD, 'mine')).toBe(false);
    expect(await held()).toEqual({ item: undefined, file: undefined });
  });

  it('is held while any place holds one, and says where', async () => {
    const { locks, lockItem, lockFile } = await open();
    await lockItem(record('mine'));
    expect(await locks.read(PROD)).toMatchObject({ kind: 'held', lock: { id: 'mine' }, places: ['table'] });
    lockFile(record('mine'));
    expect(await locks.read(PROD)).toMatchObject({ kind: 'held', places: ['lockfile', 'table'] });
  });

  it.each(['table', 'lockfile'] as const)('is looked for only where the backend keeps it: %s', async (place) => {
    const { locks, lockItem, lockFile, held } = await open(place);
    await lockItem(record('mine', { Info: 'item' }));
    lockFile(record('mine', { Info: 'file' }));
    expect(await locks.read(PROD)).toMatchObject({ kind: 'held', places: [place] });
    expect(await locks.delete(PROD, 'mine')).toBe(true);
    expect(await held()).toEqual(
      place === 'table'
        ? { item: undefined, file: record('mine', { Info: 'file' }) }
        : { item: record('mine', { Info: 'item' }), file: undefined },
    );
  });
});

describe('a deletion', () => {
  for (const versioned of [true, false]) {
    it(`is of every record of this lock, ${versioned ? 'with' : 'without'} versions`, async () => {
      const { locks, lockItem, lockFile, held } = await open('both', versioned);
      await lockItem(record('mine'));
      lockFile(record('mine', { Info: 'the other' }));
      expect(await locks.delete(PROD, 'mine')).toBe(true);
      expect(await held()).toEqual({ item: undefined, file: undefined });
      expect(await locks.delete(PROD, 'mine')).toBe(false);
    });
  }

  it('leaves the lock of somebody else, at every place', async () => {
    const { locks, lockItem, lockFile, held } = await open();
    await lockItem(record('theirs'));
    lockFile(record('theirs'));
    expect(await locks.delete(PROD, 'mine')).toBe(false);
    expect(await held()).toEqual({ item: record('theirs'), file: record('theirs') });
  });

  it('of a lock that is only half there deletes its half', async () => {
    const { locks, lockItem, lockFile, held } = await open();
    lockFile(record('mine'));
    expect(await locks.delete(PROD, 'mine')).toBe(true);
    await lockItem(record('mine'));
    expect(await locks.delete(PROD, 'mine')).toBe(true);
    expect(await held()).toEqual({ item: undefined, file: undefined });
  });

  it('of one half leaves the other half, which somebody else has taken', async () => {
    const { locks, lockItem, lockFile, held } = await open();
    lockFile(record('theirs'));
    await lockItem(record('mine'));
    expect(await locks.delete(PROD, 'mine')).toBe(true);
    expect(await held()).toEqual({ item: undefined, file: record('theirs') });
  });

  it('frees first what Terraform takes last: a newcomer gets none of it before all of it is free', async () => {
    const { s3, dynamodb, locks, lockItem, lockFile } = await open();
    await lockItem(record('mine'));
    lockFile(record('mine'));
    let itemAtFile: unknown = 'not asked';
    s3.addFault({
      matches: ({ operation }) => operation === 'DeleteObject',
      then: {
        kind: 'run',
        task: async () => {
          itemAtFile = await dynamodb.item('locks', ITEM);
        },
      },
    });
    await locks.delete(PROD, 'mine');
    expect(itemAtFile).toBeUndefined();
  });

  it.each([
    ['a record of no tool’s', 'held since yesterday, mine'],
    ['an item that says nothing', undefined],
  ])('leaves %s', async (_, info) => {
    const { locks, lockItem, dynamodb } = await open('table');
    await lockItem(info);
    expect(await locks.read(PROD)).toEqual({ kind: 'unreadable', places: ['table'] });
    expect(await locks.delete(PROD, 'mine')).toBe(false);
    expect(await dynamodb.item('locks', ITEM)).toBeDefined();
  });
});

describe('a record that is replaced between the look and the deletion', () => {
  it('stays, be it by a lock of the same ID in other bytes: the item', async () => {
    const { dynamodb, locks, lockItem, held } = await open('table');
    const changed = record('mine', { Info: 'changed' });
    await lockItem(record('mine'));
    dynamodb.addFault({
      matches: ({ operation }) => operation === 'DeleteItem',
      then: { kind: 'run', task: () => lockItem(changed) },
    });
    expect(await locks.delete(PROD, 'mine')).toBe(false);
    expect((await held()).item).toBe(changed);
  });

  for (const versioned of [true, false]) {
    it(`stays, be it by a lock of the same ID in other bytes: the lockfile ${versioned ? 'with' : 'without'} versions`, async () => {
      const { s3, locks, lockFile, held } = await open('lockfile', versioned);
      const theirs = record('theirs');
      lockFile(record('mine'));
      s3.addFault({
        matches: ({ operation }) => operation === 'DeleteObject',
        then: {
          kind: 'run',
          task: () => {
            lockFile(theirs);
          },
        },
      });
      expect(await locks.delete(PROD, 'mine')).toBe(false);
      expect((await held()).file).toBe(theirs);
    });
  }

  it('is gone when its owner has given it back in that moment, and nothing was deleted here', async () => {
    const { s3, locks, lockFile, held } = await open('lockfile');
    lockFile(record('mine'));
    s3.addFault({
      matches: ({ operation }) => operation === 'DeleteObject',
      then: {
        kind: 'run',
        task: () => {
          s3.delete(BUCKET, FILE);
        },
      },
    });
    expect(await locks.delete(PROD, 'mine')).toBe(false);
    expect((await held()).file).toBeUndefined();
  });
});

describe('a place that cannot be reached', () => {
  it('is a failure, and no free lock', async () => {
    const { s3, locks } = await open();
    s3.addFault(denied(({ operation }) => operation === 'GetObject'));
    await expect(locks.read(PROD)).rejects.toThrow(BackendUnusable);
  });

  it('is no lock of ours, for a role to which S3 does not say that its lockfile is gone: the permission is named', async () => {
    const { s3, locks } = await open('lockfile');
    s3.addFault(denied(({ operation }) => operation === 'GetObject'));
    const message = expect.stringContaining('without s3:ListBucket on tfstate') as string;
    expect(await locks.confirm(PROD, 'mine')).toMatchObject({ kind: 'unknown', trouble: { isDenied: true, message } });
  });

  it('is a failure of the deletion, which then may have freed the other half', async () => {
    const { s3, locks, lockItem, lockFile, held } = await open();
    await lockItem(record('mine'));
    lockFile(record('mine'));
    s3.addFault(denied(({ operation }) => operation === 'DeleteObject'));
    await expect(locks.delete(PROD, 'mine')).rejects.toThrow(`s3:DeleteObject on ${BUCKET}/${FILE}`);
    expect(await held()).toEqual({ item: undefined, file: record('mine') });
    expect(await locks.read(PROD)).toMatchObject({ kind: 'held', lock: { id: 'mine' }, places: ['lockfile'] });
  });
});

describe('a lockfile of ours', () => {
  const customerKey = Buffer.from('0123456789abcdef'.repeat(2)).toString('base64');
  const kmsKey = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';

  it.each([
    [{}, {}],
    [{ encrypt: true }, { 'x-amz-server-side-encryption': 'AES256' }],
    [
      { encrypt: true, kms_key_id: kmsKey },
      { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': kmsKey },
    ],
    [
      { encrypt: true, sse_customer_key: customerKey },
      {
        'x-amz-server-side-encryption-customer-algorithm': 'AES256',
        'x-amz-server-side-encryption-customer-key': customerKey,
      },
    ],
    [{ acl: 'bucket-owner-full-control' }, { 'x-amz-acl': 'bucket-owner-full-control' }],
  ])('is written as Terraform writes its own, with the settings of the backend: %j', async (config, headers) => {
    const { s3, locks } = await open('lockfile', true, { config });
    expect(await locks.take(PROD, LOCK)).toEqual({ kind: 'taken' });
    const [put, ...others] = s3.requests;
    expect(others).toEqual([]);
    const sent = Object.entries(put?.headers ?? {}).filter(([name]) => /^x-amz-(?:server-side|acl)/.test(name));
    expect(Object.fromEntries(sent)).toMatchObject(headers);
    expect(sent.length > 0).toBe(Object.keys(headers).length > 0);
    expect(put?.headers).toMatchObject({ 'content-type': 'application/json', 'if-none-match': '*' });

    expect(await locks.confirm(PROD, LOCK.id)).toEqual({ kind: 'ours' });
    expect(await locks.giveBack(PROD, LOCK.id)).toEqual({ kind: 'released' });
  });

  it.each([1, 3])('is written again when S3 says that another write is under way, %d times', async (times) => {
    const { s3, locks, held } = await open('lockfile');
    s3.addFault({ matches: isPut, times, then: { kind: 'answer', status: 409, code: 'ConditionalRequestConflict' } });
    expect(await locks.take(PROD, LOCK)).toEqual({ kind: 'taken' });
    expect(await held()).toMatchObject({ file: renderLockRecord(LOCK) });
  });

  it('is waited for when S3 says so for ever', async () => {
    const { s3, locks, held } = await open('lockfile');
    const code = 'ConditionalRequestConflict';
    s3.addFault({ matches: isPut, times: Infinity, then: { kind: 'answer', status: 409, code } });
    expect(await locks.take(PROD, LOCK)).toEqual({ kind: 'held', reading: { kind: 'free' } });
    expect(await held()).toMatchObject({ file: undefined });
  });
});

describe('taking a lock', () => {
  it('of a backend that keeps none is a failure, never a lock', async () => {
    const none = openLocks({ table: undefined, tableHome: undefined, objects: undefined }, NOWHERE_ELSE);
    await expect(none.take(PROD, LOCK)).rejects.toThrow(BackendUnusable);
  });

  it('ends with its run, and is no fault of the backend', async () => {
    const run = new AbortController();
    const { s3, locks } = await open('both', true, { signal: run.signal });
    s3.addFault({
      matches: isPut,
      then: {
        kind: 'run',
        task: () => {
          run.abort();
        },
      },
    });
    await expect(locks.take(PROD, LOCK)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is one condition at each place, as of Terraform', async () => {
    const { s3, dynamodb, locks } = await open();
    await locks.take(PROD, LOCK);
    expect(s3.requests.map(({ operation, key, headers }) => [operation, key, headers['if-none-match']])).toEqual([
      ['PutObject', FILE, '*'],
    ]);
    expect(dynamodb.requests.map(({ operation, input }) => [operation, input])).toEqual([
      [
        'PutItem',
        {
          TableName: 'locks',
          Item: { LockID: { S: ITEM }, Info: { S: renderLockRecord(LOCK) } },
          ConditionExpression: 'attribute_not_exists(LockID)',
        },
      ],
    ]);
  });
});
