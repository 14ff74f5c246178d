import { PlanChanged, Refused } from '../domain/errors.ts';
import type { StateAddress } from '../domain/keys.ts';
import type { Merges } from '../domain/merges.ts';
import type { PlanShown } from '../domain/outcome.ts';
import { compareWithReviews } from '../domain/review-comparison.ts';
import type { Reviewed, ReviewFindings } from '../domain/reviewed.ts';
import type { Stack } from './open-stack.ts';
import { readReviews } from './read-reviews.ts';
import type { Run } from './run.ts';

export interface ToConfirm {
  readonly stack: Pick<Stack, 'backend' | 'prAddress'>;
  /** Where the plan was made. */
  readonly address: StateAddress;
  readonly shown: PlanShown;
  /** Whose changes may be in it; `unknown` when GitHub did not say. */
  readonly merges: Merges | 'unknown';
}

/**
 * Compares the plan with all that was reviewed of what is merged and not applied. Throws PlanChanged when something in
 * it is in none of these reviews, unless `unreviewed-changes` lets it pass.
 */
export async function confirmReviewed(run: Run, { stack, address, shown, merges }: ToConfirm): Promise<Reviewed> {
  const policy = run.inputs['unreviewed-changes'];
  if (policy === 'allow') return { kind: 'not-compared' };
  if (merges === 'unknown') {
    const none: ReviewFindings = { unreviewed: [], alreadyDone: [], merges: [], direct: [] };
    if (!shown.hasChanges || policy === 'warn') return { kind: 'no-review', ...none };
    throw new Refused(
      'GitHub does not say which pull requests this commit brings to production, so it is not known what of it was reviewed. ' +
        'Nothing was changed. Run this again; the token needs contents: read and pull-requests: read.',
    );
  }
  const reviews = await readReviews(run, stack, merges.pullRequests);
  const found = reviews.filter((merge) => merge.kind === 'review').map(({ review }) => review);
  const findings = { ...compareWithReviews(shown.plan, found), merges: reviews, direct: merges.direct };
  if (found.length === 0) {
    if (shown.hasChanges)
      run.journal.warning('Nothing of this plan was reviewed: there is no review to compare it with.');
    return { kind: 'no-review', ...findings };
  }
  if (findings.unreviewed.length === 0) return { kind: 'as-reviewed', ...findings };
  const failure = new PlanChanged({ address, shown, findings });
  if (policy === 'fail') throw failure;
  run.journal.warning(`${failure.message}. It goes on all the same, as unreviewed-changes says.`);
  return { kind: 'unreviewed', ...findings };
}
