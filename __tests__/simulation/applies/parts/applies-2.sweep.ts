import { expect, it } from 'vitest';

import { SWEPT_BY_EACH, sweepApplies } from '../explore.ts';

it(`keeps every living lock, and everybody apart, in the other ${SWEPT_BY_EACH} random schedules of applies`, async () => {
  expect((await sweepApplies(2)).failure?.report).toBeUndefined();
});
