import type { RootOutputs } from '../../domain/plan/plan.ts';
import { tolerate } from '../tolerate.ts';
import type { Run } from '../run.ts';

/** After an apply production is changed: nothing that goes wrong may make the run look like one that did not apply. */
export async function readOutputs({ terraform, journal }: Pick<Run, 'terraform' | 'journal'>): Promise<RootOutputs> {
  return tolerate(journal, {
    what: 'The root outputs could not be read',
    task: () => terraform.readOutputs(),
    otherwise: {},
  });
}
