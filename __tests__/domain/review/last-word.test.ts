import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Plan, ResourceChange } from '../../../src/domain/plan/plan.ts';
import { compareWithReviews, concealReviewed } from '../../../src/domain/review/review-comparison.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { createChange, createPlan } from '../../support/fakes/factories.ts';
import {
  ADDRESS,
  create,
  destroy,
  findings,
  planOf,
  replace,
  reviewOf,
  update,
} from '../../support/fakes/reviewed-plans.ts';

const importOf = (importId: string): ResourceChange =>
  createChange({ action: 'no-op', actions: ['no-op'], importing: true, importId });

describe('of two reviews of one object, in the order of their merges', () => {
  it.each<[string, readonly [Plan, Plan], Plan, readonly string[]]>([
    [
      'the setting that the later one adds to what is made',
      [planOf(create({ size: 1 })), planOf(create({ size: 1, guard: 'on' }))],
      planOf(create({ size: 1 })),
      [`less ${ADDRESS}`],
    ],
    [
      'the value that the later one sets',
      [planOf(update({ a: 1 }, { a: 2 })), planOf(update({ a: 1 }, { a: 3 }))],
      planOf(update({ a: 1 }, { a: 2 })),
      [`other-values ${ADDRESS} a`],
    ],
    [
      'the value that the later one sets, among others',
      [planOf(update({ a: 1, b: 1 }, { a: 2, b: 1 })), planOf(update({ a: 1, b: 1 }, { a: 3, b: 2 }))],
      planOf(update({ a: 1, b: 1 }, { a: 2, b: 2 })),
      [`other-values ${ADDRESS} a`],
    ],
    [
      'the value that the later one sets, of a key of a map',
      [planOf(update({ t: { x: 1 } }, { t: { x: 2 } })), planOf(update({ t: { x: 1, y: 1 } }, { t: { x: 3, y: 2 } }))],
      planOf(update({ t: { x: 1, y: 1 } }, { t: { x: 2, y: 2 } })),
      [`other-values ${ADDRESS} t`],
    ],
    [
      'what the later one changes beside it',
      [planOf(update({ a: 1, b: 1 }, { a: 2, b: 1 })), planOf(update({ a: 1, b: 1 }, { a: 2, b: 2 }))],
      planOf(update({ a: 1, b: 1 }, { a: 2, b: 1 })),
      [`less ${ADDRESS} b`],
    ],
    [
      'a key that the later one takes away',
      [planOf(update({ t: { x: 1 } }, { t: { x: 2 } })), planOf(update({ t: { x: 1 }, b: 1 }, { t: {}, b: 2 }))],
      planOf(update({ t: { x: 1 }, b: 1 }, { t: { x: 2 }, b: 2 })),
      [`other-values ${ADDRESS} t`],
    ],
    [
      'a place of which the later one sets a part',
      [planOf(update({ a: { x: 1 } }, { a: 'all' })), planOf(update({ a: { x: 1 } }, { a: { x: 2 } }))],
      planOf(update({ a: { x: 1 } }, { a: 'all' })),
      [`other-values ${ADDRESS} a`],
    ],
    [
      'that the later one destroys it',
      [planOf(update({ id: 'x', a: 1 }, { id: 'x', a: 2 })), planOf(destroy({ id: 'x', a: 1 }))],
      planOf(update({ id: 'x', a: 1 }, { id: 'x', a: 2 })),
      [`other-actions ${ADDRESS}`],
    ],
    [
      'that the later one keeps it',
      [planOf(destroy({ id: 'x', a: 1 })), planOf(update({ id: 'x', a: 1 }, { id: 'x', a: 2 }))],
      planOf(destroy({ id: 'x', a: 1 })),
      [`other-actions ${ADDRESS}`],
    ],
    [
      'all that the later one makes anew',
      [planOf(update({ a: 1, b: 1 }, { a: 1, b: 2 })), planOf(replace({ a: 1, b: 1 }, { a: 2, b: 1 }))],
      planOf(replace({ a: 1, b: 1 }, { a: 2, b: 2 })),
      [`other-values ${ADDRESS} b`],
    ],
    [
      'another object that the later one imports',
      [planOf(importOf('1')), planOf(importOf('2'))],
      planOf(importOf('1')),
      [`other-values ${ADDRESS} import`],
    ],
  ])('the last word counts: %s', (_, [earlier, later], plan, expected) => {
    expect(findings(plan, earlier, later)).toEqual(expected);
    // The other way round it is what the last one says.
    expect(findings(plan, later, earlier)).toEqual([]);
  });

  it.each<[string, readonly Plan[], Plan]>([
    [
      'leaves of one object, and keys of one map',
      [
        planOf(update({ a: 1, t: { x: 1 } }, { a: 2, t: { x: 2 } })),
        planOf(update({ b: 1, t: { x: 1, y: 1 } }, { b: 2, t: { x: 1, y: 2 } })),
      ],
      planOf(update({ a: 1, b: 1, t: { x: 1, y: 1 } }, { a: 2, b: 2, t: { x: 2, y: 2 } })),
    ],
    [
      'what one sets, and the other has set again',
      [planOf(update({ t: { x: 1 }, b: 1 }, { t: { x: 2 }, b: 2 })), planOf(update({ t: { x: 1 } }, { t: { x: 3 } }))],
      planOf(update({ t: { x: 1 }, b: 1 }, { t: { x: 3 }, b: 2 })),
    ],
    [
      'what is made anew, and what the later one changes in it',
      [
        planOf(replace({ a: 1, t: { x: 1, y: 1 } }, { a: 2, t: { x: 1, y: 1 } })),
        planOf(update({ a: 1, t: { x: 1, y: 1 } }, { a: 1, t: { x: 2, y: 1 } })),
      ],
      planOf(replace({ a: 1, t: { x: 1, y: 1 } }, { a: 2, t: { x: 2, y: 1 } })),
    ],
    [
      'what one adds to a map, and the other takes away altogether',
      [
        planOf(update({ t: null, b: 1 }, { t: { x: 1 }, b: 2 })),
        planOf(update({ t: { y: 1 }, b: 1 }, { t: null, b: 1 })),
      ],
      planOf(update({ t: { y: 1 }, b: 1 }, { t: null, b: 2 })),
    ],
    ['nothing at all', [planOf(create({ a: 1 })), planOf()], planOf(create({ a: 1 }))],
  ])('they add up: %s', (_, reviewed, plan) => {
    expect(findings(plan, ...reviewed)).toEqual([]);
  });

  describe('what ends an object is not taken back by what was planned before that was merged', () => {
    const output = (action: 'delete' | 'update', after: unknown): Plan =>
      createPlan({ changes: [], outputChanges: [{ name: 'o', action, values: { before: 1, after, unknown: false } }] });
    const ended = { id: 'x', a: 1 };
    const forgotten = createChange({
      action: 'forget',
      actions: ['forget'],
      values: { before: ended, after: null, unknown: {} },
    });
    const kept = update(ended, { id: 'x', a: 2 });

    it.each<[string, Plan, Plan]>([
      ['a destruction, by an update', planOf(destroy(ended)), planOf(kept)],
      ['a destruction, by a replacement', planOf(destroy(ended)), planOf(replace(ended, { a: 2 }, { id: true }))],
      ['what is forgotten, by an update', planOf(forgotten), planOf(kept)],
      ['an output, by another value', output('delete', null), output('update', 2)],
    ])('%s', (_, end, later) => {
      const [first, second] = [reviewOf(42, end), reviewOf(43, later)];
      const kinds = (mergedAt: string | undefined, standsSince: string | undefined, ...more: readonly Review[]) =>
        compareWithReviews(end, [{ ...first, mergedAt }, { ...second, standsSince }, ...more]).unreviewed.map(
          ({ kind }) => kind,
        );
      expect(kinds('2026-11-21T11:00:00Z', '2026-11-21T10:59:59Z')).toEqual([]);
      // Both are queued.
      expect(kinds(undefined, '2026-11-21T10:59:59Z')).toEqual([]);
      // It knew of the end, or nobody knows whether it did.
      for (const since of ['2026-11-21T11:00:00Z', undefined, 'some day']) {
        expect(kinds('2026-11-21T11:00:00Z', since)).toEqual(['other-actions']);
      }
      // It covers nothing: an end has to be reviewed.
      expect(compareWithReviews(end, [{ ...second, standsSince: '2026-11-21T10:00:00Z' }]).unreviewed).toHaveLength(1);
    });
  });

  it('what one adds to a map is missing, though the other makes a map of its own there', () => {
    const of = (after: object): Plan => planOf(update({ t: null, b: 1 }, { t: after, b: 2 }));
    expect(findings(of({ y: 1 }), planOf(update({ t: null, b: 1 }, { t: { x: 1 }, b: 2 })), of({ y: 1 }))).toEqual([]);
    const alone = planOf(update({ t: null, b: 1 }, { t: { y: 1 }, b: 1 }));
    expect(findings(of({ y: 1 }), of({ x: 1 }), alone)).toHaveLength(1);
  });

  it('what one sets in a map is missing, though the other sets another key of it', () => {
    const before = { t: { x: 1, y: 1 }, b: 1 };
    const plan = planOf(update(before, { t: { x: 1, y: 2 }, b: 2 }));
    const both = [
      { t: { x: 2, y: 1 }, b: 2 },
      { t: { x: 1, y: 2 }, b: 1 },
    ].map((after) => planOf(update(before, after)));
    expect(findings(plan, ...both)).toHaveLength(1);
  });

  const attributes = fc.record({ a: fc.nat(2), b: fc.nat(2), t: fc.record({ x: fc.nat(2), y: fc.nat(2) }) });

  it('of each leaf the last one that has it counts, whatever they change', () => {
    const flat = ({ a, b, t }: { a: number; b: number; t: { x: number; y: number } }) => [a, b, t.x, t.y];
    fc.assert(
      fc.property(
        attributes,
        fc.array(attributes, { minLength: 1, maxLength: 4 }),
        attributes,
        (before, ends, after) => {
          const reviewed = ends.map((end) => planOf(...(isEqual(before, end) ? [] : [update(before, end)])));
          const plan = planOf(...(isEqual(before, after) ? [] : [update(before, after)]));
          const [was, will] = [flat(before), flat(after)];
          // What each has changed, the last first: they are to add up to the plan from the last on.
          const said = ends
            .map(flat)
            .filter((end) => !isEqual(end, was))
            .reverse();
          const isReviewed = said.some((_, older) => {
            const sum = was.map(
              (value, leaf) => said.slice(0, older + 1).find((end) => end[leaf] !== value)?.[leaf] ?? value,
            );
            return isEqual(sum, will);
          });
          expect(findings(plan, ...reviewed)).toHaveLength(isEqual(was, will) || isReviewed ? 0 : 1);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('an earlier record, which does not tell of single leaves, has the last word on all of an attribute', () => {
    const old = (review: Review): Review => ({
      ...review,
      resources: review.resources.map((change) => ({
        ...change,
        stated: undefined,
        settings: change.settings?.map((setting) => ({ ...setting, places: undefined })),
      })),
    });
    const kinds = (plan: Plan, ...reviews: readonly Review[]): readonly string[] =>
      compareWithReviews(plan, reviews).unreviewed.map(({ kind }) => kind);
    const x = reviewOf(41, planOf(update({ t: { x: 1, y: 1 }, b: 1 }, { t: { x: 2, y: 1 }, b: 1 })));
    const y = reviewOf(42, planOf(update({ t: { x: 1, y: 1 }, b: 1 }, { t: { x: 1, y: 2 }, b: 1 })));
    const b = reviewOf(43, planOf(update({ t: { x: 1, y: 1 }, b: 1 }, { t: { x: 1, y: 1 }, b: 2 })));
    const xy = planOf(update({ t: { x: 1, y: 1 }, b: 1 }, { t: { x: 2, y: 2 }, b: 1 }));
    const yb = planOf(update({ t: { x: 1, y: 1 }, b: 1 }, { t: { x: 1, y: 2 }, b: 2 }));
    expect(kinds(xy, x, y)).toEqual([]);
    expect(kinds(xy, old(x), old(y))).toEqual(['other-values']);
    expect(kinds(yb, old(y), old(b))).toEqual([]);
    expect(
      kinds(yb, y, { ...b, version: 1, resources: b.resources.map((one) => ({ ...one, settings: undefined })) }),
    ).toEqual(['other-values']);
  });
});

describe('what was sensitive when it was reviewed', () => {
  const marked = (values: object, marks: unknown): Plan =>
    planOf(
      create(
        values,
        {},
        { values: { before: null, after: values, unknown: {}, sensitive: { before: false, after: marks } } },
      ),
    );
  const output = (after: unknown, mark: boolean): Plan =>
    createPlan({
      changes: [],
      outputChanges: [
        {
          name: 'o',
          action: 'create',
          values: { before: null, after, unknown: false, sensitive: { before: mark, after: mark } },
        },
      ],
    });

  it.each<[string, Plan, Plan, readonly string[]]>([
    ['a setting', marked({ a: 's' }, { a: true }), marked({ a: 's' }, {}), [`other-values ${ADDRESS} a`]],
    [
      'a part of one',
      marked({ a: { x: 's', y: 's' } }, { a: true }),
      marked({ a: { x: 's', y: 's' } }, { a: { x: true } }),
      [`other-values ${ADDRESS} a`],
    ],
    [
      'an element of a list',
      marked({ a: ['s'] }, { a: [true] }),
      marked({ a: ['s'] }, {}),
      [`other-values ${ADDRESS} a`],
    ],
    [
      'what is known later',
      planOf(
        create(
          {},
          {},
          {
            values: { before: null, after: {}, unknown: { a: true }, sensitive: { before: false, after: { a: true } } },
          },
        ),
      ),
      planOf(create({}, { a: true })),
      [`other-values ${ADDRESS} a`],
    ],
    ['an output', output('s', true), output('s', false), ['other-values o']],
  ])('and may be shown now is another change: %s', (_, reviewed, plan, expected) => {
    expect(findings(plan, reviewed)).toEqual(expected);
    expect(findings(reviewed, reviewed)).toEqual([]);
    // To conceal more than was concealed is no difference.
    expect(findings(reviewed, plan)).toEqual([]);
  });

  it('is not shown by a run that stops', () => {
    const hidden = (plan: Plan, reviewed: Plan): string =>
      concealReviewed(plan, [reviewOf(41, reviewed)]).conceal('of s3cret-value and open-value');
    expect(
      hidden(
        marked({ a: { x: 's3cret-value', y: 'open-value' } }, {}),
        marked({ a: { x: 'other', y: 'open-value' } }, { a: { x: true } }),
      ),
    ).toBe('of (sensitive) and open-value');
    expect(hidden(output('s3cret-value', false), output('s3cret-value', true))).toBe('of (sensitive) and open-value');
    expect(hidden(output('s3cret-value', false), output('s3cret-value', false))).toBe('of s3cret-value and open-value');
  });

  it('may be shown where the last review of it has it so', () => {
    const [hidden, open] = [
      { before: false, after: { a: true } },
      { before: false, after: {} },
    ].map((sensitive) =>
      planOf(update({}, {}, {}, { values: { before: { a: 1 }, after: { a: 2 }, unknown: {}, sensitive } })),
    );
    if (hidden === undefined || open === undefined) throw new Error('there are two');
    expect(findings(open, hidden, open)).toEqual([]);
    expect(findings(open, open, hidden)).toEqual([`other-values ${ADDRESS} a`]);
  });

  it('may not be shown because a later review has shown something beside it', () => {
    const update = (after: object, marks: object): Plan => {
      const sensitive = { before: {}, after: marks };
      return planOf(
        createChange({
          action: 'update',
          actions: ['update'],
          values: { before: { t: { x: 1, y: 1 } }, after, unknown: {}, sensitive },
        }),
      );
    };
    const hidden = update({ t: { x: 1, y: 's' } }, { t: true });
    const beside = update({ t: { x: 2, y: 1 } }, {});
    expect(findings(update({ t: { x: 2, y: 's' } }, {}), hidden, beside)).toEqual([`other-values ${ADDRESS} t`]);
    expect(findings(update({ t: { x: 2, y: 's' } }, { t: true }), hidden, beside)).toEqual([]);
    // One that shows all of it has the last word.
    const all = update({ t: { x: 2, y: 's' }, b: 1 }, {});
    expect(findings(all, hidden, all)).toEqual([]);
    const rest = planOf(
      createChange({ ...update({ b: 1 }, {}).changes[0], values: { before: { b: 0 }, after: { b: 1 }, unknown: {} } }),
    );
    expect(findings(all, hidden, update({ t: { x: 2, y: 's' } }, {}), rest)).toEqual([]);
  });

  it('is nothing that an earlier record tells of', () => {
    const review = reviewOf(41, marked({ a: 's' }, { a: true }));
    const old = { ...review, resources: review.resources.map((change) => ({ ...change, sensitive: undefined })) };
    expect(compareWithReviews(marked({ a: 's' }, {}), [old]).unreviewed).toEqual([]);
  });
});

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
