import type { Told } from '../events/told.ts';
import { openConceal } from '../secrets/conceal.ts';
import { collectSecrets } from '../secrets/secrets.ts';
import type { Plan } from './plan.ts';

/**
 * What is ephemeral stands in no plan and in no state, so that nothing marks it. The values of such variables are hidden as
 * far as the run gives them itself; where it does not, or where a resource is ephemeral, there are secrets that nobody here
 * knows. `given` are values by the names of variables; something else may be set in place of those `overridable`.
 */
export function noteEphemeral(
  plan: Plan,
  {
    given,
    overridable,
    told,
  }: {
    readonly given: ReadonlyMap<string, string>;
    readonly overridable: (name: string) => boolean;
    readonly told: Pick<Told, 'hadEphemeral'>;
  },
): Plan {
  const names = plan.ephemeralVariables;
  const found = new Set<string>();
  for (const name of names) collectSecrets(given.get(name), true, found);
  const conceal = openConceal(found);
  return {
    ...plan,
    conceal: (text) => conceal(plan.conceal(text)),
    hasUnknownSecrets: told.hadEphemeral || names.some((name) => !given.has(name) || overridable(name)),
  };
}
