import { RunFailure } from '../failure.ts';
import type { PlanShown } from '../plan/plan-shown.ts';
import type { Conceal } from '../secrets/conceal.ts';
import type { NoBegin } from '../turn/first-seen.ts';
import type { StateAddress } from '../state/keys.ts';
import type { Comparison, OtherTool } from './review-comparison.ts';
import type { MadeBy } from '../plan/plan.ts';
import type { DirectCommit, MergedElsewhere, MergedPullRequest, MergeReview } from './merges.ts';

/** The workflow that is started by hand where the comparison cannot go on. */
export const BY_HAND_URL = 'https://github.com/lockstep/lockstep/blob/main/examples/workflows/by-hand.yml';

/** How a stack is destroyed by review. */
export const RETIRING_URL = 'https://github.com/lockstep/lockstep/blob/main/docs/retiring.md';

/** Everything that a comparison with the reviews has found, and where the changes come from. */
export interface ReviewFindings extends Comparison {
  /** Every pull request that is merged and not applied, or queued before the one at hand. */
  readonly merges: readonly MergeReview[];
  /** Commits without a pull request among them. */
  readonly direct: readonly DirectCommit[];
  /** Pull requests that were merged into other branches, and have no plan on record. */
  readonly elsewhere?: readonly MergedElsewhere[] | undefined;
  /** What GitHub did not say of what else was merged, for people; undefined when it did, or nobody had to ask. */
  readonly unanswered?: string | undefined;
  /** Why it is not known what was merged since the last apply; undefined when it is, or nobody had to ask. */
  readonly noBegin?: NoBegin | undefined;
}

/** How a plan stands to what was reviewed. */
export type Reviewed =
  | ({ readonly kind: 'as-reviewed' } & ReviewFindings)
  /** Some of it is in no review, and `unreviewed-changes` lets that pass. */
  | ({ readonly kind: 'unreviewed' } & ReviewFindings)
  /** There is no review to compare with. */
  | ({ readonly kind: 'no-review' } & ReviewFindings)
  /** `unreviewed-changes: allow`. */
  | { readonly kind: 'not-compared' };

/** The same for pages: an address, or a name within a value, may be a text that is sensitive elsewhere. */
export function concealComparison(comparison: Comparison, conceal: Conceal): Comparison {
  const concealed = <T extends { readonly address: string }>(of: T): T => ({ ...of, address: conceal(of.address) });
  const { unreviewed, alreadyDone, notPlanned, letDiffer, otherTools } = comparison;
  return {
    unreviewed: unreviewed.map((change) => ({
      ...concealed(change),
      attributes: change.attributes.map(conceal),
      varying: change.varying.map(conceal),
    })),
    alreadyDone: alreadyDone.map(concealed),
    notPlanned: notPlanned.map(concealed),
    letDiffer: letDiffer.map((one) => ({ ...concealed(one), path: conceal(one.path) })),
    otherTools,
  };
}

/** Every pull request that was looked at. */
export function mergesOf(reviewed: Reviewed | undefined): readonly MergeReview[] {
  return reviewed === undefined || reviewed.kind === 'not-compared' ? [] : reviewed.merges;
}

/** Those of whom a review was read. */
export function reviewedPullRequests({ merges }: ReviewFindings): readonly MergedPullRequest[] {
  return merges.filter(({ kind }) => kind === 'review').map(({ pullRequest }) => pullRequest);
}

export interface ChangedPlan {
  readonly address: StateAddress;
  readonly shown: PlanShown;
  readonly findings: ReviewFindings;
}

/** The plan has changes that are in no review; nothing was changed. */
export class PlanChanged extends RunFailure {
  readonly reason = 'plan-changed';
  readonly changed: ChangedPlan;
  constructor(changed: ChangedPlan) {
    const { unreviewed, noBegin, otherTools } = changed.findings;
    const addresses = unreviewed.map(({ what, address }) => (what === 'output' ? `output ${address}` : address));
    super(
      (otherTools.length === 0 ? '' : `${describeOtherTools(otherTools)}: `) +
        `the plan has ${unreviewed.length === 1 ? 'a change that was' : `${unreviewed.length} changes that were`} not reviewed: ` +
        `${addresses.slice(0, ADDRESSES_NAMED).join(', ')}${addresses.length > ADDRESSES_NAMED ? ' and more' : ''}` +
        (noBegin === undefined
          ? ''
          : `; it is not known what was merged since the last apply, because ${describeNoBegin(noBegin)}`),
    );
    this.changed = changed;
  }
}

const ADDRESSES_NAMED = 5;

const TOOL_NAMES: ReadonlyMap<string, string> = new Map([
  ['terraform', 'Terraform'],
  ['tofu', 'OpenTofu'],
]);

function nameTool({ tool, version }: MadeBy): string {
  return `${TOOL_NAMES.get(tool) ?? tool} ${version}`;
}

/** A clause: what was reviewed was planned by another tool than this plan. */
export function describeOtherTools(
  others: readonly OtherTool[],
  quote: (text: string) => string = (text) => text,
): string {
  const [first] = others;
  if (first === undefined) return '';
  const by = [...Map.groupBy(others, ({ reviewed }) => nameTool(reviewed))].map(
    ([name, of]) => `${[...new Set(of.map(({ prNumber }) => `#${prNumber}`))].join(', ')} planned by ${quote(name)}`,
  );
  return `${by.join(', ')}, this by ${quote(nameTool(first.planned))}`;
}

/** Ends a sentence that begins with "because". */
export function describeNoBegin(noBegin: NoBegin): string {
  switch (noBegin) {
    case 'never-seen':
      return 'none is remembered, and no push of this repository was seen before';
    case 'applied-elsewhere':
      return 'that was of another repository';
    case 'out-of-reach':
      return 'this run may not use the queue, which remembers it';
  }
}
