import type { EveryStep } from '../tolerate.ts';
import type { Run } from '../run.ts';
import { HeldTurn, type HoldingRun } from '../turn/held-turn.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import { TurnQueue } from '../turn/queue.ts';
import type { Unfinished } from './unfinished.ts';

/** Shows others from now on that this run lives, for as long as its Terraform takes to end. */
export async function resumeTurn(
  run: HoldingRun & Pick<Run, 'openBackend'>,
  { turn, readBackend }: Pick<Unfinished, 'turn' | 'readBackend'>,
  steps: EveryStep,
): Promise<LockOfTurn | undefined> {
  if (turn === undefined) return undefined;
  const { address, key, ticketId, lockId } = turn;
  return steps.take({
    what: 'The backend cannot be reached to give the turn back',
    task: async () => {
      const backend = await run.openBackend(await readBackend());
      const queue = new TurnQueue(backend.turns(address, key), run.clock, run.chance);
      await steps.take({ what: 'The queue could not be read', task: () => queue.read(), otherwise: undefined });
      return { backend, address, key, turn: HeldTurn.resume({ run, queue, ticketId, lockId, key }) };
    },
    otherwise: undefined,
  });
}
