import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';
import { sleepUnlessAborted, type EveryStep } from '../tolerate.ts';
import { HeldTurn, type HoldingRun } from '../turn/held-turn.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import { TurnQueue } from '../turn/queue.ts';
import type { Unfinished } from './unfinished.ts';

const RETRY_MS = 5000;
/** Some of these are in a lease. */
const RETRY_AT_MOST_MS = 30_000;
/** An apply may have left a state that is saved nowhere. */
const AFTER_AN_APPLY_MS = 900_000;

/**
 * Shows others from now on that this run lives, for as long as its Terraform takes to end. A backend that is not there is
 * tried again until then, and once more after it: without it nothing is renewed, saved or given back. After an apply it is
 * tried for as long as the job leaves time.
 */
export async function resumeTurn(
  run: HoldingRun & Pick<Run, 'openBackend'>,
  { turn, readBackend, apply, mayWait }: Pick<Unfinished, 'turn' | 'readBackend' | 'apply' | 'mayWait'>,
  { steps, ending }: { readonly steps: EveryStep; readonly ending: Promise<unknown> },
): Promise<LockOfTurn | undefined> {
  if (turn === undefined) return undefined;
  const { address, key, ticketId, lockId } = turn;
  const isWorthWaiting = (pauseMs: number): boolean => apply !== undefined && mayWait(pauseMs);
  const backend = await openUntil(run, readBackend, { steps, ending, mayWait: isWorthWaiting });
  if (backend === undefined) return undefined;
  const queue = new TurnQueue(backend.turns(address, key), run.clock, run.chance);
  await steps.take({ what: 'The queue could not be read', task: () => queue.read(), otherwise: undefined });
  return { backend, address, key, turn: HeldTurn.resume({ run, queue, ticketId, lockId, key }) };
}

async function openUntil(
  run: HoldingRun & Pick<Run, 'openBackend'>,
  readBackend: Unfinished['readBackend'],
  {
    steps,
    ending,
    mayWait,
  }: { readonly steps: EveryStep; readonly ending: Promise<unknown>; readonly mayWait: Unfinished['mayWait'] },
): Promise<Backend | undefined> {
  const ended = new AbortController();
  void ending.finally(() => {
    ended.abort();
  });
  let endedAtMs: number | undefined;
  for (let pauseMs = RETRY_MS; ; pauseMs = Math.min(2 * pauseMs, RETRY_AT_MOST_MS)) {
    const isLast = ended.signal.aborted;
    if (isLast) endedAtMs ??= run.clock.monotonicMs();
    const backend = await steps.take({
      what: 'The backend cannot be reached to give the turn back',
      task: async () => run.openBackend(await readBackend()),
      otherwise: undefined,
    });
    if (backend !== undefined) return backend;
    if (isLast) {
      const triedMs = run.clock.monotonicMs() - (endedAtMs ?? 0);
      if (triedMs >= AFTER_AN_APPLY_MS || !mayWait(pauseMs)) return undefined;
      if (!(await sleepUnlessAborted(run.clock, pauseMs, run.cancelled))) return undefined;
    } else await sleepUnlessAborted(run.clock, pauseMs, ended.signal);
  }
}
