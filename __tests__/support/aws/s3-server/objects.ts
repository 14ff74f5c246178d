import type { Answer } from '../../local-listener.ts';
import {
  document,
  element,
  empty,
  invalidArgument,
  noSuchKey,
  notImplemented,
  preconditionFailed,
  Refusal,
} from './answers.ts';
import type { Bucket, Content, Entry, StoredObject } from './bucket.ts';
import { checkCopySource, checkMatch, checkRead, checkWrite } from './conditions.ts';
import { authorizeReading, storedEncryption } from './encryption.ts';
import type { Payload } from './payload.ts';
import { copySourceOf } from './request.ts';

type Headers = Readonly<Record<string, string>>;

export interface ObjectRequest {
  readonly bucket: Bucket;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly headers: Headers;
  readonly payload: Payload;
}

export function putObject({ bucket, key, headers, payload }: ObjectRequest): Answer {
  checkKey(key);
  checkPut({ bucket, key, headers });
  const stored = bucket.put(key, contentOf(headers, payload));
  const another = bucket.faults.has('answers a PUT with another ETag') ? { etag: `"${'2'.repeat(32)}"` } : {};
  return empty(200, { ...identity(bucket, stored), ...another, ...encryptionOf(stored), ...checksumOf(stored) });
}

export function checkPut({ bucket, key, headers }: Pick<ObjectRequest, 'bucket' | 'key' | 'headers'>): void {
  const newest = bucket.newest(key);
  const isMarked = newest?.kind === 'delete-marker' && headers['if-none-match'] !== undefined;
  if (isMarked && bucket.faults.has('refuses If-None-Match over a delete marker')) throw preconditionFailed();
  checkWrite(headers, bucket.current(key));
}

export function contentOf(headers: Headers, { body, checksum }: Payload): Content {
  return {
    body,
    metadata: metadataOf(headers),
    headers: { ...representationOf(headers), ...storedEncryption(headers), ...aclOf(headers), ...checksum },
  };
}

/** GetObject and HeadObject: the listener drops the body of an answer to HEAD. */
export function readObject(request: ObjectRequest): Answer {
  const { bucket, headers } = request;
  const object = found(request);
  authorizeReading(object, headers);
  checkRead(headers, object);
  const metadata = Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  const part = partOf(object.body, headers['range']);
  return {
    status: part === undefined ? 200 : 206,
    headers: {
      ...(part === undefined ? {} : { 'content-range': part.range }),
      ...identity(bucket, object),
      ...encryptionOf(object),
      ...representationOf(object.headers),
      // S3 has a checksum of the whole object only, so it sends none with a part.
      ...(headers['x-amz-checksum-mode'] === 'ENABLED' && part === undefined ? checksumOf(object) : {}),
      ...(Object.fromEntries(metadata) as Headers),
      'last-modified': object.lastModified.toUTCString(),
      'accept-ranges': 'bytes',
    },
    body: part?.body ?? object.body,
  };
}

/** One range of bytes from a start, as Terraform's downloads ask for; S3 answers other forms too, this does not. */
function partOf(body: Uint8Array, range: string | undefined): { body: Uint8Array; range: string } | undefined {
  if (range === undefined) return undefined;
  const match = /^bytes=(\d+)-(\d*)$/.exec(range);
  if (match === null) throw notImplemented(`the range ${range}`);
  const start = Number(match[1]);
  const end = Math.min(match[2] === '' ? Infinity : Number(match[2]), body.length - 1);
  if (start >= body.length) throw new Refusal(416, 'InvalidRange', 'The requested range is not satisfiable');
  return { body: body.slice(start, end + 1), range: `bytes ${start}-${end}/${body.length}` };
}

export function deleteObject({ bucket, key, versionId, headers }: ObjectRequest): Answer {
  return empty(204, deletionHeaders(removed(bucket, key, versionId, headers['if-match'])));
}

export interface Deletion {
  readonly versionId: string | undefined;
  readonly marker: boolean;
}

export function removed(
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  match: string | undefined,
): Deletion {
  if (match !== undefined) checkMatch(match, bucket.current(key));
  if (bucket.faults.has(versionId === undefined ? 'deletes nothing' : 'keeps deleted versions'))
    return { versionId, marker: false };
  if (versionId === undefined) {
    const marker = bucket.delete(key);
    return { versionId: marker?.versionId, marker: marker !== undefined };
  }
  // A version that is not there any more is no error: deleting is idempotent.
  return { versionId, marker: bucket.deleteVersion(key, versionId)?.kind === 'delete-marker' };
}

