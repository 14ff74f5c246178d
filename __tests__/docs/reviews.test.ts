import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const TESTS = join(ROOT, '__tests__');

/** First cells of the table under this heading. */
function readSituations(page: string, heading: string): readonly string[] {
  const section = page.split(`### ${heading}\n`)[1]?.split(/^#/m)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => (row.split('|')[1] ?? '').trim());
}

describe('the table of situations in docs/reviews.md', () => {
  const situations = readSituations(readFileSync(join(ROOT, 'docs/reviews.md'), 'utf8'), 'Which situation leads where');
  const tests = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(TESTS, path), 'utf8'));

  it('is found', () => {
    expect(situations.length).toBeGreaterThan(10);
  });

  it.each(situations)('has a test of every row: %s', (situation) => {
    expect(tests.filter((test) => test.includes(`it('${situation}', `))).toHaveLength(1);
  });
});
