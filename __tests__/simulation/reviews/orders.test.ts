import { describe, expect, it } from 'vitest';

import { tryOrders } from './orders.ts';
import { World, type Breakage, type Edit, type Step } from './world.ts';

const CLEAR = { weather: 'clear' } as const;
const SMALL: Edit = { address: 'a', becomes: { size: 1, isKept: false } };
const LARGE: Edit = { address: 'a', becomes: { size: 2, isKept: false } };
const KEPT: Edit = { address: 'a', becomes: { size: 1, isKept: true } };
const push = (edit: Edit, pr = 1): Step => ({ kind: 'push', pr, edit });
const plan = (more: Partial<Extract<Step, { kind: 'plan' }>> = {}): Step => {
  return { kind: 'plan', which: 0, meanwhile: 'nothing', ...CLEAR, ...more };
};
const merge = (pr = 1): Step => ({ kind: 'merge', pr });
const apply: Step = { kind: 'apply', fails: false, ...CLEAR };

/** Small orders that end well, and do not where Lockstep is broken in this way. */
const ORDERS: readonly (readonly [Breakage, readonly Step[]])[] = [
  ['latest-wins', [push(SMALL), push(LARGE), plan(), plan({ which: 1, weather: 'lagging' }), merge(), apply]],
  ['payload-trusted', [push(SMALL), { kind: 'close', pr: 1 }, plan(), { kind: 'reopen', pr: 1 }, merge(), apply]],
  ['less-allowed', [push(KEPT), plan(), merge(), push(SMALL, 2), merge(2), apply]],
  ['missing-is-none', [push(SMALL), merge(), apply]],
  ['name-for-id', [push(SMALL), plan(), { kind: 'rename' }, merge(), apply]],
  ['cleanup-by-payload', [push(SMALL), plan(), merge(), { kind: 'cleanup', which: 0, ...CLEAR }, apply]],
  ['outage-is-none', [push(SMALL), merge(), { ...apply, weather: 'outage' }]],
];

async function take(steps: readonly Step[], breakage?: Breakage): Promise<void> {
  const world = await new World(breakage).begin();
  for (const step of steps) await world.take(step);
}

describe('in any order of what may happen to pull requests, runs and GitHub', () => {
  it('nothing is applied that nobody has reviewed, and nothing is stopped that was reviewed', async () => {
    await tryOrders(1500);
  });

  it.each(ORDERS)('this is seen where it is not so: %s', async (breakage, steps) => {
    await take(steps);
    await expect(take(steps, breakage)).rejects.toThrow(/^(?:applied what|stopped what|the plan of)/);
  });
});
