import type { PlanShown } from '../../domain/plan/plan-shown.ts';
import type { Plan, RootOutputs } from '../../domain/plan/plan.ts';
import { renderDiffs, renderDrift, renderOutputChanges, renderOutputs } from './diff.ts';
import { codeSpan, countOf, cutMiddle, details, fence, fittingLines, linkTarget, sentenceSpan } from '../markdown.ts';
import { renderChanges } from './changes.ts';
import { toDiff } from './text.ts';

/** How long a page may be, in characters; GitHub refuses a comment of more than 65,536. */
export const COMMENT_BUDGET = 64_000;
export const SUMMARY_BUDGET = 900_000;

/** Where a reader finds what a page of this size had to leave out. */
export function elsewhere(budget: number, runUrl: string): string {
  const file = 'all of it in the file that the output `plan-text` names';
  return budget > COMMENT_BUDGET
    ? `It is ${file}.`
    : `There is more in the [job summary](${linkTarget(runUrl)}), and ${file}.`;
}

export interface PlanBodyOptions {
  /** In characters. */
  readonly budget: number;
  /** Page of the run, where the job summary is. */
  readonly runUrl: string;
  /** The root outputs once it is applied. */
  readonly outputs?: RootOutputs;
}

/** What the lines that say what was left out, and the folds, may take beyond the shares below. */
const WORDS = 1500;

/**
 * What a plan does, from the table down to the difference of any one resource, within `budget` characters. Checks that do
 * not hold and the addresses of what is lost come first in the sharing out; the differences have what the others leave.
 * Terraform's own text is on the longer page alone.
 */
export function renderPlanBody(shown: PlanShown, { budget, runUrl, outputs }: PlanBodyOptions): readonly string[] {
  const { plan, text, hasChanges, warnings } = shown;
  const checks = [renderFailedChecks(plan, budget / 20), renderPassedOver(plan), renderPart(plan)]
    .filter((part) => part !== '')
    .join('\n\n');
  const changes = renderChanges(plan, { rows: budget * 0.18, losses: budget * 0.7 }, elsewhere(budget, runUrl));
  const left = Math.max(0, budget - WORDS - checks.length - changes.length);
  const share = Math.min(budget / 10, left / 6);
  const drift = renderDrift(plan, share);
  const said = renderWarnings(warnings, share);
  if (!hasChanges) return [checks, changes, drift, said];
  const ownOutputs = outputs === undefined ? renderOutputChanges(plan, share) : renderOutputs(plan, outputs, share);
  const ownText = budget > COMMENT_BUDGET ? renderText(text, left / 5) : '';
  const rest = [ownOutputs, drift, said, ownText];
  const forDiffs = left - rest.reduce((sum, part) => sum + part.length, 0);
  return [checks, changes, renderDiffs(plan, Math.max(0, forDiffs), elsewhere(budget, runUrl)), ...rest];
}

function renderText(text: string, maxCharacters: number): string {
  // Once a text of several lines is cut open, nobody knows where it ends.
  const cut = cutMiddle(toDiff(text), maxCharacters);
  const note =
    cut.linesCut === 0
      ? ''
      : `\n\n**${countOf(cut.linesCut, 'line is', 'lines are')} left out.** The whole text is in the file that the output \`plan-text\` names.`;
  return details('The plan as Terraform prints it', fence('diff', cut.text) + note);
}

/** Checks that do not hold stop nothing, so they must not be folded away. */
function renderFailedChecks(plan: Plan, maxCharacters: number): string {
  if (plan.failedChecks.length === 0) return '';
  const { conceal } = plan;
  const lines = plan.failedChecks.map(
    ({ address, messages }) =>
      `${codeSpan(conceal(address))}${messages.map((message) => `: ${sentenceSpan(conceal(message))}`).join('')}`,
  );
  const fitting = fittingLines(lines, maxCharacters);
  const left = lines.length - fitting.length;
  const all = [...fitting, ...(left === 0 ? [] : [`${left} more`])];
  const text = all.map((line) => `> - ${line}`).join('\n');
  return `> [!WARNING]\n> ${countOf(lines.length, 'check does', 'checks do')} not hold.\n>\n${text}`;
}

function renderPart({ complete, deferred }: Plan): string {
  if (complete || deferred.length > 0) return '';
  return '> [!NOTE]\n> This is a part of a plan, cut by `-target` or `-exclude`: more may be left to do after it.';
}

const PASSED_OVER_NAMED = 5;

/** What is told of, and does nothing. */
function renderPassedOver({ passedOver, conceal }: Plan): string {
  if (passedOver.length === 0) return '';
  const named = passedOver
    .slice(0, PASSED_OVER_NAMED)
    .map((place) => codeSpan(conceal(place)))
    .join(', ');
  return `> [!NOTE]\n> This version of Lockstep cannot read ${named}${passedOver.length > PASSED_OVER_NAMED ? ' and more' : ''} of the plan's JSON, and shows nothing of it. Nothing of it is done by an apply.`;
}

function renderWarnings(warnings: readonly string[], maxCharacters: number): string {
  if (warnings.length === 0) return '';
  return details(`Warnings (${warnings.length})`, fence('', cutMiddle(warnings.join('\n\n'), maxCharacters).text));
}
