import { defineConfig } from 'vitest/config';
import { WORKERS } from './vitest.shared.ts';

/** `npm run sweep`: what is too exhaustive for every `npm test`. */
export default defineConfig({
  test: {
    include: ['__tests__/**/*.sweep.ts'],
    maxWorkers: WORKERS,
    // The longest takes a quarter of an hour beside the others.
    testTimeout: 14_400_000,
    hookTimeout: 14_400_000,
  },
});
