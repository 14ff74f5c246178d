import { StateNotSaved } from '../../domain/turn/freeze.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import { parseState, stateFingerprint } from '../../domain/state/state.ts';
import type { Freeze } from '../../domain/turn/turn.ts';
import type { ApplyRun, PushRun } from '../../ports/terraform.ts';
import { copyBesideState } from '../state/back-up-state.ts';
import { renewCredentials } from '../stack/keep-credentials.ts';
import { messageOf } from '../tolerate.ts';
import { releaseOwnLock } from '../lock/release-own-lock.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';

const ATTEMPTS = 4;
const RETRY_MS = 3000;

export interface Unsaved {
  readonly notSaved: Extract<ApplyRun, { kind: 'state-not-saved' }>;
  /** Whether a state lock that the apply has left may be given back: not after it may have dropped work. */
  readonly mayRelease: boolean;
}

/**
 * Saves a state that an apply could not write itself. The queue is frozen first, so that whatever becomes of this run no
 * later apply makes the same things again; then a copy is kept beside the state, encrypted as that is; then the state is
 * pushed, while the credentials still work. Undefined when it is in its place and the freeze is lifted again, else the
 * failure to report. Rejects with nothing.
 */
export async function saveState(
  run: Run,
  lock: LockOfTurn,
  { notSaved, mayRelease }: Unsaved,
): Promise<StateNotSaved | undefined> {
  const { address, turn } = lock;
  const { erroredStateFile, details } = notSaved;
  const body = erroredStateFile === undefined ? undefined : await readOrUndefined(run, erroredStateFile);
  let freeze = await describeFreeze(run, lock, body);
  let isFrozen = await turn.freeze(freeze);
  if (body !== undefined) {
    const copyKey = await keepCopy(run, lock, body);
    freeze = { ...freeze, copyKey };
    if (copyKey !== undefined) isFrozen = await turn.freeze(freeze);
  }
  const pushed = erroredStateFile === undefined ? undefined : await push(run, lock, { erroredStateFile, mayRelease });
  if (pushed?.kind === 'pushed') {
    await turn.thaw(freeze);
    if (freeze.copyKey !== undefined) await removeCopy(run, lock, freeze.copyKey);
    return undefined;
  }
  if (!isFrozen) {
    run.journal.warning('The queue could not be frozen: make sure that nothing is applied before the state is whole.');
  }
  return new StateNotSaved({
    address,
    freeze,
    isFrozen,
    isEarlier: false,
    erroredStateFile,
    details: details || (pushed?.details ?? ''),
  });
}

/** Without a backend nothing can be saved, and nobody kept from applying: that has to be said all the same. */
export function notSavedAnywhere(
  run: Run,
  address: StateAddress,
  { erroredStateFile, details }: Unsaved['notSaved'],
): StateNotSaved {
  const freeze: Freeze = {
    id: run.chance.id(),
    runUrl: run.context.runUrl,
    at: run.clock.now().toISOString(),
    serial: undefined,
    fingerprint: erroredStateFile === undefined ? 'unknown' : '',
    before: undefined,
    copyKey: undefined,
  };
  return new StateNotSaved({ address, freeze, isFrozen: false, isEarlier: false, erroredStateFile, details });
}

async function describeFreeze(run: Run, lock: LockOfTurn, body: Uint8Array | undefined): Promise<Freeze> {
  return {
    id: run.chance.id(),
    runUrl: run.context.runUrl,
    at: run.clock.now().toISOString(),
    serial: body === undefined ? undefined : parseState(body).serial,
    // With no record at all, no state is the missing one: only a person can say that it is whole.
    fingerprint: body === undefined ? 'unknown' : stateFingerprint(body),
    before: await fingerprintNow(lock),
    copyKey: undefined,
  };
}

async function push(
  run: Run,
  lock: LockOfTurn,
  { erroredStateFile, mayRelease }: { readonly erroredStateFile: string; readonly mayRelease: boolean },
): Promise<PushRun> {
  let last: PushRun = { kind: 'failed', details: '' };
  const release = async (): Promise<void> => {
    if (mayRelease) await releaseOwnLock(run, lock);
  };
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      if (attempt > 1) await run.clock.sleep(RETRY_MS, run.cancelled);
      // A push takes the state lock, which the apply, or the push before, may not have been able to give back.
      await release();
      await renewCredentials(run, lock.backend);
      last = await run.terraform.pushState(erroredStateFile);
      if (last.kind === 'pushed') break;
    }
  } catch (error) {
    run.journal.warning(`The state could not be pushed: ${messageOf(error)}`);
  } finally {
    await release();
  }
  return last;
}

async function keepCopy(run: Run, { backend, address }: LockOfTurn, body: Uint8Array): Promise<string | undefined> {
  try {
    return await copyBesideState(run, backend, { address, state: { body, metadata: {} }, suffix: 'errored' });
  } catch (error) {
    run.journal.warning(`No copy of the state could be kept in the backend: ${messageOf(error)}`);
    return undefined;
  }
}

/** Once the state is in its place, a copy of it is but one more secret. */
async function removeCopy(run: Run, { backend }: LockOfTurn, key: string): Promise<void> {
  try {
    const versions = await backend.objects.listVersions(key);
    await backend.objects.remove({ key, versions, current: await backend.objects.get(key) });
  } catch (error) {
    run.journal.warning(`The copy of the state at ${key} is still there: ${messageOf(error)}`);
  }
}

async function readOrUndefined(run: Run, file: string): Promise<Uint8Array | undefined> {
  try {
    return await run.terraform.readStateFile(file);
  } catch (error) {
    run.journal.warning(`${file} cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}

async function fingerprintNow({ backend, address }: LockOfTurn): Promise<string | undefined> {
  try {
    const state = await backend.objects.get(address.path);
    return state === undefined ? undefined : stateFingerprint(state.body);
  } catch {
    return undefined;
  }
}
