import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';

import { refusalOf, type State } from './suite.ts';

const TAG_OF_NOTHING_STORED = '"00000000000000000000000000000000"';
const PRECONDITION_FAILED = { status: 412, code: 'PreconditionFailed' };
const NO_SUCH_KEY = { status: 404, code: 'NoSuchKey' };

export function conditions(state: State): void {
  state('If-None-Match: * creates an object and never replaces one', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k.tflock' };
    await s3.send(new PutObjectCommand({ ...at, Body: 'first', IfNoneMatch: '*' }));
    const second = s3.send(new PutObjectCommand({ ...at, Body: 'second', IfNoneMatch: '*' }));
    expect(await refusalOf(second)).toEqual(PRECONDITION_FAILED);
    expect(await (await s3.send(new GetObjectCommand(at))).Body?.transformToString()).toBe('first');
  });

  state('If-None-Match: * creates again once the current version is a delete marker', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket({ versioned: true }), Key: 'k.tflock' };
    await s3.send(new PutObjectCommand({ ...at, Body: 'first', IfNoneMatch: '*' }));
    await s3.send(new DeleteObjectCommand(at));
    await s3.send(new PutObjectCommand({ ...at, Body: 'second', IfNoneMatch: '*' }));
    expect(await (await s3.send(new GetObjectCommand(at))).Body?.transformToString()).toBe('second');
  });

  state('If-Match replaces only the object with that tag', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const { ETag: first } = await s3.send(new PutObjectCommand({ ...at, Body: 'first' }));
    await s3.send(new PutObjectCommand({ ...at, Body: 'second', IfMatch: first }));
    const third = s3.send(new PutObjectCommand({ ...at, Body: 'third', IfMatch: first }));
    expect(await refusalOf(third)).toEqual(PRECONDITION_FAILED);
    expect(await (await s3.send(new GetObjectCommand(at))).Body?.transformToString()).toBe('second');
  });

  state('If-Match on a write where nothing is stored is a NoSuchKey', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const put = s3.send(new PutObjectCommand({ ...at, Body: 'x', IfMatch: TAG_OF_NOTHING_STORED }));
    expect(await refusalOf(put)).toEqual(NO_SUCH_KEY);
  });

  state('If-Match deletes only the object with that tag', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const { ETag } = await s3.send(new PutObjectCommand({ ...at, Body: 'x' }));
    const other = s3.send(new DeleteObjectCommand({ ...at, IfMatch: TAG_OF_NOTHING_STORED }));
    expect(await refusalOf(other)).toEqual(PRECONDITION_FAILED);
    expect((await s3.send(new HeadObjectCommand(at))).ETag).toBe(ETag);
    await s3.send(new DeleteObjectCommand({ ...at, IfMatch: ETag }));
    expect(await refusalOf(s3.send(new HeadObjectCommand(at)))).toMatchObject({ status: 404 });
  });

  state('If-Match on a delete where nothing is stored is a NoSuchKey', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const deleted = s3.send(new DeleteObjectCommand({ ...at, IfMatch: TAG_OF_NOTHING_STORED }));
    expect(await refusalOf(deleted)).toEqual(NO_SUCH_KEY);
  });

  state('If-Match: * deletes whatever is stored', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    await s3.send(new PutObjectCommand({ ...at, Body: 'x' }));
    await s3.send(new DeleteObjectCommand({ ...at, IfMatch: '*' }));
    expect(await refusalOf(s3.send(new HeadObjectCommand(at)))).toMatchObject({ status: 404 });
  });

  state('a batch deletes the objects whose tags match and reports the others', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'b' }));
    const Objects = [
      { Key: 'a', ETag },
      { Key: 'b', ETag: TAG_OF_NOTHING_STORED },
    ];
    const batch = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(batch.Deleted?.map(({ Key }) => Key)).toEqual(['a']);
    expect(batch.Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([['b', 'PreconditionFailed']]);
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'b' }))).resolves.toBeDefined();
  });

  state('If-None-Match: * on a copy never replaces an object', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'from' }));
    const copy = { Bucket, Key: 'to', CopySource: `${Bucket}/from` };
    await s3.send(new CopyObjectCommand({ ...copy, IfNoneMatch: '*' }));
    expect(await refusalOf(s3.send(new CopyObjectCommand({ ...copy, IfNoneMatch: '*' })))).toEqual(PRECONDITION_FAILED);
  });

  state('If-Match on a copy replaces only the object with that tag', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'from' }));
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'to', Body: 'to' }));
    const copy = { Bucket, Key: 'to', CopySource: `${Bucket}/from` };
    const other = s3.send(new CopyObjectCommand({ ...copy, IfMatch: TAG_OF_NOTHING_STORED }));
    expect(await refusalOf(other)).toEqual(PRECONDITION_FAILED);
    await s3.send(new CopyObjectCommand({ ...copy, IfMatch: ETag }));
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: 'to' }));
    expect(await read.Body?.transformToString()).toBe('from');
  });

  state('If-Match on a copy where nothing is stored is a NoSuchKey', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'from' }));
    const copy = { Bucket, Key: 'to', CopySource: `${Bucket}/from`, IfMatch: TAG_OF_NOTHING_STORED };
    expect(await refusalOf(s3.send(new CopyObjectCommand(copy)))).toEqual(NO_SUCH_KEY);
  });

  state('a copy is refused when its source is not the one the client saw', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'from' }));
    const copy = { Bucket, Key: 'to', CopySource: `${Bucket}/from`, CopySourceIfMatch: TAG_OF_NOTHING_STORED };
    expect(await refusalOf(s3.send(new CopyObjectCommand(copy)))).toEqual(PRECONDITION_FAILED);
  });

  state('a read is conditional: 304 for a tag already known, 412 for one that changed', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    const { ETag } = await s3.send(new PutObjectCommand({ ...at, Body: 'x' }));
    expect(await refusalOf(s3.send(new GetObjectCommand({ ...at, IfNoneMatch: ETag })))).toMatchObject({ status: 304 });
    expect(await refusalOf(s3.send(new GetObjectCommand({ ...at, IfMatch: TAG_OF_NOTHING_STORED })))).toEqual(
      PRECONDITION_FAILED,
    );
    const read = await s3.send(new GetObjectCommand({ ...at, IfMatch: ETag, IfNoneMatch: TAG_OF_NOTHING_STORED }));
    expect(await read.Body?.transformToString()).toBe('x');
  });
}
