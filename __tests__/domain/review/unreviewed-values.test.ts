import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Plan, ResourceChange } from '../../../src/domain/plan/plan.ts';
import { NO_WORDS } from '../../../src/domain/review/run-words.ts';
import { compareWithReviews, type Comparison } from '../../../src/domain/review/review-comparison.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import {
  findFree,
  parseUnreviewedValue,
  parseUnreviewedValues,
  type UnreviewedValue,
} from '../../../src/domain/review/unreviewed-values.ts';
import { openConceal } from '../../../src/domain/secrets/conceal.ts';
import { createChange, createPlan, createReview } from '../../support/fakes/factories.ts';

function parsed(...lines: readonly string[]): readonly UnreviewedValue[] {
  return lines.map(parseUnreviewedValue).filter((value) => value !== undefined);
}

describe('a line of `unreviewed-values`', () => {
  it.each<[string, string, UnreviewedValue['path']]>([
    ['a.b.at', 'a.b', ['at']],
    ['a.b[0].at', 'a.b[0]', ['at']],
    ['a.b[*].at', 'a.b[7]', ['at']],
    ['a.b[*].at', 'a.b["any key"]', ['at']],
    ['a.b["x.y[0]"].at', 'a.b["x.y[0]"]', ['at']],
    ['module.m.a.b.at', 'module.m.a.b', ['at']],
    [
      'module.m["eu.west"].module.n[*].a.b["k"].list[*].at',
      'module.m["eu.west"].module.n[2].a.b["k"]',
      ['list', '*', 'at'],
    ],
    ['a.b.list[3].at', 'a.b', ['list', 3, 'at']],
    ['a.b.list.*.at', 'a.b', ['list', '*', 'at']],
    ['a.b.tags["my key"]', 'a.b', ['tags', 'my key']],
    ['a.b.tags["\\u00e9\\n"]', 'a.b', ['tags', 'é\n']],
    ['a.b["\\U0001f600"].at', 'a.b["\\U0001f600"]', ['at']],
    ['data.a.b.at', 'data.a.b', ['at']],
  ])('%s names an attribute of %s', (line, address, path) => {
    expect(findFree({ kind: 'resource', address }, parsed(line))).toEqual([path]);
  });

  it('names an output, or a part of it', () => {
    expect(findFree({ kind: 'output', address: 'url' }, parsed('output.url', 'output.url.port'))).toEqual([
      [],
      ['port'],
    ]);
    expect(findFree({ kind: 'resource', address: 'output.url' }, parsed('output.url'))).toEqual([]);
  });

  it.each([
    ['a.b.at', 'a.c'],
    ['a.b.at', 'a.b[0]'],
    ['a.b[0].at', 'a.b[1]'],
    ['a.b["x"].at', 'a.b["y"]'],
    ['module.m.a.b.at', 'a.b'],
    ['a.b.at', 'a.b (deposed 1a2b3c4d)'],
  ])('%s names nothing of %s', (line, address) => {
    expect(findFree({ kind: 'resource', address }, parsed(line))).toEqual([]);
  });

  it.each([
    '',
    'a',
    'a.b',
    'a.b[0]',
    'module.m.a.b',
    'a.*.at',
    'a[0].b.at',
    '*',
    'a.b at',
    'a.b."x"',
    'output',
    'a.b.',
    'a.b.tags["\\q"]',
    'a.b.tags["\\u12"]',
    'a.b.tags["a\tb"]',
    'a.b.tags[007]',
    'a.b[007].at',
    'output.url["\\q"]',
  ])('that is %j names nothing, and is refused', (line) => {
    expect(parseUnreviewedValue(line)).toBeUndefined();
  });
});

describe('the input `unreviewed-values`', () => {
  it('is read or refused, whatever is in it', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('\\', '"', '["', '"]', '[0', ']'),
    );
    fc.assert(
      fc.property(fc.constantFrom('a.b.c', 'output.c', 'a.b'), fc.array(piece, { maxLength: 6 }), (start, pieces) => {
        const line = `${start}["${pieces.join('')}"]`;
        expect(Object.keys(parseUnreviewedValues([line]))).toHaveLength(1);
      }),
    );
  });

  it('has a line for each, and says which one is none', () => {
    expect(parseUnreviewedValues(['a.b.at', 'output.url'])).toEqual({ value: parsed('a.b.at', 'output.url') });
    expect(parseUnreviewedValues(['a.b.at', 'a.b'])).toEqual({ problem: 'has "a.b", which is no ADDRESS.ATTRIBUTE' });
  });
});

