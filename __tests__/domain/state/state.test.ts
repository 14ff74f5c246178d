import { describe, expect, it } from 'vitest';

import { findInstancesBeyond, parseState, stateDigest, stateFingerprint } from '../../../src/domain/state/state.ts';
import { createInstance } from '../../support/fakes/factories.ts';

const AWS = 'provider["registry.terraform.io/hashicorp/aws"]';

function bytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}

function state(resources: readonly object[]): Uint8Array {
  return bytes({
    version: 4,
    terraform_version: '1.11.4',
    serial: 41,
    lineage: 'bb177dff-f870-619a-3282-a6a878f62804',
    outputs: { o: { value: '1', type: 'string' } },
    resources,
    check_results: null,
  });
}

function queue(overrides: object = {}): object {
  return {
    mode: 'managed',
    type: 'aws_sqs_queue',
    name: 'jobs',
    provider: AWS,
    instances: [{ schema_version: 0, attributes: { name: 'jobs', id: 'q-1' }, sensitive_attributes: [] }],
    ...overrides,
  };
}

function addresses(body: Uint8Array): readonly string[] {
  const content = parseState(body);
  return content.kind === 'plain' ? content.instances.map(({ address }) => address) : [];
}

describe('a state that can be read', () => {
  it('tells its serial, lineage and managed instances', () => {
    expect(parseState(state([queue()]))).toEqual({
      kind: 'plain',
      serial: 41,
      lineage: 'bb177dff-f870-619a-3282-a6a878f62804',
      instances: [
        {
          address: 'aws_sqs_queue.jobs',
          type: 'aws_sqs_queue',
          provider: AWS,
          id: 'q-1',
          idIsSecret: false,
          attributes: '{"id":"q-1","name":"jobs"}',
        },
      ],
    });
  });

  it('may be empty, as the one of a new workspace is', () => {
    expect(parseState(state([]))).toMatchObject({ kind: 'plain', instances: [] });
  });

  it('has no data sources among its instances: they own nothing', () => {
    expect(addresses(state([queue({ mode: 'data' }), queue()]))).toEqual(['aws_sqs_queue.jobs']);
  });

  it('names instances as Terraform does: in modules, by for_each key, by count, deposed', () => {
    const attributes = { id: 'q-1' };
    const body = state([
      queue({ module: 'module.a.module.b["x"]' }),
      queue({
        name: 'each',
        instances: [
          { index_key: 'a"b', attributes },
          { index_key: 'ä', attributes },
        ],
      }),
      queue({
        name: 'many',
        instances: [
          { index_key: 0, attributes },
          { index_key: 1, attributes },
        ],
      }),
      queue({ name: 'old', instances: [{ attributes }, { deposed: '1a2b3c4d', attributes }] }),
    ]);

    expect(addresses(body)).toEqual([
      'module.a.module.b["x"].aws_sqs_queue.jobs',
      'aws_sqs_queue.each["a\\"b"]',
      'aws_sqs_queue.each["ä"]',
      'aws_sqs_queue.many[0]',
      'aws_sqs_queue.many[1]',
      'aws_sqs_queue.old',
      'aws_sqs_queue.old (deposed 1a2b3c4d)',
    ]);
  });

  it.each([
    ['no attributes', {}],
    ['null for attributes', { attributes: null }],
    ['no id among them', { attributes: { name: 'x' } }],
    ['an empty id', { attributes: { id: '' } }],
    ['an id that is null', { attributes: { id: null } }],
    ['an id that is a number', { attributes: { id: 7 } }],
  ])('has instances without an id when they have %s', (_, instance) => {
    expect(parseState(state([queue({ instances: [instance] })]))).toMatchObject({ instances: [{ id: undefined }] });
  });

  it('reads the flat attributes that very old resources still have', () => {
    const body = state([queue({ instances: [{ attributes_flat: { id: 'q-1', 'tags.%': '0' } }] })]);

    expect(parseState(body)).toMatchObject({ instances: [{ id: 'q-1', attributes: '{"id":"q-1","tags.%":"0"}' }] });
  });
});

describe('a state that cannot be read', () => {
  it('is opaque when OpenTofu encrypted it, and still tells its serial', () => {
    const sealed = { serial: 7, lineage: 'x', meta: {}, encrypted_data: 'AAAA', encryption_version: 'v0' };

    expect(parseState(bytes(sealed))).toEqual({ kind: 'opaque', serial: 7 });
  });

  it.each([
    ['an older format', { version: 3, serial: 5, lineage: 'x', modules: [] }, 5],
    ['a newer format', { version: 5, serial: 5, lineage: 'x', resources: [] }, 5],
    ['a resource without a provider', { version: 4, serial: 5, lineage: 'x', resources: [{ mode: 'managed' }] }, 5],
    ['no object', '[]', undefined],
    ['null', 'null', undefined],
    ['no JSON', 'state', undefined],
    ['nothing', '', undefined],
  ])('is opaque when it is %s: never taken for an empty one', (_, content, serial) => {
    expect(parseState(bytes(content))).toEqual({ kind: 'opaque', serial });
  });
});

