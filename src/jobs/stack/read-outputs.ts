import type { RootOutputs } from '../../domain/plan/plan.ts';
import { messageOf } from '../tolerate.ts';
import type { Run } from '../run.ts';

/** After an apply production is changed: nothing that goes wrong may make the run look like one that did not apply. */
export async function readOutputs(run: Pick<Run, 'terraform' | 'journal'>): Promise<RootOutputs> {
  try {
    return await run.terraform.readOutputs();
  } catch (error) {
    run.journal.warning(`The root outputs could not be read: ${messageOf(error)}`);
    return {};
  }
}
