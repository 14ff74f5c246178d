import { DeleteObjectsCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { decideAccess, isLike, type AccessRequest } from './decide-access.ts';
import { parsePolicy } from './policy-document.ts';
import { accessOfDynamoDb, accessOfS3, type Account } from './required-access.ts';
import { describeGrant, findUnused, grantsOf } from './unused.ts';
import { startS3Server } from '../aws/s3-server/server.ts';

function policyOf(...statements: readonly object[]): ReturnType<typeof parsePolicy> {
  return parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
}

function ask(
  action: string,
  resource = 'arn:aws:s3:::states/a',
  context: AccessRequest['context'] = {},
): AccessRequest {
  return { action, resource, context };
}

const READ = { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::states/*' };
const NOTHING_SECRET = {
  Sid: 'NothingSecret',
  Effect: 'Deny',
  Action: 's3:*',
  Resource: 'arn:aws:s3:::states/secret/*',
};

describe('a decision on access', () => {
  test('is no, unless somebody says yes', () => {
    expect(decideAccess(policyOf(READ), ask('s3:PutObject'))).toEqual({ kind: 'not-allowed' });
    expect(decideAccess(policyOf(READ), ask('s3:GetObject', 'arn:aws:s3:::other/a'))).toEqual({ kind: 'not-allowed' });
    expect(decideAccess(policyOf(READ), ask('s3:GetObject')).kind).toBe('allowed');
  });

  test('is no when one says no, whatever the others say and in any order', () => {
    const secret = ask('s3:GetObject', 'arn:aws:s3:::states/secret/a');
    for (const policy of [policyOf(READ, NOTHING_SECRET), policyOf(NOTHING_SECRET, READ)]) {
      expect(decideAccess(policy, secret)).toMatchObject({ kind: 'denied', by: { sid: 'NothingSecret' } });
      expect(decideAccess(policy, ask('s3:GetObject')).kind).toBe('allowed');
    }
  });

  test('reads NotAction as every action but these', () => {
    const readOnly = { Sid: 'ReadOnly', Effect: 'Deny', NotAction: ['s3:GetObject'], Resource: '*' };
    const policy = policyOf({ Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' }, readOnly);
    expect(decideAccess(policy, ask('s3:GetObject')).kind).toBe('allowed');
    expect(decideAccess(policy, ask('s3:GetObjectVersion')).kind).toBe('denied');
  });

  test('takes actions in any case, and resources as they are written', () => {
    expect(decideAccess(policyOf({ ...READ, Action: 'S3:getobject' }), ask('s3:GetObject')).kind).toBe('allowed');
    expect(decideAccess(policyOf(READ), ask('s3:GetObject', 'arn:aws:s3:::STATES/a')).kind).toBe('not-allowed');
  });

  test.each([
    ['network/pr-*/a', 'network/pr-42/a', true],
    ['network/pr-*/a', 'network/pr-42/deeper/a', true],
    ['network/pr-*/a', 'network/pr-42/a.json', false],
    ['network/pr-*/a', 'other/network/pr-42/a', false],
    ['a.b', 'axb', false],
    ['a?b', 'axb', true],
    ['a?b', 'ab', false],
    ['(a|b)', 'a', false],
    ['*', '', true],
  ])('%s is like %s: %s', (pattern, text, like) => {
    expect(isLike(pattern, text)).toBe(like);
  });

  const keyed = (operator: string, effect = 'Allow'): object => ({
    ...READ,
    Effect: effect,
    Condition: { [operator]: { 'k:Key': ['a/*', 'b'] } },
  });
  test.each([
    ['StringLike', ['a/1'], true],
    ['StringLike', ['c'], false],
    ['StringLike', undefined, false],
    ['StringEquals', ['b'], true],
    ['StringEquals', ['a/1'], false],
    ['StringEquals', undefined, false],
    ['ForAllValues:StringLike', ['a/1', 'b'], true],
    ['ForAllValues:StringLike', ['a/1', 'c'], false],
    // As IAM has it: there is nothing that all values could fail by.
    ['ForAllValues:StringLike', undefined, true],
    ['ForAnyValue:StringLike', ['c', 'a/1'], true],
    ['ForAnyValue:StringLike', ['c'], false],
    ['ForAnyValue:StringLike', undefined, false],
  ])('%s of a/* or b holds for %s: %s', (operator, given, holds) => {
    const request = ask('s3:GetObject', undefined, given === undefined ? {} : { 'k:Key': given });
    expect(decideAccess(policyOf(keyed(operator)), request).kind).toBe(holds ? 'allowed' : 'not-allowed');
  });

  test('asks for all conditions of a statement to hold', () => {
    const both = { ...READ, Condition: { StringLike: { 'k:One': 'a', 'k:Two': 'b' } } };
    const decide = (context: AccessRequest['context']): string =>
      decideAccess(policyOf(both), ask('s3:GetObject', undefined, context)).kind;
    expect(decide({ 'k:One': ['a'], 'k:Two': ['b'] })).toBe('allowed');
    expect(decide({ 'k:One': ['a'], 'k:Two': ['c'] })).toBe('not-allowed');
  });

  test.each([
    ['an operator', { ...READ, Condition: { StringNotLike: { 'k:Key': 'a' } } }],
    ['an element', { ...READ, NotResource: '*' }],
    ['a policy variable', { ...READ, Resource: 'arn:aws:s3:::states/${aws:username}' }],
    ['an effect', { ...READ, Effect: 'Maybe' }],
    ['no name', { ...READ, Sid: undefined }],
    ['no action', { ...READ, Action: undefined }],
    ['Action beside NotAction', { ...READ, NotAction: 's3:PutObject' }],
  ])('is refused for a policy with %s that is not known here', (_, statement) => {
    expect(() => policyOf(statement)).toThrow();
  });

  test('is refused for two statements of one name', () => {
    expect(() => policyOf(READ, { ...NOTHING_SECRET, Sid: 'Read' })).toThrow('two statements are called Read');
  });
});

