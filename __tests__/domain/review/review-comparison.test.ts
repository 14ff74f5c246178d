import { describe, expect, it } from 'vitest';

import type { Plan, ResourceChange } from '../../../src/domain/plan/plan.ts';
import { compareWithReviews, type Comparison } from '../../../src/domain/review/review-comparison.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { createChange, createDrift, createPlan, createReview } from '../../support/fakes/factories.ts';

const ADDRESS = 'aws_sqs_queue.jobs';

function planOf(...changes: readonly ResourceChange[]): Plan {
  return createPlan({ changes });
}

let salts = 0;
function reviewOf(prNumber: number, plan: Plan): Review {
  salts += 1;
  const salt = `salt ${salts}`;
  return createReview({ prNumber, salt, ...reviewChanges(plan, salt) });
}

function compare(plan: Plan, ...reviewed: readonly Plan[]): Comparison {
  return compareWithReviews(
    plan,
    reviewed.map((one, index) => reviewOf(41 + index, one)),
  );
}

function findings(plan: Plan, ...reviewed: readonly Plan[]): readonly string[] {
  return compare(plan, ...reviewed).unreviewed.map(({ kind, address, attributes }) =>
    `${kind} ${address} ${attributes.join()}`.trim(),
  );
}

const create = (after: object, unknown: object = {}, more: Partial<ResourceChange> = {}): ResourceChange =>
  createChange({ values: { before: null, after, unknown }, ...more });
const update = (
  before: object,
  after: object,
  unknown: object = {},
  more: Partial<ResourceChange> = {},
): ResourceChange =>
  createChange({ action: 'update', actions: ['update'], values: { before, after, unknown }, ...more });
const replace = (
  before: object,
  after: object,
  unknown: object = {},
  more: Partial<ResourceChange> = {},
): ResourceChange => update(before, after, unknown, { action: 'replace', actions: ['delete', 'create'], ...more });
const destroy = (before: object, more: Partial<ResourceChange> = {}): ResourceChange =>
  createChange({ action: 'delete', actions: ['delete'], values: { before, after: null, unknown: {} }, ...more });

