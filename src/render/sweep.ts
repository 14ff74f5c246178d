import type { Swept } from '../domain/run/outcome.ts';
import { renderEndedPlaces } from './ended-places.ts';
import { codeSpan, countOf, details, fittingRows, table } from './markdown.ts';
import { page, provenance, type RunView } from './page.ts';

/** What closed pull requests had left, and what of it is gone. */
export function renderSwept(result: Swept, view: RunView, budget: number): string {
  const { swept, kept, elsewhere, dryRun, openCount, unknown } = result;
  const inAll = new Set(
    [...swept, ...elsewhere.filter(({ kind }) => kind === 'removed')].map(({ prNumber }) => prNumber),
  );
  const gone = countOf(inAll.size, 'closed pull request', 'closed pull requests');
  const isIdle = swept.length === 0 && !elsewhere.some(({ kind }) => kind === 'removed');
  const isAllGone = kept.length === 0 && elsewhere.every(({ kind }) => kind === 'removed');
  const idle = isAllGone ? 'nothing to do' : 'nothing deleted, something is kept';
  const headline = isIdle ? idle : dryRun ? `would delete what ${gone} left` : `deleted what ${gone} left`;
  const goneElsewhere = elsewhere.reduce((sum, one) => sum + (one.kind === 'removed' ? one.removed : 0), 0);
  const removed = swept.reduce((sum, one) => sum + one.removed, goneElsewhere);
  return page(view, `sweep · ${headline}`, [
    dryRun ? '> [!NOTE]\n> A dry run: nothing was deleted.' : '',
    `${countOf(removed, 'object, version or item', 'objects, versions and items')} of ${gone}; ${countOf(openCount, 'open one is', 'open ones are')} left alone.`,
    renderRows(
      dryRun ? 'What would go' : 'What is gone',
      ['pull request', 'objects, versions and items'],
      swept.map(({ prNumber, removed: count }) => [`#${prNumber}`, String(count)]),
      budget / 4,
    ),
    kept.length === 0
      ? ''
      : `**Kept**, though closed:\n\n${renderRows(
          '',
          ['pull request', 'why'],
          kept.map(({ prNumber, why }) => [`#${prNumber}`, codeSpan(why)]),
          budget / 4,
        )}`,
    renderEndedPlaces(elsewhere, { dryRun, budget: budget / 4 }),
    unknown.length === 0
      ? ''
      : `GitHub knows no pull request of this repository under ${countOf(unknown.length, 'number', 'numbers')} that have states here, so these are left alone: ${unknown.slice(0, 50).map(String).join(', ')}${unknown.length > 50 ? ' and more' : ''}.`,
    result.versionsLeft
      ? '> [!NOTE]\n> The role may not list or delete object versions (`s3:ListBucketVersions`, `s3:DeleteObjectVersion`), so earlier versions may still be there.'
      : '',
    provenance(view, [codeSpan(`${result.prefix}…`)]),
  ]);
}

function renderRows(
  title: string,
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  maxCharacters: number,
): string {
  if (rows.length === 0) return '';
  const fitting = fittingRows(rows, maxCharacters);
  const left = rows.length - fitting.length;
  const text =
    table(heading, fitting) + (left === 0 ? '' : `\n\n**${countOf(left, 'more is', 'more are')} left out here.**`);
  return title === '' ? text : details(title, text);
}
