import { noSuchKey, notImplemented, preconditionFailed, Refusal } from './answers.ts';
import type { StoredObject } from './bucket.ts';

type Headers = Readonly<Record<string, string>>;

/** PutObject and CopyObject: the conditions are on the object about to be replaced. */
export function checkWrite(headers: Headers, current: StoredObject | undefined): void {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  if (match !== undefined && noneMatch !== undefined) throw notImplemented('If-Match together with If-None-Match');
  if (match === '*') throw notImplemented('If-Match: * on a write');
  if (noneMatch !== undefined && noneMatch !== '*') throw notImplemented('If-None-Match with a tag on a write');
  if (noneMatch === '*' && current !== undefined) throw preconditionFailed();
  if (match !== undefined) checkMatch(match, current);
}

/** DeleteObject, and each object of a DeleteObjects: the condition is on the current version. */
export function checkMatch(match: string, current: StoredObject | undefined): void {
  if (current === undefined) throw noSuchKey();
  if (match !== '*' && !sameTag(match, current.etag)) throw preconditionFailed();
}

export function checkRead(headers: Headers, object: StoredObject): void {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  if (match !== undefined && match !== '*' && !sameTag(match, object.etag)) throw preconditionFailed();
  if (noneMatch !== undefined && (noneMatch === '*' || sameTag(noneMatch, object.etag)))
    throw new Refusal(304, 'NotModified', 'Not Modified', { etag: object.etag });
}

export function checkCopySource(headers: Headers, source: StoredObject): void {
  const match = headers['x-amz-copy-source-if-match'];
  const noneMatch = headers['x-amz-copy-source-if-none-match'];
  if (match !== undefined && !sameTag(match, source.etag)) throw preconditionFailed();
  if (noneMatch !== undefined && sameTag(noneMatch, source.etag)) throw preconditionFailed();
}

/** S3 takes a tag with or without its quotes. */
function sameTag(one: string, other: string): boolean {
  return one.replaceAll('"', '') === other.replaceAll('"', '');
}
