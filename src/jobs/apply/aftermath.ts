import { readRecordedOutputs } from '../../domain/plan/plan.ts';
import { parseState } from '../../domain/state/state.ts';
import type { Applied } from '../../domain/run/outcome.ts';
import type { MergedPullRequest } from '../../domain/review/merges.ts';
import type { StoredObject } from '../../ports/backend.ts';
import { readOutputs } from '../stack/read-outputs.ts';
import type { Stack } from '../stack/open-stack.ts';
import type { EveryStep } from '../tolerate.ts';
import type { Run } from '../run.ts';
import { removeMergedPrStates } from './remove-merged-pr-states.ts';
import type { StateThere } from './tell-of-apply.ts';

export type LeftByApply = Pick<Applied, 'outputs' | 'serial'>;

export const NOTHING_LEFT: LeftByApply = { outputs: {}, serial: undefined };

/**
 * What the state says that an apply has left, while nobody else can have written it. Nothing that goes wrong here makes it
 * an apply that is not done: a defect is left to `steps`.
 */
export async function readLeft(
  run: Pick<Run, 'terraform' | 'journal'>,
  { backend, address }: StateThere,
  { state: known, steps }: { readonly state?: StoredObject | undefined; readonly steps: EveryStep },
): Promise<LeftByApply> {
  const state =
    known ??
    (await steps.take({
      what: "Production's state could not be read after the apply",
      task: () => backend.objects.get(address.path),
      otherwise: undefined,
    }));
  if (state === undefined) return NOTHING_LEFT;
  const what = 'The root outputs could not be read';
  const outputs = await steps.take({
    what,
    // One that is encrypted only its tool can read.
    task: async () => readRecordedOutputs(state.body) ?? (await readOutputs(run, address)),
    otherwise: {},
  });
  return { outputs, serial: parseState(state.body).serial };
}

/** What is deleted after an apply, once the next one may begin: what dies with this run a sweep finds. */
export async function removeMergedLeftovers(
  run: Run,
  stack: Stack,
  pullRequests: readonly MergedPullRequest[],
): Promise<Applied['kept']> {
  return run.steps.take<Applied['kept']>({
    what: 'What merged pull requests left behind could not be removed',
    task: () => removeMergedPrStates(run, stack, pullRequests),
    otherwise: [],
  });
}
