import { describe, expect, it } from 'vitest';

import type { MergeReview, Merges } from '../../../src/domain/review/merges.ts';
import {
  countInMode,
  decideReviewed,
  describeContradiction,
  findContradiction,
} from '../../../src/domain/review/decision.ts';
import { compareWithReviews } from '../../../src/domain/review/review-comparison.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import { createChange, createPlan, createReview, HEAD_SHA } from '../../support/fakes/factories.ts';

const CHANGES = reviewChanges(createPlan(), 's');

/** `D` destroys, `N` does not; in small letters it changes nothing. `-` has no review. */
function merge(word: string, number: number): MergeReview {
  const pullRequest = { number, headSha: HEAD_SHA };
  if (word === '-') return { kind: 'no-review', pullRequest, why: { kind: 'never-planned' } };
  const changes = word === word.toUpperCase() ? CHANGES : {};
  // A record of an earlier version says nothing of it.
  const mode = word.toUpperCase() === 'D' ? { isDestroy: true } : {};
  return { kind: 'review', pullRequest, review: createReview({ ...mode, ...changes }) };
}

const merges = (words: string): readonly MergeReview[] => Array.from(words, (word, index) => merge(word, index + 1));

describe('a review of a plan that destroys everything', () => {
  it('counts for an apply that does so alone, and no other counts for that', () => {
    for (const isDestroy of [true, false]) {
      const counted = countInMode(merges('DNdn-'), isDestroy);
      expect(counted.map((one) => (one.kind === 'review' ? 'counts' : one.why))).toEqual(
        [
          ['counts', { kind: 'other-mode', wasDestroy: true, hasChanges: true }],
          [{ kind: 'other-mode', wasDestroy: false, hasChanges: true }, 'counts'],
          ['counts', { kind: 'other-mode', wasDestroy: true, hasChanges: false }],
          [{ kind: 'other-mode', wasDestroy: false, hasChanges: false }, 'counts'],
          [{ kind: 'never-planned' }, { kind: 'never-planned' }],
        ].map(([destroying, other]) => (isDestroy ? destroying : other)),
      );
    }
  });

  it.each([
    // In the order of the merges; what the last with changes has shown is what an apply may do.
    ['', true, undefined],
    ['D', true, undefined],
    ['D', false, 1],
    ['N', true, 1],
    ['N', false, undefined],
    ['ND', true, undefined],
    ['ND', false, 2],
    ['DN', true, 2],
    ['DN', false, undefined],
    // Of what changes nothing there is nothing to pass over.
    ['n', true, undefined],
    ['d', false, undefined],
    ['Dn', true, undefined],
    ['Nd', true, 1],
    ['N-', true, 1],
    ['D-d', false, 1],
  ] as const)('%s has the last word against destroy: %s by #%s', (words, isDestroy, prNumber) => {
    expect(findContradiction(countInMode(merges(words), isDestroy))?.prNumber).toBe(prNumber);
  });

  it.each([
    [true, '#7 was planned and reviewed with destroy: true, and this run is without it'],
    [false, 'destroy: true is set, and pull request #7, the last that was merged, was planned and reviewed without it'],
  ])('is told with a way on, whichever it is (%s)', (wasDestroy, says) => {
    const words = describeContradiction({ prNumber: 7, wasDestroy });
    expect(words).toContain(says);
    expect(words).toContain('nothing was changed. To ');
  });

  it('is told with a way on that exists where production is to stay: what changes nothing has no last word', () => {
    expect(findContradiction(countInMode(merges('Dn'), false))?.prNumber).toBe(1);
    const words = describeContradiction({ prNumber: 1, wasDestroy: true });
    expect(words).toContain('planned without it and changes something');
    expect(words).toContain('unreviewed-changes: allow');
  });
});

describe('a destruction that is in no review', () => {
  const destroyed = createPlan({ changes: [createChange({ action: 'delete' })] });
  const NOBODY: Merges = { pullRequests: [], direct: [] };
  const pushed = { ...NOBODY, direct: [{ sha: HEAD_SHA, title: 'DESTROY' }] };
  const merged = { ...NOBODY, pullRequests: [{ number: 1, headSha: HEAD_SHA }] };
  const elsewhere = { ...NOBODY, elsewhere: [{ number: 1, headSha: HEAD_SHA, branch: 'develop' }] };

  it('goes on by nothing but an explicit policy, whatever has brought it about', () => {
    for (const stretch of [NOBODY, pushed, merged, elsewhere, 'unknown'] as const) {
      // With `DNn-` at most the first counts, and it has shown another change.
      for (const words of ['', '-', 'N', 'n', 'd', 'DNn-']) {
        for (const inMergeGroup of [false, true]) {
          const carried = countInMode(merges(words), true);
          const reviews = carried.flatMap((one) => (one.kind === 'review' ? [one.review] : []));
          const comparison = compareWithReviews(destroyed, reviews);
          const of = { comparison, carried, stretch, inMergeGroup, isDestroy: true };
          const decided = (['fail', 'warn', 'allow'] as const).map((policy) => decideReviewed({ ...of, policy }));
          const stops = stretch === 'unknown' && carried.length === 0 ? 'unknown' : 'changed';
          expect([stretch, words, ...decided]).toEqual([stretch, words, stops, 'warned', 'not-compared']);
        }
      }
    }
  });
});
