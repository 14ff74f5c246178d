import { describe, expect, it } from 'vitest';

import { describeNoState, kindOfNoState } from '../../../src/domain/state/no-state.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what lies in the place of a state', () => {
  it.each<[string, Uint8Array, string | undefined]>([
    ['HTML', bytes('<!DOCTYPE html><html></html>'), 'a page of HTML, or XML'],
    ['gzip', Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 1]), 'an archive of gzip'],
    ['zip', Uint8Array.from([0x50, 0x4b, 3, 4, 0xff]), 'an archive of zip'],
    ['age', bytes('age-encryption.org/v1\n'), 'what age has encrypted'],
    ['a state that is cut off', bytes('{"version": 4, "ser'), 'a document of JSON that is cut off or damaged'],
    ['bytes', Uint8Array.from([0x80, 0xff, 0x00, 0x01]), 'binary, of no kind that is known'],
    ['words', bytes('moved to another bucket'), 'text, and no JSON'],
    ['a state', bytes('{"version":4,"serial":1,"lineage":"a","resources":[]}'), undefined],
    ['an encrypted state', bytes('{"serial":1,"meta":{},"encrypted_data":"x"}'), undefined],
  ])('is told by its first bytes: %s', (_, body, kind) => {
    expect(kindOfNoState(body)).toBe(kind);
  });

  it('is told with its place and what to do', () => {
    expect(describeNoState('states/prod/terraform.tfstate', bytes('<html>'))).toBe(
      "the object at s3://states/prod/terraform.tfstate is no state of Terraform's: by its first bytes it is a page of HTML, or XML. Correct key where something else lies there; where the state did, bring back an older version of the object (`aws s3api list-object-versions`).",
    );
    expect(describeNoState('states/prod/terraform.tfstate', bytes('{}'))).toBeUndefined();
  });
});
