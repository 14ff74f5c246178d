import { RunFailure } from '../../../src/domain/failure.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import type { CommitApplied, TurnRun } from '../../../src/domain/turn/turn.ts';
import type { Run } from '../../../src/jobs/run.ts';
import { WaitBudget } from '../../../src/jobs/wait-budget.ts';
import { takeTurn } from '../../../src/jobs/turn/take-turn.ts';
import { HeldTurn } from '../../../src/jobs/turn/held-turn.ts';
import type { Turn } from '../../../src/jobs/turn/turn.ts';
import { TurnQueue } from '../../../src/jobs/turn/queue.ts';
import type { Chance } from '../../../src/ports/chance.ts';
import type { LeftTurn } from '../../../src/ports/handover.ts';
import type { Runs } from '../../../src/ports/runs.ts';
import type { TurnStore } from '../../../src/ports/turns.ts';
import { createAddress, createTurnRun } from '../../support/fakes/factories.ts';
import { createClock } from '../world/clock.ts';
import { Bucket, GitHub, Link, type Breakage } from '../world/network.ts';
import { Observer, Violation, type Life } from '../world/observer.ts';
import type { RunPlan, Scenario } from '../world/scenario.ts';
import { createRandom, Process, World } from '../world/world.ts';

const ADDRESS = createAddress();

export interface Played {
  readonly virtualMs: number;
  readonly counts: Observer['counts'];
  readonly handOffsMs: readonly number[];
  /** Requests to the store, of all runs together. */
  readonly requests: number;
  /** The document that was left. */
  readonly body: string | undefined;
}

/** A run that is one process. */
interface TurnLife extends Life {
  readonly body: Process;
}

interface Cast {
  readonly scenario: Scenario;
  readonly world: World;
  readonly observer: Observer;
  readonly bucket: Bucket;
  readonly github: GitHub;
  readonly lives: readonly TurnLife[];
}

/**
 * Lets the real job code of every run live through the scenario. Throws a Violation for a history that must not be, and
 * whatever the code under test throws that it should not.
 */
export async function play(
  scenario: Scenario,
  { breakage = {}, trace }: { readonly breakage?: Breakage; readonly trace?: (line: string) => void } = {},
): Promise<Played> {
  const world = new World(scenario.seed);
  const github = new GitHub(world, scenario.completedAfterMs);
  const lives: TurnLife[] = scenario.runs.map((plan, index) => {
    const process = new Process(`run${index + 1}`, plan);
    return {
      process,
      body: process,
      status: () => github.statusOf(process, plan.lostSightAtMs),
      holds: false,
      waits: false,
      wasRemoved: false,
      joins: 0,
      clearSinceMs: undefined,
      left: undefined,
    };
  });
  const observer = new Observer(world, { key: scenario.key, patienceMs: patienceMs(scenario) }, lives);
  observer.trace = trace;
  const cast: Cast = { scenario, world, observer, github, lives, bucket: new Bucket(world, observer, breakage) };
  let broken: { readonly error: unknown } | undefined;
  scenario.runs.forEach((plan, index) => {
    const life = lives[index];
    if (life === undefined) return;
    world.after(plan.arrivesAtMs, life.body, () => {
      live(cast, life, plan).catch((error: unknown) => {
        broken ??= { error };
      });
    });
  });
  const isOver = (): boolean => broken !== undefined || lives.every(({ process }) => process.isGone);
  await world.run(observer, isOver);
  if (broken !== undefined) throw broken.error;
  const stuck = lives.find(({ process }) => !process.isGone);
  if (stuck !== undefined) throw new Violation(`${stuck.process.name} waits for something that never comes`);
  const { counts, handOffsMs } = observer;
  const { requests, memory } = cast.bucket;
  return { virtualMs: world.nowMs, counts, handOffsMs, requests, body: memory.stored?.body };
}

/**
 * Silence and its proof for each of the dead: a lease, the stagger and the look of the one furthest back, every answer
 * that GitHub did not give, the time it takes to call a run completed, and the requests of it all.
 */
function patienceMs(scenario: Scenario): number {
  const leaseMs = scenario.key === 'prod' ? 90_000 : 40_000;
  const lookMs = 30_000 + 8 * scenario.latencyMs + scenario.githubMs;
  const perDeadMs = leaseMs + 20_000 + scenario.completedAfterMs + (3 + scenario.unknownAnswers) * lookMs;
  return scenario.runs.length * perDeadMs + 60_000;
}

