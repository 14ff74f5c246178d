import { describe, expect, it } from 'vitest';

import type { Plan, ResourceChange } from '../../../src/domain/plan/plan.ts';
import { compareWithReviews } from '../../../src/domain/review/review-comparison.ts';
import { createPlan } from '../../support/fakes/factories.ts';
import {
  ADDRESS,
  planAfter,
  planBefore,
  planOf,
  reviewOf,
  compare,
  findings,
  create,
  update,
  replace,
  destroy,
} from '../../support/fakes/reviewed-plans.ts';

/** With the configuration of a block that is written out, and with one that the plan's JSON does not show. */
const inBlock = (block: object): Partial<ResourceChange> => ({ configured: { rule: [block] } });
const OPAQUE = { configured: {} };

describe('less than was reviewed', () => {
  it.each<[string, Plan, readonly Plan[], readonly string[]]>([
    ['a setting of a creation', planOf(create({ a: 1 })), [planOf(create({ a: 1, guard: 'on' }))], [`less ${ADDRESS}`]],
    [
      'a setting of a creation, which its schema still has',
      planOf(create({ a: 1, guard: null })),
      [planOf(create({ a: 1, guard: 'on' }))],
      [`less ${ADDRESS} guard`],
    ],
    [
      'a key of a map',
      planOf(create({ tags: { x: '1' } })),
      [planOf(create({ tags: { x: '1', y: '2' } }))],
      [`less ${ADDRESS} tags`],
    ],
    [
      'a key of a map that was known later',
      planOf(create({ tags: { x: '1' } })),
      [planOf(create({ tags: { x: '1' } }, { tags: { y: true } }))],
      [`less ${ADDRESS} tags`],
    ],
    [
      'an attribute of an element, at any depth, beside one that was known later',
      planAfter(create({ rule: [{ m: { deep: { x: 1 } }, id: 'known' }] })),
      [planBefore(create({ rule: [{ m: { deep: { x: 1, y: 2 } } }] }, { rule: [{ id: true }] }))],
      [`less ${ADDRESS} rule`],
    ],
    [
      'a setting of the new half of a replacement',
      planOf(replace({ id: 'x', a: 1, guard: 'on' }, { a: 2, guard: null })),
      [planOf(replace({ id: 'x', a: 1, guard: 'on' }, { a: 2, guard: 'on' }))],
      [`other-values ${ADDRESS} guard`],
    ],
    [
      'a setting that a replacement was to keep, and that is not made any more after it was cut off',
      planOf(create({ a: 2, guard: null })),
      [planOf(replace({ id: 'x', a: 1, guard: 'on' }, { a: 2, guard: 'on' }))],
      [`less ${ADDRESS} guard`],
    ],
    [
      'a part of an update that is not in place',
      planOf(update({ a: 1, b: 1 }, { a: 1, b: 2 })),
      [planOf(update({ a: 1, b: 1 }, { a: 2, b: 2 }))],
      [`less ${ADDRESS} a`],
    ],
    [
      'a key that an update was to take away',
      planOf(update({ t: { x: '1' }, b: 1 }, { t: { x: '1' }, b: 2 })),
      [planOf(update({ t: { x: '1' }, b: 1 }, { t: {}, b: 2 }))],
      [`less ${ADDRESS} t`],
    ],
    [
      'a part of what was to be made, where somebody has made it without',
      planOf(update({ a: 1, guard: null }, { a: 2, guard: null })),
      [planOf(create({ a: 2, guard: 'on' }))],
      [`less ${ADDRESS} guard`],
    ],
    [
      'a part of an output',
      createPlan({
        changes: [],
        outputChanges: [{ name: 'o', action: 'create', values: { before: null, after: { secret: 1 }, unknown: {} } }],
      }),
      [
        createPlan({
          changes: [],
          outputChanges: [
            { name: 'o', action: 'create', values: { before: null, after: { secret: 1, other: 2 }, unknown: {} } },
          ],
        }),
      ],
      ['less o'],
    ],
  ])('is another change: %s', (_, plan, reviewed, expected) => {
    expect(findings(plan, ...reviewed)).toEqual(expected);
  });

  it.each<[string, Plan, readonly Plan[]]>([
    [
      'that is in place already',
      planOf(update({ a: 2, b: 1 }, { a: 2, b: 2 })),
      [planOf(update({ a: 1, b: 1 }, { a: 2, b: 2 }))],
    ],
    [
      'that another review sets again',
      planOf(update({ a: 1, b: 1, c: 1 }, { a: 3, b: 2, c: 3 })),
      [
        planOf(update({ a: 1, b: 1, c: 1 }, { a: 2, b: 2, c: 1 })),
        planOf(update({ a: 1, b: 1, c: 1 }, { a: 3, b: 1, c: 3 })),
      ],
    ],
    [
      'that another review changes in the object that is replaced',
      planOf(replace({ id: 'x', a: 1, b: 1 }, { a: 2, b: 2 })),
      [planOf(replace({ id: 'x', a: 1, b: 1 }, { a: 2, b: 1 })), planOf(update({ a: 1, b: 1 }, { a: 1, b: 2 }))],
    ],
    [
      'of a review that another one stands for alone',
      planOf(update({ b: 1 }, { b: 2 })),
      [planOf(update({ a: 1, b: 1 }, { a: 2, b: 2 })), planOf(update({ b: 1 }, { b: 2 }))],
    ],
    [
      'that was known later, and is nothing',
      planAfter(create({ a: 1, arn: null, list: [], map: {} })),
      [planBefore(create({ a: 1 }, { arn: true, list: true, map: true }))],
    ],
    [
      'of what was replaced, and goes with it',
      planOf(create({ a: 2 })),
      [planOf(replace({ id: 'x', tags: { old: '1' }, a: 1 }, { a: 2, tags: null }))],
    ],
  ])('is no other change where it is something %s', (_, plan, reviewed) => {
    expect(findings(plan, ...reviewed)).toEqual([]);
  });

  it('is found by the first version of the record where something is made', () => {
    const reviewed = reviewOf(41, planOf(create({ a: 1, guard: 'on' })));
    const first = {
      ...reviewed,
      version: 1 as const,
      resources: reviewed.resources.map((change) => ({ ...change, settings: undefined })),
    };
    const kinds = (plan: Plan): readonly string[] =>
      compareWithReviews(plan, [first]).unreviewed.map(({ kind }) => kind);
    expect(kinds(planOf(create({ a: 1, guard: null }, { id: true })))).toEqual(['other-values']);
    expect(kinds(planOf(create({ a: 1, guard: null })))).toEqual(['less']);
    expect(kinds(planOf(create({ a: 1, guard: 'on' })))).toEqual([]);
  });
});