describe('a value that may differ', () => {
  const change = (after: object, more: Partial<ResourceChange> = {}): Plan =>
    createPlan({
      changes: [createChange({ address: 'a.b', values: { before: null, after, unknown: {} }, ...more })],
      conceal: openConceal(new Set(['hunter2'])),
    });
  const compare = (
    [reviewed, planned]: readonly [Plan, Plan],
    lines: readonly string[],
    listedAtPlan = lines,
  ): Comparison => {
    const leeway = (listed: readonly string[]) => ({ words: NO_WORDS, values: parsed(...listed) });
    const review = createReview({ salt: 's', ...reviewChanges(reviewed, 's', leeway(listedAtPlan)) });
    return compareWithReviews(planned, [review], leeway(lines));
  };
  const update = { action: 'update', actions: ['update'] } as const;
  const replace = { action: 'replace', actions: ['delete', 'create'] } as const;

  it.each<[string, Plan, Plan, string]>([
    ['of an attribute', change({ at: 1, b: 1 }), change({ at: 2, b: 1 }), 'a.b.at'],
    [
      'that is known later now',
      change({ at: 1, b: 1 }),
      { ...change({ b: 1 }, { values: { before: null, after: { b: 1 }, unknown: { at: true } } }) },
      'a.b.at',
    ],
    ['in every element of a list', change({ l: [{ x: 1, y: 1 }] }), change({ l: [{ x: 2, y: 1 }] }), 'a.b.l[*].x'],
    ['of a key', change({ tags: { at: 'x', b: 'y' } }), change({ tags: { at: 'z', b: 'y' } }), 'a.b.tags["at"]'],
    [
      'of an update',
      change({}, { ...update, values: { before: { at: 0, b: 1 }, after: { at: 1, b: 2 }, unknown: {} } }),
      change({}, { ...update, values: { before: { at: 0, b: 1 }, after: { at: 2, b: 2 }, unknown: {} } }),
      'a.b.at',
    ],
  ])('passes: %s', (_, reviewed, planned, line) => {
    expect(compare([reviewed, planned], []).unreviewed).toHaveLength(1);
    expect(compare([reviewed, planned], [line]).unreviewed).toEqual([]);
  });

  it.each<[string, Plan, Plan]>([
    ['another attribute', change({ at: 1, b: 1 }), change({ at: 2, b: 2 })],
    [
      'another action',
      change({ at: 1 }),
      change({ at: 2 }, { ...replace, values: { before: { at: 1, id: 'x' }, after: { at: 2 }, unknown: {} } }),
    ],
    ['another address', change({ at: 1 }), change({ at: 1 }, { address: 'a.c' })],
    ['a setting that is missing', change({ at: 1, b: 1 }), change({ at: 2, b: null })],
    [
      'a destruction',
      change({ at: 1 }),
      change(
        {},
        { action: 'delete', actions: ['delete'], values: { before: { at: 1, id: 'x' }, after: null, unknown: {} } },
      ),
    ],
    [
      'a replacement that it forces',
      change({}, { ...update, values: { before: { at: 0 }, after: { at: 1 }, unknown: {} } }),
      change({}, { ...replace, values: { before: { at: 0 }, after: { at: 2 }, unknown: {} } }),
    ],
  ])('lets nothing else pass: %s', (_, reviewed, planned) => {
    expect(compare([reviewed, planned], ['a.b.at']).unreviewed).toHaveLength(1);
  });

  it('may be named after the plan where it is a whole attribute, and not where it is a part of one', () => {
    const whole = [change({ at: 1, b: 1 }), change({ at: 2, b: 1 })] as const;
    expect(compare(whole, ['a.b.at'], []).unreviewed).toEqual([]);
    const part = [change({ l: [{ x: 1 }] }), change({ l: [{ x: 2 }] })] as const;
    expect(compare(part, ['a.b.l[*].x'], []).unreviewed).toHaveLength(1);
  });

  it('has to be named at the apply, too', () => {
    expect(compare([change({ at: 1 }), change({ at: 2 })], [], ['a.b.at']).unreviewed).toHaveLength(1);
  });

  it('is shown with what was reviewed, and not where it is the same', () => {
    expect(compare([change({ at: 1 }), change({ at: 2 })], ['a.b.at']).letDiffer).toEqual([
      { what: 'resource', address: 'a.b', path: 'at', prNumber: 42, reviewed: '1', planned: '2' },
    ]);
    expect(compare([change({ at: 1 }), change({ at: 1 })], ['a.b.at']).letDiffer).toEqual([]);
  });

  it('is concealed where it is sensitive, in the record as well', () => {
    const marked = (at: string): Plan =>
      change(
        { at, b: `x hunter2 ${at}` },
        {
          values: {
            before: null,
            after: { at, b: `x hunter2 ${at}` },
            unknown: {},
            sensitive: { before: false, after: { at: true } },
          },
        },
      );
    const values = parsed('a.b.at', 'a.b.b');
    const recorded = JSON.stringify(reviewChanges(marked('swordfish'), 's', { words: NO_WORDS, values }).resources);
    expect(recorded).not.toContain('hunter2');
    expect(recorded.match(/swordfish/g)).toHaveLength(1);
    const { letDiffer } = compare([marked('one'), marked('two')], ['a.b.at', 'a.b.b']);
    expect(letDiffer).toMatchObject([{ path: 'at', reviewed: '(sensitive)', planned: '(sensitive)' }, { path: 'b' }]);
  });
});
