import { describe, expect, it } from 'vitest';

import { decidePrState, snapshotMetadata } from '../../../src/domain/state/snapshot.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';

const OF = 'tfstate/lesson-17/prod/terraform.tfstate';

function state(ids: readonly string[], serial = 41): Uint8Array {
  const instances = ids.map((id) => ({ index_key: id, attributes: { id } }));
  const resource = { mode: 'managed', type: 'aws_sqs_queue', name: 'jobs', provider: 'aws', instances };
  return new TextEncoder().encode(JSON.stringify({ version: 4, serial, lineage: 'x', resources: [resource] }));
}

const SEALED = new TextEncoder().encode('{"serial":7,"lineage":"x","encrypted_data":"AAAA","encryption_version":"v0"}');
const PROD = state(['a', 'b']);

/** As S3 gives it back after a put by Lockstep. */
function put(body: Uint8Array) {
  return { body, metadata: snapshotMetadata({ of: OF, serial: 41, md5: stateDigest(body) }) };
}

/** As S3 gives it back after a put by anybody else: Terraform's own puts drop the metadata. */
function putBySomebody(body: Uint8Array, metadata: Readonly<Record<string, string>> = {}) {
  return { body, metadata };
}

describe('the metadata of a snapshot', () => {
  it('names the serial and the MD5 of what was put', () => {
    expect(snapshotMetadata({ of: OF, serial: 41, md5: 'd41d8cd9' })).toEqual({
      'lockstep-serial': '41',
      'lockstep-md5': 'd41d8cd9',
      'lockstep-of': 'tfstate%2Flesson-17%2Fprod%2Fterraform.tfstate',
    });
  });

  it('names the first serial too, which is 0', () => {
    expect(snapshotMetadata({ of: OF, serial: 0, md5: 'd41d8cd9' })).toHaveProperty('lockstep-serial', '0');
  });

  it('names no serial when the state is encrypted', () => {
    expect(snapshotMetadata({ of: OF, serial: undefined, md5: 'd41d8cd9' })).toEqual({
      'lockstep-md5': 'd41d8cd9',
      'lockstep-of': 'tfstate%2Flesson-17%2Fprod%2Fterraform.tfstate',
    });
  });
});

describe('a PR state that may be overwritten or deleted', () => {
  it('is none', () => {
    expect(decidePrState({ of: OF, prState: undefined, prodBody: PROD })).toEqual({ kind: 'absent' });
  });

  it.each([
    ['as production is', PROD],
    ['although production has moved on', state(['c'], 50)],
    ['although production has no state any more', undefined],
    ['although production is encrypted', SEALED],
  ])('is the untouched snapshot, %s', (_, prodBody) => {
    expect(decidePrState({ of: OF, prState: put(PROD), prodBody })).toEqual({ kind: 'snapshot' });
  });

  it('is the untouched snapshot of an encrypted state', () => {
    expect(decidePrState({ of: OF, prState: put(SEALED), prodBody: PROD })).toEqual({ kind: 'snapshot' });
  });

  it('is an exact copy that somebody else put there, an encrypted one too', () => {
    for (const body of [PROD, SEALED]) {
      expect(decidePrState({ of: OF, prState: putBySomebody(body), prodBody: body })).toEqual({
        kind: 'nothing-beyond-prod',
      });
    }
  });

  it('is one that somebody applied on without making anything that production does not know', () => {
    expect(decidePrState({ of: OF, prState: putBySomebody(state(['a'], 42)), prodBody: PROD })).toEqual({
      kind: 'nothing-beyond-prod',
    });
  });

  it('is one of no bytes, which is none to Terraform', () => {
    expect(decidePrState({ of: OF, prState: putBySomebody(new Uint8Array()), prodBody: PROD })).toEqual({
      kind: 'nothing-beyond-prod',
    });
  });

  it.each([
    ['production has a state', PROD],
    ['production has none', undefined],
    ['production is encrypted', SEALED],
  ])('is an empty one, when %s', (_, prodBody) => {
    expect(decidePrState({ of: OF, prState: putBySomebody(state([])), prodBody })).toEqual({
      kind: 'nothing-beyond-prod',
    });
  });
});

describe('an untouched copy of another production', () => {
  const other = 'tfstate/lesson-16/prod/terraform.tfstate';
  const copyOf = (body: Uint8Array, of = other) => ({
    body,
    metadata: snapshotMetadata({ of, serial: 41, md5: stateDigest(body) }),
  });

  it.each([
    ['production has a state', PROD, state(['c'])],
    ['production has none', undefined, PROD],
    ['production is encrypted', SEALED, PROD],
    ['it is encrypted itself', PROD, SEALED],
  ])('is neither applied on nor this production’s when %s, and says whose it is', (_, prodBody, body) => {
    expect(decidePrState({ of: OF, prState: copyOf(body), prodBody })).toEqual({ kind: 'other-snapshot', of: other });
  });

  it('is no more than a copy where production knows all of it, since a key has moved', () => {
    expect(decidePrState({ of: OF, prState: copyOf(state(['a'])), prodBody: PROD })).toEqual({
      kind: 'nothing-beyond-prod',
    });
  });

  it('is in use once somebody has written to it', () => {
    const prState = { ...copyOf(PROD), body: state(['a', 'c'], 42) };
    expect(decidePrState({ of: OF, prState, prodBody: undefined })).toMatchObject({ kind: 'in-use' });
  });
});

describe('a PR state that is in use', () => {
  it('holds an object that production does not know, and names that one only', () => {
    expect(decidePrState({ of: OF, prState: putBySomebody(state(['a', 'c'], 42)), prodBody: PROD })).toEqual({
      kind: 'in-use',
      instances: [expect.objectContaining({ address: 'aws_sqs_queue.jobs["c"]', id: 'c' })],
    });
  });

  it('may hold a single object', () => {
    expect(decidePrState({ of: OF, prState: putBySomebody(state(['c'], 42)), prodBody: PROD })).toMatchObject({
      kind: 'in-use',
      instances: [{ id: 'c' }],
    });
  });

  it('is one whose mark is of other bytes: written after Lockstep', () => {
    const prState = putBySomebody(
      state(['a', 'c'], 42),
      snapshotMetadata({ of: OF, serial: 41, md5: stateDigest(PROD) }),
    );

    expect(decidePrState({ of: OF, prState, prodBody: PROD })).toMatchObject({
      kind: 'in-use',
      instances: [{ id: 'c' }],
    });
  });

  it.each([
    ['production has no state', undefined],
    ['production is encrypted and cannot be compared', SEALED],
  ])('holds whatever it holds when %s', (_, prodBody) => {
    expect(decidePrState({ of: OF, prState: putBySomebody(state(['a', 'b'], 42)), prodBody })).toMatchObject({
      kind: 'in-use',
      instances: [{ id: 'a' }, { id: 'b' }],
    });
  });

  it.each([
    ['encrypted', SEALED],
    ['no state at all', new TextEncoder().encode('hello')],
  ])('cannot be compared when it is %s: names nothing and is kept', (_, body) => {
    expect(decidePrState({ of: OF, prState: putBySomebody(body), prodBody: PROD })).toEqual({
      kind: 'in-use',
      instances: [],
    });
  });
});
