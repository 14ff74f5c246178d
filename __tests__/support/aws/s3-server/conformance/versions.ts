import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';

import { refusalOf, type State } from './suite.ts';

export function versions(state: State): void {
  state('a bucket tells whether it keeps versions', async ({ s3, bucket }) => {
    const plain = await s3.send(new GetBucketVersioningCommand({ Bucket: await bucket() }));
    const versioned = await s3.send(new GetBucketVersioningCommand({ Bucket: await bucket({ versioned: true }) }));
    expect(plain.Status).toBeUndefined();
    expect(versioned.Status).toBe('Enabled');
  });

  state('a bucket without versions names none', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    expect((await s3.send(new PutObjectCommand({ ...at, Body: 'x' }))).VersionId).toBeUndefined();
    expect((await s3.send(new GetObjectCommand(at))).VersionId).toBeUndefined();
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: at.Bucket }));
    expect(Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([['null', true]]);
  });

  state('every write adds a version, each of which stays readable', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket({ versioned: true }), Key: 'k' };
    const first = await s3.send(new PutObjectCommand({ ...at, Body: 'first' }));
    const second = await s3.send(new PutObjectCommand({ ...at, Body: 'second' }));
    const old = await s3.send(new GetObjectCommand({ ...at, VersionId: first.VersionId }));
    expect(await old.Body?.transformToString()).toBe('first');
    expect(first.VersionId).not.toBe(second.VersionId);
    expect((await s3.send(new HeadObjectCommand(at))).VersionId).toBe(second.VersionId);
    expect((await s3.send(new HeadObjectCommand({ ...at, VersionId: first.VersionId }))).ContentLength).toBe(5);
  });

  state('a delete leaves a marker that hides the object and keeps its versions', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket({ versioned: true }), Key: 'k' };
    const put = await s3.send(new PutObjectCommand({ ...at, Body: 'x' }));
    const deleted = await s3.send(new DeleteObjectCommand(at));
    expect(deleted.DeleteMarker).toBe(true);
    expect(await refusalOf(s3.send(new GetObjectCommand(at)))).toEqual({ status: 404, code: 'NoSuchKey' });
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: at.Bucket, Prefix: 'k' }));
    expect(listed.DeleteMarkers?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [deleted.VersionId, true],
    ]);
    expect(listed.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([[put.VersionId, false]]);
    const old = await s3.send(new GetObjectCommand({ ...at, VersionId: put.VersionId }));
    expect(await old.Body?.transformToString()).toBe('x');
  });

  state('a delete marker itself cannot be read', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket({ versioned: true }), Key: 'k' };
    const { VersionId } = await s3.send(new DeleteObjectCommand(at));
    const read = s3.send(new GetObjectCommand({ ...at, VersionId }));
    expect(await refusalOf(read)).toEqual({ status: 405, code: 'MethodNotAllowed' });
  });

  state('deleting a version is for good, and deleting a marker brings the object back', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket({ versioned: true }), Key: 'k' };
    const put = await s3.send(new PutObjectCommand({ ...at, Body: 'x' }));
    const marker = await s3.send(new DeleteObjectCommand(at));
    await s3.send(new DeleteObjectCommand({ ...at, VersionId: marker.VersionId }));
    expect((await s3.send(new HeadObjectCommand(at))).VersionId).toBe(put.VersionId);
    await s3.send(new DeleteObjectCommand({ ...at, VersionId: put.VersionId }));
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: at.Bucket }));
    expect([listed.Versions ?? [], listed.DeleteMarkers ?? []]).toEqual([[], []]);
  });

  state('deleting a marker tells that it was one', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket({ versioned: true }), Key: 'k' };
    const { VersionId } = await s3.send(new DeleteObjectCommand(at));
    const undone = await s3.send(new DeleteObjectCommand({ ...at, VersionId }));
    expect([undone.DeleteMarker, undone.VersionId]).toEqual([true, VersionId]);
  });

  state('deleting a version a second time succeeds', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket({ versioned: true }), Key: 'k' };
    const { VersionId } = await s3.send(new PutObjectCommand({ ...at, Body: 'x' }));
    await s3.send(new DeleteObjectCommand({ ...at, VersionId }));
    const again = await s3.send(new DeleteObjectCommand({ ...at, VersionId }));
    expect(again.$metadata.httpStatusCode).toBe(204);
  });

  state('a batch removes versions and markers alike and leaves no trace', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket({ versioned: true }), Key: 'a & b/<k>.tfstate' };
    const put = await s3.send(new PutObjectCommand({ ...at, Body: 'x' }));
    const marker = await s3.send(new DeleteObjectCommand(at));
    const Objects = [put, marker].map(({ VersionId }) => ({ Key: at.Key, VersionId }));
    const batch = await s3.send(new DeleteObjectsCommand({ Bucket: at.Bucket, Delete: { Objects } }));
    expect(batch.Errors ?? []).toEqual([]);
    expect(batch.Deleted?.map(({ Key, VersionId }) => ({ Key, VersionId }))).toEqual(Objects);
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: at.Bucket }));
    expect([listed.Versions ?? [], listed.DeleteMarkers ?? []]).toEqual([[], []]);
  });

  state('a batch without version ids leaves markers and names them', async ({ s3, bucket }) => {
    const Bucket = await bucket({ versioned: true });
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
    const told = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }] } }));
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(listed.DeleteMarkers).toMatchObject([{ Key: 'a', IsLatest: true }]);
    const DeleteMarkerVersionId = listed.DeleteMarkers?.[0]?.VersionId;
    expect(told.Deleted).toMatchObject([{ Key: 'a', DeleteMarker: true, DeleteMarkerVersionId }]);
  });

  state('a quiet batch names only what it could not delete', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
    const Delete = { Objects: [{ Key: 'a' }], Quiet: true };
    const quiet = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(quiet.Deleted ?? []).toEqual([]);
    expect(await refusalOf(s3.send(new HeadObjectCommand({ Bucket, Key: 'a' })))).toMatchObject({ status: 404 });
  });

  state('a copy can take an older version', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket({ versioned: true }), Key: 'k' };
    const first = await s3.send(new PutObjectCommand({ ...at, Body: 'first' }));
    await s3.send(new PutObjectCommand({ ...at, Body: 'second' }));
    const CopySource = `${at.Bucket}/k?versionId=${first.VersionId ?? ''}`;
    const copied = await s3.send(new CopyObjectCommand({ Bucket: at.Bucket, Key: 'to', CopySource }));
    expect(copied.CopySourceVersionId).toBe(first.VersionId);
    const read = await s3.send(new GetObjectCommand({ Bucket: at.Bucket, Key: 'to' }));
    expect(await read.Body?.transformToString()).toBe('first');
    expect(read.VersionId).toBe(copied.VersionId);
  });

  state('the object stored before versioning began is the null version', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket(), Key: 'k' };
    await s3.send(new PutObjectCommand({ ...at, Body: 'before' }));
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await s3.send(new PutBucketVersioningCommand({ Bucket: at.Bucket, VersioningConfiguration }));
    const after = await s3.send(new PutObjectCommand({ ...at, Body: 'after' }));
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: at.Bucket }));
    expect(listed.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [after.VersionId, true],
      ['null', false],
    ]);
    const before = await s3.send(new GetObjectCommand({ ...at, VersionId: 'null' }));
    expect(await before.Body?.transformToString()).toBe('before');
  });

  state('a suspended bucket overwrites its null version and keeps the others', async ({ s3, bucket }) => {
    const at = { Bucket: await bucket({ versioned: true }), Key: 'k' };
    const kept = await s3.send(new PutObjectCommand({ ...at, Body: 'kept' }));
    const VersioningConfiguration = { Status: 'Suspended' as const };
    await s3.send(new PutBucketVersioningCommand({ Bucket: at.Bucket, VersioningConfiguration }));
    await s3.send(new PutObjectCommand({ ...at, Body: 'overwritten' }));
    await s3.send(new PutObjectCommand({ ...at, Body: 'last' }));
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: at.Bucket }));
    expect(listed.Versions?.map(({ VersionId }) => VersionId)).toEqual(['null', kept.VersionId]);
  });
}
