import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalJson } from '../../../src/domain/json.ts';
import type { Leeway } from '../../../src/domain/review/digest.ts';
import { compareWithReviews } from '../../../src/domain/review/review-comparison.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import { openReword, type RunWords } from '../../../src/domain/review/run-words.ts';
import { createChange, createPlan, createReview } from '../../support/fakes/factories.ts';

const A: RunWords = {
  commits: ['a1b2c3d4e5f60718293a4b5c6d7e8f9001122334', '0123456789abcdef0123456789abcdef01234567'],
  runId: '19000000012',
  workspace: '/linux/jobs/infra/infra',
};
const B: RunWords = {
  commits: ['b1b2c3d4e5f60718293a4b5c6d7e8f9001122334', 'fedcba9876543210fedcba9876543210fedcba98'],
  runId: '19000000013',
  workspace: '/mac/jobs/infra/infra',
};

const withoutValues = (words: RunWords): Leeway => ({ words, values: [] });

/** How many changes count as not reviewed when this was reviewed in run A, and that is planned in run B. */
function unreviewed(reviewed: unknown, planned: unknown, [a, b]: readonly [RunWords, RunWords] = [A, B]): number {
  const plan = (after: unknown) =>
    createPlan({ changes: [createChange({ values: { before: null, after: { value: after }, unknown: {} } })] });
  const [headSha = ''] = a.commits.slice(1);
  const review = createReview({ salt: 's', headSha, ...reviewChanges(plan(reviewed), 's', withoutValues(a)) });
  return compareWithReviews(plan(planned), [review], withoutValues(b)).unreviewed.length;
}

/** A value in which a run has put what it knows of itself. */
type Written = (words: RunWords) => unknown;

const word = fc.oneof(
  fc.tuple(fc.nat(1), fc.integer({ min: 7, max: 40 })).map(([which, length]): ((words: RunWords) => string) => {
    return ({ commits }) => commits[which]?.slice(0, length) ?? '';
  }),
  fc.constant(({ runId }: RunWords) => runId ?? ''),
  fc.constant(({ workspace }: RunWords) => `${workspace ?? ''}/main.tf`),
);
/** Text that can stand beside a word without becoming one with it. */
const between = fc.string({ maxLength: 8 }).map((text) => `:${text}:`);
const text: fc.Arbitrary<Written> = fc
  .array(fc.tuple(between, word), { maxLength: 3 })
  .map((parts) => (words: RunWords) => parts.map(([start, of]) => start + of(words) + ':').join(''));
const written = fc.letrec<{ value: Written }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.string().map(
      (plain): Written =>
        () =>
          plain,
    ),
    fc.integer().map(
      (plain): Written =>
        () =>
          plain,
    ),
    fc.constant<Written>(({ runId }) => Number(runId)),
    fc.array(tie('value'), { maxLength: 3 }).map(
      (all): Written =>
        (words) =>
          all.map((one) => one(words)),
    ),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }).map(
      (all): Written =>
        (words) =>
          Object.fromEntries(Object.entries(all).map(([name, one]) => [name, one(words)])),
    ),
  ),
})).value;

