import { describeDiagnostics, describeErrors, isFailedCheck, type Told } from '../../domain/events/told.ts';
import type { PlanShown } from '../../domain/plan/plan-shown.ts';
import { openStateConceal, type MarkedPlan } from '../../domain/secrets/state-secrets.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Terraform } from '../../ports/terraform.ts';
import type { EveryStep } from '../tolerate.ts';

interface TellingRun {
  readonly terraform: Pick<Terraform, 'annotate'>;
}

export interface StateThere {
  readonly backend: Pick<Backend, 'objects'>;
  readonly address: StateAddress;
}

/**
 * What an apply has failed of, for pages, and at the lines of the files that it is about. A provider may repeat any value
 * there, one that only this apply knows among it: those are known by the state that it has left.
 */
export function tellErrors(
  { terraform }: TellingRun,
  told: Told,
  of: { readonly plan: MarkedPlan | undefined; readonly state: Uint8Array | undefined },
): string {
  const conceal = of.plan && openStateConceal(asApplied(of.plan, told), of.state);
  terraform.annotate(told.errors, conceal);
  return describeErrors(told, conceal);
}

/** What is ephemeral may be opened by the apply alone: the plan did not know by what. */
function asApplied(plan: MarkedPlan, { hadEphemeral }: Told): MarkedPlan {
  const { changes, conceal, hasUnknownSecrets } = plan;
  return { changes, conceal, hasUnknownSecrets: hasUnknownSecrets || hadEphemeral };
}

/** What its plan has warned of, and what only the apply has. */
export async function tellWarnings(
  { terraform }: TellingRun,
  told: Told,
  of: {
    readonly shown: Pick<PlanShown, 'plan' | 'warnings'>;
    /** The state that the apply has left, where it is known. */
    readonly state: Uint8Array | undefined;
    readonly there: StateThere;
    readonly steps: EveryStep;
  },
): Promise<readonly string[]> {
  const { plan, warnings } = of.shown;
  const failed = plan.failedChecks.flatMap(({ messages }) => messages);
  const fresh = told.warnings.filter((warning) => {
    const [text = ''] = describeDiagnostics([warning], plan.conceal);
    return !warnings.includes(text) && !(isFailedCheck(warning) && failed.includes(warning.detail));
  });
  if (fresh.length === 0) return warnings;
  const conceal = openStateConceal(asApplied(plan, told), of.state ?? (await readStateThere(of.there, of.steps)));
  terraform.annotate(fresh, conceal);
  return [...new Set([...warnings, ...describeDiagnostics(fresh, conceal)])];
}

/** Undefined where there is none, or it cannot be read now: what would be told by it is left out then. */
export async function readStateThere(
  { backend, address }: StateThere,
  steps: EveryStep,
): Promise<Uint8Array | undefined> {
  return steps.take({
    what: 'The state could not be read, so that nobody knows which values are secret',
    task: async () => (await backend.objects.get(address.path))?.body,
    otherwise: undefined,
  });
}
