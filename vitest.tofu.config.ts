import { defineConfig } from 'vitest/config';

/** `npm run test:tofu`: the end-to-end tests once more, on OpenTofu. */
export default defineConfig({
  test: {
    include: ['__tests__/e2e/**/*.test.ts'],
    maxWorkers: 4,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    env: { LOCKSTEP_TEST_TOOL: 'tofu' },
  },
});