describe('a plan that was reviewed', () => {
  it.each<[string, Plan, readonly Plan[]]>([
    ['is the very plan', planOf(update({ a: 1 }, { a: 2 })), [planOf(update({ a: 1 }, { a: 2 }))]],
    ['has nothing of it any more', planOf(), [planOf(update({ a: 1 }, { a: 2 }))]],
    [
      'does what two reviews have, of one object too',
      planOf(update({ tags: { x: '0' } }, { tags: { x: '1', y: '1' } })),
      [planOf(update({ tags: { x: '0' } }, { tags: { x: '1' } })), planOf(update({ tags: {} }, { tags: { y: '1' } }))],
    ],
    [
      'knows by now what was known after the apply only',
      planOf(create({ name: 'jobs', arn: 'arn:1', tags: { of: 'arn:2' } })),
      [planOf(create({ name: 'jobs' }, { arn: true, tags: true }))],
    ],
    [
      'knows by now the elements of a list, which were to come at its end',
      planOf(create({ ids: ['a', 'b', { c: 'd' }, 'e'] })),
      [planOf(create({ ids: ['b', 'e', null, {}] }, { ids: [false, false, true, { c: true }] }))],
    ],
    [
      'knows by now what its provider computes',
      planOf(
        create({ tags: { a: 'x' }, tags_all: { a: 'x' } }, {}, { configured: { tags: { references: ['var.tags'] } } }),
      ),
      [planOf(create({}, { tags: true, tags_all: true }, { configured: { tags: { references: ['var.tags'] } } }))],
    ],
    [
      'has only the move left of what was to move and change',
      planOf(update({ a: 2 }, { a: 2 }, {}, { action: 'no-op', actions: ['no-op'], previousAddress: 'a.old' })),
      [planOf(update({ a: 1 }, { a: 2 }, {}, { previousAddress: 'a.old' }))],
    ],
    [
      'moves by one review, and changes by another that knew the old address',
      planOf(update({ a: 1 }, { a: 2 }, {}, { previousAddress: 'a.old' })),
      [
        planOf(createChange({ action: 'no-op', actions: ['no-op'], previousAddress: 'a.old' })),
        planOf(update({ a: 1 }, { a: 2 }, {}, { address: 'a.old' })),
      ],
    ],
    [
      'destroys what an attempt to create it has left over',
      planOf(destroy({ id: 'half' }, { address: `${ADDRESS} (deposed 1a2b3c4d)`, deposed: '1a2b3c4d' })),
      [planOf(create({ a: 1 }, { id: true }))],
    ],
    [
      'begins where another apply has left the object',
      planOf(update({ a: 2 }, { a: 3 })),
      [planOf(update({ a: 1 }, { a: 3 }))],
    ],
    [
      'changes what was reviewed as new, for another apply has made it',
      planOf(update({ a: 1 }, { a: 2 })),
      [planOf(create({ a: 2 }))],
    ],
    [
      'changes in place what was reviewed as a replacement',
      planOf(update({ a: 1, b: 1 }, { a: 1, b: 2 })),
      [planOf(replace({ a: 0, b: 1 }, { a: 1, b: 2 }))],
    ],
    [
      'makes what a replacement has destroyed before it was cut off',
      planOf(create({ a: 2, b: 1 }, { id: true })),
      [planOf(replace({ a: 1, b: 1, id: 'x' }, { a: 2, b: 1 }, { id: true }))],
    ],
    [
      'destroys what a replacement has left over',
      planOf(destroy({ id: 'x' }, { address: `${ADDRESS} (deposed 1a2b3c4d)`, deposed: '1a2b3c4d' })),
      [planOf(replace({ a: 1, id: 'x' }, { a: 2 }, { id: true }, { actions: ['create', 'delete'] }))],
    ],
    [
      'makes anew what was made half-way',
      planOf(replace({ a: null, id: 'half' }, { a: 1 }, { id: true }, { reason: 'replace_because_tainted' })),
      [planOf(create({ a: 1 }, { id: true }))],
    ],
    [
      'destroys the object, however it looks by now',
      planOf(destroy({ id: 'x', n: 9 })),
      [planOf(destroy({ id: 'x', n: 1 }))],
    ],
    ['reads a data source besides', planOf(createChange({ action: 'read', actions: ['read'] })), [planOf()]],
    [
      'moves and changes it',
      planOf(update({ a: 1 }, { a: 2 }, {}, { previousAddress: 'a.old' })),
      [planOf(update({ a: 1 }, { a: 2 }, {}, { previousAddress: 'a.old' }))],
    ],
  ])('%s', (_, plan, reviewed) => {
    expect(findings(plan, ...reviewed)).toEqual([]);
  });
});

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
      planOf(create({ rule: [{ m: { deep: { x: 1 } }, id: 'known' }] })),
      [planOf(create({ rule: [{ m: { deep: { x: 1, y: 2 } } }] }, { rule: [{ id: true }] }))],
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
      planOf(create({ a: 1, arn: null, list: [], map: {} })),
      [planOf(create({ a: 1 }, { arn: true, list: true, map: true }))],
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
    planOf(create({ rule: [{ port: 1 }] }, { rule: [{ encrypted: true }] }, configured));
  const now = (configured: Partial<ResourceChange>): Plan =>
    planOf(create({ rule: [{ port: 1, encrypted: false }] }, {}, configured));

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
    const later = planOf(create({}, { rule: true }, OPAQUE));
    expect(findings(planOf(create({ rule: [{ port: 22 }] }, {}, OPAQUE)), later)).toHaveLength(1);
    expect(findings(planOf(create({ rule: ['a'] }, {}, OPAQUE)), later)).toEqual([]);
  });

  it('is less than was reviewed where it was set to something known later, and is left to the provider now', () => {
    const key = (configured: Partial<ResourceChange>): Plan => planOf(create({ a: 1 }, { key: true }, configured));
    const set = { configured: { a: {}, key: { references: ['aws_kms_key.it'] } } };
    const left = { configured: { a: {} } };
    expect(findings(key(left), key(set))).toEqual([`other-values ${ADDRESS} key`]);
    expect(findings(planOf(create({ a: 1, key: null }, {}, left)), key(set))).toEqual([`less ${ADDRESS} key`]);
    expect(findings(planOf(create({ a: 1, key: null }, {}, set)), key(set))).toEqual([]);
    const first = { ...reviewOf(41, key(set)), version: 1 as const };
    expect(compareWithReviews(key(left), [first]).unreviewed).toHaveLength(1);
    expect(compareWithReviews(key(set), [first]).unreviewed).toEqual([]);
  });

  it('is covered while it is still not known', () => {
    expect(findings(reviewed(OPAQUE), reviewed(OPAQUE))).toEqual([]);
  });
});

