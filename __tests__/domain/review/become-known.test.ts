import { describe, expect, it } from 'vitest';

import type { Expression, SetBy } from '../../../src/domain/plan/expressions.ts';
import type { Plan, ResourceChange } from '../../../src/domain/plan/plan.ts';
import type { Leeway } from '../../../src/domain/review/digest.ts';
import { compareWithReviews } from '../../../src/domain/review/review-comparison.ts';
import { createPlan } from '../../support/fakes/factories.ts';
import {
  ADDRESS,
  BY_MADE,
  compare,
  create,
  findings,
  MADE,
  planAfter,
  planBefore,
  planOf,
  replace,
  reviewOf,
  update,
} from '../../support/fakes/reviewed-plans.ts';

const OTHER: Expression = {
  fingerprint: 'another',
  sources: ['path.module'],
  resources: [],
  isOpen: false,
  variables: {},
};
const OPEN: Expression = {
  fingerprint: 'by a local value',
  sources: ['local.l'],
  resources: [],
  isOpen: true,
  variables: {},
};
const by = (expression: Expression): Partial<ResourceChange> => ({ setBy: { a: expression } });

const KEY = create({ enabled: true }, { id: true }, { address: MADE });
const KEY_CHANGED = update({ enabled: false }, { enabled: true }, { id: true }, { address: MADE });
/** The plan at hand finds the key as it is to be. */
const made = (...changes: readonly ResourceChange[]): Plan => planAfter(...changes);
const found = (key: object, ...changes: readonly ResourceChange[]): Plan => ({
  ...planOf(...changes),
  unchanged: [{ kind: 'resource', address: MADE, values: { before: key, after: key, unknown: {} } }],
});
const later = (expression: Expression): ResourceChange => create({}, { a: true }, by(expression));
const known = (expression: Expression): ResourceChange => create({ a: '*' }, {}, by(expression));

