import { describe, expect, it } from 'vitest';

import { parseBackendFile } from '../../../src/adapters/terraform/backend-file.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The file as terraform 1.11.4 leaves it: every attribute of the schema is there, null unless it is set. */
function backendFile(config: object = {}): object {
  return {
    version: 3,
    terraform_version: '1.11.4',
    backend: {
      type: 's3',
      config: {
        access_key: null,
        acl: null,
        assume_role: null,
        assume_role_with_web_identity: null,
        bucket: 'tfstate',
        dynamodb_table: null,
        encrypt: null,
        endpoints: { dynamodb: null, iam: null, s3: null, sso: null, sts: null },
        key: 'prod/terraform.tfstate',
        kms_key_id: null,
        region: null,
        secret_key: null,
        sse_customer_key: null,
        token: null,
        use_lockfile: null,
        use_path_style: null,
        workspace_key_prefix: null,
        ...config,
      },
      hash: 2413307532,
    },
  };
}

function parse(config: object = {}, env: Env = {}) {
  return parseBackendFile(backendFile(config), env, '/checkout/module');
}

describe('the place of the state', () => {
  it('is what init resolved, with the defaults of the backend', () => {
    expect(parse()).toMatchObject({
      bucket: 'tfstate',
      key: 'prod/terraform.tfstate',
      workspaceKeyPrefix: 'env:',
      lockTable: undefined,
      useLockfile: false,
      acl: undefined,
      encryption: { kind: 'bucket-default' },
    });
  });

  it('has the workspace prefix that is set, the empty one too', () => {
    expect(parse({ workspace_key_prefix: 'wsp' }).workspaceKeyPrefix).toBe('wsp');
    expect(parse({ workspace_key_prefix: '' }).workspaceKeyPrefix).toBe('');
  });

  it.each([
    ['a table', { dynamodb_table: 'locks' }, { lockTable: 'locks', useLockfile: false }],
    ['a lockfile', { use_lockfile: true }, { lockTable: undefined, useLockfile: true }],
    ['both', { dynamodb_table: 'locks', use_lockfile: true }, { lockTable: 'locks', useLockfile: true }],
    ['nothing', { dynamodb_table: '', use_lockfile: false }, { lockTable: undefined, useLockfile: false }],
  ])('is locked by %s', (_, config, locked) => {
    expect(parse(config)).toMatchObject(locked);
  });

  it('ignores what it does not know, whatever that is', () => {
    expect(parse({ lock_tags: { a: 'b' }, state_tags: null, future: [1] })).toEqual(parse());
  });
});

describe('the encryption of the state', () => {
  const KEY = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
  const ENV = { AWS_SSE_CUSTOMER_KEY: KEY };

  it.each<[string, object, Env, object]>([
    ['AES256 with encrypt alone', { encrypt: true }, {}, { kind: 'aes256' }],
    ['KMS with a key', { encrypt: true, kms_key_id: 'alias/state' }, {}, { kind: 'kms', keyId: 'alias/state' }],
    ["the customer's key", { encrypt: true, sse_customer_key: KEY }, {}, { kind: 'customer-key', key: KEY }],
    ["the customer's key of the environment", { encrypt: true }, ENV, { kind: 'customer-key', key: KEY }],
    ["the bucket's own without encrypt, even with a KMS key", { kms_key_id: 'k' }, {}, { kind: 'bucket-default' }],
    ["the bucket's own without encrypt, even with a key", { sse_customer_key: KEY }, ENV, { kind: 'bucket-default' }],
    ["the bucket's own with encrypt = false", { encrypt: false, kms_key_id: 'k' }, {}, { kind: 'bucket-default' }],
    ['AES256 with an empty KMS key', { encrypt: true, kms_key_id: '' }, {}, { kind: 'aes256' }],
  ])('is %s', (_, config, env, encryption) => {
    expect(parse(config, env).encryption).toEqual(encryption);
  });

  it('says the ACL as well', () => {
    expect(parse({ acl: 'bucket-owner-full-control' }).acl).toBe('bucket-owner-full-control');
  });
});

describe('OpenTofu', () => {
  it('leaves the same file, without a version of Terraform', () => {
    const { backend } = backendFile({ region: 'eu-west-1' }) as { backend: object };

    expect(parseBackendFile({ version: 3, backend }, {}, '/checkout/module')).toEqual(parse({ region: 'eu-west-1' }));
  });

  it('leaves an older one with modules in it', () => {
    const old = { ...backendFile(), serial: 1, lineage: 'x', modules: [{ path: ['root'], outputs: {} }] };

    expect(parseBackendFile(old, {}, '/checkout/module')).toEqual(parse());
  });
});

describe('a backend that Lockstep cannot work with', () => {
  it.each(['gcs', 'azurerm', 'cloud', 'remote', 'local', 'http'])('%s is refused by name', (type) => {
    const file = { version: 3, backend: { type, config: {}, hash: 1 } };

    expect(() => parseBackendFile(file, {}, '/checkout/module')).toThrow(BackendUnusable);
    expect(() => parseBackendFile(file, {}, '/checkout/module')).toThrow(
      `the root module uses ${type === 'cloud' ? 'a cloud block' : `the backend "${type}"`}; Lockstep works with "s3" only.`,
    );
  });

  it.each([[{}], [{ version: 3 }], [{ backend: null }]])('is none when the file says %j', (file) => {
    expect(() => parseBackendFile(file, {}, '/checkout/module')).toThrow(
      /the root module has no backend block, .* Add `terraform/,
    );
  });

  it.each([[null], ['x'], [7], [{ backend: 's3' }], [{ backend: { type: 3 } }]])(
    'is told when the file is %j',
    (file) => {
      expect(() => parseBackendFile(file, {}, '/checkout/module')).toThrow(BackendUnusable);
      expect(() => parseBackendFile(file, {}, '/checkout/module')).toThrow(
        /the file that init left in Terraform's data directory/,
      );
    },
  );

  it.each([
    [{ bucket: null }, /the backend's setting bucket is not understood/],
    [{ key: 7 }, /the backend's setting key is not understood/],
    [{ use_lockfile: 'true' }, /the backend's setting use_lockfile is not understood/],
    [{ endpoints: { s3: 7 } }, /the backend's setting endpoints\.s3 is not understood/],
  ])('is told which setting is wrong: %j', (config, message) => {
    expect(() => parse(config)).toThrow(message);
  });

  it('never shows a secret while it complains', () => {
    expect(() => parse({ secret_key: 'hunter2', token: { hunter2: 1 }, key: null })).not.toThrow(/hunter2/);
    expect(() => parse({ secret_key: 'hunter2', token: { hunter2: 1 }, key: null })).toThrow(BackendUnusable);
  });
});
