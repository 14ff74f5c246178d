import { applyBranch, type Run } from '../run.ts';
import type { MergedPullRequest } from '../../domain/review/merges.ts';
import { tolerate } from '../tolerate.ts';

/** The pull requests that brought the commit itself to the apply branch; they are told from now on. */
export async function findPullRequests(
  run: Pick<Run, 'inputs' | 'context' | 'journal' | 'pullRequests' | 'comments'>,
  commitSha: string,
): Promise<readonly MergedPullRequest[]> {
  return tolerate(run.journal, {
    what: `GitHub did not say which pull requests ${commitSha} belongs to`,
    task: async () => {
      const stretch = { since: undefined, commitSha, branch: applyBranch(run) };
      const { pullRequests } = await run.pullRequests.findMerged(stretch);
      run.comments.openOn(pullRequests.map(({ number }) => number));
      return pullRequests;
    },
    otherwise: [],
  });
}
