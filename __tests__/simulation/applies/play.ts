import { RunFailure } from '../../../src/domain/failure.ts';
import { createStateLock } from '../../../src/domain/lock/lock-record.ts';
import { StateLocked } from '../../../src/domain/turn/holder.ts';
import { apply } from '../../../src/jobs/apply/apply.ts';
import { finish } from '../../../src/jobs/finish/finish.ts';
import type { Run } from '../../../src/jobs/run.ts';
import { backUpState } from '../../../src/jobs/state/back-up-state.ts';
import { EveryStep } from '../../../src/jobs/tolerate.ts';
import { TurnQueue } from '../../../src/jobs/turn/queue.ts';
import { confirmNotAlive, findHolder } from '../../../src/jobs/unlock/judge-holder.ts';
import { WaitBudget } from '../../../src/jobs/wait-budget.ts';
import type { Terraform } from '../../../src/ports/terraform.ts';
import { createContext, createInputs, createPlan } from '../../support/fakes/factories.ts';
import { createPullRequests } from '../../support/fakes/fake-run.ts';
import { PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createClock } from '../world/clock.ts';
import { Link } from '../world/network.ts';
import { Observer, Violation, type Life } from '../world/observer.ts';
import { createRandom, Process, World } from '../world/world.ts';
import { Cloud, type Sender } from './cloud.ts';
import { Judge } from './judge.ts';
import { Machine, Tool } from './machine.ts';
import type { ApplyScenario, Span } from './scenario.ts';

const NOT_SAVED = { kind: 'state-not-saved', isTold: true, byItself: true, details: '' } as const;
const REPOSITORY = 'octo/infra';
const UNHARMED = { diesAtStep: undefined, stall: undefined };
/** Every story is over long before. */
const TOO_LONG_MS = 24 * 3_600_000;
/** Whoever waits this long behind the dead has not got on. */
const PATIENCE_MS = 1_800_000;

interface Cast {
  readonly scenario: ApplyScenario;
  readonly world: World;
  readonly machines: readonly Machine[];
  readonly judge: Judge;
  readonly cloud: Cloud;
}

export type Counts = Judge['counts'] & Observer['counts'];

/**
 * Lets the real job code of every apply live through the scenario, with its Terraform and its `post`. Throws a Violation
 * for a history that must not be, and whatever the code under test throws that it should not.
 */
export async function playApplies(
  scenario: ApplyScenario,
  trace?: (line: string) => void,
): Promise<{ readonly virtualMs: number; readonly counts: Counts }> {
  const world = new World(scenario.seed);
  const machines = scenario.runs.map((plan, index) => new Machine(world, scenario, { index, plan }));
  const judge = new Judge(world, machines, scenario.latencyMs);
  const lives: Life[] = machines.map((machine) => ({
    process: machine.body,
    status: () => machine.status(),
    holds: false,
    waits: false,
    wasRemoved: false,
    joins: 0,
    clearSinceMs: undefined,
    left: undefined,
  }));
  const observer = new Observer(world, { key: 'prod', patienceMs: PATIENCE_MS }, lives);
  observer.trace = trace;
  observer.onPlace = (life, place) => {
    life.waits = place === 'joined';
  };
  judge.observer = observer;
  const cloud = new Cloud(world, scenario, judge);
  judge.cloud = cloud;
  cloud.put(PROD.path, { body: stateOf(['a'], 1), metadata: {} });
  const cast: Cast = { scenario, world, machines, judge, cloud };
  let broken: { readonly error: unknown } | undefined;
  const start = (atMs: number, process: Process, story: () => Promise<void>): void => {
    world.after(atMs, process, () => {
      story().catch((error: unknown) => {
        broken ??= { error };
      });
    });
  };
  const startPost = (machine: Machine): void => {
    start(machine.plan.postAfterMs, machine.post, () => livePost(cast, machine));
  };
  for (const machine of machines) {
    const { plan } = machine;
    start(plan.arrivesAtMs, machine.main, () => liveMain(cast, machine));
    if (plan.suspended !== undefined) {
      const { atMs, forMs } = plan.suspended;
      world.after(atMs, undefined, () => {
        machine.suspend(forMs);
      });
    }
    if (plan.cancelledAtMs !== undefined) {
      world.after(plan.cancelledAtMs, machine.main, () => {
        judge.note(machine.name, 'is cancelled');
        machine.main.endedAtMs = world.nowMs;
        startPost(machine);
      });
    }
  }
  scenario.byHand.forEach((span, index) => {
    const process = new Process(`plain${index + 1}`, UNHARMED);
    start(span.atMs, process, () => liveByHand(cast, process, span));
  });
  if (scenario.unlockAtMs !== undefined) {
    const person = new Process('person', UNHARMED);
    start(scenario.unlockAtMs, person, () => unlockByHand(cast, person));
  }
  const watcher = {
    check: () => {
      if (world.nowMs > TOO_LONG_MS) throw new Violation('nobody gets to an end');
      observer.check();
    },
    died: (process: Process) => {
      const machine = machines.find(({ main }) => main === process);
      if (machine?.plan.mainsEnd === 'machine-dies') machine.dieWhole();
      else if (machine !== undefined) startPost(machine);
      observer.died(process);
    },
  };
  await world.run(watcher, () => broken !== undefined);
  if (broken !== undefined) throw broken.error;
  const stuck = machines.find(({ body }) => !body.isGone);
  if (stuck !== undefined) throw new Violation(`${stuck.name} waits for something that never comes`);
  return { virtualMs: world.nowMs, counts: { ...observer.counts, ...judge.counts } };
}

