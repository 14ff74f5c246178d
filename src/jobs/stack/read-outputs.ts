import type { RootOutputs } from '../../domain/plan/plan.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import { tolerate } from '../tolerate.ts';
import type { Run } from '../run.ts';

/** After an apply production is changed: nothing that goes wrong may make the run look like one that did not apply. */
export async function readOutputs(
  { terraform, journal }: Pick<Run, 'terraform' | 'journal'>,
  of: StateAddress,
): Promise<RootOutputs> {
  return tolerate(journal, {
    what: 'The root outputs could not be read',
    task: () => terraform.readOutputs(of),
    otherwise: {},
  });
}
