import { ToolFailed } from '../../domain/stack/tool-failed.ts';
import type { InitRun } from '../../ports/terraform.ts';
import type { Run } from '../run.ts';
import { isWorkspaceThere, type StatePlace } from './create-workspace.ts';

/** Points Terraform at this state, reading only: a workspace that does not exist yet is not created by it. */
export async function init({ terraform }: Pick<Run, 'terraform'>, place: StatePlace): Promise<InitRun> {
  const workspace = (await isWorkspaceThere(place)) ? 'selected' : 'default';
  return terraform.init({ key: place.address.key, workspace });
}

/** The same. Throws ToolFailed, too, when what is there cannot be read. */
export async function initOn(run: Pick<Run, 'terraform'>, place: StatePlace): Promise<void> {
  const initialized = await init(run, place);
  if (initialized.kind === 'state-unreadable') {
    throw new ToolFailed(`${run.terraform.name} init failed`, initialized.details);
  }
}
