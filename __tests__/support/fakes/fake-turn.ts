import type { Turn } from '../../../src/jobs/turn/turn.ts';

/** A turn that remembers what it was told, in order: `seen free`, `may be left`, `frozen <id>`, … */
export interface FakeTurn extends Turn {
  readonly told: readonly string[];
}

/** A turn that stays this run's, under whose ticket the lock `ours` is noted, on a queue that knows of nobody else. */
export function createTurn(overrides: Partial<Turn> = {}): FakeTurn {
  const told: string[] = [];
  return {
    lockId: 'ours',
    lastBegun: undefined,
    lastApplied: undefined,
    stretchBegin: { kind: 'unknown', why: 'never-seen' },
    abandoned: [],
    frozen: undefined,
    ownerOf: () => undefined,
    lockKindsLeft: () => [],
    confirm: async () => true,
    announce: async () => true,
    leave: async () => undefined,
    leaveForGood: async () => true,
    noteLockFree: () => {
      told.push('seen free');
    },
    noteLockLeft: () => {
      told.push('may be left');
    },
    noteToolAtWork: () => {
      told.push('tool at work');
    },
    noteWorkDropped: () => {
      told.push('work dropped');
    },
    freeze: async ({ id }) => {
      told.push(`frozen ${id}`);
    },
    freezeUnlessLeft: async ({ id }) => {
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
