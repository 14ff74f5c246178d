import { describe, expect, it } from 'vitest';

import { openConceal } from '../../../src/domain/secrets/conceal.ts';
import { parseJsonExactly } from '../../../src/domain/json.ts';
import { diffValues } from '../../../src/domain/plan/value-diff.ts';
import type { ChangeValues } from '../../../src/domain/plan/plan.ts';

function diff(
  before: unknown,
  after: unknown,
  more: Partial<ChangeValues> = {},
  secrets: readonly string[] = [],
): readonly string[] {
  return diffValues({ before, after, unknown: {}, ...more }, openConceal(new Set(secrets))).map(
    ({ sign, path, text }) => `${sign} ${path} ${text}`,
  );
}

describe('what becomes of a value', () => {
  it.each<[string, unknown, unknown, readonly string[]]>([
    ['an attribute', { a: 1, b: 'x' }, { a: 1, b: 'y' }, ['- b "x"', '+ b "y"']],
    [
      'a key of a map',
      { tags: { Name: 'a', 'my key': 1 } },
      { tags: { Name: 'b' } },
      ['- tags.Name "a"', '+ tags.Name "b"', '- tags["my key"] 1'],
    ],
    ['an element of a list', { l: [1, 2, 3] }, { l: [1, 5] }, ['- l[1] 2', '+ l[1] 5', '- l[2] 3']],
    [
      'an element that comes in between, and none behind it',
      { l: ['a', 'b', 'c'] },
      { l: ['a', 'x', 'b', 'c'] },
      ['+ l[1] "x"'],
    ],
    ['an element that goes', { l: [{ p: 1 }, { p: 2 }, { p: 3 }] }, { l: [{ p: 2 }, { p: 3 }] }, ['- l[0].p 1']],
    [
      'an element that changes behind one that comes',
      { l: [{ p: 1 }, { p: 2, q: 1 }] },
      { l: [{ p: 9 }, { p: 1 }, { p: 2, q: 2 }] },
      ['+ l[0].p 9', '- l[2].q 1', '+ l[2].q 2'],
    ],
    [
      'the lines of a text that differ',
      { script: 'a\nb\nc\nd\n' },
      { script: 'a\nB\nc\nd\ne\n' },
      ['- script:2 "b"', '+ script:2 "B"', '+ script:5 "e"'],
    ],
    ['a text of one line as a whole', { t: 'a\n' }, { t: 'b\n' }, ['- t "a\\n"', '+ t "b\\n"']],
    ['a block', { rule: [{ port: 1 }] }, { rule: [{ port: 1 }, { port: 2 }] }, ['+ rule[1].port 2']],
    [
      'all of what is made',
      null,
      { a: 1, none: null, tags: {}, rule: [{ port: 2 }] },
      ['+ a 1', '+ tags {}', '+ rule[0].port 2'],
    ],
    ['all of what is destroyed', { a: 1, none: null }, null, ['- a 1']],
    [
      'a document in a string',
      { policy: '{"a":[1],"b":2}' },
      { policy: '{"b":3,"a":[1]}' },
      ['- policy.b 2', '+ policy.b 3'],
    ],
    ['a document that was none', { policy: 'x' }, { policy: '{"a":1}' }, ['- policy "x"', '+ policy "{\\"a\\":1}"']],
    ['an object in the place of a text', { v: 'x' }, { v: { a: 1 } }, ['- v "x"', '+ v.a 1']],
    ['an empty list in the place of none', { v: null }, { v: [] }, ['+ v []']],
    ['a value without attributes', 'a', 'b', ['-  "a"', '+  "b"']],
    ['nothing', { a: [{ b: 1 }] }, { a: [{ b: 1 }] }, []],
    ['a null at the end of a list', { l: ['a'] }, { l: ['a', null] }, ['+ l[1] null']],
    ['a null that goes', { l: ['a', null] }, { l: ['a'] }, ['- l[1] null']],
    ['a null in a map, and in a document', { m: { a: null } }, { m: {}, d: null }, ['- m.a null']],
    ['a null in a document', { d: '{"a":1}' }, { d: '{"a":1,"b":null}' }, ['+ d.b null']],
    [
      'a number that became its own text',
      { n: 7, l: [1] },
      { n: '7', l: ['1'] },
      ['- n 7', '+ n "7"', '- l[0] 1', '+ l[0] "1"'],
    ],
    [
      'a long number that became its own text in a document',
      { p: '{"id":12345678901234567890}' },
      { p: '{"id":"12345678901234567890"}' },
      ['- p.id 12345678901234567890', '+ p.id "12345678901234567890"'],
    ],
    [
      'a text of several lines that is new, line by line',
      { name: 'x' },
      { name: 'x', script: '#!/bin/sh\n  echo\n\nexit\n' },
      ['+ script:1 "#!/bin/sh"', '+ script:2 "  echo"', '+ script:3 ""', '+ script:4 "exit"'],
    ],
    ['no element that stays at its place', { l: [1, 2, 3] }, { l: [3, 2, 1] }, ['- l[0] 1', '+ l[2] 1']],
    ['an empty list and map that stay', { e: [], m: {}, n: { l: [] } }, { e: [], m: {}, n: { l: [] } }, []],
  ])('is told of %s', (_, before, after, lines) => {
    expect(diff(before, after)).toEqual(lines);
  });

  it('says what is known after the apply only', () => {
    expect(diff({ id: 'x', tags: { a: 1 } }, { tags: { a: 1 } }, { unknown: { id: true, tags: { b: true } } })).toEqual(
      ['- id "x"', '+ id (known after apply)', '+ tags.b (known after apply)'],
    );
    expect(diff(null, {}, { unknown: { rule: [{ id: true }] } })).toEqual(['+ rule[0].id (known after apply)']);
    expect(diff('a', null, { unknown: true })).toEqual(['-  "a"', '+  (known after apply)']);
  });

  it.each<[string, unknown, unknown, unknown]>([
    ['that stay', { e: [], t: {} }, { e: [], t: {} }, { e: [], t: {} }],
    ['that stay filled', { e: [{ p: 1 }], t: { a: 1 } }, { e: [{ p: 1 }], t: { a: 1 } }, { e: [{}], t: {} }],
    ['in what is there', { n: { l: [[]] } }, { n: { l: [[]] } }, { n: { l: [[]] } }],
  ])(
    'takes no list and no map for changed because it stands among what is known later: %s',
    (_, before, after, unknown) => {
      expect(diff(before, after, { unknown })).toEqual([]);
    },
  );

  it('says that a value is sensitive from now on, or no longer, where nothing else changes', () => {
    const marks = { before: { a: true, l: [false, true] }, after: { b: true, l: [true, false], s: true } };
    const values = { a: 'one', b: 'two', l: ['x', 'y'], s: null };
    expect(diff(values, values, { sensitive: marks })).toEqual([
      '! a (the same value, no longer sensitive)',
      '! b (the same value, sensitive from now on)',
      '! l[0] (the same value, sensitive from now on)',
      '! l[1] (the same value, no longer sensitive)',
    ]);
  });

  it('shows no line of a new text that a secret of several lines is in', () => {
    expect(diff(null, { t: 'begin\nab cd\nef gh\nend\n' }, {}, ['ab cd\nef gh'])).toEqual([
      '+ t:1 "begin"',
      '+ t:2 (sensitive)',
      '+ t:3 "end"',
    ]);
  });

  it('shows large numbers as they are', () => {
    const [before, after] = ['[1e3,1000000000000000000000]', '[1e3,12345678901234567890123]'].map((text) =>
      parseJsonExactly(text),
    );
    expect(diff({ n: before }, { n: after })).toEqual([
      '- n[1] 1000000000000000000000',
      '+ n[1] 12345678901234567890123',
    ]);
  });

  it('shows nothing that is marked sensitive, on either side', () => {
    const marked = { sensitive: { before: { a: true }, after: { b: { c: true }, d: true } } };
    const before = { a: 'one', b: { c: 'two', x: 1 }, d: 'same' };
    const after = { a: 'three', b: { c: 'four', x: 2 }, d: 'same', e: 'plain' };
    expect(diff(before, after, marked)).toEqual([
      '! a (sensitive)',
      '! b.c (sensitive)',
      '- b.x 1',
      '+ b.x 2',
      '! d (the same value, sensitive from now on)',
      '+ e "plain"',
    ]);
    expect(diff(null, { a: 'one' }, { sensitive: { before: false, after: { a: true } } })).toEqual(['+ a (sensitive)']);
    expect(diff({ a: 'one' }, null, { sensitive: { before: { a: true }, after: false } })).toEqual(['- a (sensitive)']);
    expect(
      diff({ a: 'one' }, {}, { unknown: { a: true }, sensitive: { before: { a: true }, after: { a: true } } }),
    ).toEqual(['! a (sensitive)']);
  });

  it('shows the elements of a list that are known later, and those that are sensitive, as what they are', () => {
    expect(diff(['one'], ['zero', 'one'], { unknown: false })).toEqual(['+ [0] "zero"']);
    expect(diff({ l: ['a', 'b'] }, { l: [null, 'a', 'b'] }, { unknown: { l: [true, false, false] } })).toEqual([
      '+ l[0] (known after apply)',
    ]);
    const marks = { before: { l: [true, false] }, after: { l: [false, true, false] } };
    expect(diff({ l: ['hidden', 'b'] }, { l: ['new', 'hidden', 'b'] }, { sensitive: marks })).toEqual(['+ l[0] "new"']);
    expect(diff({ l: ['hidden', 'b'] }, { l: ['b'] }, { sensitive: marks })).toEqual(['- l[0] (sensitive)']);
  });

  it('shows no line of a text that is secret, or holds a secret', () => {
    const [before, after] = ['user: a\npassword: hunter22\nx\n', 'user: b\npassword: hunter23\nx\n'];
    const texts = [{ t: before }, { t: after }] as const;
    expect(diff(...texts, {}, ['hunter22', 'hunter23'])).toEqual([
      ...['- t:1 "user: a"', '+ t:1 "user: b"'],
      ...['- t:2 "password: (sensitive)"', '+ t:2 "password: (sensitive)"'],
    ]);
    expect(diff(...texts, {}, [after])).toEqual([expect.stringMatching(/^- t "user: a/), '+ t (sensitive)']);
  });

  it('shows the first of the lines that differ, and counts the others', () => {
    const lines = (word: string) => Array.from({ length: 100 }, (_, index) => `${word} ${index}`).join('\n');
    const shown = diff({ t: lines('a') }, { t: lines('b') });
    expect(shown).toHaveLength(121);
    expect(shown.slice(0, 2)).toEqual(['- t:1 "a 0"', '+ t:1 "b 0"']);
    expect(shown.at(-1)).toBe('! t (40 more lines differ)');
  });

  it('shows of a long text the place where it begins to differ', () => {
    const [before, after] = ['OLD', 'NEW'].map((word) => ({ t: 'x'.repeat(500) + word + '😀'.repeat(500) })) as [
      object,
      object,
    ];
    const [old = '', now = ''] = diff(before, after);
    expect(old).toMatch(/^- t … x+OLD/);
    expect(now).toMatch(/^\+ t … x+NEW.* … \(1505 characters\)$/u);
    expect([old, now].every((line) => line.isWellFormed())).toBe(true);
  });

  it('tells a document apart from one of another number, however long, and from one that is only written otherwise', () => {
    expect(diff({ p: '{"id":9007199254740993}' }, { p: '{"id":9007199254740992}' })).toHaveLength(2);
    expect(diff({ p: '{"a":1,"b":2}' }, { p: '{ "b": 2, "a": 1 }' })).toEqual(['! p (white space or order only)']);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('takes %s for a name like any other', (name) => {
    const after = JSON.parse(`{"tags":{${JSON.stringify(name)}:"x"}}`) as unknown;
    expect(diff({ tags: {} }, after)).toEqual([`+ tags.${name} "x"`]);
    expect(
      diff(null, { tags: { other: 1 } }, { unknown: JSON.parse(`{"tags":{${JSON.stringify(name)}:true}}`) }),
    ).toEqual(['+ tags.other 1', `+ tags.${name} (known after apply)`]);
  });

  it('shows nothing of a part that is marked, where the whole is shown', () => {
    const before = { input: { pin: 48151623, ab: 'zz', deep: [{ m: { 'hidden-key': true } }] } };
    const marks = { before: { input: { pin: true, ab: true, deep: [{ m: true }] } }, after: {} };
    expect(diff(before, {}, { unknown: { input: true }, sensitive: marks })).toEqual([
      '- input {"ab":"(sensitive)","deep":[{"m":"(sensitive)"}],"pin":"(sensitive)"}',
      '+ input (known after apply)',
    ]);
  });

  it('shows nothing that is known to be secret, though it is not marked there', () => {
    expect(diff(null, { copy: 'hunter2', list: ['hunter2', 'x'] }, {}, ['hunter2'])).toEqual([
      '+ copy (sensitive)',
      '+ list[0] (sensitive)',
      '+ list[1] "x"',
    ]);
  });

  it('shows no part of a secret that a longer text holds, where it is cut or has a quote in it either', () => {
    const secret = 'pass"word-'.repeat(8);
    for (let before = 120; before <= 220; before += 1) {
      const [line = ''] = diff(null, { a: `${'x'.repeat(before)}${secret}${'y'.repeat(600)}` }, {}, [secret]);
      expect(line).not.toContain('word-');
    }
    expect(diff(null, { 'key of secret-name': { a: 1 } }, {}, ['secret-name'])).toEqual([
      '+ ["key of (sensitive)"].a 1',
    ]);
  });

  it('shortens a value that nobody would read', () => {
    const [line] = diff(null, { a: 'x'.repeat(5000) });
    expect(line?.length).toBeLessThan(400);
    expect(line).toContain('(5002 characters)');
  });
});
