import type { MergedPullRequest } from '../../domain/review/merges.ts';
import { messageOf } from '../tolerate.ts';
import type { Run } from '../run.ts';

/** The pull requests that brought the commit itself to the apply branch; they are told from now on. */
export async function findPullRequests(run: Run, commitSha: string): Promise<readonly MergedPullRequest[]> {
  try {
    const { pullRequests } = await run.pullRequests.findMerged({
      ...{ since: undefined, commitSha, branch: applyBranch(run) },
    });
    run.audience.addresses(pullRequests.map(({ number }) => number));
    return pullRequests;
  } catch (error) {
    run.journal.warning(`GitHub did not say which pull requests ${commitSha} belongs to: ${messageOf(error)}`);
    return [];
  }
}

/** The branch that production is applied from. */
export function applyBranch({ inputs, context }: Run): string {
  return inputs['apply-branch'] ?? context.defaultBranch ?? '';
}
