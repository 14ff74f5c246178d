import type { MergedPullRequest } from '../ports/pull-requests.ts';
import { messageOf } from './message-of.ts';
import type { Run } from './run.ts';

/** The merged pull requests that brought this commit to the apply branch; they are told from now on. */
export async function findPullRequests(run: Run, commitSha: string): Promise<readonly MergedPullRequest[]> {
  try {
    const branch = run.inputs['apply-branch'] ?? run.context.defaultBranch ?? '';
    const found = await run.pullRequests.findMergedBy(commitSha, branch);
    run.audience.addresses(found.map((pullRequest) => pullRequest.number));
    return found;
  } catch (error) {
    run.journal.warning(
      `GitHub did not say which pull requests ${commitSha} belongs to, so none is told: ${messageOf(error)}`,
    );
    return [];
  }
}
