import { parseState } from '../../domain/state/state.ts';
import { tolerate } from '../tolerate.ts';
import type { Stack } from './open-stack.ts';
import type { Run } from '../run.ts';

/** The serial of production's state; undefined when there is none, or it cannot be read: the apply is done all the same. */
export async function readSerial(
  { journal }: Pick<Run, 'journal'>,
  { backend, prod }: Pick<Stack, 'backend' | 'prod'>,
): Promise<number | undefined> {
  return tolerate(journal, {
    what: "The serial of production's state could not be read",
    task: async () => {
      const state = await backend.objects.get(prod.path);
      return state === undefined ? undefined : parseState(state.body).serial;
    },
    otherwise: undefined,
  });
}
