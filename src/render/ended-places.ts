import type { EndedPlace } from '../domain/run/outcome.ts';
import { codeSpan, countOf, fittingRows, table } from './markdown.ts';

/** What became of the places that the root module does not name any more; nothing where there were none. */
export function renderEndedPlaces(
  places: readonly EndedPlace[],
  { dryRun, budget }: { readonly dryRun: boolean; readonly budget: number },
): string {
  if (places.length === 0) return '';
  const rows = places.map((ended) => [
    `#${ended.prNumber}`,
    codeSpan(ended.place),
    ended.kind === 'kept'
      ? `**kept**: ${codeSpan(ended.why)}`
      : `${countOf(ended.removed, 'object, version or item', 'objects, versions and items')} ${dryRun ? 'would go' : 'gone'}`,
  ]);
  const fitting = fittingRows(rows, budget);
  const left = rows.length - fitting.length;
  return [
    'Where an earlier commit had the state or its lock:',
    table(['pull request', 'place', 'what was left there'], fitting),
    ...(left === 0 ? [] : [`**${countOf(left, 'more is', 'more are')} left out here.**`]),
  ].join('\n\n');
}
