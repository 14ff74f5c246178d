import * as fc from 'fast-check';
import { World, type Breakage, type Edit, type Step, type Weather } from './world.ts';

const edit: fc.Arbitrary<Edit> = fc.record({
  address: fc.constantFrom('a', 'b'),
  becomes: fc.option(fc.record({ size: fc.integer({ min: 1, max: 2 }), isKept: fc.boolean() }), { nil: undefined }),
});
const pr = fc.integer({ min: 1, max: 3 });
const which = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(4));
const weather: fc.Arbitrary<Weather> = fc.oneof(
  { weight: 5, arbitrary: fc.constant('clear') },
  fc.constantFrom('lagging', 'passing-trouble', 'outage'),
);
const meanwhile = fc.oneof(
  { weight: 5, arbitrary: fc.constant('nothing' as const) },
  fc.constantFrom('push', 'close', 'merge'),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('push'), pr, edit }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('plan'), which, weather, meanwhile }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('merge'), pr }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('apply'), weather, fails: fc.nat(5).map((n) => n === 0) }) },
  fc.record({ kind: fc.constantFrom('close', 'reopen'), pr }),
  fc.record({ kind: fc.constantFrom('push-directly', 'force-push', 'push-directly'), edit }),
  fc.record({ kind: fc.constant('cleanup'), which, weather }),
  fc.record({ kind: fc.constantFrom('sweep', 'rename', 'rename', 'deny-listing') }),
);

/** Tries so many orders; the first that fails, made small, is in the error. */
export async function tryOrders(numRuns: number, { breakage, seed }: { breakage?: Breakage; seed?: number } = {}) {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14, size: 'max' }), async (steps) => {
      const world = await new World(breakage).begin();
      for (const one of steps) await world.take(one);
    }),
    { numRuns, ...(seed === undefined ? {} : { seed }) },
  );
}
