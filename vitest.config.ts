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

/** Tests that put something in place of a module, and those that take long: they come first. */
const ALONE = ['__tests__/{e2e,simulation}/**/*.test.ts', '__tests__/adapters/github/limits.test.ts'];

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: 'alone', include: ALONE, ...LIMITS } },
      // Half of what a small file takes is the start of its worker.
      { test: { name: 'together', include: ['__tests__/**/*.test.ts'], exclude: ALONE, isolate: false, ...LIMITS } },
    ],
  },
});
