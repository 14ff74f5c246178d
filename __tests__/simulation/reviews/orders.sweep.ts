import { describe, expect, it } from 'vitest';

import { tryOrders } from './orders.ts';
import { BREAKAGES } from './world.ts';

describe('in any order of what may happen to pull requests, runs and GitHub', () => {
  it('nothing is applied that nobody has reviewed, and nothing is stopped that was reviewed, in 20,000', async () => {
    await tryOrders(20_000);
  });

  it.each(BREAKAGES)('such an order is found by itself where Lockstep is broken: %s', async (breakage) => {
    await expect(tryOrders(20_000, { breakage })).rejects.toThrow('Property failed');
  });
});