async function liveMain(cast: Cast, machine: Machine): Promise<void> {
  const { judge, world } = cast;
  const link = createLink(cast, machine);
  machine.hasFailed = () => link.hasFailed;
  const sender: Sender = { process: machine.main, link, cutOff: machine.plan.cutOff };
  const run = createRun(cast, machine, sender);
  judge.note(machine.name, 'arrives');
  let end = '';
  try {
    const result = await apply(run, { kind: 'apply', commitSha: machine.name });
    end = result.kind;
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    end = error.message;
    if (error instanceof StateLocked) confirmPatience(cast, machine, error);
  }
  machine.main.endedAtMs = world.nowMs;
  machine.endPost();
  judge.note(machine.name, `ends: ${end}`);
  const isDisturbed = link.hasFailed || machine.plan.cutOff !== undefined || cast.scenario.throttled !== undefined;
  if (!isDisturbed) judge.endedInOrder(machine);
}

/** Nobody who may recover waits until the end behind a lock whose run is long over. */
function confirmPatience({ world, machines }: Cast, machine: Machine, { holder }: StateLocked): void {
  if (holder.kind !== 'state-lock' || machine.plan.staleLock !== 'recover') return;
  if (machine.plan.lockTimeoutMs < 2 * PATIENCE_MS) return;
  const owner = machines.find(({ name }) => holder.lock?.id.startsWith(`${name}-`));
  if (owner === undefined) return;
  const isSeen = owner.body.isGone && owner.status() === 'completed';
  if (isSeen && world.nowMs - Math.max(0, ...owner.signsMs, ...owner.writesMs) > 3 * PATIENCE_MS) {
    throw new Violation(`${machine.name} has waited to its end behind the lock of ${owner.name}, which is over`);
  }
}

async function livePost(cast: Cast, machine: Machine): Promise<void> {
  const { judge, world } = cast;
  const { plan, left } = machine;
  judge.counts.byPost += 1;
  judge.note(machine.name, 'post begins');
  const sender: Sender = {
    process: machine.post,
    link: new Link(world, cast.scenario.latencyMs, new Map()),
    cutOff: plan.cutOff,
  };
  const run = createRun(cast, machine, sender);
  const { steps } = run;
  const command = machine.tools.at(-1)?.asLeft();
  await finish(
    run,
    {
      operation: { kind: 'apply', commitSha: machine.name },
      cancelledForMs: plan.cancelledAtMs === undefined ? undefined : plan.postAfterMs,
      turn: left,
      command,
      apply: command,
      begunOn: machine.begunOn,
      mayWait: () => true,
      readBackend: () => run.terraform.readBackend(),
      stop: new AbortController().signal,
      onNotSaved: () => undefined,
    },
    steps,
  );
  steps.throwDefect();
  machine.endPost();
  judge.note(machine.name, 'post ends');
}

/** A Terraform without Lockstep: takes the lock if it is free, writes the state at the end, and gives it back. */
async function liveByHand({ world, scenario, cloud, judge }: Cast, process: Process, span: Span): Promise<void> {
  const link = new Link(world, scenario.latencyMs, new Map());
  const sender: Sender = { process, link, cutOff: undefined };
  const { locks, objects } = cloud.connect(sender);
  const clock = createClock(world, process, { offByMs: 0, jumpsAtMs: 0 });
  const lock = createStateLock({
    id: `${process.name}-1`,
    operation: 'apply',
    address: PROD,
    takenAt: clock.now(),
    user: 'runner',
    host: 'host',
    toolVersion: undefined,
    actor: 'ana',
    prNumber: undefined,
    runUrl: '',
  });
  try {
    if ((await locks.take(PROD, lock)).kind === 'held') return;
    judge.beginsByHand(process.name);
    await clock.sleep(span.forMs);
    const { serial } = cloud.state();
    await objects.put(PROD.path, { body: stateOf([process.name], serial + 1), metadata: {} }, 'any');
    judge.writesState(process.name, undefined);
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
  }
  judge.byHand.delete(process.name);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      await locks.giveBack(PROD, lock.id);
      return;
    } catch (error) {
      if (!(error instanceof RunFailure)) throw error;
      await clock.sleep(5000);
    }
  }
}

