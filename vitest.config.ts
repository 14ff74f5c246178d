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
    'state-not-saved',
    'operations',
    'turns',
  ],
  ...['place', 'backend-settings', 'doctor', 'comments', 'waiting', 'environment', 'misuse', 'sweep', 'credentials'],
];

class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => /\/e2e\/(?:\w+\/)?([\w-]+)\.test\.ts$/.exec(moduleId)?.[1] === name);
      return place >= 0 ? place : LONGEST.length + (moduleId.includes('/e2e/') ? 0 : 1);
    };
    return Promise.resolve([...files].sort((one, other) => placeOf(one) - placeOf(other)));
  }
}

export default defineConfig({
  test: {
    include: ['__tests__/**/*.test.ts'],
    maxWorkers: WORKERS,
    sequence: { sequencer: LongestFirst },
    ...LIMITS,
  },
});
