import { describe, expect, it } from 'vitest';

import type { Plan } from '../../../src/domain/plan/plan.ts';
import { createChange, createDrift, createPlan } from '../../support/fakes/factories.ts';
import {
  ADDRESS,
  planAfter,
  planBefore,
  planOf,
  compare,
  findings,
  create,
  update,
  replace,
  destroy,
} from '../../support/fakes/reviewed-plans.ts';

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
      planAfter(create({ name: 'jobs', arn: 'arn:1', tags: { of: 'arn:2' } })),
      [planBefore(create({ name: 'jobs' }, { arn: true, tags: true }))],
    ],
    [
      'knows by now the elements of a list, which were to come at its end',
      planAfter(create({ ids: ['a', 'b', { c: 'd' }, 'e'] })),
      [planBefore(create({ ids: ['b', 'e', null, {}] }, { ids: [false, false, true, { c: true }] }))],
    ],
    [
      'knows by now one element of a set, which moves past those that are still unknown',
      planAfter(create({ ids: [{ c: 'd' }, 'b', null, { e: 1 }] }, { ids: [{}, false, true, { f: true }] })),
      [planBefore(create({ ids: ['b', null, { e: 1 }, {}] }, { ids: [false, true, { f: true }, { c: true }] }))],
    ],
    [
      'knows by now what its provider computes',
      planAfter(
        create({ tags: { a: 'x' }, tags_all: { a: 'x' } }, {}, { configured: { tags: { references: ['var.tags'] } } }),
      ),
      [planBefore(create({}, { tags: true, tags_all: true }, { configured: { tags: { references: ['var.tags'] } } }))],
    ],
    [
      'takes away what was not in the object that a review makes, and another one has made with it',
      planOf(update({ a: 1, b: 1, t: { x: 1, y: 1 } }, { a: 1, b: null, t: { x: 1 } })),
      [planOf(create({ a: 1, b: null, t: { x: 1 } }))],
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
      'takes away what a review makes with the object, whatever it is',
      planOf(update({ a: 1, b: 1, c: 1, t: { x: 1 } }, { a: 1, b: null, c: null, t: {} })),
      [planOf(create({ a: 1, b: 2, t: {} }, { c: true, t: { x: true } }))],
      [`other-values ${ADDRESS} b,c,t`],
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
      'puts one rule before another, of which something is still unknown',
      planBefore(
        create({ rules: [{ does: 'allow' }, { does: 'deny', from: '0/0' }] }, { rules: [{ from: true }, {}] }),
      ),
      [
        planBefore(
          create({ rules: [{ does: 'deny', from: '0/0' }, { does: 'allow' }] }, { rules: [{}, { from: true }] }),
        ),
      ],
      [`other-values ${ADDRESS} rules`],
    ],
    [
      'puts one rule before another, of both of which something is still unknown, while a third has become known',
      planAfter(
        create(
          { rules: [{ to: 'x', from: 'it' }, { to: 'b' }, { to: 'a' }] },
          { rules: [{}, { id: true }, { id: true }] },
        ),
      ),
      [
        planBefore(
          create(
            { rules: [{ to: 'a' }, { to: 'b' }, { to: 'x' }] },
            { rules: [{ id: true }, { id: true }, { from: true }] },
          ),
        ),
      ],
      [`other-values ${ADDRESS} rules`],
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
      [`other-values ${ADDRESS} a`],
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
