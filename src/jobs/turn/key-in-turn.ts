import type { StateAddress } from '../../domain/state/keys.ts';
import type { KeyKind } from '../../domain/turn/turn-watch.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Turn } from './turn.ts';

/** One state lock, and the turn under which it is waited for: as much of both as somebody needs. */
export interface LockOfTurn<NeededTurn = Turn, NeededBackend = Backend> {
  readonly backend: NeededBackend;
  readonly address: StateAddress;
  readonly key: KeyKind;
  readonly turn: NeededTurn;
}
