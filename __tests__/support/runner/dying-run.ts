import { killMachine } from './kill-machine.ts';
import type { Step } from './runner.ts';
import { BEFORE } from './seeded-state.ts';
import type { SlowState } from './slow-state.ts';
import { pushToMain, shaOf, type Checkout, type Cloud, type Scenario } from './stage.ts';
import { lockAt, untilTurns } from './traces.ts';
import { waitUntil } from '../wait-until.ts';

/** An apply of the commit `m`. */
export async function startApply(
  checkout: Checkout,
  runId: string,
  more: { readonly timeout?: string; readonly staleLock?: 'recover' } = {},
): Promise<Step> {
  const { timeout = '1h', staleLock } = more;
  const given = { 'lock-timeout': timeout, ...(staleLock === undefined ? {} : { 'stale-lock': staleLock }) };
  return checkout.step({ event: pushToMain(shaOf('m')), runId, with: given });
}

/** An apply that has made `done`, noted its lock, and reads the slow state. */
export async function applyInFlight(scenario: Scenario, slow: SlowState, runId: string): Promise<Step> {
  scenario.github.addRun({ id: Number(runId), status: 'in_progress' });
  const step = await startApply(await scenario.checkout(BEFORE + slow.module), runId);
  await waitUntil(() => slow.isAsked());
  return step;
}

/** The ID of the lock that the head of the queue has taken, once it has noted it. */
export async function untilNoted(cloud: Cloud, key: string): Promise<string> {
  const lockId = (await lockAt(cloud, key))?.ID ?? '';
  await untilTurns(cloud, key, ({ tickets }) => tickets[0]?.stateLock?.id === lockId);
  return lockId;
}

/** The machine is gone, and GitHub has noticed. */
export function die(scenario: Scenario, step: Step, runId: string): void {
  killMachine(step);
  scenario.github.updateRun(Number(runId), { status: 'completed', conclusion: 'cancelled' });
}
