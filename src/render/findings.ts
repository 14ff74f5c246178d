import type { Finding } from '../domain/doctor/finding.ts';
import type { Policies } from '../domain/doctor/policies.ts';
import { codeSpan, countOf, details, fence } from './markdown.ts';
import { page, provenance, type RunView } from './page.ts';

/** In the order in which they matter. */
const VERDICTS = ['wrong', 'warning', 'not-checked', 'good'] as const;
const WORD: Readonly<Record<Finding['verdict'], string>> = {
  wrong: 'wrong',
  warning: 'warning',
  'not-checked': 'not checked',
  good: 'good',
};

/** What a doctor has found, what is wrong first, and the policies that would do. */
export function renderFindings(
  { findings, policies }: { readonly findings: readonly Finding[]; readonly policies: Policies | undefined },
  view: RunView,
): string {
  const count = (verdict: Finding['verdict']): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const wrong = count('wrong');
  const headline = wrong === 0 ? 'all that is needed is there' : `${countOf(wrong, 'thing is', 'things are')} wrong`;
  const warnings = count('warning') === 0 ? '' : `, ${countOf(count('warning'), 'warning', 'warnings')}`;
  return page(view, `doctor · ${headline}${warnings}`, [
    ...VERDICTS.flatMap((verdict) => findings.filter((finding) => finding.verdict === verdict).map(renderFinding)),
    policies === undefined
      ? ''
      : details(
          'The policies that the roles need, and no more',
          [
            'The role that plans, cleans up and sweeps:',
            fence('json', JSON.stringify(policies.plan, undefined, 2)),
            'The role that applies:',
            fence('json', JSON.stringify(policies.apply, undefined, 2)),
          ].join('\n\n'),
        ),
    provenance(view, []),
  ]);
}

function renderFinding({ what, verdict, found, why, mend, command }: Finding): string {
  const more = [why, mend, command === undefined ? '' : fence('sh', command)].filter((part) => part !== '');
  return [`- **${WORD[verdict]}**: ${what}: ${codeSpan(found)}`, ...more.map(indent)].join('\n\n');
}

/** Below its bullet. */
function indent(block: string): string {
  return block.replace(/^/gm, '  ');
}
