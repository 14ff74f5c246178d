import { defineConfig } from 'vitest/config';

/** `npm run sweep`: what is too exhaustive for every `npm test`. */
export default defineConfig({
  test: {
    include: ['__tests__/**/*.sweep.ts'],
    // Half of them wait for leases most of the time.
    maxWorkers: 4,
    testTimeout: 600_000,
  },
});
