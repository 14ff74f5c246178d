import { releaseOwnLock } from '../lock/release-own-lock.ts';
import { initOn } from '../stack/init-on.ts';
import { repairDigest, type Repair } from '../state/repair-digest.ts';
import { passOver } from '../tolerate.ts';
import type { Run } from '../run.ts';
import { NO_TURN } from '../turn/turn.ts';

/** The lock is gone by now: whatever goes wrong here is told, and does not fail what was asked for. */
export async function lookAtDrift(run: Pick<Run, 'context' | 'journal' | 'terraform'>, at: Repair): Promise<string> {
  try {
    await repairDigest(run, at);
    await initOn(run, at.address);
    const planned = await run.terraform.planRefreshOnly();
    if (planned.kind !== 'planned') await releaseOwnLock(run, { ...at, turn: NO_TURN });
    if (planned.kind === 'failed') return `the refresh-only plan failed: ${planned.details.split('\n')[0] ?? ''}`;
    if (planned.kind === 'lock-not-acquired') return 'somebody has taken the lock since, so there was no look';
    if (!planned.hasChanges) return 'nothing has changed outside Terraform';
    const { plan } = await run.terraform.showPlan();
    return plan.drift.length === 0
      ? 'outputs differ from the state; the next plan shows how'
      : `changed outside Terraform: ${plan.drift
          .slice(0, 20)
          .map(({ address }) => address)
          .join(', ')}${plan.drift.length > 20 ? ' …' : ''}`;
  } catch (error) {
    return `there was no look at what has changed: ${passOver(error).message}`;
  }
}
