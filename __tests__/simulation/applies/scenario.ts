import * as fc from 'fast-check';

import type { Trouble } from '../world/scenario.ts';

/** What befalls the machine of a run, and what is left on it. */
type MainsEnd =
  /** `post` comes a while after main, and finds the tool at work or ended. */
  | 'post-runs'
  /** The machine is gone: main, the tool, and no `post`. */
  | 'machine-dies'
  /** The runner's worker is gone and main with it, as of a closed pipe: no `post` comes, and the tool goes on alone. */
  | 'worker-dies';

/** From when on for how long. */
export interface Span {
  readonly atMs: number;
  readonly forMs: number;
}

export interface ApplyPlan {
  readonly arrivesAtMs: number;
  readonly planMs: number;
  /** How long its Terraform applies. */
  readonly applyMs: number;
  /** How often it writes the state meanwhile; the last time at its end. */
  readonly writes: number;
  /** Whether the last write works, and if not, whether `state push` does. */
  readonly saves: 'yes' | 'when-pushed' | 'never';
  readonly hasChanges: boolean;
  /** The step of main before which it is killed. */
  readonly diesAtStep: number | undefined;
  /** When main is killed, whatever it waits for. */
  readonly killedAtMs?: number | undefined;
  readonly mainsEnd: MainsEnd;
  readonly postAfterMs: number;
  readonly cancelledAtMs: number | undefined;
  /**
   * Set when the signal of the cancel is lost, so that `post` begins beside a living main: whether main hears the signals
   * of `post`, and whether `post` finds its process.
   */
  readonly beside?: 'hears' | 'hears-nothing' | 'unseen' | undefined;
  /** What becomes of the signals to its Terraform. */
  readonly interrupts?: 'heeded' | 'lost' | 'no-process';
  /** How long after its beginning a `post` that follows a cancel is killed. */
  readonly postKilledAfterMs?: number | undefined;
  /** The step of main before which the machine stands still. */
  readonly stall: { readonly atStep: number; readonly forMs: number } | undefined;
  /** Nothing of the machine runs. */
  readonly suspended: Span | undefined;
  /** No request of the machine goes through. */
  readonly cutOff: Span | undefined;
  readonly lostSightAtMs: number | undefined;
  readonly troubles: readonly { readonly request: number; readonly kind: Trouble }[];
  readonly clock: { readonly offByMs: number; readonly jumpsAtMs: number };
  readonly staleLock: 'recover' | 'report';
  readonly lockTimeoutMs: number;
}

export interface ApplyScenario {
  readonly seed: number;
  readonly places: 'lockfile' | 'table' | 'both';
  readonly latencyMs: number;
  readonly githubMs: number;
  readonly completedAfterMs: number;
  readonly unknownAnswers: number;
  /** The store refuses this share of all requests; undefined for all of them. */
  readonly throttled: (Span & { readonly share?: number | undefined }) | undefined;
  readonly runs: readonly ApplyPlan[];
  /** Terraforms that somebody of the same user and host runs by hand. */
  readonly byHand: readonly Span[];
  /** When a person asks to unlock whatever run's lock lies there. */
  readonly unlockAtMs: number | undefined;
  /** When a person deletes whatever run's lock lies there and asks nobody: `terraform force-unlock`. */
  readonly forceUnlockAtMs?: number | undefined;
}

const HOUR_MS = 3_600_000;
const LONG_WAIT_MS = 1_800_000;
const VAIN_WAIT_MS = 300_000;

