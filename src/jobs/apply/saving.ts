import { findObstacle, type BegunOn } from '../../domain/apply/begun-on.ts';
import { BackendUnusable } from '../../domain/stack/backend.ts';
import { lockItemId } from '../../domain/state/keys.ts';
import { identifyState, stateDigest, stateFingerprint, type StateIdentity } from '../../domain/state/state.ts';
import type { Freeze, Sealed } from '../../domain/turn/turn.ts';
import type { Backend, StoredObject } from '../../ports/backend.ts';
import type { LockHeld, Terraform } from '../../ports/terraform.ts';
import { describeOwnLock } from '../lock/take-state-lock.ts';
import { renewCredentials } from '../stack/keep-credentials.ts';
import { copyBesideState } from '../state/back-up-state.ts';
import { passOver, type EveryStep } from '../tolerate.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import type { Freezing } from '../turn/turn.ts';

/** What of a run is needed to save a state. */
export interface SavingRun extends Pick<Run, 'context' | 'who' | 'clock' | 'chance' | 'journal' | 'cancelled'> {
  readonly terraform: Pick<
    Terraform,
    'pushState' | 'readStateFile' | 'keepState' | 'keptState' | 'readShownPlan' | 'annotate'
  >;
}

export type LockToSaveUnder = Omit<LockOfTurn<Freezing>, 'key'>;

export interface SavingOptions {
  /** Where Terraform has left the record; undefined when there is none. */
  readonly file: string | undefined;
  /** Where its very bytes lie on this machine, and nobody else writes; undefined when they could not be kept. */
  readonly kept: string | undefined;
  /** Undefined when there is no record, or none that can be read. */
  readonly body: Uint8Array | undefined;
  readonly under: LockHeld;
  readonly begunOn: BegunOn | undefined;
  /** Nothing is done once the queue shows that this run has given its turn back: `post` may see that late. */
  readonly unlessLeft?: boolean;
  readonly steps: EveryStep;
}

/** The state could not be put in its place, for now or for good. */
class NotPut extends BackendUnusable {}

/** As far as an apply can tell that has not looked since it began. */
function replacedBy(begunOn: BegunOn | undefined): Sealed['replaces'] {
  if (begunOn === undefined) return 'unknown';
  return begunOn.kind === 'state' ? begunOn.etag : undefined;
}

/** With no record at all, no state is the missing one: only a person can say that it is whole. */
export function unknownFreeze(run: Pick<Run, 'context' | 'clock' | 'chance'>): Freeze {
  return {
    id: run.chance.id(),
    runUrl: run.context.runUrl,
    at: run.clock.now().toISOString(),
    serial: undefined,
    fingerprint: 'unknown',
    before: undefined,
    copyKey: undefined,
    sealed: undefined,
  };
}

/** One state that is to be saved: what is done of it, and what is still to be tried. */
export class Saving {
  readonly #run: SavingRun;
  readonly #lock: LockToSaveUnder;
  readonly #options: SavingOptions;
  readonly #unsaved: StateIdentity | undefined;
  readonly #freezing = new Trial('The queue is not frozen');
  readonly #copying = new Trial('No copy of the state could be kept in the backend');
  readonly #putting = new Trial('The state could not be put in its place');
  #freeze: Freeze;
  /** As it stands in the queue. */
  #frozenAs: Freeze | undefined;
  #hasLeft = false;
  /** Somebody may have had the lock since this apply had it. */
  #wasBroken = false;
  #details = '';
  readonly #at: Date;

  constructor(run: SavingRun, lock: LockToSaveUnder, options: SavingOptions) {
    this.#run = run;
    this.#at = run.clock.now();
    this.#lock = lock;
    this.#options = options;
    const { body, begunOn } = options;
    this.#unsaved = body && identifyState(body);
    const fingerprint = body === undefined ? 'unknown' : stateFingerprint(body);
    // Main may have begun this, and `post` goes on with it.
    const earlier = lock.turn.frozen;
    const isOwn = earlier?.runUrl === run.context.runUrl;
    // What is known of the state that is missing is not forgotten because its record is gone.
    const isBegun = isOwn && (body === undefined || earlier.fingerprint === fingerprint);
    const before = begunOn?.kind === 'state' ? begunOn : undefined;
    this.#freeze = isBegun
      ? earlier
      : {
          ...unknownFreeze(run),
          fingerprint,
          serial: this.#unsaved?.serial,
          before: before?.fingerprint,
          sealed: this.#isSealed(body) ? { md5: stateDigest(body), replaces: replacedBy(begunOn) } : undefined,
        };
    if (isBegun) this.#frozenAs = earlier;
  }

