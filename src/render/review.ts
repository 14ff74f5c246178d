import {
  BY_HAND_URL,
  describeNoBegin,
  describeOtherTools,
  type PlanChanged,
  RETIRING_URL,
  reviewedPullRequests,
  type Reviewed,
  type ReviewFindings,
} from '../domain/review/reviewed.ts';
import type { NoBegin } from '../domain/turn/first-seen.ts';
import type { DirectCommit, MergedElsewhere, MergeReview } from '../domain/review/merges.ts';
import type { Comparison, LetDiffer, NotPlanned, Unreviewed } from '../domain/review/review-comparison.ts';
import { codeSpan, countOf, details, fittingRows, linkTarget, table } from './markdown.ts';
import { page, provenance, type RunView } from './page.ts';

export interface ReviewPage {
  /** How many characters there are for what it lists. */
  readonly budget: number;
  /** The plan itself, as the pages of plans have it. */
  readonly planBody: readonly string[];
  /** What it loses, in the words of the pages of plans; empty where that is nothing. */
  readonly danger: string;
}

/** The page of a run that was stopped because its plan is not what was reviewed. */
export function renderPlanChanged(
  { changed }: PlanChanged,
  view: RunView,
  { budget, planBody, danger }: ReviewPage,
): string {
  const { findings, address } = changed;
  const count = findings.unreviewed.length;
  const losses = findings.unreviewed.filter(isLoss).length;
  const which = losses === 0 ? '' : `, ${countOf(losses, 'loss', 'losses')} among them`;
  return page(
    view,
    `${view.command} stopped · ${countOf(count, 'change was not reviewed', 'changes were not reviewed')}${which}, nothing was changed`,
    [
      danger,
      renderOtherTools(findings),
      renderUnreviewed(findings, budget / 5),
      renderSources(findings),
      renderRemedy(view),
      renderLetDiffer(findings.letDiffer, budget / 10),
      renderNotPlanned(findings, budget / 10),
      ...planBody,
      provenance(view, [codeSpan(address.path)]),
    ],
  );
}

/** How a plan becomes a review that could not be brought to its page. */
export const UNSHOWN_WAY_ON =
  'Give the job `pull-requests: write`, or set `comment-pr: never` where the job summary is what people read, and plan again.';

/** Of a plan whose page could not be brought out. */
export function renderUnshown(isUnshown: boolean | undefined): string {
  return isUnshown === true
    ? `> [!WARNING]\n> This plan is no review: its comment could not be written. Merged like this, what it changes stops the apply. ${UNSHOWN_WAY_ON}`
    : '';
}

/** What a plan that went on says of the reviews; nothing when it was not compared. */
export function renderReviewed(reviewed: Reviewed | undefined, hasChanges: boolean, budget: number): readonly string[] {
  if (reviewed === undefined || reviewed.kind === 'not-compared') return [];
  const done = renderNotPlanned(reviewed, budget / 10);
  const differing = renderLetDiffer(reviewed.letDiffer, budget / 10);
  switch (reviewed.kind) {
    case 'as-reviewed':
      return [renderAsReviewed(reviewed), differing, done];
    case 'unreviewed':
      return [
        `> [!WARNING]\n> ${countOf(reviewed.unreviewed.length, 'change was', 'changes were')} not reviewed, and \`unreviewed-changes\` let that pass.`,
        renderOtherTools(reviewed),
        renderUnreviewed(reviewed, budget / 5),
        renderSources(reviewed),
        differing,
        done,
      ];
    case 'no-review':
      return hasChanges ? [`> [!WARNING]\n> Nothing of this was reviewed as a plan.`, renderSources(reviewed)] : [];
  }
}

function renderAsReviewed(findings: ReviewFindings): string {
  const numbers = reviewedPullRequests(findings).map(({ number }) => `#${number}`);
  return numbers.length < 2 ? '' : `Carries what was reviewed in ${listOf(numbers)}.`;
}

/** Before what differs: another version may plan the same configuration otherwise. */
function renderOtherTools({ otherTools }: ReviewFindings): string {
  if (otherTools.length === 0) return '';
  return `> [!NOTE]\n> ${describeOtherTools(otherTools, codeSpan)}. Another tool, or another version, may plan the same configuration otherwise: use one in both workflows.`;
}

const ACTION: ReadonlyMap<string, string> = new Map([
  ['create', 'add'],
  ['update', 'change'],
  ['delete', 'destroy'],
  ['delete,create', 'replace'],
  ['create,delete', 'replace (create first)'],
  ['forget', 'forget'],
  ['create,forget', 'add, forget the old'],
  ['forget,create', 'forget the old, add'],
  ['no-op', 'move or import'],
  ['invoke', 'invoke'],
]);

