import type { CommitNode } from '../../domain/review/merges.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import { BEGINNING } from '../../domain/turn/first-seen.ts';
import type { Run } from '../run.ts';

export interface StretchOf {
  readonly commitSha: string;
  /** The commit whose apply was the last to end well. */
  readonly applied: string | undefined;
}

/**
 * What is in the commit and was not applied yet, the oldest first. Before the first apply, and where the branch was
 * rewritten since, the newest of all that the commit has. Rejects with GitHubUnusable.
 */
export async function listStretch(
  { pullRequests }: Pick<Run, 'pullRequests'>,
  { applied, commitSha }: StretchOf,
): Promise<readonly CommitNode[]> {
  const listAll = () => pullRequests.listCommits({ since: BEGINNING, commitSha });
  if (applied === undefined) return listAll();
  try {
    return await pullRequests.listCommits({ since: applied, commitSha });
  } catch (error) {
    if (!(error instanceof GitHubUnusable) || !error.isLasting) throw error;
    return listAll();
  }
}
