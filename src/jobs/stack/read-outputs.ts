import { charactersOf } from '../../domain/json.ts';
import type { RootOutputs } from '../../domain/plan/plan.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import { tolerate } from '../tolerate.ts';
import type { Run } from '../run.ts';

/** A process takes far less in its environment, and GitHub far less from a job. */
const MOST_CHARACTERS = 10_000_000;

/** After an apply production is changed: nothing that goes wrong may make the run look like one that did not apply. */
export async function readOutputs(
  { terraform, journal }: Pick<Run, 'terraform' | 'journal'>,
  of: StateAddress,
): Promise<RootOutputs> {
  return tolerate(journal, {
    what: 'The root outputs could not be read',
    task: async () => {
      const outputs = await terraform.readOutputs(of);
      if (charactersOf(outputs, MOST_CHARACTERS) <= MOST_CHARACTERS) return outputs;
      journal.warning(
        'The root outputs are longer than 10 MB, which no later step can take: the output outputs is {}. Read them with terraform output.',
      );
      return {};
    },
    otherwise: {},
  });
}
