import type { Step } from '../runner/runner.ts';
import { LOCK_MODES, openCloud, openScenario, type Cloud, type LockMode, type Scenario } from '../runner/stage.ts';
import { copyCloud } from './copied-cloud.ts';
import { moduleOf, PULL_REQUEST, type SweptOperation } from './operations.ts';

/** A cloud and a repository of one point of a sweep, in which nothing else happens. */
export interface Site extends AsyncDisposable {
  readonly operation: SweptOperation;
  readonly cloud: Cloud;
  readonly scenario: Scenario;
  /** Starts the operation as a run of its own, on a checkout of its own. */
  start(runId: number, timeout: string): Promise<Step>;
  /** GitHub says from now on that this run is over. */
  tellEnded(runId: number): void;
}

/** What an operation begins from: made once by real runs, and copied for every point. */
export interface Beginning extends AsyncDisposable {
  open(): Promise<Site>;
}

/** As `SWEEP_LOCK_MODES` has them, one after the other and separated by commas. */
export function lockModesOf(
  env: Readonly<Record<string, string | undefined>>,
  otherwise: readonly LockMode[],
): readonly LockMode[] {
  const named = env['SWEEP_LOCK_MODES']?.split(',');
  return named === undefined ? otherwise : LOCK_MODES.filter((lockMode) => named.includes(lockMode));
}

const NAME = 'lesson-17';

export async function openBeginning(operation: SweptOperation, lockMode: LockMode): Promise<Beginning> {
  const original = await openCloud();
  const scenario = await openScenario(original, { name: NAME, lockMode, unreviewed: 'warn' });
  operation.tellGitHub(scenario.github);
  await operation.prepare(scenario);
  const comments = scenario.github.comments(PULL_REQUEST);
  await scenario[Symbol.asyncDispose]();
  return {
    open: async () => {
      const site = await openSite(operation, lockMode, await copyCloud(original));
      for (const comment of comments) site.scenario.github.addComment(PULL_REQUEST, comment);
      return site;
    },
    [Symbol.asyncDispose]: () => original[Symbol.asyncDispose](),
  };
}

async function openSite(operation: SweptOperation, lockMode: LockMode, cloud: Cloud): Promise<Site> {
  const scenario = await openScenario(cloud, { name: NAME, lockMode, unreviewed: 'warn' });
  operation.tellGitHub(scenario.github);
  return {
    operation,
    cloud,
    scenario,
    start: async (runId, timeout) => {
      scenario.github.addRun({ id: runId, status: 'in_progress' });
      const checkout = await scenario.checkout(moduleOf(operation.wanted));
      return checkout.step({
        event: operation.event,
        runId: String(runId),
        with: { 'stale-lock': 'recover', 'lock-timeout': timeout },
      });
    },
    tellEnded: (runId) => {
      scenario.github.updateRun(runId, { status: 'completed', conclusion: 'failure' });
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([scenario[Symbol.asyncDispose](), cloud[Symbol.asyncDispose]()]);
    },
  };
}