function describeActions(actions: readonly string[]): string {
  return ACTION.get(actions.join()) ?? codeSpan(actions.join(', '));
}

function renderUnreviewed({ unreviewed }: ReviewFindings, maxCharacters: number): string {
  const lossesFirst = [...unreviewed].sort((one, other) => Number(isLoss(other)) - Number(isLoss(one)));
  const rows = lossesFirst.map((change) => [
    describeActions(change.actions),
    // In one cell, so that a phone shows it.
    `${change.what === 'output' ? 'output ' : ''}${codeSpan(change.address)}<br>${describeFinding(change)}`,
  ]);
  return tableWithin(['planned now', 'resource, and what was reviewed of it'], rows, maxCharacters);
}

/** An object is destroyed, replaced or forgotten. */
function isLoss({ actions }: Pick<Unreviewed, 'actions'>): boolean {
  return actions.includes('delete') || actions.includes('forget');
}

function describeFinding(change: Unreviewed): string {
  const { kind, reviewed } = change;
  const attributes = change.attributes.slice(0, ATTRIBUTES_NAMED);
  const which = attributes.length === 0 ? '' : `: ${attributes.map(codeSpan).join(', ')}`;
  const where = listOf(numbersOf(reviewed));
  switch (kind) {
    case 'new':
      return 'nothing of it';
    case 'other-actions':
      return reviewed.map(({ prNumber, actions }) => `${describeActions(actions)} in #${prNumber}`).join(', ');
    case 'other-values':
      return `other values in ${where}${which}${describeVarying(change)}`;
    case 'less':
      return which === ''
        ? `more in ${where}: a setting that was reviewed is missing`
        : `more in ${where}, of which something is missing or another now${which}${describeVarying(change)}`;
    case 'drifted':
      return `the same end in ${where}, but changed outside Terraform since${which}`;
  }
}

const ATTRIBUTES_NAMED = 12;

function describeVarying({ varying, varies }: Unreviewed): string {
  if (varies) return '; this value is another in every plan';
  if (varying.length === 0) return '';
  const names = listOf(varying.slice(0, ATTRIBUTES_NAMED).map(codeSpan));
  return `; ${names} ${varying.length === 1 ? 'is' : 'are'} another in every plan`;
}

function numbersOf(reviewed: Unreviewed['reviewed']): readonly string[] {
  return [...new Set(reviewed.map(({ prNumber }) => `#${prNumber}`))];
}

const SOURCES_NAMED = 10;

/** Where the unreviewed may have come from, as far as the merges tell. */
function renderSources(findings: ReviewFindings): string {
  const { merges, direct, elsewhere = [], noBegin, unanswered } = findings;
  if (noBegin !== undefined)
    return [renderNoBegin(noBegin), renderSources({ ...findings, noBegin: undefined })].join('\n\n').trim();
  const all = [
    ...merges.filter((merge) => merge.kind === 'no-review').map(renderNoReview),
    ...elsewhere.map(renderElsewhere),
    ...direct.map(renderDirect),
  ];
  const more = all.length > SOURCES_NAMED ? [`${all.length - SOURCES_NAMED} more`] : [];
  const sources = [...all.slice(0, SOURCES_NAMED), ...more];
  const list = sources.length === 0 ? '' : ['Without a review:', ...sources.map((source) => `- ${source}`)].join('\n');
  if (unanswered !== undefined) {
    const said = `GitHub did not say what else was merged since the last apply, so there may be reviews that are not known here: ${codeSpan(unanswered)} Run this again once it does.`;
    return [list, said].filter((part) => part !== '').join('\n\n');
  }
  if (list !== '') return list;
  if (merges.length === 0) return '';
  return 'Every merged pull request has a review, so this comes from elsewhere: production has moved on since they were planned, a value that the plan reads has changed, or somebody changed things outside Terraform.';
}

function renderNoBegin(noBegin: NoBegin): string {
  const wayOn =
    noBegin === 'out-of-reach' ? 'Grant the role what the warning in the log names' : 'An apply by hand makes it known';
  return `It is not known what was merged since the last apply, because ${describeNoBegin(noBegin)}. ${wayOn}.`;
}