describe('a plan that was not reviewed', () => {
  it.each<[string, Plan, readonly Plan[], readonly string[]]>([
    ['has another address', planOf(create({ a: 1 })), [planOf()], [`new ${ADDRESS}`]],
    [
      'has another value',
      planOf(update({ a: 1, b: 1 }, { a: 2, b: 3 })),
      [planOf(update({ a: 1, b: 1 }, { a: 2, b: 2 }))],
      [`other-values ${ADDRESS} b`],
    ],
    [
      'changes one attribute more',
      planOf(update({ a: 1, b: 1 }, { a: 2, b: 2 })),
      [planOf(update({ a: 1 }, { a: 2 }))],
      [`other-values ${ADDRESS} b`],
    ],
    [
      'has another element in a list',
      planOf(create({ ids: ['a', 'x'] })),
      [planOf(create({ ids: ['a', 'b'] }))],
      [`other-values ${ADDRESS} ids`],
    ],
    [
      'has another known element beside one that was unknown',
      planOf(create({ command: ['rm', '-rf', '/'] })),
      [planOf(create({ command: ['echo', 'hello', null] }, { command: [false, false, true] }))],
      [`other-values ${ADDRESS} command`],
    ],
    [
      'has another known element beside one that is still unknown',
      planOf(create({ ids: ['evil', 'b', null] }, { ids: [false, false, true] })),
      [planOf(create({ ids: ['a', 'b', null] }, { ids: [false, false, true] }))],
      [`other-values ${ADDRESS} ids`],
    ],
    [
      'repeats a known element in place of another one',
      planOf(create({ args: ['--deny', '--deny', 'x'] })),
      [planOf(create({ args: ['--deny', '--allow', null] }, { args: [false, false, true] }))],
      [`other-values ${ADDRESS} args`],
    ],
    [
      'puts the attributes of two elements together otherwise',
      planOf(
        create({
          rules: [
            { port: 22, from: '0.0.0.0/0', group: 'sg' },
            { port: 443, from: '10.0.0.0/8', group: null },
          ],
        }),
      ),
      [
        planOf(
          create(
            {
              rules: [
                { port: 22, from: '10.0.0.0/8' },
                { port: 443, from: '0.0.0.0/0', group: null },
              ],
            },
            { rules: [{ group: true }, {}] },
          ),
        ),
      ],
      [`other-values ${ADDRESS} rules`],
    ],
    [
      'sets what was left to the provider',
      planOf(
        create(
          { name: 'x', ingress: [{ port: 22 }] },
          {},
          { configured: { name: {}, ingress: { references: ['var.ingress'] } } },
        ),
      ),
      [planOf(create({ name: 'x' }, { ingress: true }, { configured: { name: {} } }))],
      [`other-values ${ADDRESS} ingress`],
    ],
    [
      'destroys another object of a type without an id',
      planOf(destroy({ name: 'prod' })),
      [planOf(destroy({ name: 'test' }))],
      [`other-values ${ADDRESS} object`],
    ],
    [
      'invokes an action',
      createPlan({
        changes: [],
        actionInvocations: [{ address: 'action.x.y, invoked', values: { before: null, after: { a: 1 }, unknown: {} } }],
      }),
      [planOf()],
      ['new action.x.y, invoked'],
    ],
    [
      'has one more element than was known to come',
      planOf(create({ ids: ['a', 'b', 'c'] })),
      [planOf(create({ ids: ['a', null] }, { ids: [false, true] }))],
      [`other-values ${ADDRESS} ids`],
    ],
    [
      'does not know any more what was reviewed',
      planOf(update({ a: 1 }, {}, { a: true })),
      [planOf(update({ a: 1 }, { a: 2 }))],
      [`other-values ${ADDRESS} a`],
    ],
    ['destroys', planOf(destroy({ id: 'x' })), [planOf(update({ a: 1 }, { a: 2 }))], [`other-actions ${ADDRESS}`]],
    [
      'destroys another object',
      planOf(destroy({ id: 'y' })),
      [planOf(destroy({ id: 'x' }))],
      [`other-values ${ADDRESS} object`],
    ],
    [
      'replaces what was to be changed in place',
      planOf(replace({ a: 1 }, { a: 2 })),
      [planOf(update({ a: 1 }, { a: 2 }))],
      [`other-actions ${ADDRESS}`],
    ],
    [
      'replaces what was to be made, and is whole',
      planOf(replace({ a: 1, id: 'x' }, { a: 2 }, { id: true })),
      [planOf(create({ a: 2 }, { id: true }))],
      [`other-actions ${ADDRESS}`],
    ],
    [
      'destroys first what was to be destroyed last',
      planOf(replace({ a: 1 }, { a: 2 })),
      [planOf(replace({ a: 1 }, { a: 2 }, {}, { actions: ['create', 'delete'] }))],
      [`other-actions ${ADDRESS}`],
    ],
    [
      'moves as well',
      planOf(update({ a: 1 }, { a: 2 }, {}, { previousAddress: 'a.old' })),
      [planOf(update({ a: 1 }, { a: 2 }))],
      [`other-values ${ADDRESS} moved from`],
    ],
    [
      'imports another object',
      planOf(createChange({ action: 'no-op', actions: ['no-op'], importing: true, importId: '{"id":"2"}' })),
      [planOf(createChange({ action: 'no-op', actions: ['no-op'], importing: true, importId: '{"id":"1"}' }))],
      [`other-values ${ADDRESS} import`],
    ],
    [
      'puts together what was made in two reviews, which nobody has seen together',
      planOf(create({ a: 1, b: 2 })),
      [planOf(create({ a: 1, b: 1 })), planOf(create({ a: 2, b: 2 }))],
      [`other-values ${ADDRESS} b`],
    ],
  ])('%s', (_, plan, reviewed, expected) => {
    expect(findings(plan, ...reviewed)).toEqual(expected);
  });

  it('is named with what the reviews have of it', () => {
    const plan = planOf(destroy({ id: 'x' }));
    expect(compare(plan, planOf(update({ a: 1 }, { a: 2 })), planOf(create({}))).unreviewed).toMatchObject([
      {
        actions: ['delete'],
        reviewed: [
          { prNumber: 41, actions: ['update'] },
          { prNumber: 42, actions: ['create'] },
        ],
      },
    ]);
  });
});

