import { afterEach, describe, expect, it } from 'vitest';

import { openAwsBackend } from '../../../../src/adapters/aws/backend.ts';
import { STALL_MS, STALLS_AT_MOST } from '../../../../src/adapters/aws/network/stall.ts';
import { parseBackendFile } from '../../../../src/adapters/terraform/backend-file.ts';
import { BackendUnusable } from '../../../../src/domain/stack/backend.ts';
import { renewEveryMs, watchLeaseMs } from '../../../../src/domain/turn/turn-watch.ts';
import type { Backend } from '../../../../src/ports/backend.ts';
import { startDynamoDbServer } from '../../../support/aws/dynamodb-server.ts';
import { startS3Server, type S3Server } from '../../../support/aws/s3-server/server.ts';
import { PROD } from '../../../support/fakes/fake-backend.ts';
import { openSlowDoor, type SlowDoor } from '../../../support/aws/slow-door.ts';

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
});

interface Place {
  readonly backend: Backend;
  readonly s3: S3Server;
  readonly door: SlowDoor;
  readonly tableDoor: SlowDoor;
}

/** As small as it can be without a slow machine standing still by itself. */
const SMALL_MS = 500;

async function open(): Promise<Place> {
  const s3 = await startS3Server();
  s3.createBucket(PROD.bucket, { versioned: true });
  const dynamodb = await startDynamoDbServer({ tables: ['locks'] });
  const [door, tableDoor] = [await openSlowDoor(s3.url), await openSlowDoor(dynamodb.url)];
  opened.push(door, tableDoor, s3, dynamodb);
  const config = {
    bucket: PROD.bucket,
    key: PROD.key,
    region: 'us-east-1',
    dynamodb_table: 'locks',
    access_key: 'AKIATEST',
    secret_key: 'test',
    use_path_style: true,
    endpoints: { s3: door.url, dynamodb: tableDoor.url },
  };
  const settings = parseBackendFile({ backend: { type: 's3', config } }, {}, '/checkout/module');
  const backend = await openAwsBackend(settings, {
    env: {},
    tool: { name: 'terraform', version: undefined },
    signal: new AbortController().signal,
    mask: () => undefined,
    warn: () => undefined,
    stallMs: SMALL_MS,
  });
  return { backend, s3, door, tableDoor };
}

const content = (size: number) => ({ body: Buffer.alloc(size, 'x'), metadata: {} });
const KEY = PROD.path;

/** What is written on the wire before a body of a megabyte comes to half of it. */
const HALF = 500_000;
const MEGABYTE = 1_000_000;

describe('a link that is slow', () => {
  // Of an upload the system's buffers take this much at once, and are silent while they empty: a sweep has that.
  it('brings a state that takes longer than the limit on standing still, in one try', async () => {
    const { backend, s3, door } = await open();
    s3.put(PROD.bucket, KEY, Buffer.alloc(MEGABYTE, 'x'));
    door.set({ down: { bytesPerSecond: HALF } });
    const before = performance.now();
    expect((await backend.objects.get(KEY))?.body).toHaveLength(MEGABYTE);
    // Else the test has shown nothing.
    expect(performance.now() - before).toBeGreaterThan(2 * SMALL_MS);
    expect(s3.requests.map(({ operation }) => operation)).toEqual(['GetObject']);
  });
});

describe('a link that stands still', () => {
  it.each<[string, (place: Place) => Promise<unknown>, RegExp]>([
    [
      'says nothing once it has taken a question',
      ({ door, backend }) => {
        door.set({ down: { stallsAfter: 0 } });
        return backend.objects.get(KEY);
      },
      /^s3:GetObject on tfstate\/\S+ stood still: at each of 3 tries the connection was there, and nothing came or went on it for 0\.5 s\. Look at/,
    ],
    [
      'takes no more of what is uploaded',
      ({ door, backend }) => {
        door.set({ up: { stallsAfter: HALF } });
        return backend.objects.put(KEY, content(30 * MEGABYTE), undefined);
      },
      /^s3:PutObject on \S+ stood still: at each of 3 tries/,
    ],
    [
      'says nothing of the table',
      ({ tableDoor, backend }) => {
        tableDoor.set({ down: { stallsAfter: 0 } });
        return backend.digests.get(PROD);
      },
      /^dynamodb:GetItem on locks, item \S+ stood still: at each of 3 tries/,
    ],
    [
      'says nothing of the queue',
      ({ tableDoor, backend }) => {
        tableDoor.set({ down: { stallsAfter: 0 } });
        return backend.turns(PROD, 'pr').get();
      },
      /^dynamodb:GetItem on \S+, item \S+ stood still: at each of 3 tries/,
    ],
    [
      'says nothing of the table to a doctor',
      ({ tableDoor, backend }) => {
        tableDoor.set({ down: { stallsAfter: 0 } });
        return backend.probes.describeTable();
      },
      /^dynamodb:DescribeTable on locks stood still: at each of 3 tries/,
    ],
  ])('fails with a sentence of its own after three tries when it %s', async (_, ask, sentence) => {
    const place = await open();
    const asking = ask(place);
    await expect(asking).rejects.toThrow(BackendUnusable);
    await expect(asking).rejects.toThrow(sentence);
    expect(place.door.connections + place.tableDoor.connections).toBe(STALLS_AT_MOST);
  });

  it('fails in the middle of a state, which is not asked for again', async () => {
    const { backend, s3, door } = await open();
    s3.put(PROD.bucket, KEY, Buffer.alloc(MEGABYTE, 'x'));
    door.set({ down: { stallsAfter: HALF } });
    await expect(backend.objects.get(KEY)).rejects.toThrow(
      /^s3:GetObject on \S+ stood still in the middle of its answer: nothing more came for 0\.5 s\. Look at/,
    );
    expect(s3.requests.map(({ operation }) => operation)).toEqual(['GetObject']);
  });

  it('is forgotten when the next try goes through', async () => {
    const { backend, s3, door } = await open();
    s3.put(PROD.bucket, KEY, 'state');
    door.set({ down: { stallsAfter: 0 } });
    const getting = backend.objects.get(KEY);
    while (door.connections === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    door.set({});
    expect((await getting)?.body).toHaveLength('state'.length);
  });
});

describe('the limit on standing still', () => {
  it('lets a renewal of a turn be tried again before its lease is over', () => {
    // The SDK's timer begins up to 3 s late.
    expect(renewEveryMs('prod') + STALL_MS + 3000).toBeLessThan(watchLeaseMs('prod'));
  });
});