describe('a known value in the place of one that was known later', () => {
  it.each<[string, Plan, Plan]>([
    ['what it waits for is made', planBefore(later(BY_MADE)), made(known(BY_MADE))],
    [
      'what it waits for is made, and to be updated again',
      planBefore(later(BY_MADE)),
      planOf(
        update({ id: 'it', enabled: true }, { id: 'it', enabled: true, tag: 1 }, {}, { address: MADE }),
        known(BY_MADE),
      ),
    ],
    [
      'what it waits for is updated',
      planOf(KEY_CHANGED, later(BY_MADE)),
      found({ enabled: true, id: 'it' }, known(BY_MADE)),
    ],
    [
      'what it waits for is replaced',
      planOf(
        replace({ enabled: false, id: 'before' }, { enabled: true }, { id: true }, { address: MADE }),
        later(BY_MADE),
      ),
      found({ enabled: true, id: 'it' }, known(BY_MADE)),
    ],
    ['a local value waits for something that is made', planBefore(later(OPEN)), made(known(OPEN))],
    ['in an update', planBefore(update({ a: 1 }, {}, { a: true })), made(update({ a: 1 }, { a: '*' }))],
    ['in a list', planBefore(create({ a: ['x', null] }, { a: [false, true] })), made(create({ a: ['x', '*'] }))],
    [
      'that is made anew',
      planBefore(replace({ a: 1, b: 1 }, { b: 2 }, { a: true })),
      made(replace({ a: 1, b: 1 }, { a: '*', b: 2 })),
    ],
    [
      'that is in place already',
      planBefore(update({ a: 1, b: 1 }, { b: 2 }, { a: true })),
      made(update({ a: '*', b: 1 }, { a: '*', b: 2 })),
    ],
  ])('was reviewed where the same expression sets it, and %s', (_, reviewed, plan) => {
    expect(compare(plan, reviewed).unreviewed.filter(({ address }) => address === ADDRESS)).toEqual([]);
  });

  it.each<[string, Plan, Plan]>([
    ['a literal, or any other expression, sets it', planBefore(later(BY_MADE)), made(known(OTHER))],
    ['nothing is known of what sets it now', planBefore(later(BY_MADE)), made(create({ a: '*' }, {}, { setBy: {} }))],
    ['nothing was known of what set it', planOf(KEY, create({}, { a: true })), made(known(BY_MADE))],
    [
      'a variable that it takes values from is another',
      planBefore(later({ ...BY_MADE, variables: { v: 1 } })),
      made(known({ ...BY_MADE, variables: { v: 2 } })),
    ],
    ['its expression refers to nothing', planBefore(later(OTHER)), made(known(OTHER))],
    ['what it waits for is not there', planBefore(later(BY_MADE)), planOf(known(BY_MADE))],
    ['what it waits for is still to be made', planBefore(later(BY_MADE)), planOf(KEY, known(BY_MADE))],
    [
      'what it waits for is not updated',
      planOf(KEY_CHANGED, later(BY_MADE)),
      found({ enabled: false }, known(BY_MADE)),
    ],
    [
      'something else is made',
      planBefore(create({}, { id: true }, { address: 'aws_kms_key.other' }), later(BY_MADE)),
      {
        ...found({ x: 1 }, known(BY_MADE)),
        unchanged: [{ kind: 'resource', address: 'aws_kms_key.other', values: { before: {}, after: {}, unknown: {} } }],
      },
    ],
    [
      'nothing but itself could have been updated, of which nothing was known',
      planOf(KEY, update({ a: 1 }, {}, { a: true }, by(OPEN))),
      planOf(KEY, update({ a: 1 }, { a: '*' }, {}, by(OPEN))),
    ],
    [
      'what it waits for is the object that was to be replaced',
      planOf(replace({ enabled: true, id: 'it' }, { enabled: true }, { id: true }, { address: MADE }), later(BY_MADE)),
      found({ enabled: true, id: 'it' }, known(BY_MADE)),
    ],
    ['nothing that the review makes is there, and a local value sets it', planBefore(later(OPEN)), planOf(known(OPEN))],
    ['in an update', planBefore(update({ a: 1 }, {}, { a: true })), made(update({ a: 1 }, { a: '*' }, {}, by(OTHER)))],
    [
      'in a list',
      planBefore(create({ a: ['x', null] }, { a: [false, true] })),
      made(create({ a: ['x', '*'] }, {}, by(OTHER))),
    ],
    [
      'in what replaces it',
      planBefore(replace({ a: 1 }, {}, { a: true })),
      made(replace({ a: 1 }, { a: '*' }, {}, by(OTHER))),
    ],
    [
      'as it was, in what replaces it',
      planBefore(replace({ a: '*', b: 1 }, { b: 2 }, { a: true })),
      made(replace({ a: '*', b: 1 }, { a: '*', b: 2 }, {}, by(OTHER))),
    ],
  ])('is another value where %s', (_, reviewed, plan) => {
    expect(compare(plan, reviewed).unreviewed.map(({ address }) => address)).toContain(ADDRESS);
  });

  it('is less than was reviewed where it stays as it was', () => {
    const reviewed = planBefore(update({ a: 1, b: 1 }, { b: 2 }, { a: true }));
    expect(findings(made(update({ a: 1, b: 1 }, { a: 1, b: 2 }, {}, by(OTHER))), reviewed)).toEqual([
      `less ${ADDRESS} a`,
    ]);
  });

  it('is another value to a record that does not tell what set it', () => {
    const review = reviewOf(41, planBefore(later(BY_MADE)));
    const old = { ...review, resources: review.resources.map((change) => ({ ...change, setBy: undefined })) };
    expect(compareWithReviews(made(known(BY_MADE)), [old]).unreviewed).toHaveLength(1);
    expect(compareWithReviews(planBefore(later(BY_MADE)), [old]).unreviewed).toEqual([]);
  });

  it('counts by the words of the run in variables, as anywhere', () => {
    const head = 'b'.repeat(40);
    const reviewed = planBefore(later({ ...BY_MADE, variables: { tag: head } }));
    const leeway = (sha: string): Leeway => ({
      words: { commits: [sha], runId: undefined, workspace: undefined },
      values: [],
    });
    const plan = made(known({ ...BY_MADE, variables: { tag: 'c'.repeat(40) } }));
    expect(compareWithReviews(plan, [reviewOf(41, reviewed, leeway(head))], leeway('c'.repeat(40))).unreviewed).toEqual(
      [],
    );
  });
});