function renderNoReview(merge: Extract<MergeReview, { kind: 'no-review' }>): string {
  const { number, headSha, mergedAt, branch } = merge.pullRequest;
  const into = branch === undefined ? '' : ` into ${codeSpan(branch)}`;
  const of = `#${number}, ${mergedAt === undefined ? 'queued' : 'merged'}${into} at ${codeSpan(headSha.slice(0, 7))}`;
  switch (merge.why.kind) {
    case 'never-planned':
      return `${of}, has no plan on record`;
    case 'other-commit':
      return `${of}; what was planned last is ${codeSpan(merge.why.plannedSha.slice(0, 7))}`;
    case 'applied':
      return `${of}, is in what was applied last, and a review of it, if there was one, went with that`;
    case 'other-mode':
      return `${of}, was planned ${merge.why.wasDestroy ? 'with' : 'without'} \`destroy: true\`, which is another plan than this`;
    case 'taken-back':
      return `${of}, whose plan was begun again before the merge, and [that one](${linkTarget(merge.why.runUrl)}) has come to nothing that could be reviewed`;
    case 'planned-on-empty':
      return `${of}, was planned on an empty state (\`pr-state: empty\`), which says nothing of production`;
    case 'late':
      return `${of}, whose plan is from after the merge: nobody can have reviewed it before`;
    case 'newer':
      return `${of}, whose review is of format ${merge.why.version}, which this version of Lockstep does not know`;
    case 'unreadable':
      return `${of}, whose review cannot be read: ${codeSpan(merge.why.why)}`;
  }
}

function renderElsewhere({ number, headSha, branch }: MergedElsewhere): string {
  return `#${number}, merged into ${codeSpan(branch)} at ${codeSpan(headSha.slice(0, 7))}, has no plan on record`;
}

function renderDirect({ sha, title }: DirectCommit): string {
  return `${codeSpan(sha.slice(0, 7))}, pushed without a pull request${title === '' ? '' : `: ${codeSpan(title)}`}`;
}

const BY_HAND = '- Apply it once as it is: start a run by hand on this branch with `unreviewed-changes: allow`';

function renderRemedy({ mergeGroup, isDestroy }: RunView): string {
  if (isDestroy === true) {
    return [
      '`destroy: true` is set, and what it destroys has to be reviewed in a pull request that is planned with it; what was pushed directly is no exception. What to do, whichever fits:',
      `- It is to go: ${mergeGroup ? 'plan the pull request' : 'open a pull request that plans this stack'} with \`destroy: true\`, and merge it once its plan is reviewed ([how](${RETIRING_URL})).`,
      '- It is to stay: take `destroy: true` out, in the workflow or where the run was started.',
      ...(mergeGroup ? [] : [`${BY_HAND}, with \`destroy\` as well ([by-hand.yml](${BY_HAND_URL})).`]),
    ].join('\n');
  }
  if (mergeGroup) {
    return 'What to do: bring the branch up to date with its base, so that it is planned again, review that plan, and queue it once more.';
  }
  return [
    'What to do, whichever fits:',
    '- Open a pull request that plans this stack, even one with an empty commit where every commit plans: its plan shows all of this, and merging it is the review.',
    '- If something was changed outside Terraform, change it back and run this again.',
    `${BY_HAND} ([by-hand.yml](${BY_HAND_URL})).`,
  ].join('\n');
}

function renderNotPlanned(
  { alreadyDone, notPlanned }: Pick<Comparison, 'alreadyDone' | 'notPlanned'>,
  maxCharacters: number,
): string {
  return [
    renderLeft('Reviewed, and in place already', alreadyDone, maxCharacters),
    renderLeft('Reviewed, and not in this plan any more: nothing of it is applied', notPlanned, maxCharacters),
  ]
    .filter((list) => list !== '')
    .join('\n\n');
}

function renderLeft(title: string, left: readonly NotPlanned[], maxCharacters: number): string {
  if (left.length === 0) return '';
  const rows = left.map(({ what, address, actions, prNumber }) => [
    describeActions(actions),
    (what === 'output' ? 'output ' : '') + codeSpan(address),
    `#${prNumber}`,
  ]);
  return details(`${title} (${left.length})`, tableWithin(['reviewed', 'resource', 'in'], rows, maxCharacters));
}

/** Both values, so that whoever let them differ sees how. */
function renderLetDiffer(differing: readonly LetDiffer[], maxCharacters: number): string {
  if (differing.length === 0) return '';
  const rows = differing.map(({ what, address, path, prNumber, reviewed, planned }) => [
    (what === 'output' ? 'output ' : '') + codeSpan(path === '' ? address : `${address}.${path}`),
    `${codeSpan(reviewed)} in #${prNumber},<br>now ${codeSpan(planned)}`,
  ]);
  const title = `${countOf(differing.length, 'value differs', 'values differ')} from what was reviewed, as \`unreviewed-values\` lets ${differing.length === 1 ? 'it' : 'them'}:`;
  return `${title}\n\n${tableWithin(['value', 'reviewed, and planned now'], rows, maxCharacters)}`;
}

function tableWithin(headings: readonly string[], rows: readonly (readonly string[])[], maxCharacters: number): string {
  if (rows.length === 0) return '';
  const fitting = fittingRows(rows, maxCharacters);
  const left = rows.length - fitting.length;
  return (
    table(headings, fitting) + (left === 0 ? '' : `\n\n**${countOf(left, 'more is', 'more are')} left out here.**`)
  );
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
