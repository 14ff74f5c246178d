import {
  concealProgress,
  keepWhatIsSaved,
  readApplyProgress,
  type ApplyProgress,
} from '../../domain/apply/apply-progress.ts';
import { parseState } from '../../domain/state/state.ts';
import type { Backend } from '../../ports/backend.ts';
import type { LeftCommand, Terraform } from '../../ports/terraform.ts';
import type { EveryStep } from '../tolerate.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';

export interface ApplyFacts {
  /** Undefined when no apply was started. */
  readonly progress: ApplyProgress | 'unknown' | undefined;
  readonly serial: number | undefined;
  /** Its plan is known to have been a whole one. */
  readonly isPlanWhole: boolean;
}

/**
 * How far an apply came, and which state it has left. Where Terraform may have dropped work, its word for what is finished
 * counts only as far as the state can hold it.
 */
export async function readFacts(
  { terraform }: { readonly terraform: Pick<Terraform, 'readShownPlan'> },
  apply: Pick<LeftCommand, 'readEvents'> | undefined,
  {
    lock,
    isOrderly,
    steps,
  }: {
    readonly lock: Pick<LockOfTurn<unknown, Pick<Backend, 'objects'>>, 'backend' | 'address'> | undefined;
    readonly isOrderly: boolean;
    readonly steps: EveryStep;
  },
): Promise<ApplyFacts> {
  if (apply === undefined) return { progress: undefined, serial: undefined, isPlanWhole: false };
  const state = await steps.take({
    what: 'The state could not be read',
    task: async () => {
      const stored = await lock?.backend.objects.get(lock.address.path);
      return stored === undefined ? undefined : parseState(stored.body);
    },
    otherwise: undefined,
  });
  const what = 'How far the apply came is not known';
  const plan = await steps.take({
    what,
    task: async () => (await terraform.readShownPlan()).plan,
    otherwise: undefined,
  });
  const progress = await steps.take<ApplyProgress | 'unknown'>({
    what,
    task: async () => {
      if (plan === undefined) return 'unknown';
      const told = readApplyProgress(plan.changes, await apply.readEvents());
      return concealProgress(isOrderly ? told : keepWhatIsSaved(told, plan.changes, state), plan.conceal);
    },
    otherwise: 'unknown',
  });
  return { progress, serial: state?.serial, isPlanWhole: plan?.complete ?? false };
}
