import type { Applied } from '../../domain/run/outcome.ts';
import type { MergedPullRequest } from '../../domain/review/merges.ts';
import type { Stack } from '../stack/open-stack.ts';
import { readOutputs } from '../stack/read-outputs.ts';
import { readSerial } from '../stack/read-serial.ts';
import type { EveryStep } from '../tolerate.ts';
import type { Run } from '../run.ts';
import { removeMergedPrStates } from './remove-merged-pr-states.ts';

export interface DoneApply {
  /** Undefined when something of the plan is still to be applied, so that its reviews stay. */
  readonly pullRequests: readonly MergedPullRequest[] | undefined;
  readonly steps: EveryStep;
}

/** The rest of an apply that is done. Nothing that goes wrong here makes it one that is not: a defect is left to `steps`. */
export async function readAftermath(
  run: Run,
  stack: Stack,
  { pullRequests, steps }: DoneApply,
): Promise<Pick<Applied, 'outputs' | 'serial' | 'kept'>> {
  const outputs = await steps.take({
    what: 'The root outputs could not be read',
    task: () => readOutputs(run, stack.prod),
    otherwise: {},
  });
  const serial = await steps.take({
    what: "The serial of production's state could not be read",
    task: () => readSerial(run, stack),
    otherwise: undefined,
  });
  const kept = await steps.take<Applied['kept']>({
    what: 'What merged pull requests left behind could not be removed',
    task: async () => (pullRequests === undefined ? [] : removeMergedPrStates(run, stack, pullRequests)),
    otherwise: [],
  });
  return { outputs, serial, kept };
}
