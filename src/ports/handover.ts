import type { BegunOn } from '../domain/apply/begun-on.ts';
import type { MergedPullRequest } from '../domain/review/merges.ts';
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
 * what it is about is done; one that cannot be written throws a RunFailure.
 */
export interface Handover {
  noteTurn(turn: LeftTurn): void;
  /** The state from which the next apply begins, and the pull requests that it carries. */
  noteBegunOn(begunOn: BegunOn, carried: readonly MergedPullRequest[]): void;
  /** The page of the plan is out, and its review recorded: they stay, whatever becomes of the rest. */
  noteShown(): void;
  /** The run is at its end, and nothing is left. */
  noteDone(): void;
  /** Whether `post` has begun, so that it is this process no more that goes on. */
  isTakenOver(): boolean;
}

/** The process of main, as `post` sees it. */
export interface MainProcess {
  isAtWork(): boolean;
  /** Nothing happens when it has ended. */
  signal(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
}
