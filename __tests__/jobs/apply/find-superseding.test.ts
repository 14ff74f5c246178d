import { describe, expect, it } from 'vitest';

import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { findSuperseding } from '../../../src/jobs/apply/find-superseding.ts';
import type { Turn } from '../../../src/jobs/turn/turn.ts';
import type { CommitOrder } from '../../../src/ports/runs.ts';
import { HEAD_SHA } from '../../support/fakes/factories.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createTurn } from '../../support/fakes/fake-turn.ts';

const LAST = {
  repository: 'octo/infra',
  commitSha: 'c'.repeat(40),
  runUrl: 'https://github.com/octo/infra/actions/runs/9',
};
const after = (lastBegun: Turn['lastBegun']): Turn => createTurn({ lastBegun });

/** GitHub's answers, one after the other, and what it was asked. */
function createAsked(...answers: CommitOrder[]): { run: FakeRun; asked: string[] } {
  const asked: string[] = [];
  const run = createRun({
    runs: {
      status: async () => 'unknown',
      compare: async (base, sha) => {
        asked.push(`${base}...${sha}`);
        const answer = answers.shift();
        if (answer === undefined) throw new GitHubUnusable('could not compare');
        return answer;
      },
    },
  });
  return { run, asked };
}

describe('the apply that put newer code on production', () => {
  it.each([
    ['nobody applied before', undefined],
    ['the last commit is this one', { ...LAST, commitSha: HEAD_SHA }],
  ])('is none, and GitHub is not asked, when %s', async (_, last) => {
    const { run, asked } = createAsked('behind');
    expect(await findSuperseding(run, after(last), HEAD_SHA)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('is the last one when this commit is behind it', async () => {
    const { run, asked } = createAsked('behind', 'identical');
    expect(await findSuperseding(run, after(LAST), HEAD_SHA)).toEqual({
      by: { commitSha: LAST.commitSha, runUrl: LAST.runUrl },
    });
    expect(asked).toEqual([`${LAST.commitSha}...${HEAD_SHA}`, `main...${LAST.commitSha}`]);
  });

  it('is the last one, too, when GitHub has only just come to know of its push', async () => {
    const { run } = createAsked('behind', 'ahead', 'ahead', 'behind');
    expect(await findSuperseding(run, after(LAST), HEAD_SHA)).toMatchObject({ by: { commitSha: LAST.commitSha } });
    expect(run.clock.monotonicMs()).toBe(3000);
  });

  it.each(['ahead', 'diverged', 'unrelated'] as const)(
    'is none when that was pushed away from the branch (%s) on which this commit is, which is said',
    async (last) => {
      const { run } = createAsked('behind', last, last, last, last, last, 'identical');
      expect(await findSuperseding(run, after(LAST), HEAD_SHA)).toBeUndefined();
      expect(run.said.warnings).toEqual([expect.stringContaining('the branch was rewritten')]);
    },
  );

  it.each(['ahead', 'identical'] as const)('is none when this commit is %s', async (order) => {
    const { run } = createAsked(order);
    expect(await findSuperseding(run, after(LAST), HEAD_SHA)).toBeUndefined();
    expect(run.said.warnings).toEqual([]);
  });

  it.each(['behind', 'identical'] as const)(
    'is none after a rewrite of the branch when this commit is on it (%s), which is said',
    async (onBranch) => {
      const { run, asked } = createAsked('diverged', onBranch);
      expect(await findSuperseding(run, after(LAST), HEAD_SHA)).toBeUndefined();
      expect(asked[1]).toMatch(new RegExp(`^[^.]+\\.\\.\\.${HEAD_SHA}$`));
      expect(run.said.warnings).toHaveLength(1);
    },
  );

  it.each(['ahead', 'diverged'] as const)(
    'is the last one after a rewrite of the branch that this commit is no longer on (%s)',
    async (onBranch) => {
      const { run } = createAsked('diverged', onBranch);
      expect(await findSuperseding(run, after(LAST), HEAD_SHA)).toMatchObject({
        by: { commitSha: LAST.commitSha },
        leftBranch: 'main',
      });
    },
  );

  it('is not known when GitHub does not tell, which ends the run: old code over new cannot be taken back', async () => {
    const { run, asked } = createAsked();
    await expect(findSuperseding(run, after(LAST), HEAD_SHA)).rejects.toThrow(GitHubUnusable);
    // It may pass: it is asked again for as long as the run may wait.
    expect(asked.length).toBeGreaterThan(1);
  });
});
