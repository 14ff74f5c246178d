import { Cancelled } from '../../../src/domain/apply/aftermath.ts';
import { RunFailure } from '../../../src/domain/failure.ts';
import type { ApplyRun, Terraform } from '../../../src/ports/terraform.ts';
import { createPlan, NOTHING_TOLD } from '../../support/fakes/factories.ts';
import { PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createClock } from '../world/clock.ts';
import { Link } from '../world/network.ts';
import type { Cast } from './cast.ts';
import type { Sender } from './cloud.ts';
import { Tool, type Machine } from './machine.ts';

const EXACT = { offByMs: 0, jumpsAtMs: 0 };
const INIT_MS = 300;
const PUSH_MS = 500;

const NOT_SAVED = { kind: 'state-not-saved', isTold: true, byItself: true, told: NOTHING_TOLD } as const;

/** Terraform as main and `post` call it: nothing of it begins once it must not, and a cancel ends the wait for it. */
export function createTerraform(cast: Cast, machine: Machine, sender: Sender): Terraform {
  const { world, cloud, judge } = cast;
  const { plan } = machine;
  const { process, cancelled, beforeStep } = sender;
  const clock = createClock(world, process, EXACT);
  const { settings, objects } = cloud.connect(sender);
  const begin = async (forMs: number): Promise<void> => {
    beforeStep?.();
    await clock.sleep(forMs, cancelled);
  };
  return {
    name: 'terraform',
    tool: { name: 'terraform', version: { major: 1, minor: 11, patch: 4 } },
    workspace: 'default',
    dataDirectory: '',
    findBackend: async () => {
      await clock.sleep(65);
      return settings;
    },
    foundBackend: () => Promise.resolve(settings),
    createWorkspace: () => Promise.resolve(),
    init: async () => {
      await begin(INIT_MS);
      return { kind: 'initialized' };
    },
    readBackend: () => Promise.resolve(settings),
    planFiles: { planFile: '', planJson: '', planText: '' },
    plan: async () => {
      beforeStep?.();
      judge.plans(machine, cloud.state().serial);
      await begin(plan.planMs);
      judge.hasPlanned(machine);
      return { kind: 'planned', hasChanges: plan.hasChanges };
    },
    mayEncrypt: () => Promise.resolve(false),
    planRefreshOnly: () => Promise.resolve({ kind: 'planned', hasChanges: false }),
    showPlan: () => Promise.resolve({ plan: createPlan(), text: '', warnings: [] }),
    readShownPlan: () => Promise.resolve({ plan: createPlan(), text: '' }),
    annotate: () => undefined,
    apply: async () => {
      beforeStep?.();
      const tool = new Tool(machine, world.nowMs);
      machine.tools.push(tool);
      runTool(cast, tool).catch((error: unknown) => {
        judge.breaks(error);
      });
      return untilEnded(cast, tool, sender);
    },
    readOutputs: () => Promise.resolve({}),
    pushState: async () => {
      await begin(PUSH_MS);
      if (plan.saves === 'never' || machine.unsaved === undefined) return { kind: 'failed', details: 'refused' };
      judge.pushes(machine, machine.unsaved);
      try {
        await objects.put(PROD.path, { body: machine.unsaved, metadata: {} }, 'any');
      } catch (error) {
        if (!(error instanceof RunFailure)) throw error;
        return { kind: 'failed', details: error.message };
      }
      judge.writesState(process.name, machine);
      return { kind: 'pushed' };
    },
    readStateFile: () => Promise.resolve(machine.unsaved ?? new Uint8Array()),
    keepState: () => Promise.resolve(''),
    keptState: () => Promise.resolve(undefined),
  };
}

function untilEnded({ world }: Cast, tool: Tool, { process, cancelled }: Sender): Promise<ApplyRun> {
  return new Promise((resolve, reject) => {
    const tell = (): void => {
      world.after(1, process, () => {
        resolve(tool.outcome ?? { kind: 'failed', byItself: false, told: NOTHING_TOLD });
      });
    };
    if (tool.isAtWork) tool.onEnd = tell;
    else tell();
    cancelled?.addEventListener('abort', () => {
      reject(new Cancelled('apply'));
    });
  });
}

/** The process of an apply: it writes the state at its steps, and heeds an interrupt at the next. */
async function runTool(cast: Cast, tool: Tool): Promise<void> {
  const { world, scenario, cloud, judge } = cast;
  const { machine, process } = tool;
  const { plan, planned } = machine;
  const sender: Sender = { process, link: new Link(world, scenario.latencyMs, new Map()), cutOff: plan.cutOff };
  const clock = createClock(world, process, EXACT);
  const { objects } = cloud.connect(sender);
  const { serial } = cloud.state();
  if (serial !== planned?.serial) {
    judge.note(process.name, 'finds its plan stale');
    tool.end({ kind: 'stale-plan' });
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
      tool.end({ ...NOT_SAVED, erroredStateFile: 'errored.tfstate' });
      return;
    }
  }
  judge.note(process.name, 'has applied');
  tool.end(
    tool.interrupted ? { kind: 'failed', byItself: true, told: NOTHING_TOLD } : { kind: 'applied', told: NOTHING_TOLD },
  );

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
