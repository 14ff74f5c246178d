import type { Incoming } from '../../local-listener.ts';
import { notImplemented, Refusal } from './answers.ts';

/** What a request asks for, as far as its line and headers say. */
export interface Target {
  /** S3's name for it; for what this server does not implement, a description. */
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
}

interface Shape {
  readonly operation: string;
  readonly method: string;
  readonly on: 'bucket' | 'object';
  readonly requires?: readonly string[];
  readonly permits?: readonly string[];
}

const SHAPES: readonly Shape[] = [
  { operation: 'CreateBucket', method: 'PUT', on: 'bucket' },
  { operation: 'HeadBucket', method: 'HEAD', on: 'bucket' },
  { operation: 'PutBucketVersioning', method: 'PUT', on: 'bucket', requires: ['versioning'] },
  { operation: 'GetBucketVersioning', method: 'GET', on: 'bucket', requires: ['versioning'] },
  { operation: 'DeleteObjects', method: 'POST', on: 'bucket', requires: ['delete'] },
  {
    operation: 'ListObjectsV2',
    method: 'GET',
    on: 'bucket',
    requires: ['list-type'],
    permits: ['prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after', 'encoding-type', 'fetch-owner'],
  },
  // The first kind of listing, which Terraform 1.5 asks for.
  {
    operation: 'ListObjects',
    method: 'GET',
    on: 'bucket',
    permits: ['prefix', 'delimiter', 'max-keys', 'marker', 'encoding-type'],
  },
  {
    operation: 'ListObjectVersions',
    method: 'GET',
    on: 'bucket',
    requires: ['versions'],
    permits: ['prefix', 'delimiter', 'max-keys', 'key-marker', 'version-id-marker', 'encoding-type'],
  },
  { operation: 'PutObject', method: 'PUT', on: 'object' },
  { operation: 'GetObject', method: 'GET', on: 'object', permits: ['versionId'] },
  { operation: 'HeadObject', method: 'HEAD', on: 'object', permits: ['versionId'] },
  { operation: 'DeleteObject', method: 'DELETE', on: 'object', permits: ['versionId'] },
  { operation: 'CreateMultipartUpload', method: 'POST', on: 'object', requires: ['uploads'] },
  { operation: 'UploadPart', method: 'PUT', on: 'object', requires: ['partNumber', 'uploadId'] },
  { operation: 'CompleteMultipartUpload', method: 'POST', on: 'object', requires: ['uploadId'] },
  { operation: 'AbortMultipartUpload', method: 'DELETE', on: 'object', requires: ['uploadId'] },
];

/** Throws a Refusal only for a path that cannot be read at all. */
export function targetOf({ method, target, headers }: Pick<Incoming, 'method' | 'target' | 'headers'>): Target {
  // Not `new URL`: it would fold the `.` and `..` that a key may well contain.
  const [path, search] = split(target, '?');
  const [bucket, encodedKey] = split(path.slice(1), '/');
  const key = decoded(encodedKey);
  const query = queryOf(search);
  const on = key === '' ? 'bucket' : 'object';
  const shape = SHAPES.find(
    (candidate) =>
      bucket !== '' && candidate.method === method && candidate.on === on && fits(candidate, Object.keys(query)),
  );
  const named = shape?.operation ?? [method, bucket === '' ? 'service' : on, ...Object.keys(query).sort()].join(' ');
  const operation = named === 'PutObject' && headers['x-amz-copy-source'] !== undefined ? 'CopyObject' : named;
  return { operation, bucket: decoded(bucket), key, query };
}

function fits({ requires = [], permits = [] }: Shape, names: readonly string[]): boolean {
  return (
    requires.every((name) => names.includes(name)) &&
    names.every((name) => requires.includes(name) || permits.includes(name))
  );
}

/** Without what says nothing about the operation: the SDKs' own marker and a pre-signed URL's signature. */
function queryOf(search: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    if (name !== 'x-id' && !name.startsWith('X-Amz-')) query[name] = value;
  }
  return query;
}

/** `/bucket/key?versionId=…`, percent-encoded, with or without its first slash. */
export function copySourceOf(header: string): { bucket: string; key: string; versionId: string | undefined } {
  const [path, search] = split(header.replace(/^\//, ''), '?');
  const [bucket, key] = split(path, '/');
  if (key === '') throw new Refusal(400, 'InvalidArgument', 'Copy Source must mention the source bucket and key');
  return {
    bucket: decoded(bucket),
    key: decoded(key),
    versionId: new URLSearchParams(search).get('versionId') ?? undefined,
  };
}

/** Throws for a header of S3's that this server would otherwise ignore, and so wrongly seem to honour. */
export function refuseUnknownHeaders(headers: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(headers)) {
    if (UNHONOURED.has(name) || (name.startsWith('x-amz-') && !HONOURED.some((known) => known.test(name))))
      throw notImplemented(`the header ${name}`);
  }
}

const UNHONOURED = new Set(['if-modified-since', 'if-unmodified-since']);

const HONOURED: readonly RegExp[] = [
  /^x-amz-(date|security-token|user-agent|te)$/,
  /^x-amz-(content-sha256|decoded-content-length|trailer|sdk-checksum-algorithm|checksum-[a-z0-9]+)$/,
  /^x-amz-(meta-.+|acl|metadata-directive|expected-bucket-owner)$/,
  /^x-amz-(copy-source-)?server-side-encryption(-aws-kms-key-id|-customer-(algorithm|key|key-md5))?$/,
  /^x-amz-copy-source(-if-match|-if-none-match)?$/,
];

function split(whole: string, separator: string): [string, string] {
  const at = whole.indexOf(separator);
  return at < 0 ? [whole, ''] : [whole.slice(0, at), whole.slice(at + 1)];
}

function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new Refusal(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}
