import type { MergedPullRequest } from '../../domain/review/merges.ts';
import type { Applied } from '../../domain/run/outcome.ts';
import { removeMergedLeftovers, type LeftByApply } from '../apply/aftermath.ts';
import { carriedWith, findCarriedIfKnown } from '../review/find-carried.ts';
import { stackOf } from '../stack/open-stack.ts';
import type { EveryStep } from '../tolerate.ts';
import type { Run } from '../run.ts';
import type { Unfinished } from './unfinished.ts';

/** All pull requests that the apply carries were told that it began, and are told how it ended. */
export async function findAllToTell(
  run: Run,
  { readBackend, carried }: Pick<Unfinished, 'readBackend' | 'carried'>,
  {
    own,
    steps,
    ...of
  }: {
    readonly own: readonly MergedPullRequest[];
    readonly commitSha: string;
    /** What was applied before. */
    readonly applied: string | undefined;
    readonly steps: EveryStep;
  },
): Promise<readonly MergedPullRequest[]> {
  const pullRequests =
    carried ??
    (await steps.take({
      what: 'Whom else to tell is not known',
      task: async () => {
        const stack = await stackOf(run, await readBackend());
        return carriedWith(own, await findCarriedIfKnown(run, stack, { ...of, certain: own }));
      },
      otherwise: own,
    }));
  run.comments.openOn(pullRequests.map(({ number }) => number));
  return pullRequests;
}

/** The rest of an apply that ended well in spite of everything; undefined when that cannot be told. */
export async function reportApplied(
  run: Run,
  { apply, turn, readBackend }: Pick<Unfinished, 'apply' | 'turn' | 'readBackend'>,
  {
    left,
    pullRequests,
    lockLost,
    steps,
  }: {
    readonly left: LeftByApply;
    readonly pullRequests: readonly MergedPullRequest[];
    readonly lockLost: Applied['lockLost'];
    readonly steps: EveryStep;
  },
): Promise<Applied | undefined> {
  if (apply === undefined || turn === undefined) return undefined;
  return steps.take({
    what: 'The apply is done, and could not be reported',
    task: async () => {
      const stack = await stackOf(run, await readBackend());
      const shown = { ...(await run.terraform.readShownPlan()), warnings: [] };
      const isWhole = shown.plan.complete && run.inputs.target.length === 0;
      return {
        kind: 'applied',
        reviewed: undefined,
        address: turn.address,
        ...shown,
        hasChanges: true,
        applyMs: Math.max(0, run.clock.now().getTime() - apply.startedAtMs),
        ...left,
        kept: await removeMergedLeftovers(run, stack, isWhole ? pullRequests : []),
        lockLost,
        wait: run.waiting.spent,
        wasCutOff: true,
      };
    },
    otherwise: undefined,
  });
}