  get freeze(): Freeze {
    return this.#freeze;
  }

  get isFrozen(): boolean {
    return this.#frozenAs !== undefined;
  }

  /** This run has given its turn back, and was to do nothing then. */
  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** What was said last of the place where it should be. */
  get details(): string {
    return this.#details;
  }

  /** Nobody applies over what is missing, and the record of it does not go with this machine. */
  get isKept(): boolean {
    return this.#frozenAs === this.#freeze && (!this.mayBePut || this.#freeze.copyKey !== undefined);
  }

  /** There is a record of it. */
  get mayBePut(): boolean {
    return this.#options.body !== undefined;
  }

  /** Nothing of what is missing is to be had by waiting. */
  get isHopeless(): boolean {
    return (
      (this.isFrozen || this.#freezing.isLasting) &&
      (!this.mayBePut || ((this.#freeze.copyKey !== undefined || this.#copying.isLasting) && this.#putting.isLasting))
    );
  }

  /** One try at all that is missing, in order; true once the state is in its place. */
  async try(): Promise<boolean> {
    const { steps, body } = this.#options;
    await steps.take({
      what: 'The AWS credentials could not be renewed',
      task: () => renewCredentials(this.#run, this.#lock.backend),
      otherwise: undefined,
    });
    await this.#look();
    await this.#freezeQueue();
    if (body === undefined || this.#hasLeft) return false;
    await this.#copy(body);
    if (this.hasLeft) return false;
    const isPut = await this.#putting.run(steps, () => this.#put(body));
    if (isPut) await this.#tidyUp();
    return isPut;
  }

  /** What is there instead, so that a later look can tell whether anybody has written since. */
  async #look(): Promise<void> {
    if (this.#frozenAs !== undefined) return;
    const { steps } = this.#options;
    const { backend, address } = this.#lock;
    const now = await steps.take({
      what: 'The state as it is now could not be read',
      task: async () => ({ state: await backend.objects.get(address.path) }),
      otherwise: undefined,
    });
    if (now === undefined) return;
    const { state } = now;
    const { sealed, before } = this.#freeze;
    this.#freeze = {
      ...this.#freeze,
      before: state === undefined ? before : stateFingerprint(state.body),
      sealed: sealed && { ...sealed, replaces: state?.etag },
    };
  }

  async #freezeQueue(): Promise<void> {
    const freeze = this.#freeze;
    if (this.#frozenAs === freeze) return;
    const { steps, unlessLeft = false } = this.#options;
    const { turn } = this.#lock;
    const isDone = await this.#freezing.run(steps, async () => {
      if (unlessLeft) this.#hasLeft = !(await turn.freezeUnlessLeft(freeze));
      else await turn.freeze(freeze);
    });
    if (isDone && !this.#hasLeft) this.#frozenAs = freeze;
  }

  async #copy(body: Uint8Array): Promise<void> {
    if (this.#freeze.copyKey === undefined) {
      const { backend, address } = this.#lock;
      // Tried again under the same name, for the answer alone may have been lost.
      const copy = { address, state: { body, metadata: {} }, suffix: 'errored', at: this.#at } as const;
      await this.#copying.run(this.#options.steps, async () => {
        this.#freeze = { ...this.#freeze, copyKey: await copyBesideState(this.#run, backend, copy) };
      });
    }
    if (this.#freeze.copyKey !== undefined) await this.#freezeQueue();
  }

  /** Puts it there under this run's lock, over nothing but what this apply goes on from, and reads it again. */
  async #put(body: Uint8Array): Promise<void> {
    const { address, backend } = this.#lock;
    const lockId = this.#options.under.lockId;
    try {
      const isHeld = await this.#confirmLock();
      // One that was taken anew by a try whose answer was lost is ours, and was somebody else's to take in between.
      this.#wasBroken ||= !isHeld;
      let now = await this.#confirmMayPut(!this.#wasBroken);
      if (!isHeld) {
        const record = describeOwnLock(this.#run, { address, lockId, operation: 'apply' });
        if ((await backend.locks.take(address, record)).kind !== 'taken') throw this.#notOurs();
        now = await this.#confirmMayPut(false).catch(async (error: unknown) => {
          await backend.locks.giveBack(address, lockId);
          throw error;
        });
      }
      if (!this.#isIt(now)) {
        if (this.#isSealed(body)) await this.#putBytes(body, now);
        else await this.#push(body);
      }
      await this.#confirmIsThere();
    } catch (error) {
      this.#details = passOver(error, { nonCancellable: true }).message;
      throw error;
    }
  }

  /** True while the lock has been ours all along, false when it is gone. Throws when it is somebody else's. */
  async #confirmLock(): Promise<boolean> {
    const { address, backend } = this.#lock;
    const hold = await backend.locks.confirm(address, this.#options.under.lockId);
    if (hold.kind === 'unknown') throw hold.trouble;
    if (hold.kind === 'anothers') throw this.#notOurs();
    return hold.kind === 'ours';
  }

  #notOurs(): NotPut {
    return new NotPut(`the state lock ${this.#options.under.lockId} is not this run's any more`);
  }

  /** What lies there now, which may be replaced. */
  async #confirmMayPut(isLockUnbroken: boolean): Promise<StoredObject | undefined> {
    const { address, backend } = this.#lock;
    const now = await backend.objects.get(address.path);
    if (this.#isIt(now) || this.#unsaved === undefined) return now;
    const { begunOn } = this.#options;
    const obstacle = findObstacle({ begunOn, now, unsaved: this.#unsaved, isLockUnbroken });
    if (obstacle !== undefined) throw new NotPut(`${lockItemId(address)}: ${obstacle}`, { isLasting: true });
    return now;
  }

  async #push(body: Uint8Array): Promise<void> {
    const { under, kept } = this.#options;
    const file = kept ?? (await this.#unchangedFile(body));
    const pushed = await this.#run.terraform.pushState(file, under, this.#lock.address);
    if (pushed.kind === 'failed') throw new NotPut(pushed.details, { isLasting: pushed.isLasting === true });
  }

  /** What was judged is what is pushed. */
  async #unchangedFile(body: Uint8Array): Promise<string> {
    const { file } = this.#options;
    const now = file === undefined ? undefined : await this.#run.terraform.readStateFile(file);
    if (file !== undefined && now !== undefined && Buffer.from(now).equals(body)) return file;
    throw new NotPut('its record is not what it was any more', { isLasting: true });
  }

  /** An encrypted file as it is. A write whose answer was lost is found by the look after it. */
  async #putBytes(body: Uint8Array, now: StoredObject | undefined): Promise<void> {
    const { address, backend } = this.#lock;
    await backend.objects.put(address.path, { body, metadata: {} }, now);
  }

  /** Whoever says that it is saved may have saved it somewhere else. */
  async #confirmIsThere(): Promise<void> {
    const { address, backend } = this.#lock;
    const now = await backend.objects.get(address.path);
    if (now === undefined || !this.#isIt(now)) {
      throw new NotPut(`it was put in its place, and ${lockItemId(address)} holds something else`);
    }
    const digest = stateDigest(now.body);
    const seen = await backend.digests.get(address);
    if (seen === digest) return;
    const isWritten =
      seen === undefined
        ? await backend.digests.put(address, digest)
        : await backend.digests.replace(address, digest, seen);
    if (!isWritten) throw new NotPut(`somebody else writes the digest of ${lockItemId(address)}`);
  }

