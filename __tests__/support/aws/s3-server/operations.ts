import { setTimeout as sleep } from 'node:timers/promises';

import type { Answer } from '../../local-listener.ts';
import { document, element, empty, notImplemented, Refusal, texts, unescaped, type Xml } from './answers.ts';
import { Bucket } from './bucket.ts';
import { listObjects, listObjectsByMarker, listVersions } from './listing.ts';
import { checkPut, copyObject, deleteObject, type ObjectRequest, putObject, readObject, removed } from './objects.ts';
import { payloadOf } from './payload.ts';
import { refuseUnknownHeaders, type Target } from './request.ts';
import { headersUnder, withoutConditions } from './store-faults.ts';
import { abortUpload, completeUpload, createUpload, uploadPart } from './uploads.ts';

export interface Store {
  readonly buckets: Map<string, Bucket>;
  /** The most keys in one page of a listing. */
  readonly pageSize: number;
}

/** As `perform`, where another request can come between the look and the write. */
export async function performLate(
  store: Store,
  target: Target,
  headers: Readonly<Record<string, string>>,
  raw: Buffer,
): Promise<Answer> {
  const bucket = bucketNamed(store, target.bucket);
  if (target.operation !== 'PutObject') return perform(store, target, headers, raw);
  checkPut({ bucket, key: target.key, headers });
  await sleep(LATE_MS);
  return perform(store, target, withoutConditions(headers), raw);
}

const LATE_MS = 20;

/** Takes the request in one synchronous step and throws a Refusal where S3 would refuse. */
export function perform(store: Store, target: Target, headers: Readonly<Record<string, string>>, raw: Buffer): Answer {
  refuseUnknownHeaders(headers);
  const { operation, query } = target;
  const payload = payloadOf(headers, raw);
  if (operation === 'CreateBucket') return createBucket(store, target.bucket);
  const request = (): ObjectRequest => {
    const bucket = bucketNamed(store, target.bucket);
    confirmTraits(bucket, headers);
    return {
      bucket,
      key: target.key,
      versionId: query['versionId'],
      payload,
      headers: headersUnder(bucket.faults, operation, headers),
    };
  };
  switch (operation) {
    case 'PutObject':
      return putObject(request());
    case 'CopyObject':
      return copyObject(request(), (name) => bucketNamed(store, name));
    case 'GetObject':
    case 'HeadObject':
      return readObject(request());
    case 'DeleteObject':
      return deleteObject(request());
    case 'CreateMultipartUpload':
      return createUpload(request());
    case 'UploadPart':
      return uploadPart(request(), query);
    case 'CompleteMultipartUpload':
      return completeUpload(request(), query);
    case 'AbortMultipartUpload':
      return abortUpload(request(), query);
    case 'DeleteObjects':
      return deleteObjects(request());
    case 'ListObjects':
      return listObjectsByMarker(target.bucket, request().bucket, query, store.pageSize);
    case 'ListObjectsV2':
      return listObjects(target.bucket, request().bucket, query, store.pageSize);
    case 'ListObjectVersions':
      return listVersions(target.bucket, listed(request()), query, store.pageSize);
    case 'HeadBucket':
      request();
      return empty(200, { 'x-amz-bucket-region': 'us-east-1' });
    case 'PutBucketVersioning':
      return putVersioning(request());
    case 'GetBucketVersioning':
      return getVersioning(request());
    default:
      throw notImplemented(operation);
  }
}

function listed({ bucket }: ObjectRequest): Bucket {
  return bucket.faults.has('lists no versions') ? new Bucket('Enabled') : bucket;
}

/** Region and owner, as S3 looks at them before anything else. */
function confirmTraits({ traits: { region, owner } }: Bucket, headers: Readonly<Record<string, string>>): void {
  const signedFor = /Credential=[^/]+\/\d+\/([\w-]+)\//.exec(headers['authorization'] ?? '')?.[1];
  if (region !== undefined && region !== signedFor) {
    throw new Refusal(
      301,
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      { 'x-amz-bucket-region': region },
    );
  }
  const expected = headers['x-amz-expected-bucket-owner'];
  if (owner !== undefined && expected !== undefined && expected !== owner) {
    throw new Refusal(403, 'AccessDenied', 'Access Denied');
  }
}

export function bucketNamed({ buckets }: Store, name: string): Bucket {
  const bucket = buckets.get(name);
  if (bucket === undefined) throw new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist');
  return bucket;
}

function createBucket({ buckets }: Store, name: string): Answer {
  if (buckets.has(name))
    throw new Refusal(
      409,
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
    );
  buckets.set(name, new Bucket('never'));
  return empty(200, { location: `/${name}` });
}

function putVersioning({ bucket, payload }: ObjectRequest): Answer {
  const [status] = texts(payload.body.toString(), 'Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw malformed();
  bucket.versioning = status;
  return empty(200);
}

function getVersioning({ bucket }: ObjectRequest): Answer {
  return document(
    'VersioningConfiguration',
    bucket.versioning === 'never' ? [] : [element('Status', bucket.versioning)],
  );
}

function deleteObjects({ bucket, headers, payload }: ObjectRequest): Answer {
  if (headers['content-md5'] === undefined && Object.keys(payload.checksum).length === 0)
    throw new Refusal(
      400,
      'InvalidRequest',
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    );
  const xml = payload.body.toString();
  const objects = texts(xml, 'Object');
  if (objects.length === 0 || objects.length > 1000) throw malformed();
  const quiet = texts(xml, 'Quiet')[0] === 'true';
  return document(
    'DeleteResult',
    objects.flatMap((object) => deletedOne(bucket, object, quiet)),
  );
}

export interface NamedVersion {
  readonly key: string;
  readonly versionId: string | undefined;
}

/** What the body of a DeleteObjects names, whether or not it can be deleted. */
export function namedIn(xml: string): readonly NamedVersion[] {
  return texts(xml, 'Object').map((object) => ({
    key: givenIn(object, 'Key') ?? '',
    versionId: givenIn(object, 'VersionId'),
  }));
}

function givenIn(object: string, name: string): string | undefined {
  return texts(object, name).map(unescaped)[0];
}

function deletedOne(bucket: Bucket, object: string, quiet: boolean): Xml[] {
  const key = givenIn(object, 'Key');
  if (key === undefined || key === '') throw malformed();
  const versionId = givenIn(object, 'VersionId');
  const named = [element('Key', key), ...(versionId === undefined ? [] : [element('VersionId', versionId)])];
  try {
    const { marker, versionId: gone } = removed(bucket, key, versionId, givenIn(object, 'ETag'));
    const markers =
      marker && gone !== undefined ? [element('DeleteMarker', true), element('DeleteMarkerVersionId', gone)] : [];
    return quiet ? [] : [element('Deleted', ...named, ...markers)];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [element('Error', ...named, element('Code', error.code), element('Message', error.message))];
  }
}

function malformed(): Refusal {
  return new Refusal(
    400,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
