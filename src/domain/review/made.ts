import { canonicalJson, memberOf } from '../json.ts';
import { findLeaves } from '../plan/transitions.ts';
import { ENDED_OBJECT } from './record.ts';
import { digestsOf } from './review-leaves.ts';
import { openLeafDigests, type Pairing } from './settings.ts';

/**
 * Whether an object that is as a reviewed change would leave it cannot have been so before: what is known of an update has
 * its new value, and what was to be replaced is another object. Values that were known later say nothing of that.
 */
export function hasMade(pairing: Pairing): boolean {
  const { reviewed, now } = pairing;
  const digests = openLeafDigests(pairing, 'in-place');
  if (reviewed.actions.includes('create')) {
    // Of a type without an id nobody can tell.
    const id = memberOf(now.values.before, 'id');
    const ended = { path: ['', ENDED_OBJECT], before: undefined, after: canonicalJson(id) };
    return typeof id === 'string' && !digestsOf(ended, digests).some((leaf) => reviewed.leaves.includes(leaf));
  }
  const becomes = new Set(reviewed.settings?.flatMap((setting) => setting.becomes));
  const isThere = findLeaves(now.values).some((leaf) =>
    digestsOf({ ...leaf, before: undefined }, digests).some((one) => becomes.has(one)),
  );
  return isThere || reviewed.settings?.some(({ gone }) => gone.length > 0) === true;
}
