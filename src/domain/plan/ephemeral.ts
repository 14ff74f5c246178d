import type { ToolEvent } from '../events/event.ts';
import { openConceal } from '../secrets/conceal.ts';
import { collectSecrets } from '../secrets/secrets.ts';
import type { Plan } from './plan.ts';

/**
 * What is ephemeral stands in no plan and in no state, so that nothing marks it. The values of such variables are hidden as
 * far as the run gives them itself; where it does not, or where a resource is ephemeral, there are secrets that nobody here
 * knows. `given` are values by the names of variables.
 */
export function noteEphemeral(
  plan: Plan,
  { given, events }: { readonly given: ReadonlyMap<string, string>; readonly events: readonly ToolEvent[] },
): Plan {
  const values = plan.ephemeralVariables.map((name) => given.get(name));
  const found = new Set<string>();
  for (const value of values) collectSecrets(value, true, found);
  const conceal = openConceal(found);
  const isOpened = events.some((event) => event.kind === 'operation' && /(?:^|\.)ephemeral\./.test(event.address));
  return {
    ...plan,
    conceal: (text) => conceal(plan.conceal(text)),
    hasUnknownSecrets: isOpened || values.includes(undefined),
  };
}
