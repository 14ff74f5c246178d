import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A row of the table of situations in `docs/reviews.md`. */
export interface Situation {
  readonly title: string;
  /** `yes` or `no`; empty where it is no pull request's. */
  readonly counts: string;
  readonly happens: string;
}

export function readSituations(): readonly Situation[] {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/reviews.md'), 'utf8');
  const section = page.split('### Which situation leads where\n')[1]?.split(/^#/m)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => {
    const [, title = '', counts = '', happens = ''] = row.split('|').map((cell) => cell.trim());
    return { title, counts, happens };
  });
}
