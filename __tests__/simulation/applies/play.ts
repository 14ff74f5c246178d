import { PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { Observer, Violation, type Life } from '../world/observer.ts';
import { Process, World, type Watcher } from '../world/world.ts';
import { forceUnlock, liveByHand, unlockByHand } from './by-hand.ts';
import { PATIENCE_MS, type ApplyBreakage, type Cast } from './cast.ts';
import { Cloud } from './cloud.ts';
import { FORCER, Judge } from './judge.ts';
import { Machine, UNHARMED } from './machine.ts';
import { liveMain, livePost } from './main-and-post.ts';
import type { ApplyScenario } from './scenario.ts';

/** Every story is over long before. */
const TOO_LONG_MS = 24 * 3_600_000;

export type Counts = Judge['counts'] & Observer['counts'];

export interface PlayOptions {
  readonly breakage?: ApplyBreakage;
  readonly trace?: (line: string) => void;
}

/**
 * Lets the real job code of every apply live through the scenario, with its Terraform and its `post`. Throws a Violation
 * for a history that must not be, and whatever the code under test throws that it should not.
 */
export async function playApplies(
  scenario: ApplyScenario,
  { breakage = {}, trace }: PlayOptions = {},
): Promise<{ readonly virtualMs: number; readonly counts: Counts }> {
  const { cast, observer } = createCast(scenario, breakage);
  const { world, machines, judge } = cast;
  observer.trace = trace;
  const start = (atMs: number, process: Process, story: () => Promise<void>): void => {
    world.after(atMs, process, () => {
      story().catch((error: unknown) => {
        judge.breaks(error);
      });
    });
  };
  const startPost = (machine: Machine): void => {
    if (machine.isPostBegun) return;
    machine.isPostBegun = true;
    start(machine.plan.postAfterMs, machine.post, () => livePost(cast, machine));
  };
  for (const machine of machines) {
    start(machine.plan.arrivesAtMs, machine.main, () => liveMain(cast, machine));
    befall(cast, machine, startPost);
  }
  scenario.byHand.forEach((span, index) => {
    const process = new Process(`plain${index + 1}`, UNHARMED);
    start(span.atMs, process, () => liveByHand(cast, process, span));
  });
  if (scenario.unlockAtMs !== undefined) {
    const person = new Process('person', UNHARMED);
    start(scenario.unlockAtMs, person, () => unlockByHand(cast, person));
  }
  if (scenario.forceUnlockAtMs !== undefined) {
    const person = new Process(FORCER, UNHARMED);
    start(scenario.forceUnlockAtMs, person, () => forceUnlock(cast, person));
  }
  const watcher = createWatcher(cast, observer, startPost);
  for (const { main, plan } of machines) {
    if (plan.killedAtMs === undefined) continue;
    world.after(plan.killedAtMs, undefined, () => {
      if (main.isGone || world.nowMs < plan.arrivesAtMs) return;
      main.diedAtMs = world.nowMs;
      watcher.died(main);
    });
  }
  await world.run(watcher, () => judge.broken !== undefined);
  if (judge.broken !== undefined) throw judge.broken.error;
  const stuck = machines.find(({ body }) => !body.isGone);
  if (stuck !== undefined) throw new Violation(`${stuck.name} waits for something that never comes`);
  return { virtualMs: world.nowMs, counts: { ...observer.counts, ...judge.counts } };
}

function createCast(
  scenario: ApplyScenario,
  breakage: ApplyBreakage,
): { readonly cast: Cast; readonly observer: Observer } {
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
  observer.onPlace = (life, place) => {
    life.waits = place === 'joined';
    const machine = machines.find(({ body }) => body === life.process);
    if (machine !== undefined && place === 'granted') machine.turnSinceMs = world.nowMs;
  };
  judge.observer = observer;
  const cloud = new Cloud(world, scenario, judge);
  judge.cloud = cloud;
  cloud.put(PROD.path, { body: stateOf(['a'], 1), metadata: {} });
  return { cast: { scenario, world, machines, judge, cloud, breakage }, observer };
}

/** What happens to a machine at its time, whatever goes on there. */
function befall({ world, judge }: Cast, machine: Machine, startPost: (machine: Machine) => void): void {
  const { suspended, cancelledAtMs, beside, postKilledAfterMs } = machine.plan;
  if (suspended !== undefined) {
    world.after(suspended.atMs, undefined, () => {
      machine.suspend(suspended.forMs);
    });
  }
  if (cancelledAtMs !== undefined) {
    world.after(cancelledAtMs, undefined, () => {
      if (machine.main.isGone) return;
      if (world.nowMs < machine.plan.arrivesAtMs) {
        machine.endMain();
        return;
      }
      judge.note(machine.name, beside === undefined ? 'is cancelled' : 'is cancelled, and does not hear of it');
      if (beside === undefined) machine.signalMain();
      startPost(machine);
      if (postKilledAfterMs === undefined) return;
      world.after(machine.plan.postAfterMs + postKilledAfterMs, undefined, () => {
        machine.killPost();
      });
    });
  }
}

function createWatcher({ world, machines }: Cast, observer: Observer, startPost: (machine: Machine) => void): Watcher {
  return {
    check: () => {
      if (world.nowMs > TOO_LONG_MS) throw new Violation('nobody gets to an end');
      observer.check();
    },
    died: (process) => {
      const machine = machines.find(({ main }) => main === process);
      if (machine !== undefined) {
        switch (machine.plan.mainsEnd) {
          case 'machine-dies':
            machine.dieWhole();
            break;
          case 'worker-dies':
            if (!machine.isPostBegun) machine.endPost();
            break;
          case 'post-runs':
            startPost(machine);
        }
      }
      observer.died(process);
    },
  };
}
