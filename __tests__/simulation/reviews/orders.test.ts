import { describe, expect, it } from 'vitest';

import { tryOrders } from './orders.ts';

describe('in any order of what may happen to pull requests, runs and GitHub', () => {
  it('nothing is applied that nobody has reviewed, and nothing is stopped that was reviewed', async () => {
    expect((await tryOrders(1000, { seed: 1 })).failure).toBeUndefined();
  });
});
