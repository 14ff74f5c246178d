import { describe, expect, it } from 'vitest';

import { walkFirstParents } from '../../../src/domain/review/merges.ts';

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
