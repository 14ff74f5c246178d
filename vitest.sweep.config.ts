import { defineConfig } from 'vitest/config';

/** `npm run sweep`: what is too exhaustive for every `npm test`. */
export default defineConfig({
  test: {
    include: ['__tests__/**/*.sweep.ts'],
    testTimeout: 600_000,
  },
});
