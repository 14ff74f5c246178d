import { StateNotSaved } from '../../domain/turn/freeze.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import { parseState, stateFingerprint } from '../../domain/state/state.ts';
import type { Freeze } from '../../domain/turn/turn.ts';
import type { Backend } from '../../ports/backend.ts';
import type { ApplyRun, LockHeld, PushRun, Terraform } from '../../ports/terraform.ts';
import { describeOwnLock } from '../lock/take-state-lock.ts';
import { copyBesideState } from '../state/back-up-state.ts';
import { renewCredentials } from '../stack/keep-credentials.ts';
import { sleepUnlessAborted, type EveryStep } from '../tolerate.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import type { Freezing } from '../turn/turn.ts';

const ATTEMPTS = 4;
const RETRY_MS = 3000;

/** What of a run is needed to save a state. */
export interface SavingRun extends Pick<Run, 'context' | 'who' | 'clock' | 'chance' | 'journal' | 'cancelled'> {
  readonly terraform: Pick<Terraform, 'pushState' | 'readStateFile'>;
}

type LockToSaveUnder = Omit<LockOfTurn<Freezing>, 'key'>;

export interface Unsaved {
  readonly notSaved: Extract<ApplyRun, { kind: 'state-not-saved' }>;
  /** This run's own lock, which stays until the state is in its place. */
  readonly under: LockHeld;
  /** Nothing that goes wrong in one of these keeps the next from being tried. */
  readonly steps: EveryStep;
}

/**
 * Saves a state that an apply could not write itself. The queue is frozen first, so that whatever becomes of this run no
 * later apply makes the same things again; then a copy is kept beside the state, encrypted as that is; then the state is
 * pushed, while the credentials still work. Undefined when it is in its place and the freeze is lifted again, else the
 * failure to report. Rejects with nothing: a defect is left to `steps`.
 */
export async function saveState(
  run: SavingRun,
  lock: LockToSaveUnder,
  { notSaved, under, steps }: Unsaved,
): Promise<StateNotSaved | undefined> {
  const { address, turn } = lock;
  const { erroredStateFile: file, details } = notSaved;
  const body = file === undefined ? undefined : await readFile(run, file, steps);
  let freeze = await describeFreeze(run, lock, { body, steps });
  let isFrozen = await freezeQueue(turn, freeze, steps);
  if (body !== undefined) {
    const copyKey = await keepCopy(run, lock, { body, steps });
    freeze = { ...freeze, copyKey };
    if (copyKey !== undefined) isFrozen = await freezeQueue(turn, freeze, steps);
  }
  const pushed = file === undefined ? undefined : await push(run, lock, { file, under, steps });
  if (pushed?.kind === 'pushed') {
    await thawQueue(turn, freeze, steps);
    if (freeze.copyKey !== undefined) await removeCopy(lock, freeze.copyKey, steps);
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
    erroredStateFile: file,
    details: details || (pushed?.details ?? ''),
  });
}

/** Without a backend nothing can be saved, and nobody kept from applying: that has to be said all the same. */
export function notSavedAnywhere(
  run: Pick<Run, 'context' | 'clock' | 'chance'>,
  address: StateAddress,
  { erroredStateFile, details }: Unsaved['notSaved'],
): StateNotSaved {
  const freeze = { ...unknownFreeze(run), fingerprint: erroredStateFile === undefined ? 'unknown' : '' };
  return new StateNotSaved({ address, freeze, isFrozen: false, isEarlier: false, erroredStateFile, details });
}

/** With no record at all, no state is the missing one: only a person can say that it is whole. */
function unknownFreeze(run: Pick<Run, 'context' | 'clock' | 'chance'>): Freeze {
  return {
    id: run.chance.id(),
    runUrl: run.context.runUrl,
    at: run.clock.now().toISOString(),
    serial: undefined,
    fingerprint: 'unknown',
    before: undefined,
    copyKey: undefined,
  };
}

