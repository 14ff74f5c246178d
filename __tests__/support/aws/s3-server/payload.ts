import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { notImplemented, Refusal } from './answers.ts';

type Headers = Readonly<Record<string, string>>;

export interface Payload {
  readonly body: Buffer;
  /** The checksum header the client sent, in the headers or as a trailer; S3 keeps it with the object. */
  readonly checksum: Readonly<Record<string, string>>;
}

/** The body a client meant, once decoded and found to be what it said it would send. */
export function payloadOf(headers: Headers, raw: Buffer): Payload {
  const contentDigest = headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  const { body, trailers } = contentDigest.startsWith('STREAMING-')
    ? decodeChunks(raw)
    : { body: raw, trailers: {} as Headers };
  const promised = headers['x-amz-decoded-content-length'];
  if (promised !== undefined && Number(promised) !== body.length) throw incompleteBody();
  if (/^[0-9a-f]{64}$/.test(contentDigest) && contentDigest !== createHash('sha256').update(body).digest('hex'))
    throw new Refusal(
      400,
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  const announced = headers['x-amz-trailer'];
  if (announced !== undefined && trailers[announced.toLowerCase()] === undefined)
    throw new Refusal(400, 'MalformedTrailerError', 'The request contained trailing data that was not well-formed.');
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) throw badDigest('Content-MD5');
  return { body, checksum: verifiedChecksum({ ...headers, ...trailers }, body) };
}

function verifiedChecksum(headers: Headers, body: Buffer): Record<string, string> {
  const checksum: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('x-amz-checksum-') || NOT_A_CHECKSUM.has(name)) continue;
    const compute = CHECKSUMS[name];
    if (compute === undefined) throw notImplemented(`the header ${name}`);
    if (compute(body) !== value) throw badDigest(name);
    checksum[name] = value;
  }
  return checksum;
}

const NOT_A_CHECKSUM = new Set(['x-amz-checksum-mode', 'x-amz-checksum-algorithm', 'x-amz-checksum-type']);

const CHECKSUMS: Readonly<Record<string, (body: Buffer) => string>> = {
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest('base64'),
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest('base64'),
  'x-amz-checksum-crc32': (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
};

/** Content-Encoding aws-chunked: each chunk behind its length in hex, then trailers such as the checksum. */
function decodeChunks(raw: Buffer): { readonly body: Buffer; readonly trailers: Headers } {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = raw.indexOf('\r\n', position);
    if (lineEnd < 0) throw incompleteBody();
    const length = Number.parseInt(raw.toString('latin1', position, lineEnd), 16);
    if (!Number.isInteger(length)) throw incompleteBody();
    position = lineEnd + 2;
    if (length === 0) break;
    if (position + length + 2 > raw.length) throw incompleteBody();
    chunks.push(raw.subarray(position, position + length));
    position += length + 2;
  }
  const trailers: Record<string, string> = {};
  for (const line of raw.toString('latin1', position).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { body: Buffer.concat(chunks), trailers };
}

function incompleteBody(): Refusal {
  return new Refusal(
    400,
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}

function badDigest(what: string): Refusal {
  return new Refusal(400, 'BadDigest', `The ${what} you specified did not match the calculated checksum.`);
}
