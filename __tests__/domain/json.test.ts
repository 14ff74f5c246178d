import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  areSameText,
  canonicalJson,
  canonicalPieces,
  isSameJson,
  leafTextOf,
  listIn,
  LongJson,
  parseJsonExactly,
} from '../../src/domain/json.ts';

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
    ['{"id":9007199254740993}', { id: '9007199254740993' }],
    ['[0.12345678901234567891]', ['0.12345678901234567891']],
    ['[12345678901234567890,"12345678901234567890"]', ['12345678901234567890', '12345678901234567890']],
    ['{"n":1.5,"s":"1234567890.1234567","t":true,"z":null}', { n: 1.5, s: '1234567890.1234567', t: true, z: null }],
    ['[9007199254740991]', [9007199254740991]],
  ])('keeps numbers apart that a double does not: %s', (text, json) => {
    expect(parseJsonExactly(text)).toEqual(json);
  });

  it('refuses what is no JSON', () => {
    expect(() => parseJsonExactly('{')).toThrow(SyntaxError);
  });
});

/** Some of them longer than what is written at once, with characters of two halves in any place. */
const values = fc.oneof(
  fc.jsonValue(),
  fc
    .tuple(fc.nat({ max: 9 }), fc.constantFrom('a', '😀', '"', '\ud83d', '\n–'))
    .map(([shift, unit]) => '.'.repeat(shift) + unit.repeat(70_000)),
  fc.array(fc.jsonValue(), { maxLength: 3 }).map((list) => [...list, { b: 'x'.repeat(70_000), 10: 1, 9: '€', a: {} }]),
);

describe('what is too long for one text', () => {
  it('has the same canonical JSON in pieces', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect([...canonicalPieces(value)].join('')).toBe(canonicalJson(value));
      }),
      { numRuns: 100 },
    );
  });

  it.each<[unknown, unknown]>([
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: null }, { b: null }],
    [[1], [1, 2]],
    [[], {}],
    [{ 0: 1 }, [1]],
  ])('is not the same where there is more, or something else: %j and %j', (one, other) => {
    expect(isSameJson(one, other)).toBe(false);
    expect(isSameJson(other, one)).toBe(false);
  });

  it('is compared as its canonical JSON is, and is the list that this is', () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        const areSame = canonicalJson(one) === canonicalJson(other);

        expect(isSameJson(one, other)).toBe(areSame);
        expect(isSameJson(one, structuredClone(one))).toBe(true);
        expect(areSameText(leafTextOf(one), leafTextOf(other))).toBe(areSame);
        expect(areSameText(leafTextOf(one), leafTextOf(structuredClone(one)))).toBe(true);
        expect(canonicalJson(listIn(leafTextOf(one)) ?? null)).toBe(canonicalJson(Array.isArray(one) ? one : null));
      }),
      { numRuns: 100 },
    );
    expect(leafTextOf('x'.repeat(70_000))).toBeInstanceOf(LongJson);
  });
});
