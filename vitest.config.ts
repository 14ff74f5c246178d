import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** These take longest, most of it waiting for leases: one that begins last would be waited for by all. */
const LONGEST = ['dead-runs', 'unlock', 'races', 'review', 'pull-request', 'turns', 'doctor', 'backend-settings'];

class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/e2e/${name}.test.ts`));
      return place >= 0 ? place : LONGEST.length + (moduleId.includes('/e2e/') ? 0 : 1);
    };
    return Promise.resolve([...files].sort((one, other) => placeOf(one) - placeOf(other)));
  }
}

export default defineConfig({
  test: {
    include: ['__tests__/**/*.test.ts'],
    // Most of an end-to-end test is spent waiting, for Terraform or for a lease: as many workers as cores would leave them idle.
    maxWorkers: 5,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
