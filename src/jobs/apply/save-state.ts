import { mayGoOnFrom, type BegunOn } from '../../domain/apply/begun-on.ts';
import { StateNotSaved } from '../../domain/turn/freeze.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import { identifyState } from '../../domain/state/state.ts';
import type { ApplyRun, LockHeld } from '../../ports/terraform.ts';
import type { Patience } from '../../ports/patience.ts';
import { sleepUnlessAborted, type EveryStep } from '../tolerate.ts';
import type { Run } from '../run.ts';
import { Saving, unknownFreeze, type LockToSaveUnder, type SavingRun } from './saving.ts';

export type { SavingRun };

/** Of a state that is kept elsewhere, or that nothing helps. */
const ATTEMPTS = 4;
const RETRY_MS = 3000;
const RETRY_AT_MOST_MS = 15_000;
/** A store may be away for minutes; what is on the runner alone goes with it. */
const SAVING_MS = 900_000;

export type NotSavedRun = Extract<ApplyRun, { kind: 'state-not-saved' }>;

export interface Unsaved {
  readonly notSaved: NotSavedRun;
  /** This run's own lock, which stays until the state is in its place. */
  readonly under: LockHeld;
  /** Undefined: nobody knows. */
  readonly begunOn: BegunOn | undefined;
  /** Whether there is still time to try again, after so long a pause. */
  readonly mayWait: Patience['mayWait'];
  /** Nothing is done once the queue shows that this run has given its turn back. */
  readonly unlessLeft?: boolean;
  /** Nothing that goes wrong in one of these keeps the next from being tried. */
  readonly steps: EveryStep;
}

/** What has become of a state that an apply could not write itself. */
export type StateSaved =
  | { readonly kind: 'saved' }
  /** There is none that is this apply's: it has failed, and that is all. */
  | { readonly kind: 'none-of-ours' }
  /** This run has given its turn back before, and was to do nothing then. */
  | { readonly kind: 'turn-left' }
  | { readonly kind: 'not-saved'; readonly failure: StateNotSaved };

/**
 * Saves a state that an apply could not write itself. The queue is frozen first, so that whatever becomes of this run no
 * later apply makes the same things again; then a copy is kept beside the state, encrypted as that is; then the state is
 * put in its place, while the credentials still work, and read there again. What is neither in its place nor kept in both
 * ways is tried for a quarter of an hour. Rejects with nothing: a defect is left to `steps`.
 */
export async function saveState(run: SavingRun, lock: LockToSaveUnder, unsaved: Unsaved): Promise<StateSaved> {
  const { notSaved, begunOn, steps } = unsaved;
  const found = notSaved.erroredStateFile;
  const read = found === undefined ? undefined : await readFile(run, found, steps);
  const isOurs = read === undefined || mayGoOnFrom(begunOn, identifyState(read));
  if (!isOurs && !notSaved.isTold) return { kind: 'none-of-ours' };
  if (!isOurs) run.journal.warning(`${found ?? ''} is the state of something else, and is left alone.`);
  const file = isOurs ? found : undefined;
  const saving = new Saving(run, lock, { ...unsaved, file, body: isOurs ? read : undefined });
  if (await trySaving(run, saving, unsaved)) return { kind: 'saved' };
  if (saving.hasLeft) return { kind: 'turn-left' };
  if (!saving.isFrozen) {
    run.journal.warning('The queue could not be frozen: make sure that nothing is applied before the state is whole.');
  }
  const failure = new StateNotSaved({
    address: lock.address,
    freeze: saving.freeze,
    isFrozen: saving.isFrozen,
    isEarlier: false,
    erroredStateFile: file,
    details: notSaved.details || saving.details,
    leftLockId: undefined,
  });
  return { kind: 'not-saved', failure };
}

async function trySaving(
  run: Pick<Run, 'clock' | 'cancelled' | 'journal'>,
  saving: Saving,
  { mayWait }: Pick<Unsaved, 'mayWait'>,
): Promise<boolean> {
  const { clock, cancelled, journal } = run;
  const sinceMs = clock.monotonicMs();
  for (let attempt = 1; ; attempt += 1) {
    if (await saving.try()) return true;
    if (saving.hasLeft) return false;
    if (saving.isKept && !saving.mayBePut) return false;
    if (attempt >= ATTEMPTS && (saving.isKept || saving.isHopeless)) return false;
    const pauseMs = Math.min(RETRY_AT_MOST_MS, RETRY_MS * 1.5 ** Math.max(0, attempt - ATTEMPTS + 1));
    if (clock.monotonicMs() - sinceMs >= SAVING_MS || !mayWait(pauseMs)) return false;
    if (attempt === ATTEMPTS) {
      journal.warning(
        'What this apply did is recorded on this runner alone, and the store does not take it: it is tried for a quarter of an hour. Leave the job running.',
      );
    }
    if (!(await sleepUnlessAborted(clock, pauseMs, cancelled))) return false;
  }
}

/** Without a backend nothing can be saved, and nobody kept from applying: that has to be said all the same. */
export function notSavedAnywhere(
  run: Pick<Run, 'context' | 'clock' | 'chance'>,
  address: StateAddress,
  { erroredStateFile, details }: Pick<NotSavedRun, 'erroredStateFile' | 'details'>,
): StateNotSaved {
  const freeze = { ...unknownFreeze(run), fingerprint: erroredStateFile === undefined ? 'unknown' : '' };
  return new StateNotSaved({
    address,
    freeze,
    isFrozen: false,
    isEarlier: false,
    erroredStateFile,
    details,
    leftLockId: undefined,
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
