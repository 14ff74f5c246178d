import type { StateLock } from '../../domain/lock/lock.ts';
import { BackendUnusable } from '../../domain/stack/backend.ts';
import { lockItemId } from '../../domain/state/keys.ts';
import type { Backend } from '../../ports/backend.ts';
import type { LockHeld } from '../../ports/terraform.ts';
import { passOver, sleepUnlessAborted } from '../tolerate.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import type { LockNotes } from '../turn/turn.ts';

/** What has become of the state lock of this run. */
export type OwnLock =
  /** It was gone already. */
  | { readonly kind: 'free' }
  /** It is given back. */
  | { readonly kind: 'released'; readonly lockId: string }
  /** It is left behind. */
  | { readonly kind: 'left'; readonly lockId: string }
  /** Somebody else holds it; the lock is undefined when nobody can read whose it is. */
  | { readonly kind: 'not-ours'; readonly lock: StateLock | undefined }
  /** The backend did not say. */
  | { readonly kind: 'unknown'; readonly why: string };

/** A lock, and whom to tell what is known of it. */
export type OwnedLock = Omit<LockOfTurn<LockNotes, Pick<Backend, 'locks'>>, 'key'>;

type HoldingRun = Pick<Run, 'journal'>;
type LookingRun = Pick<Run, 'clock' | 'steps'>;

const LOOK_EVERY_MS = 20_000;

/**
 * The state lock that this run has taken under its own ID. A cancelled main leaves it to `post`, which knows what has
 * become of its Terraform.
 */
export class HeldLock implements LockHeld {
  readonly lockId: string;
  readonly #run: HoldingRun;
  readonly #lock: OwnedLock;
  readonly #handedToPost: AbortSignal;
  /** Given back, or left behind: nobody is to give it back, or to miss it. */
  #isLeft = false;
  /** Whoever asks again waits for it too. */
  #givingBack: Promise<OwnLock> | undefined;
  #lost: string | undefined;
  /** What was never there is not missed. */
  #wasThere: boolean;
  readonly #stopped = new AbortController();

  /** It was just taken. */
  static start(run: HoldingRun & Pick<Run, 'cancelled'>, lock: OwnedLock): HeldLock {
    return new HeldLock(run, lock, { handedToPost: run.cancelled, wasThere: true });
  }

  /** Goes on with the lock that an earlier process of this run may have taken, and may have given back. */
  static resume(run: HoldingRun, lock: OwnedLock): HeldLock {
    return new HeldLock(run, lock, { handedToPost: new AbortController().signal, wasThere: false });
  }

  private constructor(
    run: HoldingRun,
    lock: OwnedLock,
    { handedToPost, wasThere }: { readonly handedToPost: AbortSignal; readonly wasThere: boolean },
  ) {
    this.#wasThere = wasThere;
    this.lockId = lock.turn.lockId;
    this.#run = run;
    this.#lock = lock;
    this.#handedToPost = handedToPost;
  }

  /** How it was lost, for people; undefined as long as nobody has seen that. */
  get lost(): string | undefined {
    return this.#lost;
  }

  /**
   * Looks whether it is still ours: false when somebody has deleted it or taken it over, which is told in the log at
   * once. Rejects with BackendUnusable where the backend does not say: nothing may begin under a lock that may be gone.
   */
  async confirm(): Promise<boolean> {
    const known = this.#known();
    if (known !== undefined) return known;
    const { backend, address } = this.#lock;
    const hold = await backend.locks.confirm(address, this.lockId);
    if (hold.kind === 'ours') {
      this.#wasThere = true;
      return true;
    }
    if (hold.kind === 'unknown') {
      const { message, isDenied, isLasting } = hold.trouble;
      throw new BackendUnusable(
        `it is not known whether the state lock ${this.lockId} of ${lockItemId(address)} is still this run's: ${message}`,
        { cause: hold.trouble, isDenied, isLasting },
      );
    }
    // It may have been given back while the backend was asked.
    const since = this.#known();
    if (since !== undefined) return since;
    if (!this.#wasThere) return false;
    const by = hold.kind === 'anothers' && hold.reading.kind === 'held' ? `, and ${describe(hold.reading.lock)}` : '';
    this.#lost = `somebody has deleted this run's state lock ${this.lockId} of ${lockItemId(address)} while it was held (force-unlock, or by hand)${by}`;
    this.#run.journal.warning(`${this.#lost}. Make sure that nobody else applies there now.`);
    return false;
  }

  /**
   * Looks every 20 s whether it is still ours, until it is given back or left behind, and tells once when it is not. A
   * look that fails is no news. Independent of the turn: neither waits for the other's requests.
   */
  keepLooking(run: LookingRun, onLost: (lost: string, at: Date) => void = () => undefined): void {
    void this.#keepLooking(run, onLost);
  }

  async #keepLooking({ clock, steps }: LookingRun, onLost: (lost: string, at: Date) => void): Promise<void> {
    const { signal } = this.#stopped;
    const firstMs = this.#wasThere ? LOOK_EVERY_MS : 0;
    for (let afterMs = firstMs; this.#lost === undefined; afterMs = LOOK_EVERY_MS) {
      if (!(await sleepUnlessAborted(clock, afterMs, signal))) return;
      const lost = await steps.take({
        what: 'The state lock could not be looked at',
        task: () => this.#look(),
        otherwise: undefined,
      });
      if (lost !== undefined) onLost(lost, clock.now());
    }
  }

