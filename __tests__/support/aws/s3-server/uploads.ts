import { createHash, randomUUID } from 'node:crypto';
import type { Answer } from '../../local-listener.ts';
import { document, element, empty, Refusal, texts } from './answers.ts';
import type { Bucket } from './bucket.ts';
import { checkWrite } from './conditions.ts';
import { contentOf, type ObjectRequest } from './objects.ts';

/** An object that comes in parts, as Terraform sends a state of more than 5 MB. */
interface Upload {
  readonly key: string;
  readonly headers: ObjectRequest['headers'];
  readonly parts: Map<number, Buffer>;
}

const uploads = new WeakMap<Bucket, Map<string, Upload>>();

function uploadsTo(bucket: Bucket): Map<string, Upload> {
  const found = uploads.get(bucket) ?? new Map<string, Upload>();
  uploads.set(bucket, found);
  return found;
}

function uploadOf({ bucket, key }: ObjectRequest, uploadId: string | undefined): Upload {
  const upload = uploadsTo(bucket).get(uploadId ?? '');
  if (upload?.key !== key) throw new Refusal(404, 'NoSuchUpload', 'The specified multipart upload does not exist.');
  return upload;
}

export function createUpload({ bucket, key, headers }: ObjectRequest): Answer {
  const uploadId = randomUUID();
  uploadsTo(bucket).set(uploadId, { key, headers, parts: new Map() });
  return document('InitiateMultipartUploadResult', [element('Key', key), element('UploadId', uploadId)]);
}

export function uploadPart(request: ObjectRequest, query: Readonly<Record<string, string>>): Answer {
  const { body, checksum } = request.payload;
  uploadOf(request, query['uploadId']).parts.set(Number(query['partNumber']), body);
  return empty(200, { etag: `"${createHash('md5').update(body).digest('hex')}"`, ...checksum });
}

/** The conditions of the write are looked at here, as S3 does. */
export function completeUpload(request: ObjectRequest, query: Readonly<Record<string, string>>): Answer {
  const { bucket, key, headers, payload } = request;
  const upload = uploadOf(request, query['uploadId']);
  checkWrite(headers, bucket.current(key));
  const named = texts(payload.body.toString(), 'PartNumber').map((number) => upload.parts.get(Number(number)));
  const parts = named.filter((part) => part !== undefined);
  if (parts.length === 0 || parts.length < named.length)
    throw new Refusal(400, 'InvalidPart', 'One or more of the specified parts could not be found.');
  const stored = bucket.put(key, contentOf(upload.headers, { body: Buffer.concat(parts), checksum: {} }));
  uploadsTo(bucket).delete(query['uploadId'] ?? '');
  return document(
    'CompleteMultipartUploadResult',
    [element('Key', key), element('ETag', stored.etag)],
    bucket.versioning === 'never' ? {} : { 'x-amz-version-id': stored.versionId },
  );
}

export function abortUpload(request: ObjectRequest, query: Readonly<Record<string, string>>): Answer {
  uploadOf(request, query['uploadId']);
  uploadsTo(request.bucket).delete(query['uploadId'] ?? '');
  return empty(204);
}
