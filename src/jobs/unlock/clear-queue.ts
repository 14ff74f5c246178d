import { Refused } from '../../domain/failure.ts';
import { compareWithUnsaved } from '../../domain/turn/freeze.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import { removeHead, thaw } from '../../domain/turn/turn.ts';
import type { Backend } from '../../ports/backend.ts';
import { readProdState } from '../state/read-prod-state.ts';
import { passOver } from '../tolerate.ts';
import type { Run } from '../run.ts';
import type { TurnQueue } from '../turn/queue.ts';
import { ticketOf, type Holder } from './judge-holder.ts';

type ClearingRun = Pick<Run, 'clock' | 'cancelled'>;
type ChangedQueue = Pick<TurnQueue, 'document' | 'change'>;
type ReadBackend = Pick<Backend, 'objects' | 'digests'>;

/**
 * Takes the dead holder's turn away, by the token that was watched: from then on it finds its turn gone before it begins
 * anything. Throws Refused when it has renewed its turn after all. Undefined when there is none to take.
 */
export async function takeTurnAway(queue: ChangedQueue, holder: Holder | undefined): Promise<string | undefined> {
  const head = queue.document.tickets[0];
  if (head === undefined || head.run.runId !== holder?.run.runId || head.run.runAttempt !== holder.run.runAttempt) {
    return undefined;
  }
  await queue.change((current) => removeHead(current, { id: head.id, token: head.token }));
  if (ticketOf(queue, head.run) !== undefined) {
    throw new Refused(
      `the turn of ${head.run.url} was renewed, and stays, and so does its lock: it is at work. Stop its machine, or wait for it.`,
    );
  }
  return `the turn of ${head.run.url} is taken back`;
}

/**
 * Lifts the freeze when what was missing is in its place. A state that somebody has written since in another way counts
 * only for a person who has named this very freeze: nothing here can tell whether all of it is in there.
 */
export async function liftFreeze(
  run: ClearingRun,
  queue: ChangedQueue,
  of: { readonly backend: ReadBackend; readonly address: StateAddress; readonly lockId: string },
): Promise<string> {
  const { frozen } = queue.document;
  if (frozen === undefined) return 'not frozen';
  let since: ReturnType<typeof compareWithUnsaved>;
  try {
    since = compareWithUnsaved(frozen, await readProdState(run, of.backend, of.address));
  } catch (error) {
    // The lock is gone by now, and that must not look like a failure.
    return `still frozen (${frozen.id}): the state cannot be compared with what was not saved: ${passOver(error).message}`;
  }
  if (since === 'behind' || (since === 'written-since' && of.lockId !== frozen.id)) {
    return `still frozen (${frozen.id}): what ${frozen.runUrl} did is not in the state yet. Put it there as its comment says, then run this again with that ID`;
  }
  await queue.change((current) => thaw(current, frozen.id));
  return since === 'saved'
    ? 'the state is whole again, and the freeze is lifted'
    : 'the state has been written since, and the freeze is lifted as asked';
}