const oneIn = <T>(count: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: count - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const span = (atMost: number, lengths: readonly number[]): fc.Arbitrary<Span> =>
  fc.record({ atMs: fc.nat(atMost), forMs: fc.constantFrom(...lengths) });

const applyPlan: fc.Arbitrary<ApplyPlan> = fc.record({
  arrivesAtMs: fc.oneof(fc.nat(2000), fc.nat(60_000)),
  planMs: fc.constantFrom(500, 4000, 40_000),
  applyMs: fc.constantFrom(1000, 15_000, 60_000, 200_000, 400_000),
  writes: fc.constantFrom(1, 1, 3, 12, 24),
  saves: fc.constantFrom('yes', 'yes', 'yes', 'yes', 'yes', 'when-pushed', 'never'),
  hasChanges: fc.constantFrom(true, true, true, false),
  diesAtStep: oneIn(3, fc.nat(45)),
  killedAtMs: oneIn(5, fc.nat(120_000)),
  mainsEnd: fc.constantFrom('post-runs', 'post-runs', 'machine-dies', 'machine-dies', 'worker-dies'),
  postAfterMs: fc.constantFrom(200, 5000),
  cancelledAtMs: oneIn(6, fc.nat(90_000)),
  beside: fc.constantFrom(undefined, undefined, 'hears', 'hears-nothing', 'unseen'),
  interrupts: fc.constantFrom('heeded', 'heeded', 'heeded', 'lost', 'no-process'),
  postKilledAfterMs: oneIn(5, fc.constantFrom(1000, 30_000, 270_000)),
  stall: oneIn(4, fc.record({ atStep: fc.nat(45), forMs: fc.constantFrom(2000, 45_000, 130_000, 300_000) })),
  suspended: oneIn(8, span(90_000, [30_000, 130_000, 300_000])),
  cutOff: oneIn(8, span(90_000, [10_000, 60_000, 200_000])),
  lostSightAtMs: oneIn(4, fc.nat(60_000)),
  troubles: fc.array(
    fc.record({
      request: fc.nat(40),
      kind: fc.constantFrom<Trouble[]>('retried', 'answer-lost', 'answer-lost', 'request-lost', 'late'),
    }),
    { maxLength: 4 },
  ),
  clock: fc.record({ offByMs: fc.constantFrom(0, 0, HOUR_MS, -24 * HOUR_MS), jumpsAtMs: fc.nat(60_000) }),
  staleLock: fc.constantFrom('recover', 'recover', 'report'),
  lockTimeoutMs: fc.constantFrom(LONG_WAIT_MS, LONG_WAIT_MS, LONG_WAIT_MS, 0, 30_000),
});

/** Whoever may not recover waits in vain behind the dead, and a part of that is enough to see it. */
function shortenVainWaits(plan: ApplyPlan): ApplyPlan {
  return plan.staleLock === 'recover' ? plan : { ...plan, lockTimeoutMs: Math.min(plan.lockTimeoutMs, VAIN_WAIT_MS) };
}

export const applyScenarios: fc.Arbitrary<ApplyScenario> = fc.record({
  seed: fc.nat(),
  places: fc.constantFrom('lockfile', 'table', 'both'),
  latencyMs: fc.constantFrom(8, 80, 900, 4000),
  githubMs: fc.constantFrom(50, 4000),
  completedAfterMs: fc.constantFrom(0, 5000, 45_000),
  unknownAnswers: fc.constantFrom(0, 0, 1, 3),
  throttled: oneIn(
    6,
    fc.record({
      atMs: fc.nat(90_000),
      forMs: fc.constantFrom(5000, 60_000),
      share: fc.constantFrom(undefined, 0.3, 0.7),
    }),
  ),
  runs: fc.array(applyPlan.map(shortenVainWaits), { minLength: 1, maxLength: 4 }),
  byHand: fc.array(span(90_000, [2000, 30_000, 120_000]), { maxLength: 1 }),
  unlockAtMs: oneIn(5, fc.nat(200_000)),
  forceUnlockAtMs: oneIn(8, fc.nat(100_000)),
});

/** A run to which nothing happens. */
export function createApplyPlan(overrides: Partial<ApplyPlan> = {}): ApplyPlan {
  return {
    arrivesAtMs: 0,
    planMs: 500,
    applyMs: 5000,
    writes: 1,
    saves: 'yes',
    hasChanges: true,
    diesAtStep: undefined,
    mainsEnd: 'post-runs',
    postAfterMs: 200,
    cancelledAtMs: undefined,
    stall: undefined,
    suspended: undefined,
    cutOff: undefined,
    lostSightAtMs: undefined,
    troubles: [],
    clock: { offByMs: 0, jumpsAtMs: 0 },
    staleLock: 'recover',
    lockTimeoutMs: HOUR_MS,
    ...overrides,
  };
}

export function createApplyScenario(overrides: Partial<ApplyScenario> = {}): ApplyScenario {
  return {
    seed: 1,
    places: 'lockfile',
    latencyMs: 60,
    githubMs: 200,
    completedAfterMs: 1000,
    unknownAnswers: 0,
    throttled: undefined,
    runs: [createApplyPlan()],
    byHand: [],
    unlockAtMs: undefined,
    ...overrides,
  };
}
