import { ACCESS } from './access.ts';
import { IDENTITY } from './identity.ts';
import { MOMENT } from './moment.ts';
import { PLACE } from './place.ts';
import { matchCause, type AwsRefusal, type Cause } from './refusal.ts';

export interface Told {
  /** What, where, and what to do. */
  readonly sentence: string;
  /** The role may not do it. */
  readonly isDenied: boolean;
  /** No wait helps. */
  readonly isLasting: boolean;
}

/** The first that fits is the cause: who asks is looked at before what they may, as AWS does itself. */
export const CAUSES: readonly Cause[] = [...IDENTITY, ...PLACE, ...ACCESS, ...MOMENT];

/** What this answer comes of; undefined for one of which nothing is known. */
export function tellCause(refusal: AwsRefusal): Told | undefined {
  for (const cause of CAUSES) {
    const said = matchCause(cause, refusal);
    if (said === undefined) continue;
    const { isDenied = false, passes = false } = cause;
    return { sentence: cause.tell(refusal, said), isDenied, isLasting: !passes };
  }
  return undefined;
}
