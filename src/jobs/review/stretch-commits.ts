import type { CommitNode } from '../../domain/review/merges.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import { BEGINNING, type StretchBegin } from '../../domain/turn/first-seen.ts';
import type { Run } from '../run.ts';

export interface StretchOf {
  readonly begin: StretchBegin | undefined;
  readonly commitSha: string;
}

/**
 * What is in the commit and not applied yet, the oldest first. Where it is not known where that begins, or the branch was
 * rewritten since, the newest of all that the commit has. Rejects with GitHubUnusable.
 */
export async function listStretch(
  { pullRequests }: Pick<Run, 'pullRequests'>,
  { begin, commitSha }: StretchOf,
): Promise<readonly CommitNode[]> {
  const listAll = () => pullRequests.listCommits({ since: BEGINNING, commitSha });
  if (begin?.kind !== 'known') return listAll();
  try {
    return await pullRequests.listCommits({ since: begin.after, commitSha });
  } catch (error) {
    if (!(error instanceof GitHubUnusable) || !error.isLasting) throw error;
    return listAll();
  }
}
