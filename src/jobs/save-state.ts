import { StateNotSaved } from '../domain/errors.ts';
import { parseState, stateFingerprint } from '../domain/state.ts';
import type { Freeze } from '../domain/turn.ts';
import type { ApplyRun } from '../ports/terraform.ts';
import { copyBesideState } from './back-up-state.ts';
import { messageOf } from './message-of.ts';
import { releaseOwnLock } from './release-own-lock.ts';
import type { Run } from './run.ts';
import type { LockOfTurn } from './wait-for-state-lock.ts';

const ATTEMPTS = 4;
const RETRY_MS = 3000;

/**
 * Saves a state that an apply could not write itself: pushes it while the credentials still work; failing that, keeps a
 * copy beside the state, encrypted as that is, and freezes the queue, so that no later apply makes the same things
 * again. Undefined when it was pushed, else the failure to report.
 */
export async function saveState(
  run: Run,
  lock: LockOfTurn,
  notSaved: Extract<ApplyRun, { kind: 'state-not-saved' }>,
): Promise<StateNotSaved | undefined> {
  const { backend, address, turn } = lock;
  const { erroredStateFile } = notSaved;
  let lastProblem = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await run.clock.sleep(RETRY_MS, run.cancelled);
    // A push takes the state lock, which the apply may not have been able to give back either.
    await releaseOwnLock(run, lock);
    const pushed = await run.terraform.pushState(erroredStateFile);
    if (pushed.kind === 'pushed') return undefined;
    lastProblem = pushed.details;
  }
  const body = await run.terraform.readStateFile(erroredStateFile);
  let copyKey: string | undefined;
  try {
    const copied = { address, state: { body, metadata: {} }, suffix: 'errored' } as const;
    copyKey = await copyBesideState(run, backend, copied);
  } catch (error) {
    run.journal.warning(`No copy of the state could be kept in the backend: ${messageOf(error)}`);
  }
  const freeze: Freeze = {
    id: run.chance.id(),
    runUrl: run.context.runUrl,
    at: run.clock.now().toISOString(),
    serial: parseState(body).serial,
    fingerprint: stateFingerprint(body),
    before: await fingerprintNow(lock),
    copyKey,
  };
  const isFrozen = await turn.freeze(freeze);
  if (!isFrozen) {
    run.journal.warning('The queue could not be frozen: make sure that nothing is applied before the state is whole.');
  }
  return new StateNotSaved({ address, freeze, isFrozen, erroredStateFile, details: notSaved.details || lastProblem });
}

async function fingerprintNow({ backend, address }: LockOfTurn): Promise<string | undefined> {
  try {
    const state = await backend.objects.get(address.path);
    return state === undefined ? undefined : stateFingerprint(state.body);
  } catch {
    return undefined;
  }
}
