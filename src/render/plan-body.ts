import type { PlanShown } from '../domain/outcome.ts';
import type { Plan } from '../domain/plan.ts';
import { openConceal } from '../domain/secrets.ts';
import { renderDiffs, renderDrift, renderOutputChanges } from './diff.ts';
import { codeSpan, countOf, cutMiddle, details, fence } from './markdown.ts';
import { renderChanges } from './plan.ts';

/** How long a page may be, in characters; GitHub refuses a comment of more than 65,536. */
export const COMMENT_BUDGET = 64_000;
export const SUMMARY_BUDGET = 900_000;

/** Where a reader finds what a page of this size had to leave out. */
export function elsewhere(budget: number): string {
  const file = 'the file that the output `plan-text` names';
  return budget > COMMENT_BUDGET ? file : `the job summary and in ${file}`;
}

/**
 * What a plan does, from the table down to the difference of any one resource. Each part has its share of the budget, so
 * that all of them are there whatever the plan's size; Terraform's own text is on the longer page alone.
 */
export function renderPlanBody({ plan, text, hasChanges }: PlanShown, budget: number): readonly string[] {
  const changes = renderChanges(plan, budget / 4, elsewhere(budget));
  const drift = renderDrift(plan, budget / 10);
  const checks = renderFailedChecks(plan, budget / 20);
  if (!hasChanges) return [checks, changes, drift];
  const parts = [
    checks,
    changes,
    renderDiffs(plan, budget * 0.35, elsewhere(budget)),
    renderOutputChanges(plan, budget / 10),
    drift,
  ];
  return budget > COMMENT_BUDGET ? [...parts, renderText(text, budget / 6)] : parts;
}

function renderText(text: string, maxCharacters: number): string {
  const cut = cutMiddle(text, maxCharacters);
  const note =
    cut.linesCut === 0
      ? ''
      : `\n\n**${countOf(cut.linesCut, 'line is', 'lines are')} left out.** The whole text is in the file that the output \`plan-text\` names.`;
  return details('The plan as Terraform prints it', fence('diff', toDiff(cut.text)) + note);
}

/** Checks that do not hold stop nothing, so they must not be folded away. */
function renderFailedChecks(plan: Plan, maxCharacters: number): string {
  if (plan.failedChecks.length === 0) return '';
  const conceal = openConceal(plan.secrets);
  const lines = plan.failedChecks.map(
    ({ address, messages }) =>
      `${codeSpan(address)}${messages.map((message) => `: ${codeSpan(conceal(message))}`).join('')}`,
  );
  const { text } = cutMiddle(lines.map((line) => `> - ${line}`).join('\n'), maxCharacters);
  return `> [!WARNING]\n> ${countOf(lines.length, 'check does', 'checks do')} not hold.\n>\n${text}`;
}

/** Terraform indents its signs; a diff fence colours them only in the first column. */
function toDiff(text: string): string {
  return text.replace(/^( +)([-+~]|-\/\+|\+\/-)(?= )/gm, (_, indent: string, sign: string) =>
    sign === '~' ? `!${indent}` : `${sign}${indent}`,
  );
}