  async #look(): Promise<string | undefined> {
    try {
      await this.confirm();
    } catch (error) {
      // An apply that is under way goes on: nothing is known to be wrong, and the next look may tell.
      passOver(error, { nonCancellable: true });
    }
    return this.#lost;
  }

  /** Ends the looks; one that is under way is not waited for. */
  stopLooking(): void {
    this.#stopped.abort();
  }

  /** Undefined while the backend has to be asked. */
  #known(): boolean | undefined {
    if (this.#lost !== undefined) return false;
    return this.#isLeft ? true : undefined;
  }

  /** From now on it stays, so that nobody goes on before somebody has looked: a Terraform was killed under it. */
  leaveBehind(): OwnLock {
    this.#isLeft = true;
    this.stopLooking();
    this.#lock.turn.noteLockLeft();
    return { kind: 'left', lockId: this.lockId };
  }

  /** The same, and looks whether it is there: nothing else keeps others from the state. */
  async leaveBehindAndLook(): Promise<OwnLock> {
    this.#isLeft = true;
    return lookAtOwnLock(this.#lock);
  }

  /** Gives it back, unless it is left behind or to `post`. A failure of the backend is part of the answer. */
  async giveBack(): Promise<OwnLock> {
    this.stopLooking();
    if (this.#givingBack !== undefined) return this.#givingBack;
    if (this.#isLeft || this.#handedToPost.aborted) return { kind: 'left', lockId: this.lockId };
    this.#isLeft = true;
    this.#givingBack = giveLockBack(this.#run, this.#lock);
    return this.#givingBack;
  }
}

/** The ID of a lock that is left behind, or may be. */
export function leftLockIdOf(own: { readonly kind: string }, lockId: string): string | undefined {
  return own.kind === 'left' || own.kind === 'unknown' ? lockId : undefined;
}

/** Gives this run's state lock back, which is known by its ID. A cancel does not stop it. */
export async function giveLockBack(run: HoldingRun, { backend, address, turn }: OwnedLock): Promise<OwnLock> {
  const { lockId } = turn;
  try {
    const given = await backend.locks.giveBack(address, lockId);
    switch (given.kind) {
      case 'released':
        turn.noteLockFree(backend.locks.kind);
        return { kind: 'released', lockId };
      case 'gone':
        return { kind: 'free' };
      case 'anothers':
        return { kind: 'not-ours', lock: given.reading.kind === 'held' ? given.reading.lock : undefined };
    }
  } catch (error) {
    turn.noteLockLeft();
    const { message } = passOver(error, { nonCancellable: true });
    run.journal.warning(`The state lock ${lockId} of ${lockItemId(address)} is left behind: ${message}`);
    return { kind: 'left', lockId };
  }
}

/** Looks whether this run's state lock is there; it stays. */
export async function lookAtOwnLock({ backend, address, turn }: OwnedLock): Promise<OwnLock> {
  const { lockId } = turn;
  try {
    const hold = await backend.locks.confirm(address, lockId);
    switch (hold.kind) {
      case 'gone':
        return { kind: 'free' };
      case 'anothers':
        return { kind: 'not-ours', lock: hold.reading.kind === 'held' ? hold.reading.lock : undefined };
      case 'ours':
        turn.noteLockLeft();
        return { kind: 'left', lockId };
      case 'unknown':
        turn.noteLockLeft();
        return { kind: 'unknown', why: hold.trouble.message };
    }
  } catch (error) {
    turn.noteLockLeft();
    return { kind: 'unknown', why: passOver(error, { nonCancellable: true }).message };
  }
}

function describe({ id, operation, who }: StateLock): string {
  return `it is held by ${who} now (${operation}, ${id})`;
}
