import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';

import { refusalOf, type State } from './suite.ts';

export function objects(state: State): void {
  state('an object is read back with its body, content type and metadata', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'prod/terraform.tfstate' };
    const Metadata = { 'lockstep-pr': '42' };
    await s3.send(new PutObjectCommand({ ...at, Body: '{"serial":1}', ContentType: 'application/json', Metadata }));
    const read = await s3.send(new GetObjectCommand(at));
    expect(await read.Body?.transformToString()).toBe('{"serial":1}');
    expect(read).toMatchObject({ ContentType: 'application/json', ContentLength: 12, Metadata });
    const head = await s3.send(new HeadObjectCommand(at));
    expect(head).toMatchObject({ ContentType: 'application/json', ContentLength: 12, Metadata, ETag: read.ETag });
  });

  state('a range is answered with those bytes, and one beyond the end is refused', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    await s3.send(new PutObjectCommand({ ...at, Body: 'hello' }));
    const part = await s3.send(new GetObjectCommand({ ...at, Range: 'bytes=1-3' }));
    expect(await part.Body?.transformToString()).toBe('ell');
    expect(part).toMatchObject({ ContentLength: 3, ContentRange: 'bytes 1-3/5' });
    const rest = await s3.send(new GetObjectCommand({ ...at, Range: 'bytes=3-1000' }));
    expect(await rest.Body?.transformToString()).toBe('lo');
    const beyond = s3.send(new GetObjectCommand({ ...at, Range: 'bytes=5-9' }));
    expect(await refusalOf(beyond)).toEqual({ status: 416, code: 'InvalidRange' });
  });

  state('the tag of an unencrypted object is the MD5 of its body, in quotes', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const { ETag } = await s3.send(new PutObjectCommand({ ...at, Body: 'hello' }));
    expect(ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
  });

  for (const Key of ['env:/dev/state.tfstate', 'a b#c?d&e', 'ü/ü+%2F', './../x', 'trailing/']) {
    state(`the key ${Key} names the same object in every operation`, async ({ s3, bucket }) => {
      const at = { Bucket: await bucket(), Key };
      await s3.send(new PutObjectCommand({ ...at, Body: 'x' }));
      expect((await s3.send(new HeadObjectCommand(at))).ContentLength).toBe(1);
      await s3.send(new DeleteObjectCommand(at));
      expect(await refusalOf(s3.send(new GetObjectCommand(at)))).toEqual({ status: 404, code: 'NoSuchKey' });
    });
  }

  state('a body sent in chunks with a trailing checksum is stored without the chunks', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const Body = Readable.from([Buffer.from('one'), Buffer.from('two')]);
    await s3.send(new PutObjectCommand({ ...at, Body, ContentLength: 6, ChecksumAlgorithm: 'SHA256' }));
    const read = await s3.send(new GetObjectCommand(at));
    expect(await read.Body?.transformToString()).toBe('onetwo');
    expect(read.ContentEncoding ?? '').toBe('');
  });

  state('a checksum the body does not have is refused with BadDigest', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const ChecksumSHA256 = createHash('sha256').update('other').digest('base64');
    const put = s3.send(new PutObjectCommand({ ...at, Body: 'body', ChecksumSHA256 }));
    expect(await refusalOf(put)).toEqual({ status: 400, code: 'BadDigest' });
  });

  state('a checksum given with an object is told to who asks for it', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const ChecksumSHA256 = createHash('sha256').update('body').digest('base64');
    await s3.send(new PutObjectCommand({ ...at, Body: 'body', ChecksumSHA256 }));
    const asked = await s3.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }));
    expect(asked.ChecksumSHA256).toBe(ChecksumSHA256);
  });

  state('what is not there is a 404: bucket and key', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    const missing = { Bucket: 'conformance-none', Key: 'k' };
    expect(await refusalOf(s3.send(new GetObjectCommand({ Bucket, Key: 'k' })))).toEqual({
      status: 404,
      code: 'NoSuchKey',
    });
    expect(await refusalOf(s3.send(new HeadObjectCommand({ Bucket, Key: 'k' })))).toMatchObject({ status: 404 });
    expect(await refusalOf(s3.send(new GetObjectCommand(missing)))).toEqual({ status: 404, code: 'NoSuchBucket' });
    expect(await refusalOf(s3.send(new PutObjectCommand({ ...missing, Body: 'x' })))).toEqual({
      status: 404,
      code: 'NoSuchBucket',
    });
    expect(await refusalOf(s3.send(new HeadBucketCommand(missing)))).toMatchObject({ status: 404 });
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).resolves.toBeDefined();
  });

  state('deleting what is not there succeeds', async ({ s3, bucket }) => {
    const deleted = await s3.send(new DeleteObjectCommand({ Bucket: await bucket(), Key: 'k' }));
    expect(deleted.$metadata.httpStatusCode).toBe(204);
    expect(deleted.DeleteMarker).toBeUndefined();
  });

  state('a copy takes body, content type and metadata, or what replaces them', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    const source = { Bucket, Key: 'prod/a b.tfstate' };
    const CopySource = `${Bucket}/prod/a%20b.tfstate`;
    await s3.send(
      new PutObjectCommand({ ...source, Body: 'x', ContentType: 'application/json', Metadata: { a: '1' } }),
    );
    const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: 'same', CopySource }));
    expect(copied.CopyObjectResult?.ETag).toBe('"9dd4e461268c8034f5c8564e155c67a6"');
    await s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'other',
        CopySource,
        MetadataDirective: 'REPLACE',
        ContentType: 'text/plain',
        Metadata: { b: '2' },
      }),
    );
    const same = await s3.send(new GetObjectCommand({ Bucket, Key: 'same' }));
    expect(await same.Body?.transformToString()).toBe('x');
    expect(same).toMatchObject({ ContentType: 'application/json', Metadata: { a: '1' } });
    const other = await s3.send(new HeadObjectCommand({ Bucket, Key: 'other' }));
    expect(other.ContentType).toBe('text/plain');
    expect(other.Metadata).toEqual({ b: '2' });
  });

  state('a copy of what is not there is a NoSuchKey', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    const copy = s3.send(new CopyObjectCommand({ Bucket, Key: 'k', CopySource: `${Bucket}/none` }));
    expect(await refusalOf(copy)).toEqual({ status: 404, code: 'NoSuchKey' });
  });
}
