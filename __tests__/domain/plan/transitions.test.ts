import { describe, expect, it } from 'vitest';

import {
  elementsOf,
  findElementLeaves,
  findLeaves,
  findTransitions,
  type Transition,
} from '../../../src/domain/plan/transitions.ts';

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

  it('have a list of which something is known later in them, with its elements', () => {
    expect(findTransitions({ before: { l: ['a'] }, after: { l: ['a', null] }, unknown: { l: [false, true] } })).toEqual(
      [
        {
          path: ['l'],
          before: undefined,
          after: undefined,
          elements: [
            { value: 'a', unknown: false },
            { value: null, unknown: true },
          ],
        },
      ],
    );
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

describe('the elements of a leaf', () => {
  it('are those of a list', () => {
    expect(elementsOf({ path: ['l'], before: '[]', after: '["a",{"b":1}]' })).toEqual([
      { value: 'a', unknown: undefined },
      { value: { b: 1 }, unknown: undefined },
    ]);
  });

  it.each(['"a"', '1', 'object', 'absent', undefined])('are none when it is %s', (after) => {
    expect(elementsOf({ path: ['l'], before: 'null', after })).toBeUndefined();
  });
});

describe('the leaves of an element', () => {
  it('stand at its place, and say how large it is', () => {
    const element = { value: { b: 1, c: null }, unknown: { d: true } };
    expect(told(findElementLeaves(['l'], 3, element))).toEqual([
      'l.3: · -> object',
      'l.3.b: · -> 1',
      'l.3.c: · -> null',
      'l.3.d: · -> unknown',
      'l.3.size: · -> 3',
    ]);
    expect(told(findElementLeaves(['l'], 0, { value: null, unknown: true }))).toEqual(['l.0: · -> unknown']);
  });
});
