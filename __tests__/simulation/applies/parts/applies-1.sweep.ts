import { expect, it } from 'vitest';

import { SWEPT_BY_EACH, sweepApplies } from '../explore.ts';

it(`keeps every living lock, and everybody apart, in the first ${SWEPT_BY_EACH} random schedules of applies`, async () => {
  expect((await sweepApplies(1)).failure?.report).toBeUndefined();
});
