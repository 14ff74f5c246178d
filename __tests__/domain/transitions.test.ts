import { describe, expect, it } from 'vitest';

import { findLeaves, findTransitions, lookIntoList, type Transition } from '../../src/domain/transitions.ts';

/** `path: before -> after`, as one reads it. */
function told(transitions: readonly Transition[]): readonly string[] {
  return transitions.map(({ path, before, after }) => `${path.join('.')}: ${before ?? '·'} -> ${after ?? 'unknown'}`);
}

describe('the leaves in which a change differs', () => {
  const find = (before: unknown, after: unknown, unknown: unknown = {}): readonly string[] =>
    told(findTransitions({ before, after, unknown }));

  it.each<[string, unknown, unknown, unknown, readonly string[]]>([
    ['an attribute', { a: 1, b: 2 }, { a: 1, b: 3 }, {}, ['b: 2 -> 3']],
    ['a key of a map', { tags: { x: '1', y: '1' } }, { tags: { x: '1', y: '2' } }, {}, ['tags.y: "1" -> "2"']],
    ['a new key of a map', { tags: { x: '1' } }, { tags: { x: '1', y: '' } }, {}, ['tags.y: absent -> ""']],
    ['a key that is gone', { tags: { x: '1', y: null } }, { tags: { x: '1' } }, {}, ['tags.y: null -> absent']],
    ['a list, as a whole', { l: [1, 2] }, { l: [2, 1] }, {}, ['l: [1,2] -> [2,1]']],
    ['a type', { v: 1 }, { v: '1' }, {}, ['v: 1 -> "1"']],
    ['a map that comes to be, empty', { tags: null }, { tags: {} }, {}, ['tags: null -> object']],
    ['a map that turns into text', { v: { a: 1 } }, { v: 'x' }, {}, ['v: object -> "x"', 'v.a: 1 -> absent']],
    ['what is known later', { id: 'x', a: 1 }, { a: 1 }, { id: true }, ['id: "x" -> unknown']],
    ['a key that is known later', { t: { x: '1' } }, { t: { x: '1' } }, { t: { y: true } }, ['t.y: absent -> unknown']],
    ['all of it', null, null, true, [': null -> unknown']],
    ['a value that is none', 'a', 'b', false, [': "a" -> "b"']],
  ])('are %s', (_, before, after, unknown, transitions) => {
    expect(find(before, after, unknown)).toEqual(transitions);
  });

  it('are none when the order of keys is all that differs', () => {
    expect(find({ a: [{ x: 1, y: 2 }], b: 1 }, { b: 1, a: [{ y: 2, x: 1 }] })).toEqual([]);
  });

  it('are none where an attribute is not set, however that is put', () => {
    expect(find({ a: null }, { b: null })).toEqual([]);
  });

  it('are the elements of a list of which something is known later, wherever they end up', () => {
    expect(find({ l: ['a'] }, { l: ['a', null] }, { l: [false, true] })).toEqual([
      'l.length: · -> 2',
      'l.*: · -> "a"',
      'l.*: · -> unknown',
    ]);
  });

  it('know an attribute that is called like a method of objects', () => {
    expect(find({}, JSON.parse('{"constructor":1,"__proto__":2}'))).toEqual(
      ['constructor: null -> 1', '__proto__: null -> 2'].map((line) => line.replace('null', 'absent')),
    );
  });
});

describe('the leaves of what a change makes', () => {
  it('are all that are set, and those that are known later', () => {
    const after = { a: 1, none: null, tags: { x: 'y' }, list: [1] };
    expect(told(findLeaves({ before: { a: 1 }, after, unknown: { id: true } }))).toEqual([
      ': null -> object',
      'a: absent -> 1',
      'tags: absent -> object',
      'tags.x: absent -> "y"',
      'list: absent -> [1]',
      'id: absent -> unknown',
    ]);
  });
});

describe('a list that is looked into', () => {
  it('gives its elements', () => {
    expect(told(lookIntoList({ path: ['l'], before: '[]', after: '["a",{"b":1}]' }) ?? [])).toEqual([
      'l.length: · -> 2',
      'l.*: · -> "a"',
      'l.*: · -> object',
      'l.*.b: · -> 1',
    ]);
  });

  it.each(['"a"', '1', 'object', 'absent', undefined])('is none when the leaf is %s', (after) => {
    expect(lookIntoList({ path: ['l'], before: 'null', after })).toBeUndefined();
  });
});
