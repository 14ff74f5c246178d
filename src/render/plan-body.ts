import type { PlanShown } from '../domain/outcome.ts';
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

/** A third of the budget for the table, the rest for the text: whatever the plan's size, both are there. */
export function renderPlanBody({ plan, text, hasChanges }: PlanShown, budget: number): readonly string[] {
  const changes = renderChanges(plan, budget / 4, elsewhere(budget));
  const drift =
    plan.drift.length === 0
      ? ''
      : details(
          `Changed outside Terraform (${String(plan.drift.length)})`,
          cutMiddle(plan.drift.map(({ address }) => `- ${codeSpan(address)}`).join('\n'), budget / 10).text,
        );
  if (!hasChanges) return [changes, drift];
  const cut = cutMiddle(text, budget / 3);
  const note =
    cut.linesCut === 0
      ? ''
      : `\n\n**${countOf(cut.linesCut, 'line is', 'lines are')} left out.** The whole text is in ${elsewhere(budget)}.`;
  return [changes, drift, details('The plan as Terraform prints it', fence('diff', toDiff(cut.text)) + note)];
}

/** Terraform indents its signs; a diff fence colours them only in the first column. */
function toDiff(text: string): string {
  return text.replace(/^( +)([-+~]|-\/\+|\+\/-)(?= )/gm, (_, indent: string, sign: string) =>
    sign === '~' ? `!${indent}` : `${sign}${indent}`,
  );
}
