import { Refused } from '../failure.ts';
import type { Plan } from './plan.ts';

const NAMED_AT_MOST = 5;

/** Throws Refused where a plan may do something that this version does not understand: nobody has seen what. */
export function confirmUnderstood({ unknown, conceal }: Pick<Plan, 'unknown' | 'conceal'>): void {
  if (unknown.length === 0) return;
  const named = unknown.slice(0, NAMED_AT_MOST).map(({ address, what }) => conceal(`${address} (${what})`));
  const more = unknown.length - named.length;
  throw new Refused(
    `the plan has something that this version of Lockstep does not understand: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}. ` +
      'Nothing was changed. Use a newer Lockstep; until there is one that knows it, take it out of the configuration, or apply it by hand, without Lockstep.',
  );
}