async function describeFreeze(
  run: SavingRun,
  { backend, address }: LockToSaveUnder,
  { body, steps }: { readonly body: Uint8Array | undefined; readonly steps: EveryStep },
): Promise<Freeze> {
  const missing = await steps.take({
    what: 'The state that was not saved could not be identified',
    task: () => Promise.resolve(body && identify(body)),
    otherwise: undefined,
  });
  const before = await steps.take({
    what: 'The state as it is now could not be read',
    task: async () => {
      const state = await backend.objects.get(address.path);
      return state === undefined ? undefined : stateFingerprint(state.body);
    },
    otherwise: undefined,
  });
  return { ...unknownFreeze(run), ...missing, before };
}

function identify(body: Uint8Array): Pick<Freeze, 'serial' | 'fingerprint'> {
  return { serial: parseState(body).serial, fingerprint: stateFingerprint(body) };
}

async function freezeQueue(turn: Pick<Freezing, 'freeze'>, freeze: Freeze, steps: EveryStep): Promise<boolean> {
  return steps.take({ what: 'The queue is not frozen', task: () => turn.freeze(freeze), otherwise: false });
}

async function thawQueue(turn: Pick<Freezing, 'thaw'>, freeze: Freeze, steps: EveryStep): Promise<void> {
  await steps.take({ what: 'The queue is still frozen', task: () => turn.thaw(freeze), otherwise: undefined });
}

async function push(
  run: SavingRun,
  lock: LockToSaveUnder,
  { file, under, steps }: { readonly file: string; readonly under: LockHeld; readonly steps: EveryStep },
): Promise<PushRun> {
  let last: PushRun = { kind: 'failed', details: '' };
  // Nothing is written without the lock: if somebody has deleted it, it is taken anew.
  const hold = async (): Promise<boolean> => {
    const { address } = lock;
    const record = describeOwnLock(run, { address, lockId: under.lockId, operation: 'apply' });
    return (await lock.backend.locks.take(address, record)).kind === 'taken';
  };
  const pushOnce = async (): Promise<void> => {
    await steps.take({
      what: 'The AWS credentials could not be renewed',
      task: () => renewCredentials(run, lock.backend),
      otherwise: undefined,
    });
    const isHeld = await steps.take({ what: 'The state lock is not known to be held', task: hold, otherwise: false });
    last = isHeld
      ? await run.terraform.pushState(file, under, lock.address)
      : { kind: 'failed', details: `the state lock ${under.lockId} is not this run's any more` };
  };
  const pushRepeatedly = async (): Promise<void> => {
    await pushOnce();
    for (let attempt = 2; attempt <= ATTEMPTS && last.kind !== 'pushed'; attempt += 1) {
      if (!(await sleepUnlessAborted(run.clock, RETRY_MS, run.cancelled))) return;
      await pushOnce();
    }
  };
  await steps.take({ what: 'The state could not be pushed', task: pushRepeatedly, otherwise: undefined });
  return last;
}

async function keepCopy(
  run: Pick<Run, 'clock'>,
  { backend, address }: LockToSaveUnder,
  { body, steps }: { readonly body: Uint8Array; readonly steps: EveryStep },
): Promise<string | undefined> {
  return steps.take({
    what: 'No copy of the state could be kept in the backend',
    task: () => copyBesideState(run, backend, { address, state: { body, metadata: {} }, suffix: 'errored' }),
    otherwise: undefined,
  });
}

/** Once the state is in its place, a copy of it is but one more secret. */
async function removeCopy({ backend }: { readonly backend: Backend }, key: string, steps: EveryStep): Promise<void> {
  await steps.take({
    what: `The copy of the state at ${key} is still there`,
    task: async () => {
      const versions = await backend.objects.listVersions(key);
      await backend.objects.remove({ key, versions, current: await backend.objects.get(key) });
    },
    otherwise: undefined,
  });
}

async function readFile(
  { terraform }: Pick<SavingRun, 'terraform'>,
  file: string,
  steps: EveryStep,
): Promise<Uint8Array | undefined> {
  return steps.take<Uint8Array | undefined>({
    what: `${file} cannot be read`,
    task: () => terraform.readStateFile(file),
    otherwise: undefined,
  });
}
