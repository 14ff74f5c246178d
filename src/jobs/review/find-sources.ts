import { NO_MERGES, type MergeReview } from '../../domain/review/merges.ts';
import type { ReviewFindings } from '../../domain/review/reviewed.ts';
import { applyBranch, type Run } from '../run.ts';
import { tolerate } from '../tolerate.ts';

export interface SourcesAsked {
  /** The commit that was applied last; undefined when that is not known. */
  readonly since: string | undefined;
  readonly commitSha: string;
  readonly carried: readonly MergeReview[];
}

/**
 * Where changes that nobody has reviewed may have come from: what was merged since the last apply without leaving a
 * review, and what was pushed without a pull request. Asked only when there is something to explain.
 */
export async function findSources(
  run: Pick<Run, 'inputs' | 'context' | 'journal' | 'pullRequests'>,
  { since, commitSha, carried }: SourcesAsked,
): Promise<Pick<ReviewFindings, 'merges' | 'direct'>> {
  // Then what the commit itself brought is all that is known, and that was asked before.
  if (since === undefined)
    return { merges: carried, direct: carried.length > 0 ? [] : [{ sha: commitSha, title: '' }] };
  const { pullRequests, direct } = await tolerate(run.journal, {
    what: 'GitHub did not say what was merged since the last apply',
    task: () => run.pullRequests.findMerged({ since, commitSha, branch: applyBranch(run) }),
    otherwise: NO_MERGES,
  });
  const known = new Set(carried.map(({ pullRequest }) => pullRequest.number));
  const others = pullRequests
    .filter(({ number }) => !known.has(number))
    .map((pullRequest): MergeReview => ({ kind: 'no-review', pullRequest, why: { kind: 'never-planned' } }));
  return { merges: [...carried, ...others], direct };
}
