import { describe, expect, it } from 'vitest';

import { describeLeftState } from '../../../src/domain/apply/left-state.ts';

const PROGRESS = {
  finished: ['a.done'],
  failed: ['a.failed["x"]'],
  inFlight: ['a.begun', 'a.gone'],
  notBegun: ['a.never'],
};

function stateOf(...names: readonly string[]): Uint8Array {
  const resources = names.map((name) => ({
    ...{ mode: 'managed', type: 'a', name: name.replace(/\[.*/, ''), provider: 'p' },
    instances: [{ ...(name.includes('[') ? { index_key: 'x' } : {}), attributes: {} }],
  }));
  return new TextEncoder().encode(JSON.stringify({ version: 4, serial: 43, lineage: 'l', resources }));
}

describe('what a failed apply has left in its state', () => {
  it('is its serial, how many objects, and those that were begun and not finished', () => {
    expect(describeLeftState(stateOf('done', 'begun', 'failed["x"]', 'never'), PROGRESS)).toEqual({
      serial: 43,
      objectCount: 4,
      unfinished: ['a.failed["x"]', 'a.begun'],
    });
  });

  it.each<[string, Uint8Array | undefined, object | undefined]>([
    ['cannot be read', undefined, undefined],
    [
      'is encrypted',
      new TextEncoder().encode('{"serial":7,"encrypted_data":"x"}'),
      { serial: 7, objectCount: undefined, unfinished: [] },
    ],
    ['is no state', new TextEncoder().encode('?'), { serial: undefined, objectCount: undefined, unfinished: [] }],
  ])('is told as far as it is known where it %s', (_, body, left) => {
    expect(describeLeftState(body, PROGRESS)).toEqual(left);
  });

  it('names no object where it is not known how far the apply came', () => {
    expect(describeLeftState(stateOf('begun'), undefined)).toEqual({ serial: 43, objectCount: 1, unfinished: [] });
  });
});