describe('what was left to the provider and is set now', () => {
  const reviewed = (configured: Partial<ResourceChange>): Plan =>
    planBefore(create({ rule: [{ port: 1 }] }, { rule: [{ encrypted: true }] }, configured));
  const now = (configured: Partial<ResourceChange>): Plan =>
    planAfter(create({ rule: [{ port: 1, encrypted: false }] }, {}, configured));

  it.each<[string, Partial<ResourceChange>, Partial<ResourceChange>, readonly string[]]>([
    ['was set and is set', inBlock({ encrypted: { references: ['a.b'] } }), inBlock({ encrypted: {} }), []],
    ['was not set and is set', inBlock({ port: {} }), inBlock({ encrypted: { constant_value: false } }), ['rule']],
    ['was not set and is not set', inBlock({ port: {} }), inBlock({ port: {} }), []],
    [
      'was null and is null',
      inBlock({ encrypted: { constant_value: null } }),
      inBlock({ encrypted: { constant_value: null } }),
      [],
    ],
    ['stands in a block that nothing tells of', OPAQUE, OPAQUE, ['rule']],
  ])('counts by the configuration at any depth: what %s', (_, before, after, attributes) => {
    expect(findings(now(after), reviewed(before))).toEqual(attributes.map((name) => `other-values ${ADDRESS} ${name}`));
  });

  it('counts as set where it is a list of objects, which may be blocks that no plan tells of', () => {
    const later = planBefore(create({}, { rule: true }, OPAQUE));
    expect(findings(planAfter(create({ rule: [{ port: 22 }] }, {}, OPAQUE)), later)).toHaveLength(1);
    expect(findings(planAfter(create({ rule: ['a'] }, {}, OPAQUE)), later)).toEqual([]);
  });

  it('is less than was reviewed where it was set to something known later, and is left to the provider now', () => {
    const key = (configured: Partial<ResourceChange>): Plan => planBefore(create({ a: 1 }, { key: true }, configured));
    const set = { configured: { a: {}, key: { references: ['aws_kms_key.it'] } } };
    const left = { configured: { a: {} } };
    expect(findings(key(left), key(set))).toEqual([`other-values ${ADDRESS} key`]);
    expect(findings(planAfter(create({ a: 1, key: null }, {}, left)), key(set))).toEqual([`less ${ADDRESS} key`]);
    expect(findings(planAfter(create({ a: 1, key: null }, {}, set)), key(set))).toEqual([]);
    const first = { ...reviewOf(41, key(set)), version: 1 as const };
    expect(compareWithReviews(key(left), [first]).unreviewed).toHaveLength(1);
    expect(compareWithReviews(key(set), [first]).unreviewed).toEqual([]);
  });

  it('is covered while it is still not known', () => {
    expect(findings(reviewed(OPAQUE), reviewed(OPAQUE))).toEqual([]);
  });
});

