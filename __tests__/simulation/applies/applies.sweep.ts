import { expect, it } from 'vitest';

import { describeApplies, exploreApplies } from './explore.ts';
import { seedOf } from '../turns/schedules.ts';

const SCHEDULES = 10_000;

it(`keeps every living lock, and everybody apart, in ${SCHEDULES} random schedules of applies`, async () => {
  const seed = seedOf(process.env);
  const explored = await exploreApplies({ schedules: SCHEDULES, seed });
  console.log(describeApplies(explored, seed));
  expect(explored.failure?.report).toBeUndefined();
});
