import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { LIMITS, WORKERS } from './vitest.shared.ts';

const E2E = '__tests__/e2e';

/** The end-to-end tests of which `npm test` leaves some out, or tries one case where there are several. */
const LEFT_OUT_IN_PART = readdirSync(E2E, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join(E2E, name))
  .filter((path) => /describe(?:Cases|Others)WithTerraform\(/.test(readFileSync(path, 'utf8')));

/** The sweeps take longest: one that begins last would be waited for by all. */
class SweepsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isOtherCases = ({ moduleId }: TestSpecification): number => (moduleId.endsWith('.test.ts') ? 1 : 0);
    return (await super.sort(files)).sort((one, other) => isOtherCases(one) - isOtherCases(other));
  }
}

/** `npm run sweep`: what is too exhaustive for every `npm test`. */
export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    sequence: { sequencer: SweepsFirst },
    projects: [
      {
        test: {
          name: 'sweep',
          include: ['__tests__/**/*.sweep.ts'],
          // The longest takes a quarter of an hour beside the others.
          testTimeout: 14_400_000,
          hookTimeout: 14_400_000,
          setupFiles: ['__tests__/simulation/same-seed.ts'],
        },
      },
      { test: { name: 'other cases', include: LEFT_OUT_IN_PART, ...LIMITS, env: { LOCKSTEP_TEST_CASES: 'others' } } },
    ],
  },
});