describe('what was reviewed and is not planned any more', () => {
  const unchanged = (values: object): Plan => ({
    ...planOf(),
    unchanged: [{ kind: 'resource', address: ADDRESS, values: { before: values, after: values, unknown: {} } }],
  });
  const listed = (plan: Plan, reviewed: Plan): readonly string[] => {
    const { alreadyDone, notPlanned, unreviewed } = compare(plan, reviewed);
    expect(unreviewed).toEqual([]);
    return [...alreadyDone.map(() => 'in place'), ...notPlanned.map(() => 'not planned')];
  };

  it.each<[string, Plan, Plan, string]>([
    [
      'an object that the plan finds as it was to be made',
      unchanged({ a: 1, arn: 'x' }),
      planOf(create({ a: 1 }, { arn: true })),
      'in place',
    ],
    ['an object that is not there', planOf(), planOf(create({ a: 1 })), 'not planned'],
    ['an object that is there otherwise', unchanged({ a: 2 }), planOf(create({ a: 1 })), 'not planned'],
    [
      'an update that the plan finds done',
      unchanged({ a: 2, b: 9 }),
      planOf(update({ a: 1, b: 1 }, { a: 2, b: 1 })),
      'in place',
    ],
    ['an update that was taken back', unchanged({ a: 1 }), planOf(update({ a: 1 }, { a: 2 })), 'not planned'],
    [
      'a key that was to go, and is there',
      unchanged({ t: { x: '1' } }),
      planOf(update({ t: { x: '1' } }, { t: {} })),
      'not planned',
    ],
    [
      'a key that was to go, and is gone',
      unchanged({ t: {} }),
      planOf(update({ t: { x: '1' } }, { t: {} })),
      'in place',
    ],
    ['a destruction of what is not there', planOf(), planOf(destroy({ id: 'x' })), 'in place'],
    ['a destruction of what is there and stays', unchanged({ id: 'x' }), planOf(destroy({ id: 'x' })), 'not planned'],
  ])('is told of: %s', (_, plan, reviewed, expected) => {
    expect(listed(plan, reviewed)).toEqual([expected]);
  });

  it('is listed with its pull request', () => {
    expect(compare(planOf(), planOf(create({ a: 1 }))).notPlanned).toEqual([
      { what: 'resource', address: ADDRESS, actions: ['create'], prNumber: 41 },
    ]);
  });
});
