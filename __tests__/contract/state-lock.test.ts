import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, DeleteObjectCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe } from 'vitest';

import { openObjects } from '../../src/adapters/aws/objects.ts';
import { decideLockReading, type LockPlace } from '../../src/domain/lock/lock.ts';
import { renderLockRecord } from '../../src/domain/lock/lock-record.ts';
import { lockfileKey, lockItemId, type StateAddress } from '../../src/domain/state/keys.ts';
import type { StateLocks } from '../../src/ports/backend.ts';
import { connectLocks } from '../support/aws/connect-locks.ts';
import { startDynamoDbServer } from '../support/aws/dynamodb-server.ts';
import { moto } from '../support/aws/s3-server/conformance/moto.ts';
import { clientFor } from '../support/aws/s3-server/conformance/suite.ts';
import { startS3Server } from '../support/aws/s3-server/server.ts';
import { createAddress } from '../support/fakes/factories.ts';
import { createBackend, createSettings } from '../support/fakes/fake-backend.ts';
import {
  describeHalvesInTime,
  describeLostAnswers,
  type LockRequest,
  type UnreliableLockSite,
} from './lost-answers.ts';
import { describeHalvesOfLock, describeStateLock, type LockSite } from './state-lock.ts';

const TABLE = 'locks';
const KINDS = {
  table: { places: ['table'], config: { dynamodb_table: TABLE } },
  lockfile: { places: ['lockfile'], config: { use_lockfile: true } },
  both: { places: ['lockfile', 'table'], config: { use_lockfile: true, dynamodb_table: TABLE } },
} as const satisfies Record<string, { readonly places: readonly LockPlace[]; readonly config: object }>;
type Kind = keyof typeof KINDS;

/** Every test has a key of its own: on moto they share one server. */
let opened = 0;
function nextAddress(): StateAddress {
  opened += 1;
  return createAddress({ key: `lesson-${opened}/prod/terraform.tfstate` });
}

async function openFake(kind: Kind): Promise<LockSite> {
  const address = nextAddress();
  const backend = createBackend({ settings: createSettings(address.key, KINDS[kind].config) });
  const { heldLocks } = backend;
  const id = lockItemId(address);
  const records = async (): Promise<Partial<Record<LockPlace, string>>> => {
    const reading = heldLocks.get(id) ?? { kind: 'free' };
    if (reading.kind !== 'held') return {};
    return Object.fromEntries(reading.places.map((place) => [place, renderLockRecord(reading.lock)]));
  };
  const set = (raws: Partial<Record<LockPlace, string | undefined>>): void => {
    heldLocks.set(id, decideLockReading(KINDS[kind].places.map((place) => ({ place, raw: raws[place] }))));
  };
  return {
    address,
    places: KINDS[kind].places,
    connect: () => backend.locks,
    plant: async (place, raw) => {
      set({ ...(await records()), [place]: raw });
    },
    remove: async (place) => {
      set({ ...(await records()), [place]: undefined });
    },
    records,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

interface ServerOptions {
  readonly kind: Kind;
  readonly versioned: boolean;
}

async function openServers({ kind, versioned }: ServerOptions): Promise<UnreliableLockSite> {
  const [s3, dynamodb] = await Promise.all([startS3Server(), startDynamoDbServer({ tables: [TABLE] })]);
  const address = nextAddress();
  const [key, item] = [lockfileKey(address), lockItemId(address)];
  s3.createBucket(address.bucket, { versioned });
  const settings = createSettings(address.key, KINDS[kind].config);
  const clients: Disposable[] = [];
  const requests: string[] = [];
  const site: UnreliableLockSite = {
    address,
    places: KINDS[kind].places,
    connect: (maxAttempts = 3) => {
      const client = connectLocks({ s3Url: s3.url, dynamodbUrl: dynamodb.url, settings, maxAttempts });
      clients.push(client);
      return client;
    },
    plant: async (place, raw) => {
      if (place === 'table') await dynamodb.putItem(TABLE, { LockID: { S: item }, Info: { S: raw } });
      else s3.put(address.bucket, key, raw);
    },
    remove: async (place) => {
      if (place === 'table') await dynamodb.deleteItem(TABLE, item);
      else s3.delete(address.bucket, key);
    },
    records: async () => {
      const info = (await dynamodb.item(TABLE, item))?.['Info'];
      const file = s3.get(address.bucket, key);
      return {
        ...(file === undefined ? {} : { lockfile: file.body.toString() }),
        ...(info !== undefined && 'S' in info ? { table: info.S } : {}),
      };
    },
    befall: (place, request, then, times = 1) => {
      const operation = OPERATIONS[place][request];
      const fault = { matches: (made: { readonly operation: string }) => made.operation === operation, then, times };
      return place === 'table' ? dynamodb.addFault(fault) : s3.addFault(fault);
    },
    requests: () => requests,
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client[Symbol.dispose]();
      await Promise.all([s3[Symbol.asyncDispose](), dynamodb[Symbol.asyncDispose]()]);
    },
  };
  for (const place of ['lockfile', 'table'] as const) {
    for (const request of ['write', 'read', 'delete'] as const) {
      site.befall(place, request, { kind: 'run', task: () => void requests.push(`${request} ${place}`) }, Infinity);
    }
  }
  return site;
}

const OPERATIONS: Readonly<Record<LockPlace, Readonly<Record<LockRequest, string>>>> = {
  lockfile: { write: 'PutObject', read: 'GetObject', delete: 'DeleteObject' },
  table: { write: 'PutItem', read: 'GetItem', delete: 'DeleteItem' },
};

interface Emulator extends AsyncDisposable {
  readonly url: string;
}

async function openOn(url: string, kind: Kind): Promise<LockSite> {
  const address = nextAddress();
  const { places, config } = KINDS[kind];
  const settings = createSettings(address.key, config);
  const clients: Disposable[] = [];
  const connect = (): StateLocks => {
    const client = connectLocks({ s3Url: url, dynamodbUrl: url, settings });
    clients.push(client);
    return client;
  };
  const common = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const signal = new AbortController().signal;
  const s3 = clientFor(url);
  const dynamodb = new DynamoDBClient({ ...common, endpoint: url });
  const key = lockfileKey(address);
  const objects = openObjects(s3, settings, signal);
  const LockID = { S: lockItemId(address) };
  return {
    address,
    places,
    connect,
    plant: async (place, raw) => {
      if (place === 'lockfile') await objects.put(key, { body: Buffer.from(raw), metadata: {} }, 'any');
      else await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { LockID, Info: { S: raw } } }));
    },
    remove: async (place) => {
      if (place === 'lockfile') await s3.send(new DeleteObjectCommand({ Bucket: address.bucket, Key: key }));
      else await dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key: { LockID } }));
    },
    records: async () => {
      const [file, item] = await Promise.all([
        objects.get(key),
        dynamodb.send(new GetItemCommand({ TableName: TABLE, Key: { LockID }, ConsistentRead: true })),
      ]);
      return {
        ...(file === undefined ? {} : { lockfile: Buffer.from(file.body).toString() }),
        ...(item.Item?.['Info']?.S === undefined ? {} : { table: item.Item['Info'].S }),
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client[Symbol.dispose]();
      s3.destroy();
      dynamodb.destroy();
    },
  };
}