/** What the unlock job does about a lock; the rest of it touches neither lock nor state. */
async function unlockByHand(cast: Cast, person: Process): Promise<void> {
  const { world, scenario, cloud, judge } = cast;
  const sender: Sender = { process: person, link: new Link(world, scenario.latencyMs, new Map()), cutOff: undefined };
  const run = createPersonalRun(cast, person);
  const backend = cloud.connect(sender);
  try {
    const queue = new TurnQueue(backend.turns(PROD, 'prod'), run.clock, run.chance);
    const reading = await backend.locks.read(PROD);
    if (reading.kind !== 'held' || !reading.lock.id.startsWith('run')) return;
    const { lock } = reading;
    await queue.read();
    const holder = findHolder(queue, lock);
    await confirmNotAlive(run, queue, { holder, lock, key: 'prod', backend, address: PROD });
    await backUpState(run, backend, PROD);
    const deleted = await backend.locks.delete(PROD, lock.id);
    judge.note(person.name, deleted ? `has unlocked ${lock.id}` : 'was too late');
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    judge.note(person.name, `is refused: ${error.message}`);
  }
}

function createLink({ world, scenario }: Cast, { plan }: Machine): Link {
  return new Link(world, scenario.latencyMs, new Map(plan.troubles.map(({ request, kind }) => [request, kind])));
}

function createPersonalRun(
  cast: Cast,
  process: Process,
): Pick<Run, 'clock' | 'chance' | 'runs' | 'journal' | 'cancelled'> {
  return {
    clock: createClock(cast.world, process, { offByMs: 0, jumpsAtMs: 0 }),
    chance: createChance(cast, process),
    runs: createOracle(cast, process),
    journal: createJournal(cast, process),
    cancelled: new AbortController().signal,
  };
}

function createRun(cast: Cast, machine: Machine, sender: Sender): Run {
  const { process } = sender;
  const { plan } = machine;
  const runId = String(machine.index + 1);
  const personal = createPersonalRun(cast, process);
  return {
    ...personal,
    steps: new EveryStep(personal.journal),
    clock: createClock(cast.world, process, plan.clock),
    inputs: createInputs({ 'stale-lock': plan.staleLock, 'unreviewed-changes': 'allow' }),
    context: createContext({
      repository: REPOSITORY,
      runId,
      runAttempt: 1,
      runUrl: `https://github.com/octo/infra/actions/runs/${runId}`,
    }),
    terraform: createTerraform(cast, machine, sender),
    openBackend: () => Promise.resolve(cast.cloud.connect(sender)),
    pullRequests: createPullRequests(),
    comments: {
      openOn: () => undefined,
      tellWaiting: () => undefined,
      tellBegun: () => undefined,
      tellWaitIsOver: () => undefined,
      tellLockLost: () => undefined,
      tellBehind: () => Promise.resolve(),
    },
    waiting: new WaitBudget(plan.lockTimeoutMs),
    who: 'runner@host',
    handover: {
      noteTurn: (left) => {
        if (machine.left !== undefined) cast.judge.counts.turnsLost += 1;
        machine.left = left;
      },
      noteBegunOn: (begunOn) => {
        machine.begunOn = begunOn;
      },
      noteDone: () => undefined,
      isTakenOver: () => false,
    },
  } as Partial<Run> as Run;
}

