import type { StateAddress } from '../domain/state/keys.ts';
import type { KeyKind } from '../domain/turn/turn-watch.ts';

/** The place in a queue that main took or was about to take. */
export interface LeftTurn {
  readonly address: StateAddress;
  readonly key: KeyKind;
  readonly ticketId: string;
  /** The ID under which it takes the state lock. */
  readonly lockId: string;
}

/**
 * What main leaves for `post`, should it be cancelled or killed. Every note is on disk when the call returns, before
 * what it is about is done.
 */
export interface Handover {
  noteTurn(turn: LeftTurn): void;
}
