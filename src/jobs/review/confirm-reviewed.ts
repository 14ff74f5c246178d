import { Refused } from '../../domain/failure.ts';
import { countInMode, decideReviewed, describeContradiction, findContradiction } from '../../domain/review/decision.ts';
import {
  BY_HAND_URL,
  concealComparison,
  PlanChanged,
  type Reviewed,
  type ReviewFindings,
} from '../../domain/review/reviewed.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import { isRecorded, type Merges, type MergeReview } from '../../domain/review/merges.ts';
import type { PlanShown } from '../../domain/plan/plan-shown.ts';
import { compareWithReviews, concealReviewed, type Comparison } from '../../domain/review/review-comparison.ts';
import { applyBranch, type Run } from '../run.ts';
import { passOver } from '../tolerate.ts';
import { untilGitHubAnswers } from './until-github-answers.ts';
import { findSources, type Sources, type Stretch } from './find-sources.ts';
import { leewayOf } from './leeway.ts';

export interface ToConfirm {
  /** Where the plan was made. */
  readonly address: StateAddress;
  readonly shown: PlanShown;
  /** The commits that are planned or applied. */
  readonly commits: readonly string[];
  /** What was reviewed of all that may be in it, in the order of the merges. */
  readonly carried: readonly MergeReview[] | 'unknown';
  /** Asks for that once more. */
  readonly findCarried: () => Promise<readonly MergeReview[]>;
  /** Where to look for what was not; undefined in a merge group, all of which is in its queue. */
  readonly stretch: Stretch | undefined;
}

type ConfirmingRun = Pick<
  Run,
  'inputs' | 'context' | 'journal' | 'pullRequests' | 'comments' | 'waiting' | 'clock' | 'cancelled'
>;

/**
 * Compares the plan with what was reviewed. Throws PlanChanged when something in it is in none of the reviews that count,
 * Refused when it destroys and what was reviewed last does not, or the other way round, and GitHubUnusable when it cannot be known what was reviewed, unless `unreviewed-changes` lets that pass.
 */
export async function confirmReviewed(run: ConfirmingRun, of: ToConfirm): Promise<Reviewed> {
  const policy = run.inputs['unreviewed-changes'];
  if (policy === 'allow') return { kind: 'not-compared' };
  const leeway = leewayOf(run, of.commits);
  const compare = (merges: readonly MergeReview[]): Comparison => {
    const counting = merges
      .filter((merge) => merge.kind === 'review')
      .map(({ review, pullRequest: { mergedAt } }) => ({ ...review, mergedAt }));
    const { plan } = of.shown;
    return concealComparison(compareWithReviews(plan, counting, leeway), plan.conceal);
  };
  const stop = (findings: ReviewFindings): PlanChanged => {
    const reviews = findings.merges.flatMap((merge) => (merge.kind === 'review' ? [merge.review] : []));
    const plan = concealReviewed(of.shown.plan, reviews);
    return new PlanChanged({
      address: of.address,
      shown: { ...of.shown, plan, text: plan.conceal(of.shown.text) },
      findings: { ...findings, ...concealComparison(findings, plan.conceal) },
    });
  };

  const carried = await ask(run, () => findCarriedAtLast(run, of));
  const known = carried instanceof GitHubUnusable ? [] : countInMode(carried, run.inputs.destroy);
  tellRecorded(run, of, known);
  const first = compare(known);
  if (first.unreviewed.length === 0) {
    confirmMode(run, known, carried);
    return { kind: 'as-reviewed', ...first, merges: known, direct: [] };
  }

  const sources = await findSourcesOf(run, of, carried);
  const isKnown = !(sources instanceof GitHubUnusable);
  const merges = isKnown ? countInMode(sources.merges, run.inputs.destroy) : known;
  tellRecorded(run, of, merges);
  const findings: ReviewFindings = {
    ...(merges.length === known.length ? first : compare(merges)),
    merges,
    direct: isKnown ? sources.stretch.direct : [],
    elsewhere: isKnown ? sources.stretch.elsewhere : [],
    unanswered: isKnown ? undefined : sources.message,
    noBegin: isKnown ? sources.noBegin : undefined,
  };
  const inMergeGroup = of.stretch === undefined;
  switch (decideReviewed({ comparison: findings, carried: known, stretch: stretchOf(sources), policy, inMergeGroup })) {
    case 'not-compared':
      return { kind: 'not-compared' };
    case 'as-reviewed':
      return { kind: 'as-reviewed', ...findings };
    case 'pushed-directly':
      run.journal.warning(`Nothing of this plan was reviewed: ${describePushed(findings, applyBranch(run))}`);
      return { kind: 'no-review', ...findings };
    case 'none-planned':
      run.journal.warning(
        'This plan has changes that nobody has reviewed: no pull request of this merge group has planned them, so production has moved. The apply after the merge is compared again.',
      );
      return { kind: 'no-review', ...findings };
    case 'warned': {
      const { message } = stop(findings);
      run.journal.warning(`${message}. It goes on all the same, as unreviewed-changes says.`);
      return { kind: 'unreviewed', ...findings };
    }
    case 'changed':
      throw stop(findings);
    case 'unknown':
      if (sources instanceof GitHubUnusable) throw notKnown(sources);
      throw stop(findings);
  }
}

