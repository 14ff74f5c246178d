import type { Run } from '../../../src/jobs/run.ts';
import { EveryStep } from '../../../src/jobs/tolerate.ts';
import { WaitBudget } from '../../../src/jobs/wait-budget.ts';
import { createContext, createInputs } from '../../support/fakes/factories.ts';
import { createPullRequests } from '../../support/fakes/fake-run.ts';
import { createClock } from '../world/clock.ts';
import { createRandom, type Process } from '../world/world.ts';
import type { Cast } from './cast.ts';
import type { Sender } from './cloud.ts';
import type { Machine } from './machine.ts';
import { createTerraform } from './terraform.ts';

const REPOSITORY = 'octo/infra';
const EXACT = { offByMs: 0, jumpsAtMs: 0 };
/** Read once: there are many runs. */
const INPUTS = createInputs({ 'unreviewed-changes': 'allow' });
const CONTEXT = createContext({ repository: REPOSITORY, runAttempt: 1 });

/** What the jobs work with, in one process of a machine. */
export function createRun(cast: Cast, machine: Machine, sender: Sender): Run {
  const { process, cancelled } = sender;
  const { plan } = machine;
  const runId = String(machine.index + 1);
  const personal = createPersonalRun(cast, process);
  return {
    ...personal,
    cancelled: cancelled ?? personal.cancelled,
    steps: new EveryStep(personal.journal),
    clock: createClock(cast.world, process, plan.clock),
    inputs: { ...INPUTS, 'stale-lock': plan.staleLock },
    context: { ...CONTEXT, runId, runUrl: `https://github.com/octo/infra/actions/runs/${runId}` },
    terraform: createTerraform(cast, machine, sender),
    openBackend: () => Promise.resolve(cast.cloud.connect(sender)),
    pullRequests: createPullRequests(),
    comments: {
      openOn: () => undefined,
      openAlsoOn: () => undefined,
      lookAhead: () => undefined,
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
      noteShown: () => undefined,
      noteDone: () => undefined,
      isTakenOver: () => machine.isTakenOver,
    },
  } as Partial<Run> as Run;
}

/** What a person works with, too. */
export function createPersonalRun(
  cast: Cast,
  process: Process,
): Pick<Run, 'clock' | 'chance' | 'runs' | 'journal' | 'cancelled'> {
  return {
    clock: createClock(cast.world, process, EXACT),
    chance: createChance(cast, process),
    runs: createOracle(cast, process),
    journal: createJournal(cast, process),
    cancelled: new AbortController().signal,
  };
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