describe('what was changed outside Terraform since', () => {
  const plan = (...drifts: readonly (readonly [object, object])[]): Plan => ({
    ...planOf(update({ size: 50, name: 'x' }, { size: 5, name: 'x' })),
    drift: drifts.map(([before, after]) => createDrift(ADDRESS, { before, after })),
  });
  const reviewed = planOf(update({ size: 2, name: 'x' }, { size: 5, name: 'x' }));

  it('stops a change of the same attribute, though it ends as reviewed', () => {
    expect(findings(plan([{ size: 2 }, { size: 50 }]), reviewed)).toEqual([`drifted ${ADDRESS} size`]);
  });

  it('does not stop a change of another attribute', () => {
    expect(findings(plan([{ color: 1 }, { color: 2 }]), reviewed)).toEqual([]);
  });

  it('does not stop the change when its reviewers saw that', () => {
    expect(findings(plan([{ size: 2 }, { size: 50 }]), planOf(update({ size: 50 }, { size: 5 })))).toEqual([]);
  });
});

describe('an output', () => {
  const plan = (before: unknown, after: unknown, unknown: unknown = false): Plan =>
    createPlan({ changes: [], outputChanges: [{ name: 'url', action: 'update', values: { before, after, unknown } }] });

  it('is compared by what it becomes', () => {
    expect(findings(plan('b', 'c'), plan('a', 'c'))).toEqual([]);
    expect(findings(plan('a', 'c'), plan('a', null, true))).toEqual([]);
    expect(findings(plan('a', 'd'), plan('a', 'c'))).toEqual(['other-values url']);
  });

  it('names nothing of a value that differs: the keys of a map may be secret', () => {
    expect(compare(plan({ 'user-secret': 1 }, { 'user-secret': 2 }), plan('a', 'c')).unreviewed).toMatchObject([
      { kind: 'other-values', attributes: [] },
    ]);
  });

  it('is no resource of the same name', () => {
    const resource = planOf(update({ a: 1 }, { a: 2 }, {}, { address: 'url' }));
    expect(findings(plan('a', 'c'), resource)).toEqual(['new url']);
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
