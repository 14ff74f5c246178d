import { ToolFailed } from '../../domain/stack/tool-failed.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import type { Run } from '../run.ts';

/** Points Terraform at this state. Throws ToolFailed when it cannot, or cannot read what is there. */
export async function initOn({ terraform }: Pick<Run, 'terraform'>, address: StateAddress): Promise<void> {
  const initialized = await terraform.init({ key: address.key, workspace: 'selected' });
  if (initialized.kind === 'state-unreadable') {
    throw new ToolFailed(`${terraform.name} init failed`, initialized.details);
  }
}
