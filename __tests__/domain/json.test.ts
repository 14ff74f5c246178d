import { describe, expect, it } from 'vitest';

import { canonicalJson } from '../../src/domain/json.ts';

describe('canonical JSON', () => {
  it('is the same for equal values, whatever the order of their keys', () => {
    const text = '{"a":[{"x":1,"y":2},null],"b":{"c":"ü","d":false}}';

    expect(canonicalJson({ b: { d: false, c: 'ü' }, a: [{ y: 2, x: 1 }, null] })).toBe(text);
    expect(canonicalJson(JSON.parse(text))).toBe(text);
  });

  it('keeps the order of lists, which means something', () => {
    expect(canonicalJson([2, 1])).toBe('[2,1]');
  });
});
