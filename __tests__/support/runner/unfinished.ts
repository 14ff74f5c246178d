import { EMPTY_QUEUE, join, type TurnDocument } from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import type { KeyKind } from '../../../src/domain/turn/turn-watch.ts';
import type { Conclusion } from '../../../src/domain/run/outcome.ts';
import { finish } from '../../../src/jobs/finish/finish.ts';
import type { Unfinished } from '../../../src/jobs/finish/unfinished.ts';
import type { Run } from '../../../src/jobs/run.ts';
import { EveryStep } from '../../../src/jobs/tolerate.ts';
import { createLock, createTurnRun, HEAD_SHA } from '../fakes/factories.ts';
import { lockItemId, type StateAddress } from '../../../src/domain/state/keys.ts';
import { createSettings, PR, PROD, type FakeBackend } from '../fakes/fake-backend.ts';
import type { FakeRun } from '../fakes/fake-run.ts';

const SOMEBODY = { id: 'next', token: 'next-0', at: '2026-11-21T10:29:00Z', lockId: 'of-next' };

function addressOf(key: KeyKind): StateAddress {
  return key === 'prod' ? PROD : PR;
}

export function queueOf(backend: FakeBackend, key: KeyKind = 'prod'): TurnDocument {
  return parseTurnDocument(backend.turnsOf(addressOf(key)).stored?.body ?? '');
}

/**
 * What a main has left that was cancelled while it held the turn of this key, with somebody else behind it; no command
 * is at work and no apply was started unless a test says so.
 */
export function createUnfinished(
  run: FakeRun,
  { key = 'prod', ...overrides }: Partial<Unfinished> & { readonly key?: KeyKind } = {},
): Unfinished {
  const address = addressOf(key);
  const run7 = createTurnRun({ runId: '7' });
  const mine = { id: 'mine', token: 'mine-0', run: run7, at: '2026-11-21T10:28:00Z', lockId: 'ours' };
  const queue = join(join(EMPTY_QUEUE, mine), { ...SOMEBODY, run: createTurnRun({ runId: '8' }) });
  run.backend.turnsOf(address).write(renderTurnDocument(queue, 'w'));
  return {
    operation:
      key === 'prod' ? { kind: 'apply', commitSha: HEAD_SHA } : { kind: 'plan', prNumber: 42, headSha: HEAD_SHA },
    cancelledForMs: 0,
    turn: { address, key, ticketId: 'mine', lockId: 'ours' },
    command: undefined,
    apply: undefined,
    begunOn: run.backend.begunOn(address),
    isShown: false,
    mayWait: () => true,
    readBackend: async () => createSettings(),
    stop: new AbortController().signal,
    onNotSaved: () => undefined,
    ...overrides,
  };
}

/** Finishes it as post does: a defect is thrown once all is done. */
export async function finishAll(run: Run, unfinished: Unfinished): Promise<Conclusion> {
  const steps = new EveryStep(run.journal);
  const conclusion = await finish(run, unfinished, steps);
  steps.throwDefect();
  return conclusion;
}

/** The lock of this key is held, by this run unless another ID is given. */
export function leaveLock(run: FakeRun, key: KeyKind = 'prod', lockId = 'ours'): void {
  const lock = createLock({ id: lockId });
  run.backend.heldLocks.set(lockItemId(addressOf(key)), { kind: 'held', lock, places: ['table'] });
}
