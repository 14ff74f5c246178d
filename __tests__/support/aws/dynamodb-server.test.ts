import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type DynamoDbServer, startDynamoDbServer } from './dynamodb-server.ts';
import { isOnPath, TOOL } from '../on-path.ts';
import { startS3Server } from './s3-server/server.ts';
import { terraformOnS3 } from './terraform-on-s3.ts';

const LOCK = { TableName: 'locks', Key: { LockID: { S: 'states/prod/terraform.tfstate' } } };
const ITEM = { LockID: { S: 'states/prod/terraform.tfstate' }, Info: { S: '{"ID":"1"}' } };
const UNLESS_THERE = { TableName: 'locks', ConditionExpression: 'attribute_not_exists(LockID)' };

let server: DynamoDbServer;
let dynamodb: DynamoDBClient;

beforeEach(async () => {
  server = await startDynamoDbServer({ tables: ['locks'] });
  dynamodb = new DynamoDBClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'test', sessionToken: 'token' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  dynamodb.destroy();
  await server[Symbol.asyncDispose]();
});

describe('the DynamoDB test server', () => {
  it('has the tables asked for, ready for use', async () => {
    expect((await dynamodb.send(new ScanCommand({ TableName: 'locks' }))).Items).toEqual([]);
    await server.createTable('others');
    expect(await server.items('others')).toEqual([]);
    await expect(dynamodb.send(new ScanCommand({ TableName: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('shows a test what clients wrote, and clients what a test wrote', async () => {
    await dynamodb.send(new PutItemCommand({ TableName: 'locks', Item: ITEM }));
    expect(await server.item('locks', 'states/prod/terraform.tfstate')).toEqual(ITEM);
    await server.deleteItem('locks', 'states/prod/terraform.tfstate');
    expect((await dynamodb.send(new GetItemCommand(LOCK))).Item).toBeUndefined();
    await server.putItem('locks', { LockID: { S: 'other' }, Count: { N: '1' } });
    const read = await dynamodb.send(new GetItemCommand({ TableName: 'locks', Key: { LockID: { S: 'other' } } }));
    expect(read.Item).toEqual({ LockID: { S: 'other' }, Count: { N: '1' } });
    expect(await server.items('locks')).toEqual([{ LockID: { S: 'other' }, Count: { N: '1' } }]);
  });

  it('lets one of 50 racing creators win', async () => {
    const puts = Array.from({ length: 50 }, () => dynamodb.send(new PutItemCommand({ ...UNLESS_THERE, Item: ITEM })));
    const outcomes = await Promise.allSettled(puts);
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toHaveLength(49);
    expect(new Set(lost.map(({ reason }) => (reason as Error).name))).toEqual(
      new Set(['ConditionalCheckFailedException']),
    );
  });

  it('deletes an item only while its Info is the one a client saw', async () => {
    await server.putItem('locks', ITEM);
    const seen = (S: string) =>
      dynamodb.send(
        new DeleteItemCommand({
          ...LOCK,
          ConditionExpression: 'Info = :seen',
          ExpressionAttributeValues: { ':seen': { S } },
        }),
      );
    await expect(seen('{"ID":"2"}')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(await server.item('locks', LOCK.Key.LockID.S)).toEqual(ITEM);
    await seen('{"ID":"1"}');
    expect(await server.items('locks')).toEqual([]);
  });

  it('records every request of a client and none of a test', async () => {
    await server.putItem('locks', ITEM);
    await dynamodb.send(new GetItemCommand(LOCK));
    await dynamodb.send(new PutItemCommand({ ...UNLESS_THERE, Item: ITEM })).catch(() => undefined);
    const common = { table: 'locks', lockId: LOCK.Key.LockID.S, accessKeyId: 'AKIDEXAMPLE', sessionToken: 'token' };
    expect(server.requests).toMatchObject([
      { ...common, operation: 'GetItem', status: 200, input: { TableName: 'locks' } },
      { ...common, operation: 'PutItem', status: 400, input: UNLESS_THERE },
    ]);
    server.clearRequests();
    expect(server.requests).toEqual([]);
  });
});

describe('a fault of the DynamoDB test server', () => {
  const put = () => dynamodb.send(new PutItemCommand({ TableName: 'locks', Item: ITEM }));

  it('answers with its error and leaves the table alone', async () => {
    const code = 'ProvisionedThroughputExceededException';
    server.addFault({
      matches: ({ operation }) => operation === 'PutItem',
      then: { kind: 'answer', status: 400, code },
    });
    await expect(put()).rejects.toMatchObject({ name: code, $metadata: { httpStatusCode: 400 } });
    expect(await server.items('locks')).toEqual([]);
    await put();
    expect(await server.items('locks')).toEqual([ITEM]);
  });

  it('cuts the connection before the request is applied', async () => {
    server.addFault({ matches: () => true, then: { kind: 'cut-before' } });
    await expect(put()).rejects.toThrow();
    expect(await server.items('locks')).toEqual([]);
  });

  it('loses the answer to a request that was applied', async () => {
    server.addFault({ matches: () => true, then: { kind: 'cut-after' } });
    await expect(put()).rejects.toThrow();
    expect(await server.items('locks')).toEqual([ITEM]);
  });

  it('lets another write in just before the request is applied', async () => {
    const task = () => server.putItem('locks', ITEM);
    server.addFault({ matches: ({ lockId }) => lockId === LOCK.Key.LockID.S, then: { kind: 'run', task } });
    const create = dynamodb.send(new PutItemCommand({ ...UNLESS_THERE, Item: ITEM }));
    await expect(create).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });
});

const absent = isOnPath(TOOL) ? '' : ` (skipped: ${TOOL} is not on PATH)`;
if (absent !== '') console.log(`terraform locks nothing on the test server${absent}`);

describe.skipIf(absent !== '')(`terraform with dynamodb_table on the DynamoDB test server${absent}`, () => {
  it('locks, applies and leaves the digest of its state', async () => {
    await using s3 = await startS3Server();
    s3.createBucket('states');
    const settings = ['dynamodb_table = "locks"'];
    await using workspace = await terraformOnS3({ s3: s3.url, dynamodb: server.url }, settings);
    expect(await workspace.terraform('init', '-input=false')).toMatchObject({ code: 0 });
    expect(await workspace.terraform('apply', '-input=false', '-auto-approve')).toMatchObject({ code: 0 });
    const lock = server.requests.filter(({ lockId }) => lockId === 'states/prod/terraform.tfstate');
    expect(lock.map(({ operation, status }) => [operation, status])).toEqual([
      ['PutItem', 200],
      ['GetItem', 200],
      ['DeleteItem', 200],
    ]);
    const digest = s3.get('states', 'prod/terraform.tfstate')?.etag.replaceAll('"', '') ?? 'none';
    expect(await server.items('locks')).toEqual([
      { LockID: { S: 'states/prod/terraform.tfstate-md5' }, Digest: { S: digest } },
    ]);
  });
});
