import { defineConfig } from 'vitest/config';
import { LIMITS, WORKERS } from './vitest.shared.ts';

/** `npm run test:tofu`: the end-to-end tests once more, on OpenTofu. */
export default defineConfig({
  test: {
    include: ['__tests__/e2e/**/*.test.ts'],
    maxWorkers: WORKERS,
    ...LIMITS,
    env: { LOCKSTEP_TEST_TOOL: 'tofu', LOCKSTEP_TEST_CASES: 'all' },
  },
});