function createTerraform(cast: Cast, machine: Machine, sender: Sender): Terraform {
  const { world, cloud, judge } = cast;
  const { plan } = machine;
  const clock = createClock(world, sender.process, { offByMs: 0, jumpsAtMs: 0 });
  const { settings, objects } = cloud.connect(sender);
  return {
    name: 'terraform',
    workspace: 'default',
    init: async () => {
      await clock.sleep(300);
      return { kind: 'initialized' };
    },
    readBackend: () => Promise.resolve(settings),
    planFiles: { planFile: '', planJson: '', planText: '' },
    plan: async () => {
      judge.plans(machine, cloud.state().serial);
      await clock.sleep(plan.planMs);
      return { kind: 'planned', hasChanges: plan.hasChanges };
    },
    planRefreshOnly: () => Promise.resolve({ kind: 'planned', hasChanges: false }),
    showPlan: () => Promise.resolve({ plan: createPlan(), text: '', warnings: [] }),
    apply: () =>
      new Promise((resolve, reject) => {
        const tool = new Tool(machine, world.nowMs);
        machine.tools.push(tool);
        tool.onEnd = () => {
          world.after(1, sender.process, () => {
            resolve(tool.outcome ?? { kind: 'failed', byItself: false, details: '' });
          });
        };
        runTool(cast, tool).catch(reject);
      }),
    readOutputs: () => Promise.resolve({}),
    pushState: async () => {
      await clock.sleep(500);
      if (plan.saves === 'never' || machine.unsaved === undefined) return { kind: 'failed', details: 'refused' };
      judge.pushes(machine, machine.unsaved);
      try {
        await objects.put(PROD.path, { body: machine.unsaved, metadata: {} }, 'any');
      } catch (error) {
        if (!(error instanceof RunFailure)) throw error;
        return { kind: 'failed', details: error.message };
      }
      judge.writesState(sender.process.name, undefined);
      return { kind: 'pushed' };
    },
    readStateFile: () => Promise.resolve(machine.unsaved ?? new Uint8Array()),
  };
}

/** The process of an apply: it writes the state at its steps, and heeds an interrupt at the next. */
async function runTool(cast: Cast, tool: Tool): Promise<void> {
  const { world, scenario, cloud, judge } = cast;
  const { machine, process } = tool;
  const { plan, planned } = machine;
  const sender: Sender = { process, link: new Link(world, scenario.latencyMs, new Map()), cutOff: plan.cutOff };
  const clock = createClock(world, process, { offByMs: 0, jumpsAtMs: 0 });
  const { objects } = cloud.connect(sender);
  const { serial } = cloud.state();
  if (serial !== planned?.serial) {
    judge.note(process.name, 'finds its plan stale');
    tool.end({ kind: 'stale-plan' }, world.nowMs);
    return;
  }
  judge.begins(tool);
  let body = stateOf([process.name], serial + 1);
  for (let write = 1; write <= plan.writes && !tool.interrupted; write += 1) {
    await clock.sleep(plan.applyMs / plan.writes);
    body = stateOf([process.name, String(write)], serial + write);
    const isLast = write === plan.writes || tool.interrupted;
    const isSaved = (!isLast || plan.saves === 'yes') && (await save(body));
    if (isLast && !isSaved) {
      machine.unsaved = body;
      judge.note(process.name, 'cannot save its state');
      tool.end({ ...NOT_SAVED, erroredStateFile: 'errored.tfstate' }, world.nowMs);
      return;
    }
  }
  judge.note(process.name, 'has applied');
  tool.end(tool.interrupted ? { kind: 'failed', byItself: true, details: '' } : { kind: 'applied' }, world.nowMs);

  async function save(state: Uint8Array): Promise<boolean> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        await objects.put(PROD.path, { body: state, metadata: {} }, 'any');
        judge.writesState(process.name, machine);
        return true;
      } catch (error) {
        if (!(error instanceof RunFailure)) throw error;
        await clock.sleep(2000);
      }
    }
    return false;
  }
}

function createJournal({ judge }: Cast, { name }: Process): Run['journal'] {
  return {
    info: () => undefined,
    warning: (message: string) => {
      judge.note(name, `warns: ${message}`);
    },
    output: () => undefined,
  } as Partial<Run['journal']> as Run['journal'];
}

function createChance({ scenario }: Cast, { name }: Process): Run['chance'] {
  const salt = Array.from(name).reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);
  let ids = 0;
  return {
    next: createRandom(scenario.seed ^ salt),
    id: () => {
      ids += 1;
      return `${name}-${ids}`;
    },
  };
}

/** GitHub; commits are as old as their runs. */
function createOracle({ world, scenario, machines }: Cast, process: Process): Run['runs'] {
  let asked = 0;
  const ageOf = (commitSha: string): number => Number(/\d+$/.exec(commitSha)?.[0] ?? 0);
  return {
    status: (of) =>
      new Promise((resolve) => {
        asked += 1;
        const isTold = asked > scenario.unknownAnswers;
        world.after(world.random() * scenario.githubMs, process, () => {
          resolve(isTold ? (machines[Number(of.runId) - 1]?.status() ?? 'unknown') : 'unknown');
        });
      }),
    compare: (base, head) => {
      if (ageOf(base) === ageOf(head)) return Promise.resolve('identical');
      return Promise.resolve(ageOf(head) > ageOf(base) ? 'ahead' : 'behind');
    },
  };
}
