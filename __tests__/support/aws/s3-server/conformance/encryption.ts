import { createHash } from 'node:crypto';

import { CopyObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';

import { refusalOf, type State } from './suite.ts';

const KMS_KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const MD5_OF_HELLO = '"5d41402abc4b2a76b9719d911017c592"';

function customerKey(secret: string): {
  SSECustomerAlgorithm: string;
  SSECustomerKey: string;
  SSECustomerKeyMD5: string;
} {
  return {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: Buffer.from(secret).toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(secret).digest('base64'),
  };
}

const OURS = customerKey('0123456789abcdef0123456789abcdef');
const THEIRS = customerKey('fedcba9876543210fedcba9876543210');

export function encryption(state: State): void {
  state('an object is encrypted with AES256 unless told otherwise', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const put = await s3.send(new PutObjectCommand({ ...at, Body: 'hello' }));
    const head = await s3.send(new HeadObjectCommand(at));
    expect([put.ServerSideEncryption, head.ServerSideEncryption]).toEqual(['AES256', 'AES256']);
  });

  state('an object under KMS names its key', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const sse = { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: KMS_KEY };
    expect(await s3.send(new PutObjectCommand({ ...at, ...sse, Body: 'hello' }))).toMatchObject(sse);
    expect(await s3.send(new HeadObjectCommand(at))).toMatchObject(sse);
    const read = await s3.send(new GetObjectCommand(at));
    expect(read).toMatchObject(sse);
    expect(await read.Body?.transformToString()).toBe('hello');
  });

  state('the tag of an object under KMS is not the MD5 of its body', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const { ETag } = await s3.send(new PutObjectCommand({ ...at, Body: 'hello', ServerSideEncryption: 'aws:kms' }));
    expect(ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(ETag).not.toBe(MD5_OF_HELLO);
  });

  state('an object under a customer key is read with that key', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const echo = { SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: OURS.SSECustomerKeyMD5 };
    expect(await s3.send(new PutObjectCommand({ ...at, ...OURS, Body: 'hello' }))).toMatchObject(echo);
    const read = await s3.send(new GetObjectCommand({ ...at, ...OURS }));
    expect(read).toMatchObject(echo);
    expect(await read.Body?.transformToString()).toBe('hello');
  });

  state('the tag of an object under a customer key is not the MD5 of its body', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const { ETag } = await s3.send(new PutObjectCommand({ ...at, ...OURS, Body: 'hello' }));
    expect(ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(ETag).not.toBe(MD5_OF_HELLO);
  });

  state('an object under a customer key is not read without it', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    await s3.send(new PutObjectCommand({ ...at, ...OURS, Body: 'hello' }));
    expect(await refusalOf(s3.send(new GetObjectCommand(at)))).toEqual({ status: 400, code: 'InvalidRequest' });
    expect(await refusalOf(s3.send(new HeadObjectCommand(at)))).toMatchObject({ status: 400 });
  });

  state('an object under a customer key is not read with another', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    await s3.send(new PutObjectCommand({ ...at, ...OURS, Body: 'hello' }));
    const read = s3.send(new GetObjectCommand({ ...at, ...THEIRS }));
    expect(await refusalOf(read)).toEqual({ status: 403, code: 'AccessDenied' });
  });

  state('a customer key is no help with an object not stored under one', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    await s3.send(new PutObjectCommand({ ...at, Body: 'hello' }));
    const read = s3.send(new GetObjectCommand({ ...at, ...OURS }));
    expect(await refusalOf(read)).toEqual({ status: 400, code: 'InvalidRequest' });
  });

  state('a copy is encrypted as it asks', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    const sse = { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: KMS_KEY };
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'hello' }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/from`, ...sse }));
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'to' }))).toMatchObject(sse);
  });

  state('a copy that asks for no encryption has not that of its source', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    const sse = { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: KMS_KEY };
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'hello', ...sse }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/from` }));
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'to' }))).ServerSideEncryption).toBe('AES256');
  });

  state('a copy of an object under a customer key needs the key', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'hello', ...OURS }));
    const copy = { Bucket, Key: 'to', CopySource: `${Bucket}/from` };
    expect(await refusalOf(s3.send(new CopyObjectCommand(copy)))).toEqual({ status: 400, code: 'InvalidRequest' });
    const source = {
      CopySourceSSECustomerAlgorithm: OURS.SSECustomerAlgorithm,
      CopySourceSSECustomerKey: OURS.SSECustomerKey,
      CopySourceSSECustomerKeyMD5: OURS.SSECustomerKeyMD5,
    };
    await s3.send(new CopyObjectCommand({ ...copy, ...source, ...THEIRS }));
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: 'to', ...THEIRS }));
    expect(await read.Body?.transformToString()).toBe('hello');
  });
}
