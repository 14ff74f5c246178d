import { createHash } from 'node:crypto';

import { invalidArgument, Refusal } from './answers.ts';
import type { StoredObject } from './bucket.ts';

type Headers = Readonly<Record<string, string>>;

const SERVER_SIDE = 'x-amz-server-side-encryption';
const KMS_KEY = `${SERVER_SIDE}-aws-kms-key-id`;
const CUSTOMER_ALGORITHM = `${SERVER_SIDE}-customer-algorithm`;
const CUSTOMER_KEY_MD5 = `${SERVER_SIDE}-customer-key-md5`;
const AWS_MANAGED_KEY = 'arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000';

/** The headers S3 keeps about how it encrypted an object, given those of the write. The key itself is never kept. */
export function storedEncryption(headers: Headers): Record<string, string> {
  const customer = customerKey(headers);
  const method = headers[SERVER_SIDE];
  const kmsKey = headers[KMS_KEY];
  if (customer !== undefined) {
    if (method !== undefined)
      throw invalidArgument(
        'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
      );
    return { [CUSTOMER_ALGORITHM]: 'AES256', [CUSTOMER_KEY_MD5]: customer };
  }
  switch (method) {
    case 'aws:kms':
    case 'aws:kms:dsse':
      return { [SERVER_SIDE]: method, [KMS_KEY]: kmsKey ?? AWS_MANAGED_KEY };
    case undefined:
    case 'AES256':
      if (kmsKey !== undefined)
        throw invalidArgument(
          `Server Side Encryption with AWS KMS managed key requires HTTP header ${SERVER_SIDE} : aws:kms`,
        );
      return { [SERVER_SIDE]: 'AES256' };
    default:
      throw invalidArgument('The encryption method specified is not supported');
  }
}

/** Refuses unless the reader knows the customer key, where the object was stored under one. */
export function authorizeReading(object: StoredObject, headers: Headers, source: '' | 'copy-source-' = ''): void {
  const stored = object.headers[CUSTOMER_KEY_MD5];
  const given = customerKey(headers, source);
  if (stored === given) return;
  if (stored === undefined)
    throw new Refusal(400, 'InvalidRequest', 'The encryption parameters are not applicable to this object.');
  if (given === undefined)
    throw new Refusal(
      400,
      'InvalidRequest',
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    );
  throw new Refusal(403, 'AccessDenied', 'Access Denied');
}

/** The MD5 of the customer's key, which is what S3 recognises it by; undefined where none was sent. */
function customerKey(headers: Headers, source: '' | 'copy-source-' = ''): string | undefined {
  const prefix = `x-amz-${source}server-side-encryption-customer-`;
  const algorithm = headers[`${prefix}algorithm`];
  const key = headers[`${prefix}key`];
  const md5 = headers[`${prefix}key-md5`];
  if (algorithm === undefined && key === undefined && md5 === undefined) return undefined;
  if (algorithm === undefined || key === undefined || md5 === undefined)
    throw invalidArgument(
      'Requests specifying Server Side Encryption with Customer provided keys must provide algorithm, key and key MD5.',
    );
  if (algorithm !== 'AES256') throw invalidArgument('The encryption algorithm specified is not supported');
  const secret = Buffer.from(key, 'base64');
  if (secret.length !== 32) throw invalidArgument('The secret key was invalid for the specified algorithm.');
  if (createHash('md5').update(secret).digest('base64') !== md5)
    throw invalidArgument('The calculated MD5 hash of the key did not match the hash that was provided.');
  return md5;
}
