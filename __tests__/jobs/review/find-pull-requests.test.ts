import { describe, expect, it } from 'vitest';

import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { findPullRequests } from '../../../src/jobs/review/find-pull-requests.ts';
import type { Stretch } from '../../../src/ports/pull-requests.ts';
import { NO_MERGES, createPullRequests, createRun } from '../../support/fakes/fake-run.ts';

const HEAD = 'a'.repeat(40);

describe('the pull requests of a commit', () => {
  it('are told of the run from now on', async () => {
    const asked: Stretch[] = [];
    const told: number[][] = [];
    const run = createRun({
      pullRequests: {
        ...createPullRequests(),
        findMerged: async (stretch) => {
          asked.push(stretch);
          return { ...NO_MERGES, pullRequests: [{ number: 42, headSha: HEAD }] };
        },
      },
    });
    run.comments.openOn = (numbers) => void told.push([...numbers]);
    expect(await findPullRequests(run, HEAD)).toEqual([{ number: 42, headSha: HEAD }]);
    expect(asked).toEqual([{ since: undefined, commitSha: HEAD, branch: 'main' }]);
    expect(told).toEqual([[42]]);
  });

  it('are none when GitHub does not say, with a warning', async () => {
    const run = createRun({
      pullRequests: { ...createPullRequests(), findMerged: () => Promise.reject(new GitHubUnusable('502')) },
    });
    expect(await findPullRequests(run, HEAD)).toEqual([]);
    expect(run.said.warnings).toEqual([`GitHub did not say which pull requests ${HEAD} belongs to: 502`]);
  });
});
