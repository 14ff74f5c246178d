import type { StateAddress } from '../../domain/state/keys.ts';
import type { KeyKind } from '../../domain/turn/turn-watch.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Turn } from './held-turn.ts';

/** One state lock, and the turn under which it is waited for. */
export interface LockOfTurn {
  readonly backend: Backend;
  readonly address: StateAddress;
  readonly key: KeyKind;
  readonly turn: Turn;
}