describe('a value that is known later still', () => {
  const from = (...sources: readonly string[]): Expression => ({ ...OTHER, sources });
  const [PRIVATE, PUBLIC] = [from('a.private.id'), from('a.public.id')];
  const output = (expression: Expression): Plan =>
    createPlan({
      changes: [],
      outputChanges: [
        {
          name: 'o',
          action: 'create',
          values: { before: null, after: null, unknown: true },
          setBy: { '': expression },
        },
      ],
    });
  const left = create({}, { a: true }, { configured: {}, setBy: {} });
  const inList = (expression: Expression): ResourceChange =>
    create({ a: ['x', null] }, { a: [false, true] }, by(expression));
  const inMap = (keys: readonly string[], expression: Expression): ResourceChange =>
    update({ a: {} }, { a: {} }, { a: Object.fromEntries(keys.map((key) => [key, true])) }, by(expression));

  it.each<[string, Plan, Plan]>([
    ['from another resource', planOf(later(PRIVATE)), planOf(later(PUBLIC))],
    ['from one more', planOf(later(PRIVATE)), planOf(later(from('a.private.id', 'a.public.id')))],
    ['from another attribute', planOf(later(PRIVATE)), planOf(later(from('a.private.arn')))],
    ['from another block', planOf(later(from('x a.private.id'))), planOf(later(from('y a.private.id')))],
    ['of a list', planOf(inList(PRIVATE)), planOf(inList(PUBLIC))],
    ['of an update', planOf(inMap(['x'], PRIVATE)), planOf(inMap(['x'], PUBLIC))],
    ['that was left to the provider', planOf(left), planOf(later(PUBLIC))],
    ['that is left to the provider by now', planOf(later(PRIVATE)), planOf(left)],
    ['of an output', output(PRIVATE), output(PUBLIC)],
  ])('is another where it comes %s', (_, reviewed, plan) => {
    expect(compare(plan, reviewed).unreviewed).toHaveLength(1);
    expect(findings(reviewed, reviewed)).toEqual([]);
  });

  it('is the same by whatever way it comes, and whatever its variables are', () => {
    const otherWay = { ...PRIVATE, fingerprint: 'by a module', variables: { build: 7 } };
    expect(findings(planOf(later(otherWay)), planOf(later(PRIVATE)))).toEqual([]);
  });

  it('may come from what two reviews have together', () => {
    const [x, y] = [planOf(inMap(['x'], PRIVATE)), planOf(inMap(['y'], PUBLIC))];
    const both = planOf(inMap(['x', 'y'], from('a.private.id', 'a.public.id')));
    expect(findings(both, x, y)).toEqual([]);
    expect(findings(planOf(inMap(['x', 'y'], from('a.other.id', 'a.private.id'))), x, y)).toHaveLength(1);
  });

  it('is as it was seen to a record that does not tell where from', () => {
    const review = reviewOf(41, planOf(later(PRIVATE)));
    const old = { ...review, resources: review.resources.map((change) => ({ ...change, sources: undefined })) };
    expect(compareWithReviews(planOf(later(PUBLIC)), [old]).unreviewed).toEqual([]);
  });
});

describe('an output that was known later', () => {
  const output = (values: object, setBy: SetBy | undefined): Partial<Plan> => ({
    outputChanges: [
      { name: 'url', action: 'create', values: { before: null, after: null, unknown: false, ...values }, setBy },
    ],
  });
  const reviewed = createPlan({ changes: [KEY], ...output({ unknown: true }, { '': BY_MADE }) });

  it('was reviewed where the same expression sets it, and what it waits for is made', () => {
    expect(findings({ ...made(), ...output({ after: { x: '*' } }, { '': BY_MADE }) }, reviewed)).toEqual([]);
  });

  it.each<[string, SetBy | undefined]>([
    ['a literal', { '': OTHER }],
    ['nobody knows what', undefined],
  ])('is another where it is set by %s', (_, setBy) => {
    expect(findings({ ...made(), ...output({ after: { x: '*' } }, setBy) }, reviewed)).toEqual(['other-values url']);
  });
});
