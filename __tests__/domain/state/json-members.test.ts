import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  bytesOf,
  elementsOf,
  kindOf,
  memberSpans,
  membersOf,
  parseSpan,
  spanOf,
  type Bytes,
} from '../../../src/domain/state/json-members.ts';

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** As a file has them: so many bytes at hand at a time, and each time in the same memory. */
function inWindows(body: Uint8Array, size: number): Bytes {
  const memory = new Uint8Array(size);
  return {
    length: body.length,
    read: (from) => {
      const part = body.subarray(from, from + size);
      memory.fill(0x21).set(part);
      return memory.subarray(0, part.length);
    },
  };
}

/** All of a document, by its members and elements alone. */
function read(bytes: Bytes, span = spanOf(bytes)): unknown {
  switch (kindOf(bytes, span)) {
    case 'object':
      return Object.fromEntries([...membersOf(bytes, span)].map(({ name, span: of }) => [name, read(bytes, of)]));
    case 'list':
      return [...elementsOf(bytes, span)].map((element) => read(bytes, element));
    case 'text':
    case 'number':
    case 'boolean':
    case 'null':
      return parseSpan(bytes, span);
  }
}

type Outcome = { readonly json: unknown } | 'no JSON';

function outcomeOf(parse: () => unknown): Outcome {
  try {
    return { json: parse() };
  } catch (error) {
    if (error instanceof SyntaxError) return 'no JSON';
    throw error;
  }
}

const windows = fc.integer({ min: 1, max: 9 });
const space = fc.constantFrom('', ' ', '\n', '\t\r ');
const texts = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
  fc
    .array(fc.constantFrom('\\u003c', '\\ud83d', '\\uDE00', '\\\\', '\\"', '\\/', '\\n', 'ü', '😀', 'a', '{', ']'))
    .map((parts) => `"${parts.join('')}"`),
);
const numbers = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((number) => JSON.stringify(number)),
  fc.bigInt().map(String),
  fc.constantFrom('-0', '0.0', '1E400', '-1e-400', '12345678901234567890.1e+7'),
);
/** JSON texts of any shape and white space, with names that are given twice. */
const { value: documents } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    texts,
    numbers,
    fc.constantFrom('true', 'false', 'null'),
    tie('list'),
    tie('object'),
  ),
  list: fc
    .tuple(space, fc.array(tie('value'), { maxLength: 4 }))
    .map(([gap, elements]) => `[${gap}${elements.join(`${gap},${gap}`)}${gap}]`),
  object: fc
    .tuple(
      space,
      fc.array(fc.tuple(fc.oneof(texts, fc.constantFrom('"a"', '"__proto__"', '"7"')), tie('value')), { maxLength: 4 }),
    )
    .map(
      ([gap, members]) => `{${gap}${members.map(([name, of]) => `${name}${gap}:${gap}${of}`).join(`${gap},`)}${gap}}`,
    ),
}));

describe('the members of a JSON text', () => {
  it('are those that JSON.parse finds, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(documents, space, windows, (text, gap, size) => {
        const whole = gap + text + gap;

        expect(read(inWindows(encode(whole), size))).toEqual(JSON.parse(whole));
      }),
      { numRuns: 1000 },
    );
  });

  it('are found in what JSON.parse takes, and in nothing else', () => {
    const broken = fc
      .tuple(
        documents,
        fc.nat(),
        fc.nat({ max: 3 }),
        fc.constantFrom('', ',', '"', '}', ']', '0', '-', '.', 'e', '\\', '\n', '\u0001', ':', 'nul'),
      )
      .map(([text, at, gone, put]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + put + text.slice(place + gone);
      });
    fc.assert(
      fc.property(fc.oneof(broken, fc.string()), windows, (text, size) => {
        const body = encode(text);
        const parsed = outcomeOf(() => JSON.parse(new TextDecoder().decode(body)));

        // Nothing in it is parsed here.
        expect(outcomeOf(() => spanOf(inWindows(body, size))) === 'no JSON').toBe(parsed === 'no JSON');
        expect(outcomeOf(() => read(inWindows(body, size)))).toEqual(parsed);
      }),
      { numRuns: 2000 },
    );
  });

  it('are read from any bytes as TextDecoder reads them', () => {
    const marked = fc
      .tuple(fc.constantFrom([], [0xef, 0xbb, 0xbf], [0xef, 0xbb]), fc.uint8Array({ maxLength: 12 }))
      .map(([mark, inside]) => Uint8Array.from([...mark, 0x5b, 0x22, ...inside, 0x22, 0x5d]));
    fc.assert(
      fc.property(marked, windows, (body, size) => {
        expect(outcomeOf(() => read(inWindows(body, size)))).toEqual(
          outcomeOf(() => JSON.parse(new TextDecoder().decode(body))),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('may be nested as deep as memory has room for', () => {
    const bytes = bytesOf(encode(`{"deep":${'['.repeat(300_000)}${']'.repeat(300_000)},"behind":1}`));
    const behind = memberSpans(bytes, spanOf(bytes)).get('behind');

    expect(behind && parseSpan(bytes, behind)).toBe(1);
  });
});
