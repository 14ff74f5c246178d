import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openTable, type LockTable } from '../../../src/adapters/aws/table.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { digestItemId, lockItemId } from '../../../src/domain/state/keys.ts';
import { startDynamoDbServer, type DynamoDbServer } from '../../support/aws/dynamodb-server.ts';
import { PR } from '../../support/fakes/fake-backend.ts';

const OURS = '1'.repeat(32);
const THEIRS = '2'.repeat(32);
const ID = digestItemId(PR);

let server: DynamoDbServer;
let client: DynamoDBClient;
let table: LockTable;
beforeEach(async () => {
  server = await startDynamoDbServer({ tables: ['locks'] });
  client = new DynamoDBClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  table = openTable(client, 'locks', new AbortController().signal);
});
afterEach(async () => {
  client.destroy();
  await server[Symbol.asyncDispose]();
});

const write = (digest: string): Promise<void> => server.putItem('locks', { LockID: { S: ID }, Digest: { S: digest } });
const digest = async (): Promise<unknown> => (await server.item('locks', ID))?.['Digest'];

describe('a digest item', () => {
  it('is written where there is none, and again with what it holds', async () => {
    expect(await table.get(PR)).toBeUndefined();
    expect(await table.put(PR, OURS)).toBe(true);
    expect(await table.put(PR, OURS)).toBe(true);
    expect(await table.get(PR)).toBe(OURS);
    expect(await server.item('locks', ID)).toEqual({ LockID: { S: ID }, Digest: { S: OURS } });
  });

  it('of somebody else is not overwritten', async () => {
    await write(THEIRS);
    expect(await table.put(PR, OURS)).toBe(false);
    expect(await digest()).toEqual({ S: THEIRS });
  });

  it('of somebody else is not deleted', async () => {
    await write(THEIRS);
    expect(await table.delete(PR, OURS)).toBe(false);
    expect(await digest()).toEqual({ S: THEIRS });
  });

  it('is deleted while it holds what was seen, and one that has gone is another', async () => {
    await write(OURS);
    expect(await table.delete(PR, OURS)).toBe(true);
    expect(await digest()).toBeUndefined();
    expect(await table.delete(PR, OURS)).toBe(false);
  });

  it('is replaced while it holds what was seen, and only then', async () => {
    expect(await table.replace(PR, OURS, THEIRS)).toBe(false);
    expect(await digest()).toBeUndefined();
    await write(THEIRS);
    expect(await table.replace(PR, OURS, OURS)).toBe(false);
    expect(await table.replace(PR, OURS, THEIRS)).toBe(true);
    expect(await digest()).toEqual({ S: OURS });
  });

  it('is read as it is at the moment, not as it was', async () => {
    await table.get(PR);
    expect(server.requests.at(-1)?.input).toMatchObject({ ConsistentRead: true });
  });
});

describe('a lock item', () => {
  it('is told apart from the digest, from none, and from one that says nothing', async () => {
    await write(OURS);
    expect(await table.getLockInfo(PR)).toBeUndefined();
    await server.putItem('locks', { LockID: { S: lockItemId(PR) }, Info: { S: '{"ID":"1"}' } });
    expect(await table.getLockInfo(PR)).toBe('{"ID":"1"}');
    await server.putItem('locks', { LockID: { S: lockItemId(PR) } });
    expect(await table.getLockInfo(PR)).toBe('');
  });

  it('is deleted while it is the very text that was read, and only then', async () => {
    const item = { LockID: { S: lockItemId(PR) }, Info: { S: '{"ID":"1"}' } };
    await server.putItem('locks', item);
    expect(await table.deleteLock(PR, '{"ID": "1"}')).toBe(false);
    expect(await server.item('locks', lockItemId(PR))).toEqual(item);
    expect(await table.deleteLock(PR, '{"ID":"1"}')).toBe(true);
    expect(await server.item('locks', lockItemId(PR))).toBeUndefined();
    expect(await table.deleteLock(PR, '{"ID":"1"}')).toBe(false);
  });

  it('is deleted without touching the digest beside it', async () => {
    await write(OURS);
    await server.putItem('locks', { LockID: { S: lockItemId(PR) }, Info: { S: 'x' } });
    await table.deleteLock(PR, 'x');
    expect(await digest()).toEqual({ S: OURS });
  });

  it('that may not be read is a failure that names the permission and the item', async () => {
    server.addFault({ matches: () => true, then: { kind: 'answer', status: 400, code: 'AccessDeniedException' } });
    const reading = table.getLockInfo(PR);
    await expect(reading).rejects.toThrow(BackendUnusable);
    await expect(reading).rejects.toThrow(`dynamodb:GetItem on locks, item ${lockItemId(PR)}`);
  });
});
