import * as fc from 'fast-check';

/** What becomes of one request to the store. */
export type Trouble =
  /** It is applied, its answer is lost, and the SDK sends it again. */
  | 'retried'
  /** It is applied, and the client only sees an error. */
  | 'answer-lost'
  /** It is never applied. */
  | 'request-lost'
  /** The client sees an error, and then it is applied. */
  | 'late';

export interface RunPlan {
  readonly arrivesAtMs: number;
  readonly worksMs: number;
  readonly operation: 'apply' | 'plan' | 'cleanup';
  readonly diesAtStep: number | undefined;
  readonly stall: { readonly atStep: number; readonly forMs: number } | undefined;
  /** The step at which the job is cancelled. */
  readonly cancelledAtMs: number | undefined;
  /** By the number of the request. */
  readonly troubles: readonly { readonly request: number; readonly kind: Trouble }[];
  /** How far its wall clock is off, and from when on it is off by the opposite. */
  readonly clock: { readonly offByMs: number; readonly jumpsAtMs: number };
  /** A self-hosted runner that GitHub has lost sight of: its run is completed, they say, and it works on. */
  readonly lostSightAtMs: number | undefined;
  readonly lockTimeoutMs: number;
  readonly leavesTwice: boolean;
}

export interface Scenario {
  readonly seed: number;
  readonly key: 'pr' | 'prod';
  /** The longest that one leg of a request takes. */
  readonly latencyMs: number;
  /** The longest that GitHub takes to answer. */
  readonly githubMs: number;
  /** How long after its end GitHub calls a run completed. */
  readonly completedAfterMs: number;
  /** How many of a run's first questions GitHub does not answer. */
  readonly unknownAnswers: number;
  readonly runs: readonly RunPlan[];
}

const DAY_MS = 86_400_000;

const oneIn = <T>(count: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: count - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const plan: fc.Arbitrary<RunPlan> = fc.record({
  arrivesAtMs: fc.oneof(fc.nat(200), fc.nat(6000), fc.nat(60_000)),
  worksMs: fc.oneof({ weight: 5, arbitrary: fc.nat(2500) }, { weight: 1, arbitrary: fc.nat(60_000) }),
  operation: fc.constantFrom('apply', 'apply', 'plan', 'cleanup'),
  diesAtStep: oneIn(3, fc.nat(24)),
  stall: oneIn(4, fc.record({ atStep: fc.nat(24), forMs: fc.constantFrom(500, 9000, 45_000, 100_000) })),
  cancelledAtMs: oneIn(12, fc.nat(12_000)),
  troubles: fc.array(
    fc.record({
      request: fc.nat(12),
      kind: fc.constantFrom<Trouble[]>('retried', 'retried', 'retried', 'answer-lost', 'request-lost', 'late'),
    }),
    { maxLength: 2 },
  ),
  clock: fc.record({
    offByMs: fc.constantFrom(0, 0, 3_600_000, -DAY_MS, 10 * 365 * DAY_MS),
    jumpsAtMs: fc.nat(20_000),
  }),
  lostSightAtMs: oneIn(4, fc.nat(20_000)),
  lockTimeoutMs: fc.constantFrom(DAY_MS, DAY_MS, DAY_MS, DAY_MS, DAY_MS, 0, 2000, 30_000),
  leavesTwice: fc.boolean(),
});

export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.nat(),
  key: fc.constantFrom('pr', 'pr', 'pr', 'prod'),
  latencyMs: fc.constantFrom(8, 80, 900, 6000),
  githubMs: fc.constantFrom(50, 4000),
  completedAfterMs: fc.constantFrom(0, 5000, 45_000),
  unknownAnswers: fc.constantFrom(0, 0, 1, 3),
  runs: fc.array(plan, { minLength: 2, maxLength: 5 }),
});

/** A run to which nothing happens. */
export function createPlan(overrides: Partial<RunPlan> = {}): RunPlan {
  return {
    arrivesAtMs: 0,
    worksMs: 1000,
    operation: 'apply',
    diesAtStep: undefined,
    stall: undefined,
    cancelledAtMs: undefined,
    troubles: [],
    clock: { offByMs: 0, jumpsAtMs: 0 },
    lostSightAtMs: undefined,
    lockTimeoutMs: DAY_MS,
    leavesTwice: false,
    ...overrides,
  };
}

export function createScenario(overrides: Partial<Scenario> = {}): Scenario {
  return {
    seed: 1,
    key: 'prod',
    latencyMs: 60,
    githubMs: 200,
    completedAfterMs: 1000,
    unknownAnswers: 0,
    runs: [createPlan()],
    ...overrides,
  };
}
