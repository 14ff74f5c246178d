import { createHash } from 'node:crypto';
import type { Encryption } from '../../domain/stack/backend.ts';

/** The headers of a write, as Terraform sends them (…/s3/client.go, `putObject`). */
export function encryptionHeaders(encryption: Encryption): {
  ServerSideEncryption?: 'AES256' | 'aws:kms';
  SSEKMSKeyId?: string;
  SSECustomerAlgorithm?: string;
  SSECustomerKey?: string;
  SSECustomerKeyMD5?: string;
} {
  switch (encryption.kind) {
    case 'bucket-default':
      return {};
    case 'aes256':
      return { ServerSideEncryption: 'AES256' };
    case 'kms':
      return { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryption.keyId };
    case 'customer-key':
      return customerKey(encryption);
  }
}

/** The headers of a read: a customer's key has to come with every request, any other encryption is S3's own affair. */
export function customerKey(encryption: Encryption): {
  SSECustomerAlgorithm?: string;
  SSECustomerKey?: string;
  SSECustomerKeyMD5?: string;
} {
  if (encryption.kind !== 'customer-key') return {};
  return {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: encryption.key,
    SSECustomerKeyMD5: createHash('md5').update(Buffer.from(encryption.key, 'base64')).digest('base64'),
  };
}
