import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import type { PutTurns, StoredTurns, TurnStore } from '../../../src/ports/turns.ts';

/** How a store names what was written: `writes` counts every write there ever was. */
export type Versioning = (body: string, writes: number) => string;

export const BY_WRITE: Versioning = (_body, writes) => `write-${writes}`;

/** One turn document in memory. Every method is synchronous: a check followed by a change is one step for all clients. */
export class TurnMemory {
  readonly #versioning: Versioning;
  #stored: StoredTurns | undefined;
  #writes = 0;

  constructor(versioning: Versioning = BY_WRITE) {
    this.#versioning = versioning;
  }

  get stored(): StoredTurns | undefined {
    return this.#stored;
  }

  put(body: string, expected: string | undefined): PutTurns {
    return this.#stored?.version === expected ? this.write(body) : { kind: 'conflict' };
  }

  /** Writes whatever is there now. */
  write(body: string): Extract<PutTurns, { kind: 'stored' }> {
    this.#writes += 1;
    const version = this.#versioning(body, this.#writes);
    this.#stored = { body, version };
    return { kind: 'stored', version };
  }

  delete(expected: string): boolean {
    if (this.#stored?.version !== expected) return false;
    this.#stored = undefined;
    return true;
  }
}

export type StoreAction = 'get' | 'put' | 'delete';
export type Fate = 'answered' | 'answer-lost' | 'denied' | 'unanswered';

/**
 * One client of the document. A request whose answer is lost is done and then sent once more, as the SDK does with a
 * connection that was cut.
 */
export function connectTurnMemory(
  memory: TurnMemory,
  fateOf: (action: StoreAction) => Fate = () => 'answered',
): TurnStore {
  const send = async <T>(action: StoreAction, apply: () => T): Promise<T> => {
    const fate = fateOf(action);
    if (fate === 'denied') {
      throw new BackendUnusable(`the role may not memory:${action} on turns`, { isDenied: true });
    }
    if (fate === 'unanswered') throw new BackendUnusable(`memory:${action}: no answer`);
    if (fate === 'answer-lost') apply();
    return apply();
  };
  return {
    home: undefined,
    get: () => send('get', () => memory.stored),
    put: (body, expected) => send('put', () => memory.put(body, expected)),
    delete: (expected) => send('delete', () => memory.delete(expected)),
    clear: () => Promise.resolve(),
  };
}
