import { expect, it } from 'vitest';

import { describeExplored, explore, seedOf } from './schedules.ts';

/** The sweep of applies plays the same queue 100,000 times more, with all that is around it. */
const SCHEDULES = 40_000;

it(`keeps order and exclusion in ${SCHEDULES} random schedules of the real job code`, async () => {
  const seed = seedOf(process.env);
  const explored = await explore({ schedules: SCHEDULES, seed });
  console.log(describeExplored(explored, seed));
  expect(explored.failure?.report).toBeUndefined();
  expect(explored.schedules).toBe(SCHEDULES);
  // A sweep in which hardly anybody died would show little.
  expect(explored.totals.grants).toBeGreaterThan(SCHEDULES);
  expect(explored.totals.removals).toBeGreaterThan(SCHEDULES / 20);
});
