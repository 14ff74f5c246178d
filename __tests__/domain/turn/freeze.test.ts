import { describe, expect, it } from 'vitest';

import { compareWithUnsaved } from '../../../src/domain/turn/freeze.ts';
import { stateFingerprint } from '../../../src/domain/state/state.ts';
import { createFreeze } from '../../support/fakes/factories.ts';

const LINEAGE = 'bb177dff-f870-619a-3282-a6a878f62804';

function bytes(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function state(serial: number, resources: readonly object[], overrides: object = {}): Uint8Array {
  return bytes({ version: 4, serial, lineage: LINEAGE, outputs: {}, resources, ...overrides });
}

/** What OpenTofu writes when it encrypts: other bytes every time. */
function sealed(serial: number, data: string): Uint8Array {
  return bytes({ serial, lineage: LINEAGE, encrypted_data: data, encryption_version: 'v0' });
}

const OLD = state(41, []);
const UNSAVED = state(42, [{ name: 'made' }]);
const frozen = createFreeze({ fingerprint: stateFingerprint(UNSAVED), before: stateFingerprint(OLD) });

describe("production's state, of which an apply could not save the next", () => {
  it.each<[string, Uint8Array | undefined]>([
    ['is not there at all', undefined],
    ['is as it was then', OLD],
    ['is as it was then, and was only written again', state(43, [], { terraform_version: '1.12.0' })],
  ])('is behind while it %s', (_, body) => {
    expect(compareWithUnsaved(frozen, body)).toBe('behind');
  });

  it.each([
    ['as it is', UNSAVED],
    ['by a push, which counts its serial up', state(43, [{ name: 'made' }])],
    ['by a push where there was none, which gives it another lineage', state(1, [{ name: 'made' }], { lineage: 'x' })],
    ['by another version of the tool', state(42, [{ name: 'made' }], { terraform_version: '1.12.0' })],
  ])('is saved once what was missing is put there %s', (_, body) => {
    expect(compareWithUnsaved(frozen, body)).toBe('saved');
  });

  it('has been written since by nobody knows whom when it is neither', () => {
    expect(compareWithUnsaved(frozen, state(42, [{ name: 'other' }]))).toBe('written-since');
    expect(compareWithUnsaved(frozen, new TextEncoder().encode('no state'))).toBe('written-since');
  });

  it('is behind while there is none, when there was none then', () => {
    const first = createFreeze({ fingerprint: stateFingerprint(UNSAVED), before: undefined });
    expect(compareWithUnsaved(first, undefined)).toBe('behind');
    expect(compareWithUnsaved(first, UNSAVED)).toBe('saved');
  });

  it('that is encrypted is told by its bytes alone: the same content is never the same twice', () => {
    const fingerprint = stateFingerprint(sealed(42, 'AAAA'));
    const unsaved = createFreeze({ fingerprint, before: stateFingerprint(sealed(41, 'OLD0')) });
    expect(compareWithUnsaved(unsaved, sealed(42, 'AAAA'))).toBe('saved');
    expect(compareWithUnsaved(unsaved, sealed(43, 'BBBB'))).toBe('written-since');
    expect(compareWithUnsaved(unsaved, sealed(41, 'OLD0'))).toBe('behind');
  });
});
