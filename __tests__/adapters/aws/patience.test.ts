import { afterEach, describe, expect, it } from 'vitest';

import { openAwsBackend } from '../../../src/adapters/aws/backend.ts';
import { parseBackendFile } from '../../../src/adapters/terraform/backend-file.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import type { Backend } from '../../../src/ports/backend.ts';
import { startDynamoDbServer } from '../../support/aws/dynamodb-server.ts';
import { startS3Server, type S3Server } from '../../support/aws/s3-server/server.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
});

const MAX_RETRIES = 1;
const KEY = PROD.path;
const OBJECT = { body: new Uint8Array([1]), metadata: {}, etag: '"x"', versionId: 'v' };

async function open(): Promise<{ readonly backend: Backend; readonly s3: S3Server; readonly requests: () => number }> {
  const s3 = await startS3Server();
  s3.createBucket(PROD.bucket, { versioned: true });
  s3.put(PROD.bucket, KEY, 'state');
  const dynamodb = await startDynamoDbServer({ tables: ['locks'] });
  opened.push(s3, dynamodb);
  for (const server of [s3, dynamodb]) server.clearRequests();
  const config = {
    bucket: PROD.bucket,
    key: PROD.key,
    region: 'us-east-1',
    dynamodb_table: 'locks',
    access_key: 'AKIATEST',
    secret_key: 'test',
    use_path_style: true,
    max_retries: MAX_RETRIES,
    endpoints: { s3: s3.url, dynamodb: dynamodb.url },
  };
  dynamodb.addFault({
    matches: () => true,
    times: Infinity,
    then: { kind: 'answer', status: 400, code: 'ThrottlingException' },
  });
  const backend = await openAwsBackend(parseBackendFile({ backend: { type: 's3', config } }, {}, '/checkout/module'), {
    env: {},
    tool: { name: 'terraform', version: undefined },
    signal: new AbortController().signal,
    mask: () => undefined,
    warn: () => undefined,
  });
  return { backend, s3, requests: () => s3.requests.length + dynamodb.requests.length };
}

type Ask = readonly [name: string, ask: (backend: Backend) => Promise<unknown>];
const WRITES: readonly Ask[] = [
  ['s3:PutObject', ({ objects }) => objects.put(KEY, OBJECT, undefined)],
  ['s3:ListBucketVersions', ({ objects }) => objects.listVersions(KEY)],
  ['s3:ListBucket', ({ objects }) => objects.list('lesson-17/')],
  ['s3:DeleteObject', ({ objects }) => objects.delete(KEY, OBJECT)],
];
const ASKED: readonly Ask[] = [...WRITES, ['s3:GetObject', ({ objects }) => objects.get(KEY)]];

describe('a store that is in trouble for good', () => {
  it.each(ASKED)('is asked as often as the backend says, and its answer told: 503, %s', async (action, ask) => {
    const { backend, s3, requests } = await open();
    s3.addFault({ matches: () => true, times: Infinity, then: { kind: 'answer', status: 503, code: 'SlowDown' } });
    const asking = ask(backend);
    await expect(asking).rejects.toThrow(BackendUnusable);
    await expect(asking).rejects.toThrow(`${action} on ${PROD.bucket}/`);
    await expect(asking).rejects.toThrow(/failed: AWS is asked too much at once .*\(SlowDown\)/);
    expect(requests()).toBe(MAX_RETRIES);
  });

  it.each(WRITES)('is not believed when it says 200 and means an error: %s', async (action, ask) => {
    const { backend, s3, requests } = await open();
    s3.addFault({ matches: () => true, times: Infinity, then: { kind: 'answer', status: 200, code: 'InternalError' } });
    const asking = ask(backend);
    await expect(asking).rejects.toThrow(BackendUnusable);
    await expect(asking).rejects.toThrow(`${action} on ${PROD.bucket}/`);
    await expect(asking).rejects.toThrow(/failed: the service is out of order .*\(InternalError:/);
    expect(requests()).toBe(MAX_RETRIES);
  });

  it.each<Ask>([
    ['dynamodb:GetItem', ({ digests }) => digests.get(PROD)],
    ['dynamodb:PutItem', ({ digests }) => digests.put(PROD, 'digest')],
    ['dynamodb:GetItem', (backend) => backend.turns(PROD, 'pr').get()],
  ])('is asked as often as the backend says, and its answer told: a table, %s', async (action, ask) => {
    const { backend, requests } = await open();
    const asking = ask(backend);
    await expect(asking).rejects.toThrow(BackendUnusable);
    await expect(asking).rejects.toThrow(`${action} on locks`);
    await expect(asking).rejects.toThrow(/failed: .*\(ThrottlingException/);
    expect(requests()).toBe(MAX_RETRIES);
  });
});
