import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { LIMITS, WORKERS } from './vitest.shared.ts';

/** These take longest, most of it waiting for leases: one that begins last would be waited for by all. */
const LONGEST = [
  ...[
    'held-by-us',
    'dead-runs',
    'unlock',
    'runner-lost',
    'apply-timeout',
    'cancel',
    'races',
    'pull-request',
    'review',
    'known-reviews',
    'limits',
    'state-not-saved',
    'operations',
    'turns',
  ],
  ...['place', 'backend-settings', 'doctor', 'comments', 'waiting', 'environment', 'misuse', 'sweep', 'credentials'],
];

class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex(
        (name) => /\/(?:e2e|adapters)\/(?:\w+\/)?([\w-]+)\.test\.ts$/.exec(moduleId)?.[1] === name,
      );
      return place >= 0 ? place : LONGEST.length + (moduleId.includes('/e2e/') ? 0 : 1);
    };
    return Promise.resolve([...files].sort((one, other) => placeOf(one) - placeOf(other)));
  }
}

const E2E = ['__tests__/e2e/**/*.test.ts', '__tests__/adapters/github/limits.test.ts'];
/** Of what is tried at random: the same each time, unless another one is asked for. */
const SAME = {
  env: { LOCKSTEP_SEED: process.env['LOCKSTEP_SEED'] ?? '1118' },
  setupFiles: ['__tests__/simulation/same-seed.ts'],
};
const SIMULATION = '__tests__/simulation/**/*.test.ts';
const OTHERS = { include: ['__tests__/**/*.test.ts'], exclude: [...E2E, SIMULATION] };

/** The end-to-end tests first, which wait most. Half of what a small file takes is the start of a worker of its own. */
export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: 'e2e', include: E2E, isolate: false, ...SAME, ...LIMITS } },
      // Mutants put something in place of a module.
      { test: { name: 'simulation', include: [SIMULATION], ...SAME, ...LIMITS } },
      { test: { name: 'others', ...OTHERS, isolate: false, ...SAME, ...LIMITS } },
    ],
  },
});
