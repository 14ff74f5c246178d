import { expect, it } from 'vitest';

import { SWEPT_BY_EACH, sweepOrders } from '../orders.ts';

it(`applies nothing that nobody has reviewed, and stops nothing that was, in the other ${SWEPT_BY_EACH} orders`, async () => {
  expect((await sweepOrders(2)).failure).toBeUndefined();
});
