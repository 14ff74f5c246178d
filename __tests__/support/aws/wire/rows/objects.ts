import type { Answer } from '../../../local-listener.ts';
import type { Recorded } from '../recorder.ts';
import { profile, type Row } from '../row.ts';

const ENCRYPTION = [
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-server-side-encryption-customer-key',
  'x-amz-server-side-encryption-customer-key-md5',
  'x-amz-acl',
];
const WRITES = { also: ['writes'], headers: ENCRYPTION } as const;
const KMS_KEY = '"arn:aws:kms:us-east-1:123456789012:key/57ff7a43-341d-46b6-aee3-a450c9de6dc8"';
const OWN_KEY = 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=';

/** Which object, which table, and how what is put is kept. */
export const OBJECTS: readonly Row[] = [
  { setting: 'bucket', backend: { bucket: '"other-states"' } },
  { setting: 'key', backend: { key: '"elsewhere/prod/terraform.tfstate"' } },
  { setting: 'dynamodb_table', backend: { dynamodb_table: '"locks"' } },
  { setting: 'encrypt', backend: { encrypt: 'true' }, ...WRITES },
  { setting: 'kms_key_id', backend: { encrypt: 'true', kms_key_id: KMS_KEY }, ...WRITES },
  {
    setting: 'kms_key_id',
    how: 'counts with encrypt alone',
    backend: { encrypt: 'false', kms_key_id: KMS_KEY },
    ...WRITES,
    without: { backend: ['bucket'] },
  },
  { setting: 'sse_customer_key', backend: { encrypt: 'true', sse_customer_key: `"${OWN_KEY}"` }, ...WRITES },
  { setting: 'AWS_SSE_CUSTOMER_KEY', backend: { encrypt: 'true' }, env: { AWS_SSE_CUSTOMER_KEY: OWN_KEY }, ...WRITES },
  { setting: 'acl', backend: { acl: '"bucket-owner-full-control"' }, ...WRITES },
];

function notNow({ service, operation }: Recorded): Answer | undefined {
  if (service !== 's3' || operation !== 'GetObject') return undefined;
  return { status: 503, headers: {}, body: '<Error><Code>SlowDown</Code></Error>' };
}

const OUTAGE = { also: ['attempts'], fails: true, trouble: notNow } as const;
const ELSEWHERE = {
  endpoints: '{ s3 = "http://s3.invalid", dynamodb = "http://dynamodb.invalid" }',
  dynamodb_table: '"locks"',
};

/** How often is asked, and what is asked past the proxy. */
export const REPEATED: readonly Row[] = [
  { setting: 'max_retries', how: 'is the number of attempts', backend: { max_retries: '2' }, ...OUTAGE },
  { setting: 'AWS_MAX_ATTEMPTS', backend: { max_retries: '0' }, env: { AWS_MAX_ATTEMPTS: '2' }, ...OUTAGE },
  {
    setting: "profile's max_attempts",
    backend: { max_retries: '0', profile: '"ci"' },
    files: {
      'home/.aws/config': '[profile ci]\nmax_attempts = 2\n',
      'home/.aws/credentials': profile('ci', 'AKIACI'),
    },
    ...OUTAGE,
    without: { files: { 'home/.aws/config': '' } },
  },
  {
    setting: 'no_proxy',
    how: 'of the block, before that of the environment',
    backend: { ...ELSEWHERE, no_proxy: '"dynamodb.invalid"' },
    env: { HTTP_PROXY: '<proxy>', NO_PROXY: 's3.invalid' },
    fails: true,
  },
  ...['NO_PROXY', 'no_proxy'].map((setting): Row => ({
    setting,
    how: 'of the environment',
    backend: ELSEWHERE,
    env: { HTTP_PROXY: '<proxy>', [setting]: 'dynamodb.invalid' },
    fails: true,
  })),
  {
    setting: 'force_path_style',
    backend: {
      ...{ endpoints: undefined, https_proxy: '"<proxy>"', custom_ca_bundle: '"<ca>"' },
      ...{ use_path_style: undefined, force_path_style: 'true' },
    },
  },
];