for (const [kind, { places }] of Object.entries(KINDS) as readonly [Kind, (typeof KINDS)[Kind]][]) {
  describeStateLock(`in memory, ${kind}`, places, { open: () => openFake(kind), isAtomic: true });
}

const SERVED: readonly (readonly [string, ServerOptions])[] = [
  ['as an item', { kind: 'table', versioned: true }],
  ['as a lockfile', { kind: 'lockfile', versioned: false }],
  ['as a lockfile of a versioned bucket', { kind: 'lockfile', versioned: true }],
  ['in both places', { kind: 'both', versioned: true }],
];
for (const [name, options] of SERVED) {
  const { places } = KINDS[options.kind];
  describeStateLock(name, places, { open: () => openServers(options), isAtomic: true });
  describeLostAnswers(name, places, () => openServers(options));
}
describeHalvesOfLock('in both places', () => openServers({ kind: 'both', versioned: true }));
describeHalvesInTime('in both places', () => openServers({ kind: 'both', versioned: true }));

if (moto.absent !== undefined) console.log(`the state lock is not tried on moto: ${moto.absent}`);
describe.skipIf(moto.absent !== undefined)(
  `on moto${moto.absent === undefined ? '' : ` (skipped: ${moto.absent})`}`,
  () => {
    let emulator: Emulator;
    beforeAll(async () => {
      emulator = await moto.start();
      const s3 = clientFor(emulator.url);
      await s3.send(new CreateBucketCommand({ Bucket: createAddress().bucket }));
      await s3.send(
        new PutBucketVersioningCommand({
          Bucket: createAddress().bucket,
          VersioningConfiguration: { Status: 'Enabled' },
        }),
      );
      s3.destroy();
      const dynamodb = new DynamoDBClient({
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        endpoint: emulator.url,
      });
      await dynamodb.send(
        new CreateTableCommand({
          TableName: TABLE,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
        }),
      );
      dynamodb.destroy();
    });
    afterAll(async () => {
      await emulator[Symbol.asyncDispose]();
    });
    for (const [kind, { places }] of Object.entries(KINDS) as readonly [Kind, (typeof KINDS)[Kind]][]) {
      describeStateLock(`on moto, ${kind}`, places, { open: () => openOn(emulator.url, kind), isAtomic: false });
    }
    describeHalvesOfLock('on moto', () => openOn(emulator.url, 'both'));
  },
);
