import { judgeUnsaved, type BegunOn } from '../../domain/apply/begun-on.ts';
import { StateNotSaved } from '../../domain/turn/freeze.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import { identifyState, stateFingerprint } from '../../domain/state/state.ts';
import type { ApplyRun, LockHeld } from '../../ports/terraform.ts';
import type { Patience } from '../../ports/patience.ts';
import { sleepUnlessAborted, type EveryStep } from '../tolerate.ts';
import type { Run } from '../run.ts';
import { Saving, unknownFreeze, type LockToSaveUnder, type SavingRun } from './saving.ts';

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
  /** What Terraform has said of it, for a page, as far as this record of it tells what must not be shown. */
  readonly describe: (record: Uint8Array | undefined) => string;
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
  const read = await readRecord(run, lock, unsaved);
  const judged = read === undefined ? 'ours' : judgeUnsaved(begunOn, identifyState(read));
  // What nobody can tell apart counts only where Terraform has said that it could not save.
  const isOurs = judged === 'ours' || (judged === 'unknown' && notSaved.isTold);
  if (!isOurs && !notSaved.isTold) return { kind: 'none-of-ours' };
  if (!isOurs)
    run.journal.warning(`${found ?? ''} is not the state of this apply, or not all of it, and is left alone.`);
  const body = isOurs ? read : undefined;
  const kept = body && (await keep(run, body, steps));
  const saving = new Saving(run, lock, { ...unsaved, file: isOurs ? found : undefined, body, kept });
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
    erroredStateFile: isOurs ? found : undefined,
    details: unsaved.describe(body) || saving.details,
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
  { erroredStateFile, details }: Pick<NotSavedRun, 'erroredStateFile'> & { readonly details: string },
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

/**
 * The state that is missing, as far as anything holds it: the file of this run alone in which an earlier process of it
 * has kept that, what Terraform has left, or the copy that the freeze of this run names.
 */
async function readRecord(
  run: SavingRun,
  { backend, turn }: LockToSaveUnder,
  { notSaved: { erroredStateFile }, steps }: Pick<Unsaved, 'notSaved' | 'steps'>,
): Promise<Uint8Array | undefined> {
  const { terraform, context } = run;
  const take = (what: string, task: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> =>
    steps.take<Uint8Array | undefined>({ what, task, otherwise: undefined });
  const kept = await take('What this run has kept of its state cannot be read', () => terraform.keptState());
  if (kept !== undefined) return kept;
  if (erroredStateFile !== undefined) {
    const errored = await take(`${erroredStateFile} cannot be read`, () => terraform.readStateFile(erroredStateFile));
    if (errored !== undefined) return errored;
  }
  const { frozen } = turn;
  const copyKey = frozen?.runUrl === context.runUrl ? frozen.copyKey : undefined;
  if (frozen === undefined || copyKey === undefined) return undefined;
  const copy = await take(
    `The copy of the state at ${copyKey} cannot be read`,
    async () => (await backend.objects.get(copyKey))?.body,
  );
  return copy !== undefined && stateFingerprint(copy) === frozen.fingerprint ? copy : undefined;
}

/** What Terraform has left may be overwritten at any time, by another step in the directory or by a later command. */
async function keep(
  { terraform }: Pick<SavingRun, 'terraform'>,
  body: Uint8Array,
  steps: EveryStep,
): Promise<string | undefined> {
  return steps.take<string | undefined>({
    what: 'The state could not be kept in a file of this run',
    task: () => terraform.keepState(body),
    otherwise: undefined,
  });
}
