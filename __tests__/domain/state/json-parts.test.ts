import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalJson, parseJsonExactly } from '../../../src/domain/json.ts';
import { bytesOf, spanOf } from '../../../src/domain/state/json-members.ts';
import { parseByParts, writeCanonical } from '../../../src/domain/state/json-parts.ts';

function canonicalOf(text: string): string {
  const bytes = bytesOf(new TextEncoder().encode(text));
  let written = '';
  writeCanonical(bytes, spanOf(bytes), (part) => (written += part));
  return written;
}

function parsedOf(text: string): unknown {
  const bytes = bytesOf(new TextEncoder().encode(text));
  return parseByParts(bytes, spanOf(bytes), new Map());
}

/** Longer than what is parsed at once: of characters and escapes that must not be cut apart, in any place. */
const longTexts = fc
  .tuple(
    fc.array(
      fc.constantFrom(
        '\\u003c',
        '\\ud83d',
        '\\ude00',
        '\\ud83d\\ude00',
        '\\\\',
        '\\"',
        '\\n',
        'ü',
        '€',
        '😀',
        'a',
        '\\/',
      ),
      { minLength: 1, maxLength: 12 },
    ),
    fc.nat({ max: 40 }),
  )
  .map(([parts, shift]) => {
    const piece = parts.join('');
    return `"${'.'.repeat(shift)}${piece.repeat(Math.ceil(70_000 / piece.length))}"`;
  });
const values = fc.oneof(
  longTexts,
  fc.json(),
  fc.constantFrom('"<"', '1.0', '-0', '{"b":1,"10":2,"9":3,"__proto__":4,"a":{}}', '12345678901234567890', '[]'),
);
/** Documents of which some parts are long. */
const documents = fc.oneof(
  longTexts,
  fc.array(values, { minLength: 1, maxLength: 5 }).map((list) => `[ ${list.join(' , ')} ]`),
  fc
    .array(fc.tuple(fc.oneof(fc.string(), fc.constantFrom('a', 'b', '10', '9', '__proto__')), values), { maxLength: 5 })
    .map(
      (members) =>
        `{"list": [${members.map(([, value]) => value).join()}], "in": {${members.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(',')}}}`,
    ),
);

describe('JSON that is parsed by parts', () => {
  it('is what it is when it is parsed at once', () => {
    fc.assert(
      fc.property(documents, (text) => {
        expect(canonicalJson(parsedOf(text))).toBe(canonicalJson(parseJsonExactly(text)));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps a long value that is there twice once', () => {
    const long = JSON.stringify(Array.from({ length: 20_000 }, (_, index) => `element ${index}`));
    const { before, after } = parsedOf(`{"before":${long},"after":${long}}`) as { before: unknown; after: unknown };

    expect(after).toBe(before);
    expect(after).toEqual(JSON.parse(long));
  });
});

describe('canonical JSON that is written by parts', () => {
  it('is what canonicalJson writes', () => {
    const exact = documents.filter((text) => !text.includes('12345678901234567890'));
    fc.assert(
      fc.property(exact, (text) => {
        expect(canonicalOf(text)).toBe(canonicalJson(JSON.parse(text)));
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['12345678901234567890', '12345678901234567891'],
    ['[0.12345678901234567891]', '[0.12345678901234567892]'],
    ['{"n":12345678901234567890}', '{"n":"12345678901234567890"}'],
    ['[1e400]', '[2e400]'],
    ['[1e400]', '[null]'],
    ['{"n": 1e-400}', '{"n": 0}'],
    ['[1E-310]', '[1.00000000000001E-310]'],
    ['[5e-324,1]', '[4e-324,1]'],
  ])('keeps numbers apart that a double does not: %s and %s', (one, other) => {
    expect(canonicalOf(one)).not.toBe(canonicalOf(other));
  });

  it.each([
    ['[1.0, 1e2, -0, 0.0e7]', '[1,100,0,0]'],
    ['[123456789012345, 1.50]', '[123456789012345,1.5]'],
  ])('tells %s as the same as %s', (one, other) => {
    expect(canonicalOf(one)).toBe(canonicalOf(other));
  });
});
