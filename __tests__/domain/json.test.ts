import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalJson, exactJson, ExactNumber, isSameJson, parseJsonExactly } from '../../src/domain/json.ts';

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

describe('two values', () => {
  const number = fc.constantFrom('1', '12345678901234567890', '12345678901234567891').map(parseJsonExactly);
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<unknown>(null, undefined, 'a', '1', '12345678901234567890', true),
      number,
      fc.array(tie('tree'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'constructor'), tie('tree'), { maxKeys: 2 }),
    ),
  }));

  it('are the same where their JSON for people is, whatever they are', () => {
    let same = 0;
    fc.assert(
      fc.property(tree, tree, (one, other) => {
        for (const [a, b] of [
          [one, other],
          [one, structuredCopy(one)],
        ] as const) {
          const isSame = exactJson(a ?? null) === exactJson(b ?? null);
          same += isSame ? 1 : 0;
          expect(isSameJson(a ?? null, b ?? null)).toBe(isSame);
        }
      }),
      { numRuns: 1000 },
    );
    expect(same).toBeGreaterThan(1000);
  });
});

/** Made anew, so that nothing is the same by being the very same. */
function structuredCopy(value: unknown): unknown {
  return parseJsonExactly(exactJson(value ?? null));
}
