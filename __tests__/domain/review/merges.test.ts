import { describe, expect, it } from 'vitest';

import { walkFirstParents, numberInTitle } from '../../../src/domain/review/merges.ts';

const commit = (sha: string, ...parents: readonly string[]) => ({ sha, parents, title: sha });

describe('the commits of a branch itself', () => {
  it('are the first parents, the newest first, in whatever order they are given', () => {
    const commits = [commit('x', 'base'), commit('m1', 'base', 'x'), commit('y', 'm1'), commit('m2', 'm1', 'y')];
    expect(walkFirstParents(commits.reverse(), 'm2').map(({ sha }) => sha)).toEqual(['m2', 'm1']);
  });

  it.each([
    ['there are none', []],
    ['the head is not among them', [commit('x', 'base')]],
  ])('are none when %s', (_, commits) => {
    expect(walkFirstParents(commits, 'head')).toEqual([]);
  });
});

describe('the pull request that a title names', () => {
  it.each<[string, number | undefined]>([
    ['Change a (#42)', 42],
    ['Revert "Change a (#42)" (#43)', 43],
    ['Merge pull request #42 from octo/change', 42],
    ['Change a, as #42 does', undefined],
    ['Change (#42) a', undefined],
    ['See (#x)', undefined],
    ['', undefined],
  ])('is that of the merge itself: %s', (title, number) => {
    expect(numberInTitle({ title })).toBe(number);
    expect(numberInTitle({ title, committer: 'github' })).toBe(number);
    // Anybody may write so, and cherry-pick what is called so.
    expect(numberInTitle({ title, committer: 'somebody' })).toBeUndefined();
  });
});
