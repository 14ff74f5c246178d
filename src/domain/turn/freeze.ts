import { stateFingerprint } from '../state/state.ts';
import type { Freeze } from './turn.ts';

/**
 * How production's state stands to the one that could not be saved: it is that one; it has been written since, by
 * nobody knows whom; or it is still as it was then.
 */
export type StateSince = 'saved' | 'written-since' | 'behind';

export function compareWithUnsaved(frozen: Freeze, body: Uint8Array | undefined): StateSince {
  if (body === undefined) return 'behind';
  const fingerprint = stateFingerprint(body);
  if (fingerprint === frozen.fingerprint) return 'saved';
  return fingerprint === frozen.before ? 'behind' : 'written-since';
}