describe('what belongs to the run', () => {
  it('is what it was in the run that was reviewed, wherever it stands', () => {
    fc.assert(
      fc.property(written, (value) => {
        expect(unreviewed(value(A), value(B))).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('hides no other difference', () => {
    fc.assert(
      fc.property(written, written, (one, other) => {
        // Two values that are another in one and the same run are others in two.
        fc.pre(canonicalJson(openReword(B)(one(B))) !== canonicalJson(openReword(B)(other(B))));
        fc.pre(canonicalJson(one(A) ?? null) !== canonicalJson(other(A) ?? null));
        expect(unreviewed(one(A), other(B))).toBe(1);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves values as different as they are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const reword = openReword(A);
        expect(canonicalJson(reword(one)) === canonicalJson(reword(other))).toBe(
          canonicalJson(one) === canonicalJson(other),
        );
      }),
    );
  });

  it.each<[string, unknown, unknown]>([
    ['a commit', `app:${A.commits[0] ?? ''}`, `app:${B.commits[0] ?? ''}`],
    ['the head of the pull request, where the apply has its own commit', A.commits[1], B.commits[0]],
    ['a short commit, as `git describe` has it', 'v1-3-ga1b2c3d', 'v1-3-gb1b2c3d'],
    ['a run', 'https://github.com/o/r/actions/runs/19000000012', 'https://github.com/o/r/actions/runs/19000000013'],
    ['a run, as a number', 19000000012, 19000000013],
    ['a path in the workspace', '/linux/jobs/infra/infra/a.zip', '/mac/jobs/infra/infra/a.zip'],
    ['the workspace itself', '/linux/jobs/infra/infra', '/mac/jobs/infra/infra'],
    ['what is in a list', ['x', A.commits[0]], ['x', B.commits[0]]],
  ])('is %s', (_, reviewed, planned) => {
    expect(unreviewed(reviewed, planned)).toBe(0);
  });

  it.each<[string, unknown, unknown]>([
    ['a size of 12 in run 12 and of 13 in run 13', 12, 13],
    ['six characters of a commit', 'a1b2c3', 'b1b2c3'],
    ['a commit within a longer number', '0a1b2c3d4', '0b1b2c3d4'],
    ['another length of the commit', A.commits[0], B.commits[0]?.slice(0, 12)],
    ['a run ID within a longer number', '219000000012', '219000000013'],
    ['a run ID that was a number and is a text', 19000000012, '19000000013'],
    ['the key of a map', { [A.commits[0] ?? '']: 1 }, { [B.commits[0] ?? '']: 1 }],
    ['a path that begins like the workspace', '/linux/jobs/infra/infra-2', '/mac/jobs/infra/infra-2'],
    ['a path that ends like the workspace', 'x/linux/jobs/infra/infra', 'x/mac/jobs/infra/infra'],
    ["the other run's commit", B.commits[0], B.commits[0]],
    ["the other run's ID", B.runId, B.runId],
    ['a commit for a run', A.commits[0], B.runId],
    ['a text that looks like the mark of a word', '\0commit 40;', B.commits[0]],
  ])('is not %s', (_, reviewed, planned) => {
    expect(unreviewed(reviewed, planned)).toBe(1);
  });

  it.each<[string, RunWords]>([
    ['a run ID that is short', { ...A, commits: [], runId: '12' }],
    ['a workspace at the root', { ...A, commits: [], workspace: '/' }],
    ['something else than a commit', { ...A, commits: ['', 'main', 'a1b2c3d'] }],
  ])('is never %s', (_, words) => {
    const values = ['12', 12, '/', '/x', 'main', 'a1b2c3d', ''];
    expect(openReword(words)(values)).toEqual(values);
  });

  it('knows a workspace on Windows in both of its spellings', () => {
    const reword = openReword({ commits: [], runId: undefined, workspace: 'D:\\a\\infra\\infra' });
    expect(reword('D:/a/infra/infra/x')).toBe('\0workspace;/x');
    expect(reword('D:\\a\\infra\\infra')).toBe('\0workspace;');
  });

  it('does not make another object the one that is to be destroyed', () => {
    const destroy = (id: string) =>
      createPlan({
        changes: [
          createChange({ action: 'delete', actions: ['delete'], values: { before: { id }, after: null, unknown: {} } }),
        ],
      });
    const [a = '', b = ''] = [A.commits[0], B.commits[0]];
    const review = createReview({ salt: 's', ...reviewChanges(destroy(a), 's', withoutValues(A)) });
    expect(compareWithReviews(destroy(b), [review], withoutValues(B)).unreviewed).toHaveLength(1);
  });

  it('was not known to the first version of the record, which is compared as it is', () => {
    const plan = createPlan({
      changes: [createChange({ values: { before: null, after: { tag: B.commits[0] }, unknown: {} } })],
    });
    const first = createReview({ version: 1, salt: 's', ...reviewChanges(plan, 's') });
    expect(compareWithReviews(plan, [first], withoutValues(B)).unreviewed).toEqual([]);
  });
});
