import * as fc from 'fast-check';
import { seedOf } from '../turns/schedules.ts';
import { setup, step, type Setup, type Step } from './steps.ts';
import { World } from './world.ts';

/** Of each of the two parts of the sweep. */
export const SWEPT_BY_EACH = 50_000;

export interface Tried {
  readonly orders: number;
  /** What was wrong with the first that failed, with the smallest that fails at all. */
  readonly failure: string | undefined;
}

/** Tries so many orders, and stops at the first that fails. */
export async function tryOrders(
  orders: number,
  { seed, isBroken = false }: { readonly seed: number; readonly isBroken?: boolean },
): Promise<Tried> {
  const property = fc.asyncProperty(setup, fc.array(step, { minLength: 3, maxLength: 14, size: 'max' }), takeSteps);
  // What is broken on purpose fails, and its smallest order is not wanted.
  const checked = await fc.check(property, { numRuns: orders, seed, endOnFailure: isBroken });
  if (checked.counterexample === null) return { orders: checked.numRuns, failure: undefined };
  const [begun, found] = checked.counterexample;
  const steps = isBroken ? found : await makeSmaller(begun, found);
  const story = [begun, ...steps].map((one) => JSON.stringify(one)).join('\n');
  return { orders: checked.numRuns, failure: `${String(checked.errorInstance)}\nseed ${seed}\n${story}` };
}

/** One part of what `npm run sweep` tries: files of their own run side by side. */
export async function sweepOrders(part: number): Promise<Tried> {
  const seed = seedOf(process.env) + part;
  const startedAtMs = performance.now();
  const tried = await tryOrders(SWEPT_BY_EACH, { seed });
  const seconds = (performance.now() - startedAtMs) / 1000;
  console.log(`${tried.orders} orders of reviews in ${seconds.toFixed(1)} s, seed ${seed}`);
  return tried;
}

async function takeSteps(begun: Setup, steps: readonly Step[]): Promise<void> {
  const world = await new World(begun).begin();
  for (const one of steps) await world.take(one);
}

/** Without any step that it does not take. */
async function makeSmaller(begun: Setup, steps: readonly Step[]): Promise<readonly Step[]> {
  for (const left of steps.keys()) {
    const fewer = steps.toSpliced(left, 1);
    if (await isFailing(begun, fewer)) return makeSmaller(begun, fewer);
  }
  return steps;
}

async function isFailing(begun: Setup, steps: readonly Step[]): Promise<boolean> {
  try {
    await takeSteps(begun, steps);
    return false;
  } catch {
    return true;
  }
}
