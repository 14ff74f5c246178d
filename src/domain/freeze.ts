import { parseState, stateFingerprint } from './state.ts';
import type { Freeze } from './turn.ts';

/**
 * How production's state stands to the one that could not be saved: it is that one; it has been written since, by
 * nobody knows whom; or it is still the old one, or another state altogether.
 */
export type StateSince = 'saved' | 'written-since' | 'behind';

export function compareWithUnsaved(frozen: Freeze, body: Uint8Array | undefined): StateSince {
  if (body === undefined) return 'behind';
  if (stateFingerprint(body) === frozen.fingerprint) return 'saved';
  const state = parseState(body);
  const sameLineage = state.kind === 'opaque' || frozen.lineage === undefined || state.lineage === frozen.lineage;
  const reached = state.serial !== undefined && frozen.serial !== undefined && state.serial >= frozen.serial;
  return sameLineage && reached ? 'written-since' : 'behind';
}
