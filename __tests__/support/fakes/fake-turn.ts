import { NO_TURN, type Turn } from '../../../src/jobs/turn/turn.ts';

/** A turn that remembers what it was told, in order: `noted <lock>`, `seen free`, `may be left`, `frozen <id>`, … */
export interface FakeTurn extends Turn {
  readonly told: readonly string[];
}

export function createTurn(overrides: Partial<Turn> = {}): FakeTurn {
  const told: string[] = [];
  return {
    ...NO_TURN,
    noteStateLock: async ({ id }) => {
      told.push(`noted ${id}`);
    },
    noteLockFree: () => {
      told.push('seen free');
    },
    noteLockLeft: () => {
      told.push('may be left');
    },
    freeze: async ({ id }) => {
      told.push(`frozen ${id}`);
      return true;
    },
    thaw: async ({ id }) => {
      told.push(`thawed ${id}`);
    },
    ...overrides,
    told,
  };
}