/**
 * Nothing of the plan is new to anybody, and yet it may be the opposite of what was reviewed last: with `destroy`, nothing
 * may be left to do of what is to be made, and without it of what is to go. Throws Refused then, and GitHubUnusable where
 * that is not known of a plan that destroys.
 */
function confirmMode(
  { inputs, journal }: Pick<Run, 'inputs' | 'journal'>,
  merges: readonly MergeReview[],
  carried: readonly MergeReview[] | GitHubUnusable,
): void {
  const isToStop = inputs['unreviewed-changes'] === 'fail';
  if (inputs.destroy && isToStop && carried instanceof GitHubUnusable) throw notKnown(carried);
  const contradiction = findContradiction(merges);
  if (contradiction === undefined) return;
  const words = describeContradiction(contradiction);
  if (isToStop) throw new Refused(words);
  journal.warning(`${words} It goes on all the same, as unreviewed-changes says.`);
}

/** Ends the sentence that nothing was reviewed. */
function describePushed({ elsewhere = [] }: ReviewFindings, branch: string): string {
  if (elsewhere.length === 0) {
    return 'no pull request was merged since the last apply, and there is no review to compare it with.';
  }
  const which = elsewhere.slice(0, NAMED_AT_MOST).map((one) => `#${one.number} (merged into ${one.branch})`);
  const more = elsewhere.length > NAMED_AT_MOST ? ' and more' : '';
  return `no pull request was merged into ${branch} since the last apply, and of those that came to it in another way, no plan of this stack is on record: ${which.join(', ')}${more}.`;
}

const NAMED_AT_MOST = 5;

/** An apply is that of every pull request with a record, which goes with it; a merge group's plan is of one alone. */
function tellRecorded(
  { comments }: Pick<Run, 'comments'>,
  { stretch }: ToConfirm,
  merges: readonly MergeReview[],
): void {
  const recorded = merges.filter(isRecorded);
  if (stretch !== undefined) comments.openAlsoOn(recorded.map(({ pullRequest }) => pullRequest.number));
}

/** What of it GitHub does not say is told where it matters. */
async function ask<T>(run: ConfirmingRun, question: () => Promise<T>): Promise<T | GitHubUnusable> {
  try {
    return await question();
  } catch (error) {
    const failure = passOver(error);
    if (!(failure instanceof GitHubUnusable)) throw error;
    run.journal.warning(`What was reviewed is not known: ${failure.message}`);
    return failure;
  }
}

async function findCarriedAtLast(
  run: ConfirmingRun,
  { carried, shown, findCarried }: ToConfirm,
): Promise<readonly MergeReview[]> {
  if (carried !== 'unknown') return carried;
  // Without a change there is nothing to have been reviewed, unless it is by `destroy` that there is none.
  return shown.hasChanges || run.inputs.destroy ? untilGitHubAnswers(run, findCarried) : [];
}

async function findSourcesOf(
  run: ConfirmingRun,
  { stretch }: ToConfirm,
  carried: readonly MergeReview[] | GitHubUnusable,
): Promise<Sources | GitHubUnusable> {
  if (carried instanceof GitHubUnusable) return carried;
  if (stretch !== undefined) return ask(run, () => findSources(run, stretch, carried));
  if (carried.length === 0) return new GitHubUnusable('what is in the merge group is not known.', { isLasting: true });
  return { stretch: { pullRequests: [], direct: [] }, merges: carried, noBegin: undefined };
}

/** Of the commit alone it tells nothing when no pull request has brought that. */
function stretchOf(sources: Sources | GitHubUnusable): Merges | 'unknown' {
  if (sources instanceof GitHubUnusable) return 'unknown';
  const { stretch, noBegin } = sources;
  return noBegin !== undefined && stretch.pullRequests.length === 0 ? 'unknown' : stretch;
}

function notKnown(cause: GitHubUnusable): GitHubUnusable {
  const again =
    cause.isLasting && !cause.isDenied
      ? ''
      : ' Run this again; the token needs contents: read and pull-requests: read.';
  return new GitHubUnusable(
    `GitHub does not say which pull requests this commit brings to production, so it is not known what of it was reviewed: ${cause.message} ` +
      `Nothing was changed.${again} Once somebody has looked at the plan, a run by hand with \`unreviewed-changes: allow\` applies without the comparison (${BY_HAND_URL}).`,
    { cause, isLasting: true },
  );
}
