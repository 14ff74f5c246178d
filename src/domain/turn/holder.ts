import { renderDuration } from '../duration.ts';
import { RunFailure } from '../failure.ts';
import { lockItemId, type StateAddress } from '../state/keys.ts';
import type { LockPlace, StateLock } from '../lock/lock.ts';
import type { TurnHome } from './turn-home.ts';
import type { Ticket, TurnRun } from './turn.ts';

/** What was last seen at a state lock. */
export interface LockHolderSeen {
  readonly kind: 'state-lock';
  readonly address: StateAddress;
  /** Terraform's own record; undefined when there is one that nobody can read. */
  readonly lock: StateLock | undefined;
  readonly places: readonly LockPlace[];
  /** The run that took it, when the queue knows. */
  readonly run: TurnRun | undefined;
  /** That run has ended and left its Terraform at work: only a person can say whether that has ended since. */
  readonly toolAtWork?: boolean;
  /** Every try to take it was refused, and no look at all found a record: it may be that nobody holds it. */
  readonly wasNeverSeen?: boolean;
  /** Whether GitHub says that the run is going on; undefined for not told. */
  readonly alive: boolean | undefined;
}

/** Who was last seen ahead in the queue of a state key. */
export interface TurnHolderSeen {
  readonly kind: 'turn';
  readonly address: StateAddress;
  /** Everybody ahead, the holder first. */
  readonly ahead: readonly [Ticket, ...Ticket[]];
  /** Where the queue lies, as far as that is known. */
  readonly home: TurnHome | undefined;
  readonly alive: boolean | undefined;
}

/** Whom a run waits for. */
export type HolderSeen = LockHolderSeen | TurnHolderSeen;

/** The turn or the state lock stayed somebody else's until the deadline; nothing was changed. */
export class StateLocked extends RunFailure {
  readonly reason = 'state-locked';
  readonly holder: HolderSeen;
  readonly waitedMs: number;
  constructor(holder: HolderSeen, waitedMs: number) {
    super(describeWait(holder, waitedMs));
    this.holder = holder;
    this.waitedMs = waitedMs;
  }
}

function describeWait(holder: HolderSeen, waitedMs: number): string {
  const item = lockItemId(holder.address);
  if (holder.kind === 'state-lock' && holder.wasNeverSeen === true) {
    const wait = waitedMs === 0 ? '' : `, in a wait of ${renderDuration(waitedMs)}`;
    return `every try to take the state lock of ${item} was refused, and yet it was gone at every look${wait}: the store may be at fault. Run command: doctor, which tries what locks need`;
  }
  const what = holder.kind === 'turn' ? 'the turn on' : 'the state lock of';
  if (waitedMs === 0) return `${what} ${item} is held, and lock-timeout says not to wait`;
  return `${what} ${item} is still held after a wait of ${renderDuration(waitedMs)}`;
}
