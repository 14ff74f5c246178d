import { applyBranch, type Run } from '../run.ts';
import type { MergedPullRequest } from '../../domain/review/merges.ts';
import { messageOf } from '../tolerate.ts';

/** The pull requests that brought the commit itself to the apply branch; they are told from now on. */
export async function findPullRequests(run: Run, commitSha: string): Promise<readonly MergedPullRequest[]> {
  try {
    const { pullRequests } = await run.pullRequests.findMerged({
      since: undefined,
      commitSha,
      branch: applyBranch(run),
    });
    run.comments.openOn(pullRequests.map(({ number }) => number));
    return pullRequests;
  } catch (error) {
    run.journal.warning(`GitHub did not say which pull requests ${commitSha} belongs to: ${messageOf(error)}`);
    return [];
  }
}
