import { parseState } from '../../domain/state/state.ts';
import { messageOf } from '../tolerate.ts';
import type { Stack } from './open-stack.ts';
import type { Run } from '../run.ts';

/** The serial of production's state; undefined when there is none, or it cannot be read: the apply is done all the same. */
export async function readSerial(
  run: Pick<Run, 'journal'>,
  { backend, prod }: Pick<Stack, 'backend' | 'prod'>,
): Promise<number | undefined> {
  try {
    const state = await backend.objects.get(prod.path);
    return state === undefined ? undefined : parseState(state.body).serial;
  } catch (error) {
    run.journal.warning(`The serial of production's state could not be read: ${messageOf(error)}`);
    return undefined;
  }
}
