import { PlanFailed } from '../../domain/plan/plan-failed.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import type { Run } from '../run.ts';

/** Points Terraform at this state. Throws PlanFailed when it cannot, or cannot read what is there. */
export async function initOn(run: Pick<Run, 'terraform'>, address: StateAddress): Promise<void> {
  const initialized = await run.terraform.init({ key: address.key, workspace: 'selected' });
  if (initialized.kind === 'state-unreadable') {
    throw new PlanFailed(`${run.terraform.name} init failed`, initialized.details);
  }
}