/** The story of one run, as the jobs tell it: takes its turn, works, gives it back. */
async function live(cast: Cast, life: TurnLife, plan: RunPlan): Promise<void> {
  const { observer, scenario } = cast;
  const run = createRun(cast, life, plan);
  const link = createLink(cast, plan);
  const store = cast.bucket.connect(life.body, link);
  const kind = { lockfile: true, table: undefined } as const;
  const locks = { kind, giveBack: () => Promise.resolve({ kind: 'gone' } as const) };
  const backend = { turns: () => store, locks };
  const me = describe(cast, life, plan);
  observer.joinsLine(life);
  try {
    const taken = await takeTurn(run, { backend, address: ADDRESS, key: scenario.key, me });
    if (taken.kind === 'superseded') observer.goesWithoutTurn(life, `superseded by run${taken.by.runId}`);
    else if (!(taken.turn instanceof HeldTurn)) {
      if (!link.hasFailed) throw new Violation(`${life.process.name} has no turn, and the queue is in order`);
      observer.goesWithoutTurn(life, 'the queue cannot be used');
      await run.clock.sleep(plan.worksMs);
    } else {
      observer.takesTurn(life);
      await hold(cast, { life, plan, run, turn: taken.turn });
    }
  } catch (error) {
    if (error instanceof BackendUnusable && !link.hasFailed) {
      throw new Violation(`${life.process.name} has no turn, and the queue is in order`, { cause: error });
    }
    if (!(error instanceof RunFailure) && error !== CANCELLED) throw error;
    observer.goesWithoutTurn(life, error instanceof RunFailure ? error.message : 'cancelled');
  }
  if (run.cancelled.aborted) await giveBackInPost(run, store, { scenario, left: life.left });
  life.body.endedAtMs = cast.world.nowMs;
  observer.ended(life);
}

/** A cancelled main leaves its place to `post`, which gives it back. */
async function giveBackInPost(
  run: Run,
  store: TurnStore,
  { scenario, left }: { scenario: Scenario; left: LeftTurn | undefined },
): Promise<void> {
  if (left === undefined) return;
  const queue = new TurnQueue(store, run.clock, run.chance);
  await HeldTurn.resume({ run, queue, ...left, key: scenario.key }).leave();
}

async function hold(
  { observer }: Cast,
  { life, plan, run, turn }: { life: TurnLife; plan: RunPlan; run: Run; turn: Turn },
): Promise<void> {
  const { clock } = run;
  const commit: CommitApplied = { repository: 'octo/infra', commitSha: life.process.name, runUrl: life.process.name };
  await clock.sleep(plan.worksMs / 2);
  if (plan.operation === 'apply') await turn.announce(commit);
  await clock.sleep(plan.worksMs / 2);
  const leave = async (): Promise<void> => {
    if (plan.operation === 'cleanup') await turn.leaveForGood();
    else await turn.leave(plan.operation === 'apply' ? commit : undefined);
  };
  observer.givesBack(life);
  await leave();
  if (!plan.leavesTwice) return;
  await clock.sleep(plan.worksMs);
  await leave();
}

const CANCELLED = new Error('cancelled');

function createRun(cast: Cast, life: TurnLife, plan: RunPlan): Run {
  const { world, observer } = cast;
  const clock = createClock(world, life.body, plan.clock);
  const cancelling = new AbortController();
  if (plan.cancelledAtMs !== undefined) {
    world.after(plan.cancelledAtMs, life.body, () => {
      cancelling.abort(CANCELLED);
    });
  }
  return {
    clock,
    chance: createChance(cast, life),
    runs: createOracle(cast, life),
    journal: {
      info: () => undefined,
      warning: (message: string) => {
        observer.note(life.process, `warns: ${message}`);
      },
      output: () => undefined,
    },
    comments: { tellWaiting: () => undefined },
    waiting: new WaitBudget(plan.lockTimeoutMs),
    cancelled: cancelling.signal,
    who: `runner@${life.process.name}`,
    handover: {
      noteTurn: (left: LeftTurn) => {
        life.left = left;
      },
    },
  } as unknown as Run;
}

function createChance({ scenario }: Cast, { process }: TurnLife): Chance {
  const next = createRandom(scenario.seed ^ Number(process.name.slice(3)));
  let ids = 0;
  return {
    next,
    id: () => {
      ids += 1;
      return `${process.name}-${ids}`;
    },
  };
}

function createOracle({ world, scenario, lives }: Cast, { body: process }: TurnLife): Runs {
  let asked = 0;
  return {
    status: (of) =>
      new Promise((resolve) => {
        asked += 1;
        const told = asked > scenario.unknownAnswers;
        world.after(world.random() * scenario.githubMs, process, () => {
          resolve(told ? (lives[Number(of.runId) - 1]?.status() ?? 'unknown') : 'unknown');
        });
      }),
    compare: () => Promise.resolve('ahead'),
  };
}

function createLink({ world, scenario }: Cast, plan: RunPlan): Link {
  return new Link(world, scenario.latencyMs, new Map(plan.troubles.map(({ request, kind }) => [request, kind])));
}

/** Plans are of one pull request and of commits of their own, so that the later of two supersedes the earlier. */
function describe({ lives }: Cast, life: TurnLife, plan: RunPlan): TurnRun {
  const runId = String(lives.indexOf(life) + 1);
  return createTurnRun({
    runId,
    url: `https://github.com/octo/infra/actions/runs/${runId}`,
    operation: plan.operation,
    commitSha: life.process.name,
    host: life.process.name,
  });
}
