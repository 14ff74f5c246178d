import { describe, expect, it } from 'vitest';

import { canonicalJson, exactJson, ExactNumber, parseJsonExactly } from '../../src/domain/json.ts';

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

describe('JSON that is parsed exactly', () => {
  it.each<[string, unknown]>([
    ['{"id":9007199254740993}', { id: new ExactNumber('9007199254740993') }],
    ['[0.12345678901234567891]', [new ExactNumber('0.12345678901234567891')]],
    [
      '[12345678901234567890,"12345678901234567890"]',
      [new ExactNumber('12345678901234567890'), '12345678901234567890'],
    ],
    ['{"n":1.5,"s":"1234567890.1234567","t":true,"z":null}', { n: 1.5, s: '1234567890.1234567', t: true, z: null }],
    ['[9007199254740991]', [9007199254740991]],
  ])('keeps numbers apart that a double does not: %s', (text, json) => {
    expect(parseJsonExactly(text)).toEqual(json);
  });

  it('refuses what is no JSON', () => {
    expect(() => parseJsonExactly('{')).toThrow(SyntaxError);
  });
});

describe('JSON for people', () => {
  it.each([
    '1000000000000000000000',
    '-1000000000000000000000000000001',
    '9007199254740993',
    '0.12345678901234567891',
    '{"a":12345678901234567890,"b":["12345678901234567890",null,1.5]}',
    '1e-8',
  ])('has every number as it was written, and a text of the same digits as a text: %s', (text) => {
    expect(exactJson(parseJsonExactly(text))).toBe(text);
  });

  it('has sorted keys, and a number of JavaScript without an exponent', () => {
    expect(exactJson({ b: 1e21, a: undefined, A: [undefined] })).toBe('{"A":[null],"b":1000000000000000000000}');
  });
});
