import { defineConfig } from 'vitest/config';
import { LIMITS } from './vitest.shared.ts';

/**
 * `npm run coverage`: what the tests run of the rules and of the jobs. The end-to-end tests run the bundle, and what random
 * schedules come upon is nothing that a test is about.
 */
export default defineConfig({
  test: {
    include: ['__tests__/**/*.test.ts'],
    exclude: ['__tests__/{e2e,docs,examples,gallery,support,adapters,simulation}/**'],
    isolate: false,
    env: { LOCKSTEP_SEED: process.env['LOCKSTEP_SEED'] ?? '1118' },
    setupFiles: ['__tests__/simulation/same-seed.ts'],
    ...LIMITS,
    coverage: {
      include: ['src/domain/**', 'src/jobs/**'],
      reporter: ['text-summary'],
      // What it is, so that it does not fall.
      thresholds: { 'src/domain/**': { lines: 99 }, 'src/jobs/**': { lines: 96 } },
    },
  },
});
