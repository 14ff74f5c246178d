import { notImplemented, preconditionFailed } from './answers.ts';

type Headers = Readonly<Record<string, string>>;

/** What servers that speak S3's language have been seen to do otherwise than S3, or may well do. */
export type StoreFault =
  | 'ignores If-None-Match'
  | 'ignores If-Match on PUT'
  | 'ignores If-Match on DELETE'
  | 'refuses If-None-Match over a delete marker'
  | 'refuses If-None-Match'
  | 'refuses If-Match on PUT'
  | 'refuses If-Match on DELETE'
  | 'does not implement If-None-Match'
  | 'does not implement If-Match on DELETE'
  | 'looks before it writes'
  | 'answers a PUT with another ETag'
  | 'gives all contents one ETag'
  | 'deletes nothing'
  | 'keeps deleted versions'
  | 'lists no versions'
  | 'loses metadata';

export type StoreFaults = ReadonlySet<StoreFault>;

/** The request as a store with these faults takes it. */
export function headersUnder(faults: StoreFaults, operation: string, headers: Headers): Headers {
  const isPut = operation === 'PutObject';
  const isDelete = operation === 'DeleteObject';
  const hasMatch = headers['if-match'] !== undefined;
  const hasNoneMatch = headers['if-none-match'] !== undefined;
  if (isPut && hasNoneMatch) {
    if (faults.has('does not implement If-None-Match')) throw notImplemented('If-None-Match');
    if (faults.has('refuses If-None-Match')) throw preconditionFailed();
  }
  if (isDelete && hasMatch && faults.has('does not implement If-Match on DELETE')) throw notImplemented('If-Match');
  if (hasMatch && faults.has(isPut ? 'refuses If-Match on PUT' : 'refuses If-Match on DELETE'))
    throw preconditionFailed();
  const isIgnored = (name: string): boolean =>
    (isPut && name === 'if-none-match' && faults.has('ignores If-None-Match')) ||
    (isPut && name === 'if-match' && faults.has('ignores If-Match on PUT')) ||
    (isDelete && name === 'if-match' && faults.has('ignores If-Match on DELETE')) ||
    (name.startsWith('x-amz-meta-') && faults.has('loses metadata'));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isIgnored(name)));
}

export function withoutConditions(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^if-(?:none-)?match$/.test(name)));
}
