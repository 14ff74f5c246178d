import { NO_VERSION, type Backend } from '../../ports/backend.ts';
import type { Doomed } from './judge-leftovers.ts';

export type SweptPullRequest =
  | { readonly kind: 'swept'; readonly prNumber: number; readonly removed: number; readonly versionsLeft: boolean }
  | { readonly kind: 'kept'; readonly prNumber: number; readonly why: string };

/**
 * Deletes what was judged, in the order of a cleanup: the digest, then earlier versions, then what lies there now, then
 * markers, so that a crash between two leaves a state that can be read. Versions go by their ids, as many as there are in
 * one request; what has no id goes on condition that it is what was looked at.
 */
export async function removeLeftovers(
  { objects, digests, settings }: Backend,
  { prNumber, address, current, past }: Doomed,
): Promise<SweptPullRequest> {
  const kept = { kind: 'kept', prNumber, why: 'somebody is writing there' } as const;
  const digest = settings.lockTable === undefined ? undefined : await digests.get(address);
  if (digest !== undefined && !(await digests.delete(address, digest))) return kept;
  const named = current.filter(({ listed }) => listed.versionId !== NO_VERSION).map(({ listed }) => listed);
  const isAllowed =
    (await objects.deleteVersions(past.filter(({ kind }) => kind === 'version'))) &&
    (await objects.deleteVersions(named));
  for (const { listed, seen } of current) {
    if (isAllowed && listed.versionId !== NO_VERSION) continue;
    if (!(await objects.delete(listed.key, seen))) return kept;
  }
  const isDone = isAllowed && (await objects.deleteVersions(past.filter(({ kind }) => kind === 'delete-marker')));
  const removed = current.length + (isAllowed ? past.length : 0) + (digest === undefined ? 0 : 1);
  return { kind: 'swept', prNumber, removed, versionsLeft: !isDone };
}
