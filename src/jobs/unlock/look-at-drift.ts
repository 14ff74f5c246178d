import { describeErrors } from '../../domain/events/told.ts';
import { lockItemId } from '../../domain/state/keys.ts';
import type { Backend } from '../../ports/backend.ts';
import type { LockHeld } from '../../ports/terraform.ts';
import { describeOwnLock } from '../lock/take-state-lock.ts';
import { isWorkspaceThere } from '../stack/create-workspace.ts';
import { init, initOn } from '../stack/init-on.ts';
import { repairDigest, type Repair } from '../state/repair-digest.ts';
import { passOver } from '../tolerate.ts';
import type { Run } from '../run.ts';

type LookingRun = Pick<Run, 'context' | 'who' | 'clock' | 'journal' | 'terraform'>;

/**
 * Looks, under a state lock of this run's own, at what has changed outside Terraform. The lock that was asked for is gone
 * by now: whatever goes wrong here is told, and does not fail what was asked for.
 */
export async function lookAtDrift(run: LookingRun, at: Repair, own: LockHeld): Promise<string> {
  try {
    if (!(await isWorkspaceThere(at))) return 'there is no state yet, so there was no look';
    const initialized = await init(run, at);
    const { locks } = at.backend;
    const record = describeOwnLock(run, { address: at.address, lockId: own.lockId, operation: 'plan' });
    if ((await locks.take(at.address, record)).kind === 'held') {
      return 'somebody has taken the lock since, so there was no look';
    }
    try {
      await repairDigest(run, at);
      if (initialized.kind !== 'initialized') await initOn(run, at);
      return await planRefreshOnly(run, own);
    } finally {
      await giveBack(run, at, own);
    }
  } catch (error) {
    return `there was no look at what has changed: ${passOver(error).message}`;
  }
}

async function planRefreshOnly({ terraform }: Pick<Run, 'terraform'>, own: LockHeld): Promise<string> {
  const planned = await terraform.planRefreshOnly(own);
  if (planned.kind === 'failed') {
    const how = planned.timedOut === undefined ? 'failed' : 'took longer than apply-timeout and was interrupted';
    return `the refresh-only plan ${how}: ${describeErrors(planned.told, (text) => text).split('\n')[0] ?? ''}`;
  }
  if (!planned.hasChanges) return 'nothing has changed outside Terraform';
  const { plan } = await terraform.showPlan();
  return plan.drift.length === 0
    ? 'outputs differ from the state; the next plan shows how'
    : `changed outside Terraform: ${plan.drift
        .slice(0, 20)
        .map(({ address }) => plan.conceal(address))
        .join(', ')}${plan.drift.length > 20 ? ' …' : ''}`;
}

async function giveBack(
  { journal }: Pick<Run, 'journal'>,
  { backend, address }: { readonly backend: Pick<Backend, 'locks'>; readonly address: Repair['address'] },
  { lockId }: LockHeld,
): Promise<void> {
  try {
    await backend.locks.giveBack(address, lockId);
  } catch (error) {
    const { message } = passOver(error, { nonCancellable: true });
    journal.warning(`The state lock ${lockId} of ${lockItemId(address)}, of this look, is left behind: ${message}`);
  }
}
