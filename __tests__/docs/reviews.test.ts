import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { readSituations } from '../support/documents/situations.ts';

const TESTS = join(import.meta.dirname, '..');

describe('the table of situations in docs/reviews.md', () => {
  const situations = readSituations();
  const tests = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(TESTS, path), 'utf8'));

  it('is found', () => {
    expect(situations.length).toBeGreaterThan(10);
  });

  // What it finds is held to the row where that is of the rules alone (`domain/review/situations.test.ts`).
  it.each(situations)('has a test of every row: $title', ({ title }) => {
    expect(tests.filter((test) => test.includes(`it('${title}', `))).toHaveLength(1);
  });
});
