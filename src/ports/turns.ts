import type { TurnHome } from '../domain/turn/turn-home.ts';

/** One version of a turn document, as a store gave it. */
export interface StoredTurns {
  readonly body: string;
  /** Names exactly these bytes to the store: an item's write id, an object's ETag. */
  readonly version: string;
}

export type PutTurns =
  /** `version` names what was just written. */
  | { readonly kind: 'stored'; readonly version: string }
  /** Somebody else wrote first. */
  | { readonly kind: 'conflict' };

/**
 * The turn document of one state key, changed by compare-and-swap alone. Rejects with BackendUnusable. A cancelled run
 * still gives its turn back, so these requests do not end with it.
 */
export interface TurnStore {
  /** Where the document lies, or would be begun; undefined while that is not known. */
  readonly home: TurnHome | undefined;
  /** A consistent read; undefined when there is no document. */
  get(): Promise<StoredTurns | undefined>;
  /** Writes if the store still holds `expected` (undefined: no document). Every body differs from all before it. */
  put(body: string, expected: string | undefined): Promise<PutTurns>;
  /** Deletes the document, every version of it, if the store still holds `expected`; false when it does not. */
  delete(expected: string): Promise<boolean>;
  /** Removes what an interrupted delete has left of earlier documents; does nothing when one lies there. */
  clear(): Promise<void>;
}