  #isIt(now: StoredObject | undefined): boolean {
    return now !== undefined && stateFingerprint(now.body) === this.#freeze.fingerprint;
  }

  #isSealed(body: Uint8Array | undefined): body is Uint8Array {
    return body !== undefined && this.#unsaved?.isEncrypted === true;
  }

  /** Once the state is in its place, a copy of it is but one more secret. */
  async #tidyUp(): Promise<void> {
    const { steps } = this.#options;
    const { backend, turn } = this.#lock;
    const { copyKey: key } = this.#freeze;
    // It may be frozen although no answer said so.
    await steps.take({ what: 'The queue is still frozen', task: () => turn.thaw(this.#freeze), otherwise: undefined });
    if (key !== undefined) await removeCopy(backend, key, steps);
  }
}

async function removeCopy(backend: Pick<Backend, 'objects'>, key: string, steps: EveryStep): Promise<void> {
  await steps.take({
    what: `The copy of the state at ${key} is still there`,
    task: async () => {
      const versions = await backend.objects.listVersions(key);
      await backend.objects.remove({ key, versions, current: await backend.objects.get(key) });
    },
    otherwise: undefined,
  });
}

/** Something that is tried until it is done. The same failure is told once. */
class Trial {
  readonly #what: string;
  #told: string | undefined;
  #isLasting = false;

  constructor(what: string) {
    this.#what = what;
  }

  /** The last try has failed in a way that no wait helps. */
  get isLasting(): boolean {
    return this.#isLasting;
  }

  async run(steps: EveryStep, task: () => Promise<void>): Promise<boolean> {
    const failure = await steps.attempt({ what: this.#what, task, told: this.#told });
    this.#told = failure?.message ?? this.#told;
    this.#isLasting = failure instanceof BackendUnusable && failure.isLasting;
    return failure === undefined;
  }
}