describe("what a state holds beyond production's", () => {
  const password = createInstance({
    address: 'random_password.db',
    type: 'random_password',
    provider: 'provider["registry.terraform.io/hashicorp/random"]',
    id: 'none',
    attributes: '{"id":"none","result":"a"}',
  });

  it('is nothing when it is a copy', () => {
    const copy = [createInstance(), password];

    expect(findInstancesBeyond(copy, [password, createInstance()])).toEqual([]);
  });

  it('is nothing when it is a copy with several objects whose id says nothing', () => {
    const passwords = ['a', 'b', 'c'].map((name) => ({ ...password, address: `random_password.${name}` }));

    expect(findInstancesBeyond(passwords, passwords)).toEqual([]);
  });

  it('is everything when production has no state', () => {
    expect(findInstancesBeyond([createInstance(), password], [])).toEqual([createInstance(), password]);
  });

  it('is not what production has and this state has lost', () => {
    expect(findInstancesBeyond([], [createInstance()])).toEqual([]);
  });

  it.each([
    ['id', { id: 'another' }],
    ['type', { type: 'aws_sns_topic' }],
    ['provider configuration', { provider: `${AWS}.west` }],
  ])('is an instance at a known address with another %s', (_, overrides) => {
    const other = createInstance(overrides);

    expect(findInstancesBeyond([other], [createInstance()])).toEqual([other]);
  });

  it('is not an object that was refreshed or changed: same type, provider, id and address', () => {
    const changed = createInstance({ attributes: '{"name":"jobs","tags":{"a":"b"}}' });

    expect(findInstancesBeyond([changed], [createInstance()])).toEqual([]);
  });

  it('is not an object that was moved and is the same in every attribute', () => {
    const moved = createInstance({ address: 'module.queues.aws_sqs_queue.this["jobs"]' });

    expect(findInstancesBeyond([moved], [createInstance()])).toEqual([]);
  });

  it('is a second password, although every password has the id none', () => {
    const second = { ...password, address: 'random_password.admin', attributes: '{"id":"none","result":"b"}' };

    expect(findInstancesBeyond([password, second], [password])).toEqual([second]);
  });

  it('is an object without an id that differs in any attribute: doubt counts as another object', () => {
    const known = createInstance({ id: undefined });
    const differs = createInstance({ id: undefined, attributes: '{"name":"other"}' });

    expect(findInstancesBeyond([differs], [known])).toEqual([differs]);
    expect(findInstancesBeyond([known], [known])).toEqual([]);
  });

  it("is the second of two objects that are alike: production's one explains only one of them", () => {
    const known = createInstance({ address: 'x_rule.a', id: undefined });
    const twin = createInstance({ address: 'x_rule.b', id: undefined });

    expect(findInstancesBeyond([twin, known], [known])).toEqual([twin]);
  });

  it('is the new object of a replacement, not the deposed one that production still has', () => {
    const replacement = createInstance({ id: 'new', attributes: '{"name":"new"}' });
    const deposed = createInstance({ address: 'aws_sqs_queue.jobs (deposed 1a2b3c4d)' });

    expect(findInstancesBeyond([replacement, deposed], [createInstance()])).toEqual([replacement]);
  });

  it('is a deposed object that production does not have', () => {
    const deposed = createInstance({ address: 'aws_sqs_queue.jobs (deposed 1a2b3c4d)', id: 'lost' });

    expect(findInstancesBeyond([createInstance(), deposed], [createInstance()])).toEqual([deposed]);
  });
});

describe('the digest of a state', () => {
  it('is the hex MD5 of its raw bytes, as in the digest item', () => {
    expect(stateDigest(bytes(''))).toBe('d41d8cd98f00b204e9800998ecf8427e');
    expect(stateDigest(bytes('{"version":4}\n'))).not.toBe(stateDigest(bytes('{"version":4}')));
  });
});

describe('the fingerprint of a state', () => {
  const record = {
    version: 4,
    terraform_version: '1.11.4',
    serial: 41,
    lineage: 'bb177dff-f870-619a-3282-a6a878f62804',
    outputs: { o: { value: '1', type: 'string' } },
    resources: [queue()],
    check_results: null,
  };
  const of = (value: unknown): string => stateFingerprint(bytes(value));

  it.each([
    ['its keys are in another order', Object.fromEntries(Object.entries(record).reverse())],
    ['it is indented', JSON.stringify(record, undefined, 2)],
    ['another version of the tool wrote it', { ...record, terraform_version: '1.12.0' }],
    ['checks were run since', { ...record, check_results: [{ object_kind: 'resource', status: 'pass' }] }],
    ['it was pushed, which makes a new serial', { ...record, serial: 42 }],
    ['it was pushed where there was none, which makes a new lineage', { ...record, lineage: 'x' }],
  ])('is the same when %s: that is not about the world', (_, other) => {
    expect(of(other)).toBe(of(record));
  });

  it.each([
    ['an output', { ...record, outputs: {} }],
    ['a resource', { ...record, resources: [] }],
    ['an attribute', { ...record, resources: [queue({ instances: [{ attributes: { id: 'q-2' } }] })] }],
  ])('is another when %s is another', (_, other) => {
    expect(of(other)).not.toBe(of(record));
  });

  it('of a state that OpenTofu has encrypted is that of its bytes', () => {
    const sealed = { serial: 7, lineage: 'x', encrypted_data: 'AAAA', encryption_version: 'v0' };
    expect(of(sealed)).toBe(of(JSON.stringify(sealed)));
    expect(of({ ...sealed, encrypted_data: 'AAAB' })).not.toBe(of(sealed));
    expect(of('no JSON')).not.toBe(of('no json'));
    expect(of('')).toMatch(/^[0-9a-f]{64}$/);
  });
});