function deletionHeaders({ versionId, marker }: Deletion): Headers {
  return {
    ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
    ...(marker ? { 'x-amz-delete-marker': 'true' } : {}),
  };
}

export function copyObject(request: ObjectRequest, bucketNamed: (name: string) => Bucket): Answer {
  const { bucket, key, headers } = request;
  checkKey(key);
  const from = copySourceOf(headers['x-amz-copy-source'] ?? '');
  const sourceBucket = bucketNamed(from.bucket);
  const source = found({ bucket: sourceBucket, key: from.key, versionId: from.versionId });
  authorizeReading(source, headers, 'copy-source-');
  checkCopySource(headers, source);
  checkWrite(headers, bucket.current(key));
  const replaced = directiveOf(headers) === 'REPLACE';
  const encryption = storedEncryption(headers);
  const reencrypted = headers['x-amz-server-side-encryption'] ?? headers['x-amz-server-side-encryption-customer-key'];
  if (source === bucket.current(key) && !replaced && reencrypted === undefined)
    throw new Refusal(
      400,
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  const stored = bucket.put(key, {
    body: source.body,
    metadata: replaced ? metadataOf(headers) : source.metadata,
    headers: {
      ...representationOf(replaced ? headers : source.headers),
      ...encryption,
      ...aclOf(headers),
      ...checksumOf(source),
    },
  });
  const { etag, ...versioning } = identity(bucket, stored);
  return document(
    'CopyObjectResult',
    [element('LastModified', stored.lastModified.toISOString()), element('ETag', etag ?? '')],
    {
      ...versioning,
      ...encryptionOf(stored),
      ...(sourceBucket.versioning === 'never' ? {} : { 'x-amz-copy-source-version-id': source.versionId }),
    },
  );
}

function directiveOf(headers: Headers): 'COPY' | 'REPLACE' {
  const directive = headers['x-amz-metadata-directive'] ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE') throw invalidArgument('Unknown metadata directive.');
  return directive;
}

function found({ bucket, key, versionId }: Pick<ObjectRequest, 'bucket' | 'key' | 'versionId'>): StoredObject {
  const entry: Entry | undefined = versionId === undefined ? bucket.newest(key) : bucket.version(key, versionId);
  if (entry?.kind === 'version') return entry;
  if (entry === undefined)
    throw versionId === undefined
      ? noSuchKey()
      : new Refusal(404, 'NoSuchVersion', 'The specified version does not exist.');
  const marker = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': entry.versionId };
  if (versionId === undefined) throw noSuchKey(marker);
  throw new Refusal(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    ...marker,
    allow: 'DELETE',
  });
}

function identity(bucket: Bucket, { etag, versionId }: StoredObject): Headers {
  return bucket.versioning === 'never' ? { etag } : { etag, 'x-amz-version-id': versionId };
}

function encryptionOf({ headers }: StoredObject): Headers {
  return only(headers, (name) => name.startsWith('x-amz-server-side-encryption'));
}

function checksumOf({ headers }: StoredObject): Headers {
  return only(headers, (name) => name.startsWith('x-amz-checksum-'));
}

function aclOf(headers: Headers): Headers {
  return only(headers, (name) => name === 'x-amz-acl');
}

const REPRESENTATION = new Set(['cache-control', 'content-disposition', 'content-language', 'expires']);

function representationOf(headers: Headers): Headers {
  // The chunks were the transport's, so S3 does not keep them as the object's encoding.
  const encoding = (headers['content-encoding'] ?? '')
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'aws-chunked')
    .join(',');
  return {
    'content-type': headers['content-type'] ?? 'binary/octet-stream',
    ...(encoding === '' ? {} : { 'content-encoding': encoding }),
    ...only(headers, (name) => REPRESENTATION.has(name)),
  };
}

function metadataOf(headers: Headers): Headers {
  const prefix = 'x-amz-meta-';
  const own = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]));
}

function only(headers: Headers, wanted: (name: string) => boolean): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => wanted(name)));
}

function checkKey(key: string): void {
  if (Buffer.byteLength(key) > 1024) throw new Refusal(400, 'KeyTooLongError', 'Your key is too long');
}