const account: Account = {
  bucketArn: (name) => `arn:aws:s3:::${name}`,
  tableArn: (name) => `arn:aws:dynamodb:eu-central-1:123456789012:table/${name}`,
  kmsKeyArn: undefined,
};
const plain = {
  bucket: 'states',
  key: 'a',
  versionId: undefined,
  prefix: undefined,
  deletes: [],
  headers: {},
  status: 200,
} as const;

describe('what a request has to be allowed', () => {
  const actionsOf = (request: Parameters<typeof accessOfS3>[0], of = account): readonly string[] =>
    accessOfS3(request, of).map(({ action, resource }) => `${action} ${resource ?? ''}`);

  test.each([
    ['GetObject', {}, ['s3:GetObject arn:aws:s3:::states/a']],
    ['HeadObject', {}, ['s3:GetObject arn:aws:s3:::states/a']],
    ['GetObject', { versionId: 'v1' }, ['s3:GetObjectVersion arn:aws:s3:::states/a']],
    ['GetObject', { status: 404 }, ['s3:GetObject arn:aws:s3:::states/a', 's3:ListBucket arn:aws:s3:::states']],
    ['PutObject', { headers: { 'if-none-match': '*' } }, ['s3:PutObject arn:aws:s3:::states/a']],
    [
      'PutObject',
      { headers: { 'if-match': '"e"' } },
      ['s3:PutObject arn:aws:s3:::states/a', 's3:GetObject arn:aws:s3:::states/a'],
    ],
    [
      'PutObject',
      { headers: { 'x-amz-acl': 'private' } },
      ['s3:PutObject arn:aws:s3:::states/a', 's3:PutObjectAcl arn:aws:s3:::states/a'],
    ],
    ['DeleteObject', {}, ['s3:DeleteObject arn:aws:s3:::states/a']],
    ['DeleteObject', { versionId: 'v1' }, ['s3:DeleteObjectVersion arn:aws:s3:::states/a']],
    [
      'DeleteObject',
      { headers: { 'if-match': '"e"' } },
      ['s3:DeleteObject arn:aws:s3:::states/a', 's3:GetObject arn:aws:s3:::states/a'],
    ],
    ['ListObjectsV2', { key: '' }, ['s3:ListBucket arn:aws:s3:::states']],
    ['HeadBucket', { key: '' }, ['s3:ListBucket arn:aws:s3:::states']],
    ['ListObjectVersions', { key: '' }, ['s3:ListBucketVersions arn:aws:s3:::states']],
    ['GetBucketVersioning', { key: '' }, ['s3:GetBucketVersioning arn:aws:s3:::states']],
  ])('%s %j', (operation, given, actions) => {
    expect(actionsOf({ ...plain, operation, ...given })).toEqual(actions);
  });

  test('a listing says by which prefix, and what is missing is looked for by none', () => {
    const listed = accessOfS3({ ...plain, operation: 'ListObjectVersions', key: '', prefix: 'a/pr-1' }, account);
    expect(listed[0]?.context).toEqual({ 's3:prefix': ['a/pr-1'] });
    const missing = accessOfS3({ ...plain, operation: 'GetObject', status: 404 }, account);
    expect(missing[1]).toEqual({ action: 's3:ListBucket', resource: 'arn:aws:s3:::states', context: {} });
  });

  test('a deletion of many names is asked for by each, with a version or without', async () => {
    await using server = await startS3Server();
    server.createBucket('states', { versioned: true });
    const client = new S3Client({
      endpoint: server.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const Objects = [{ Key: 'a & b' }, { Key: 'c', VersionId: 'v1' }];
    await client.send(new DeleteObjectsCommand({ Bucket: 'states', Delete: { Objects } }));
    const [request] = server.requests;
    expect(request && actionsOf(request)).toEqual([
      's3:DeleteObject arn:aws:s3:::states/a & b',
      's3:DeleteObjectVersion arn:aws:s3:::states/c',
    ]);
  });

  test('with a KMS key its use is asked for as well, by what reads or writes an object', () => {
    const withKey = { ...account, kmsKeyArn: 'arn:aws:kms:eu-central-1:1:key/k' };
    const keyActions = (operation: string, status = 200): readonly string[] =>
      actionsOf({ ...plain, operation, status }, withKey).filter((action) => action.startsWith('kms:'));
    expect(keyActions('GetObject')).toEqual(['kms:Decrypt arn:aws:kms:eu-central-1:1:key/k']);
    expect(keyActions('GetObject', 404)).toEqual([]);
    expect(keyActions('PutObject')).toEqual(['kms:GenerateDataKey arn:aws:kms:eu-central-1:1:key/k']);
    expect(keyActions('DeleteObject')).toEqual([]);
    expect(accessOfS3({ ...plain, operation: 'GetObject' }, withKey)[1]?.context).toEqual({
      'kms:ViaService': ['s3.eu-central-1.amazonaws.com'],
    });
  });

  test('an item is named by its LockID, and each item of a batch by its own', () => {
    const item = { operation: 'PutItem', table: 'locks', lockId: 'states/a', input: {} };
    const resource = 'arn:aws:dynamodb:eu-central-1:123456789012:table/locks';
    expect(accessOfDynamoDb(item, account)).toEqual([
      { action: 'dynamodb:PutItem', resource, context: { 'dynamodb:LeadingKeys': ['states/a'] } },
    ]);
    const input = { RequestItems: { locks: { Keys: [{ LockID: { S: 'a' } }, { LockID: { S: 'b' } }] } } };
    expect(
      accessOfDynamoDb({ operation: 'BatchGetItem', table: undefined, lockId: undefined, input }, account),
    ).toEqual([{ action: 'dynamodb:BatchGetItem', resource, context: { 'dynamodb:LeadingKeys': ['a', 'b'] } }]);
    const table = { operation: 'DescribeTable', table: 'locks', lockId: undefined, input: {} };
    expect(accessOfDynamoDb(table, account)).toEqual([{ action: 'dynamodb:DescribeTable', resource, context: {} }]);
  });

  test('an operation of which nothing is known is refused, and not passed over', () => {
    expect(() => actionsOf({ ...plain, operation: 'CopyObject' })).toThrow('CopyObject');
    const scan = { operation: 'Scan', table: 'locks', lockId: undefined, input: {} };
    expect(() => accessOfDynamoDb(scan, account)).toThrow('Scan');
  });
});

describe('what is granted', () => {
  const policy = policyOf(
    { ...READ, Action: ['s3:GetObject', 's3:PutObject'], Resource: ['arn:aws:s3:::states/a', 'arn:aws:s3:::states/b'] },
    {
      Sid: 'List',
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:l',
      Condition: { StringLike: { p: ['x', 'y'] } },
    },
  );

  test('is every action on every resource under every value of a condition', () => {
    expect(grantsOf(policy).map(describeGrant)).toEqual([
      'Read: s3:GetObject on arn:aws:s3:::states/a',
      'Read: s3:GetObject on arn:aws:s3:::states/b',
      'Read: s3:PutObject on arn:aws:s3:::states/a',
      'Read: s3:PutObject on arn:aws:s3:::states/b',
      'List: s3:ListBucket on arn:l, p x',
      'List: s3:ListBucket on arn:l, p y',
    ]);
  });

  test('is unused in so far as nobody has asked for just that', () => {
    const asked = [
      ask('s3:GetObject', 'arn:aws:s3:::states/a'),
      ask('s3:PutObject', 'arn:aws:s3:::states/b'),
      ask('s3:ListBucket', 'arn:l', { p: ['y'] }),
      ask('s3:ListBucket', 'arn:l', { p: ['z'] }),
    ];
    expect(findUnused(policy, asked).map(describeGrant)).toEqual([
      'Read: s3:GetObject on arn:aws:s3:::states/b',
      'Read: s3:PutObject on arn:aws:s3:::states/a',
      'List: s3:ListBucket on arn:l, p x',
    ]);
  });

  test('is not known of a statement that allows every other action', () => {
    const other = policyOf({ Sid: 'Other', Effect: 'Allow', NotAction: 's3:GetObject', Resource: '*' });
    expect(() => grantsOf(other)).toThrow('Other allows more than it names');
  });
});
