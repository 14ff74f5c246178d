import { describeBegunOn } from '../../domain/apply/begun-on.ts';
import { isUnmoved, tellToCreate } from '../../domain/apply/to-create.ts';
import type { Abandoned } from '../../domain/turn/turn.ts';
import type { Run } from '../run.ts';
import type { StatePlace } from '../stack/create-workspace.ts';
import { tolerate } from '../tolerate.ts';
import type { Turn } from '../turn/turn.ts';

/** Tells, before anything is planned, of an apply that died in its midst and of which no state knows. */
export async function tellAbandoned(
  run: Pick<Run, 'journal' | 'waiting'>,
  { turn, ...left }: StatePlace & { readonly turn: Pick<Turn, 'abandoned'> },
): Promise<void> {
  const abandoned = await findUnrecorded(run, left, turn.abandoned);
  if (abandoned !== undefined) run.waiting.noteAbandoned(abandoned);
}

/** The last of these applies, if nobody has written the state since it began. */
export async function findUnrecorded(
  { journal }: Pick<Run, 'journal'>,
  { backend, address }: StatePlace,
  candidates: readonly Abandoned[],
): Promise<Abandoned | undefined> {
  if (candidates.length === 0) return undefined;
  const found = await tolerate(journal, {
    what: 'Whether the state knows of an apply that died is not known',
    task: async () => {
      const now = describeBegunOn(await backend.objects.get(address.path));
      return candidates.find(({ toCreate }) => isUnmoved(toCreate, now));
    },
    otherwise: undefined,
  });
  if (found !== undefined) {
    journal.warning(
      `${found.run.url} died in the midst of an apply, and the state has not been written since. It was about to create what may exist now without being in any state, and an apply would make it again: ${tellToCreate(found.toCreate)}. Look for it first.`,
    );
  }
  return found;
}
