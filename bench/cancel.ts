import { openSlowState } from '../__tests__/support/runner/slow-state.ts';
import { openCloud, openScenario, pushToMain, shaOf } from '../__tests__/support/runner/stage.ts';
import { waitUntil } from '../__tests__/support/wait-until.ts';
import { spread } from './figures.ts';

const RUNS = 8;
/** What the runner waits between its first signal and its second. */
const GRANTED_MS = 7500;

/**
 * From the first signal of a cancel to the end of main, in the middle of an apply whose work in flight cannot be
 * stopped; and from that work's end to the end of `post`, with everything told and given back.
 */
export async function benchCancel(): Promise<readonly string[]> {
  const mainMs: number[] = [];
  const postMs: number[] = [];
  await using cloud = await openCloud();
  for (let run = 0; run < RUNS; run += 1) {
    await using slow = await openSlowState();
    await using scenario = await openScenario(cloud, { name: `cancel-${run}`, lockMode: 'both' });
    const checkout = await scenario.checkout(slow.module);
    const step = await checkout.step({ event: pushToMain(shaOf('m')) });
    await waitUntil(() => slow.isAsked());
    const cancelledAtMs = performance.now();
    await step.cancel();
    mainMs.push(performance.now() - cancelledAtMs);
    await waitUntil(() => step.logSoFar().includes('still at work'));
    const letGoAtMs = performance.now();
    slow.letGo();
    await step.ended;
    postMs.push(performance.now() - letGoAtMs);
  }
  return [
    `Cancel of an apply, ${RUNS} times, min / median / max`,
    `  from the first signal to the end of main        ${spread(mainMs)}, at most ${(Math.max(...mainMs) / GRANTED_MS).toFixed(2)} of what the runner grants; goal: below 1000 ms`,
    `  from the end of what is in flight to post's own ${spread(postMs)}`,
  ];
}
