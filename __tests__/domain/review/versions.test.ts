import { describe, expect, it } from 'vitest';

import type { Plan } from '../../../src/domain/plan/plan.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import { compareWithReviews, type Comparison } from '../../../src/domain/review/review-comparison.ts';
import {
  APPLICABLE,
  CORPUS,
  neighboursOf,
  readCorpusPlan,
  splitBuild,
  type CorpusPlan,
} from '../../support/documents/corpus/corpus.ts';
import { createReview } from '../../support/fakes/factories.ts';

const SALT = 'a salt';

/** IDs and keys that each run makes up: the configuration was applied once for each version. */
function readAlike(one: CorpusPlan): Plan {
  const written = JSON.stringify(one.document);
  const keys = [...written.matchAll(/"deposed":"(\w+)"/g)].flatMap(([, key]) => key ?? []);
  const text = keys
    .reduce((json, key) => json.replaceAll(key, '00000000'), written)
    .replace(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, '00000000-0000-4000-8000-000000000000');
  return readCorpusPlan({ ...one, document: JSON.parse(text) as CorpusPlan['document'] });
}

function compare(reviewed: Plan, now: Plan): Comparison {
  const review = createReview({ salt: SALT, madeBy: reviewed.madeBy, ...reviewChanges(reviewed, SALT) });
  return compareWithReviews(now, [review]);
}

/** Of those that are not the very same. */
const NEIGHBOURS = APPLICABLE.map(({ name, ...of }) => ({
  name,
  pairs: neighboursOf({ name, ...of }).filter(([before, after]) => before.first !== after.first),
})).filter(({ pairs }) => pairs.length > 0);

describe.each(NEIGHBOURS)('a review of $name', ({ pairs }) => {
  const neighbours = pairs.map(([before, after]) => [readAlike(before), readAlike(after)] as const);

  it('is one and the same from neighbouring versions, in both directions', () => {
    for (const [before, after] of neighbours) {
      expect(reviewChanges(after, SALT)).toEqual(reviewChanges(before, SALT));
      for (const comparison of [compare(before, after), compare(after, before)]) {
        expect(comparison).toMatchObject({ unreviewed: [], notPlanned: [], alreadyDone: [], letDiffer: [] });
      }
      const otherTools = [{ prNumber: 42, reviewed: before.madeBy, planned: after.madeBy }];
      expect(compare(before, after).otherTools).toEqual(otherTools);
    }
  });
});

describe.each(APPLICABLE)('a review of $name', ({ plans }) => {
  it('is made twice alike', () => {
    for (const plan of plans.values()) {
      expect(reviewChanges(readCorpusPlan(plan), SALT)).toEqual(reviewChanges(readCorpusPlan(plan), SALT));
    }
  });
});

/** Where the newest Terraform and the newest OpenTofu would do different things: what each does. */
const OTHERWISE: Readonly<Record<string, readonly [terraform: string, tofu: string]>> = {
  // OpenTofu keeps what leaves the configuration with `destroy = false`, Terraform destroys it.
  '17-lifecycle-destroy-false-delete': ['delete', 'forget'],
  // So it is where an attribute forces a replacement.
  '18-lifecycle-destroy-false-replace': ['delete,create', 'forget,create'],
  '115-lifecycle-destroy-false-tainted': ['create,forget', 'forget,create'],
};

/** An identity as the provider completes it, and as it is configured. */
const IMPORTED_OTHERWISE = ['21-import-by-identity'];

const OF_BOTH = APPLICABLE.flatMap(({ name, plans }) => {
  const newest = (tool: string): CorpusPlan | undefined =>
    [...plans.values()].filter(({ build }) => splitBuild(build).tool === tool).at(-1);
  const [terraform, tofu] = [newest('terraform'), newest('tofu')];
  return terraform === undefined || tofu === undefined ? [] : [{ name, newest: [terraform, tofu] as const }];
});

describe.each(OF_BOTH)('a review of $name by the other tool', ({ name, newest }) => {
  it('tells what would be done otherwise, and nothing else', () => {
    const [terraform, tofu] = [readAlike(newest[0]), readAlike(newest[1])];
    const [now, other] = [compare(terraform, tofu), compare(tofu, terraform)];
    const differing = [now, other].map(({ unreviewed }) =>
      unreviewed.map(({ kind, actions, attributes }) => [kind, actions.join(), ...attributes]),
    );

    const { [name]: actions } = OTHERWISE;
    const expected =
      actions !== undefined
        ? [[['other-actions', actions[1]]], [['other-actions', actions[0]]]]
        : IMPORTED_OTHERWISE.includes(name)
          ? [[['other-values', 'update', 'import']], [['other-values', 'update', 'import']]]
          : [[], []];
    expect(differing).toEqual(expected);
    expect(now.otherTools).toEqual([{ prNumber: 42, reviewed: terraform.madeBy, planned: tofu.madeBy }]);
    expect(compare(tofu, tofu).otherTools).toEqual([]);
  });
});

describe('a resource that is forgotten or destroyed by an instruction of its own', () => {
  it.each(['15-removed-forget', '16-removed-destroy'])(
    'is so in every version that knows the instruction: %s',
    (name) => {
      const of = CORPUS.find((one) => one.name === name);
      const actions = [...(of?.plans.values() ?? [])].map((plan) =>
        readCorpusPlan(plan)
          .changes.map(({ actions: words }) => words.join())
          .sort()
          .join(' '),
      );

      expect(actions.length).toBeGreaterThan(5);
      expect(new Set(actions).size).toBe(1);
    },
  );
});
