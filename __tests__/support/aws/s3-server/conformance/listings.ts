import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';

import { refusalOf, type State } from './suite.ts';

const KEYS = ['a.tfstate', 'env:/dev/a.tfstate', 'env:/dev/b.tfstate', 'env:/prod/a.tfstate', 'z'];

async function store(s3: S3Client, Bucket: string, keys: readonly string[]): Promise<void> {
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
}

export function listings(state: State): void {
  state('keys are listed in the order of their bytes, from the prefix asked for', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    await store(s3, Bucket, ['p/\u{1f600}', 'p/\uff5e', 'p/b', 'p/B', 'other']);
    const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'p/' }));
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(['p/B', 'p/b', 'p/\uff5e', 'p/\u{1f600}']);
    expect(listed).toMatchObject({ KeyCount: 4, IsTruncated: false });
  });

  state('an empty listing has no contents', async ({ s3, bucket }) => {
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: await bucket(), Prefix: 'env:/' }));
    expect([listed.Contents ?? [], listed.CommonPrefixes ?? [], listed.KeyCount]).toEqual([[], [], 0]);
  });

  state('a delimiter rolls keys up into common prefixes', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    await store(s3, Bucket, KEYS);
    const listed = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(['a.tfstate', 'z']);
    expect(listed.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['env:/']);
    const within = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', Prefix: 'env:/' }));
    expect(within.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['env:/dev/', 'env:/prod/']);
    expect(within.Contents ?? []).toEqual([]);
  });

  state('pages of a listing follow one another without gap or repetition', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    await store(s3, Bucket, KEYS);
    const pages: (string | undefined)[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2, ContinuationToken }));
      pages.push((page.Contents ?? []).map(({ Key }) => Key));
      expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(pages).toEqual([['a.tfstate', 'env:/dev/a.tfstate'], ['env:/dev/b.tfstate', 'env:/prod/a.tfstate'], ['z']]);
  });

  state('a page counts a common prefix as one key and the next page goes on behind it', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    await store(s3, Bucket, KEYS);
    const at = { Bucket, Delimiter: '/', Prefix: 'env:/', MaxKeys: 1 };
    const first = await s3.send(new ListObjectsV2Command(at));
    expect(first.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['env:/dev/']);
    const second = await s3.send(new ListObjectsV2Command({ ...at, ContinuationToken: first.NextContinuationToken }));
    expect(second.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['env:/prod/']);
    expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false]);
  });

  state('pages of the first kind of listing go on behind a key', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    await store(s3, Bucket, KEYS);
    const first = await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 2 }));
    expect(first.Contents?.map(({ Key }) => Key)).toEqual(['a.tfstate', 'env:/dev/a.tfstate']);
    const rest = await s3.send(new ListObjectsCommand({ Bucket, Marker: 'env:/dev/a.tfstate' }));
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual(['env:/dev/b.tfstate', 'env:/prod/a.tfstate', 'z']);
    expect([first.IsTruncated, rest.IsTruncated]).toEqual([true, false]);
  });

  state('pages of the first kind of listing go on behind a common prefix', async ({ s3, bucket }) => {
    const Bucket = await bucket();
    await store(s3, Bucket, KEYS);
    const at = { Bucket, Delimiter: '/', Prefix: 'env:/', MaxKeys: 1 };
    const rolledUp = await s3.send(new ListObjectsCommand(at));
    expect(rolledUp.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['env:/dev/']);
    expect(rolledUp.NextMarker).toBe('env:/dev/');
    const next = await s3.send(new ListObjectsCommand({ ...at, Marker: rolledUp.NextMarker }));
    expect(next.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['env:/prod/']);
    expect(next.IsTruncated).toBe(false);
  });

  state('a deleted object is in no listing of objects', async ({ s3, bucket }) => {
    const Bucket = await bucket({ versioned: true });
    await store(s3, Bucket, ['a', 'b']);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    const listed = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(listed.Contents?.map(({ Key, Size, ETag }) => [Key, Size, ETag])).toEqual([
      ['b', 1, '"92eb5ffee6ae2fec3ad71c777531578f"'],
    ]);
  });

  state('a listing of a bucket that is not there is a NoSuchBucket', async ({ s3 }) => {
    const at = { Bucket: 'conformance-none' };
    const refusal = { status: 404, code: 'NoSuchBucket' };
    expect(await refusalOf(s3.send(new ListObjectsV2Command(at)))).toEqual(refusal);
    expect(await refusalOf(s3.send(new ListObjectVersionsCommand(at)))).toEqual(refusal);
  });

  state('versions are listed by key and, within a key, newest first', async ({ s3, bucket }) => {
    const Bucket = await bucket({ versioned: true });
    await store(s3, Bucket, ['b', 'a', 'a']);
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions?.map(({ Key, IsLatest }) => [Key, IsLatest])).toEqual([
      ['a', true],
      ['a', false],
      ['b', true],
    ]);
  });

  state('pages of versions and markers follow one another, even inside a key', async ({ s3, bucket }) => {
    const Bucket = await bucket({ versioned: true });
    await store(s3, Bucket, ['a', 'a', 'b', 'c']);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    const found: string[] = [];
    let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
    while (markers !== undefined) {
      const page: Awaited<ReturnType<typeof versionsPage>> = await versionsPage(s3, Bucket, markers);
      const { Versions = [], DeleteMarkers = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
      expect(Versions.length + DeleteMarkers.length).toBeLessThanOrEqual(2);
      found.push(
        ...Versions.map(({ Key }) => `${Key ?? ''} version`),
        ...DeleteMarkers.map(({ Key }) => `${Key ?? ''} marker`),
      );
      markers = IsTruncated === true ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : undefined;
    }
    expect(found.sort()).toEqual(['a marker', 'a version', 'a version', 'b version', 'c version']);
  });

  state('a listing of versions goes on behind one deleted since', async ({ s3, bucket }) => {
    const Bucket = await bucket({ versioned: true });
    await store(s3, Bucket, ['a', 'a', 'a']);
    const first = await versionsPage(s3, Bucket, {});
    const Objects = (first.Versions ?? []).map(({ Key, VersionId }) => ({ Key, VersionId }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    const second = await versionsPage(s3, Bucket, {
      KeyMarker: first.NextKeyMarker,
      VersionIdMarker: first.NextVersionIdMarker,
    });
    expect([first.Versions?.length, second.Versions?.length, second.IsTruncated]).toEqual([2, 1, false]);
  });

  state('versions roll up under a delimiter too', async ({ s3, bucket }) => {
    const Bucket = await bucket({ versioned: true });
    await store(s3, Bucket, KEYS);
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket, Delimiter: '/' }));
    expect(listed.Versions?.map(({ Key }) => Key)).toEqual(['a.tfstate', 'z']);
    expect(listed.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['env:/']);
  });

  state('a page of versions goes on behind the common prefix the last one ended with', async ({ s3, bucket }) => {
    const Bucket = await bucket({ versioned: true });
    await store(s3, Bucket, KEYS);
    const at = { Bucket, Delimiter: '/', Prefix: 'env:/', MaxKeys: 1 };
    const first = await s3.send(new ListObjectVersionsCommand(at));
    expect(first.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['env:/dev/']);
    const second = await s3.send(new ListObjectVersionsCommand({ ...at, KeyMarker: first.NextKeyMarker }));
    expect(second.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['env:/prod/']);
    expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false]);
  });
}

function versionsPage(
  s3: S3Client,
  Bucket: string,
  markers: { readonly KeyMarker?: string | undefined; readonly VersionIdMarker?: string | undefined },
) {
  return s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...markers }));
}
