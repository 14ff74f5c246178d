import { PlanChanged, type Reviewed, type ReviewFindings } from '../../domain/review/reviewed.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import type { MergeReview } from '../../domain/review/merges.ts';
import type { PlanShown } from '../../domain/plan/plan-shown.ts';
import { compareWithReviews, NOTHING_COMPARED } from '../../domain/review/review-comparison.ts';
import { findSources } from './find-sources.ts';
import type { Run } from '../run.ts';

export interface ToConfirm {
  /** Where the plan was made. */
  readonly address: StateAddress;
  readonly shown: PlanShown;
  /** What was reviewed of all that may be in it. */
  readonly carried: readonly MergeReview[] | 'unknown';
  /** Where to look for what was not; undefined: nowhere. */
  readonly stretch: { readonly since: string | undefined; readonly commitSha: string } | undefined;
}

/**
 * Compares the plan with what was reviewed. Throws PlanChanged when something in it is in none of these reviews, unless
 * `unreviewed-changes` lets it pass.
 */
export async function confirmReviewed(
  run: Pick<Run, 'inputs' | 'context' | 'journal' | 'pullRequests'>,
  { address, shown, carried, stretch }: ToConfirm,
): Promise<Reviewed> {
  const policy = run.inputs['unreviewed-changes'];
  if (policy === 'allow') return { kind: 'not-compared' };
  if (carried === 'unknown') {
    const none: ReviewFindings = { ...NOTHING_COMPARED, merges: [], direct: [] };
    if (!shown.hasChanges || policy === 'warn') return { kind: 'no-review', ...none };
    throw new GitHubUnusable(
      'GitHub does not say which pull requests this commit brings to production, so it is not known what of it was reviewed. ' +
        'Nothing was changed. Run this again; the token needs contents: read and pull-requests: read. `unreviewed-changes: allow` applies without the comparison.',
    );
  }
  const reviews = carried.filter((merge) => merge.kind === 'review').map(({ review }) => review);
  const comparison = compareWithReviews(shown.plan, reviews);
  const isAsReviewed = reviews.length > 0 && comparison.unreviewed.length === 0;
  const sources =
    isAsReviewed || !shown.hasChanges || stretch === undefined
      ? { merges: carried, direct: [] }
      : await findSources(run, { ...stretch, carried });
  const findings: ReviewFindings = { ...comparison, ...sources };
  if (isAsReviewed) return { kind: 'as-reviewed', ...findings };
  if (reviews.length === 0) {
    if (shown.hasChanges)
      run.journal.warning('Nothing of this plan was reviewed: there is no review to compare it with.');
    return { kind: 'no-review', ...findings };
  }
  const failure = new PlanChanged({ address, shown, findings });
  if (policy === 'fail') throw failure;
  run.journal.warning(`${failure.message}. It goes on all the same, as unreviewed-changes says.`);
  return { kind: 'unreviewed', ...findings };
}
