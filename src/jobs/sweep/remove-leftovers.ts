import type { Backend } from '../../ports/backend.ts';
import type { Doomed } from './judge-leftovers.ts';

export type SweptPullRequest =
  | {
      readonly kind: 'swept';
      readonly prNumber: number;
      readonly removed: number;
      readonly versionsLeft: boolean;
      /** No review stays for an apply. */
      readonly isAllGone: boolean;
    }
  | { readonly kind: 'kept'; readonly prNumber: number; readonly why: string };

/**
 * Deletes what was judged, in the order of a cleanup: the digest, then one key after the other, so that a crash between
 * two leaves a state that can be read.
 */
export async function removeLeftovers(
  { objects, digests, settings }: Pick<Backend, 'objects' | 'digests' | 'settings'>,
  { prNumber, address, removables, reviewsStay }: Doomed,
): Promise<SweptPullRequest> {
  const kept = { kind: 'kept', prNumber, why: 'somebody is writing there' } as const;
  const digest = settings.lockTable === undefined ? undefined : await digests.get(address);
  if (digest !== undefined && !(await digests.delete(address, digest))) return kept;
  let removed = digest === undefined ? 0 : 1;
  let versionsLeft = false;
  for (const removable of removables) {
    const removal = await objects.remove(removable);
    if (removal.kind === 'changed') return kept;
    removed += removal.count;
    versionsLeft ||= removal.versionsLeft;
  }
  return { kind: 'swept', prNumber, removed, versionsLeft, isAllGone: !reviewsStay };
}
