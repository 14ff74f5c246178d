import type { Swept } from '../domain/outcome.ts';
import { NO_VERSION } from '../ports/backend.ts';
import type { Doomed, Kept } from './judge-leftovers.ts';
import type { Stack } from './open-stack.ts';
import type { Run } from './run.ts';
import { TurnQueue } from './turn-queue.ts';

export interface LeftoversRemoval {
  readonly removed: Swept['swept'];
  /** Somebody began to work there meanwhile. */
  readonly kept: readonly Kept[];
  /** False when the role may not delete versions. */
  readonly isComplete: boolean;
}

/**
 * Deletes what was judged, in the order of a cleanup: digests, then earlier versions, then what lies there now, then
 * markers, so that a crash between two leaves states that can be read. Versions go by their ids, a thousand at a time:
 * what somebody has written since has another. What has no id goes on condition that it is what was looked at.
 */
export async function removeLeftovers(
  run: Run,
  { backend }: Stack,
  judged: readonly Doomed[],
): Promise<LeftoversRemoval> {
  const { objects, digests, settings } = backend;
  const kept: Kept[] = [];
  const doomed: (Doomed & { readonly items: number })[] = [];
  for (const one of judged) {
    const digest = settings.lockTable === undefined ? undefined : await digests.get(one.address);
    if (digest !== undefined && !(await digests.delete(one.address, digest))) {
      kept.push({ kind: 'kept', prNumber: one.prNumber, why: 'somebody is writing there' });
    } else {
      doomed.push({ ...one, items: digest === undefined ? 0 : 1 });
    }
  }
  const past = doomed.flatMap((one) => one.past);
  const current = doomed.flatMap((one) => one.current);
  const named = current.filter(({ listed }) => listed.versionId !== NO_VERSION).map(({ listed }) => listed);
  const isComplete =
    (await objects.deleteVersions(past.filter(({ kind }) => kind === 'version'))) &&
    (await objects.deleteVersions(named));
  for (const { listed, seen } of current) {
    if (!isComplete || listed.versionId === NO_VERSION) await objects.delete(listed.key, seen);
  }
  const markersToo = isComplete && (await objects.deleteVersions(past.filter(({ kind }) => kind === 'delete-marker')));
  const removed = [];
  for (const { prNumber, address, items, ...one } of doomed) {
    const objectsGone = one.current.length + (isComplete ? one.past.length : 0);
    removed.push({ prNumber, removed: objectsGone + items + (await removeTurnItem(run, backend, address)) });
  }
  return { removed, kept, isComplete: markersToo };
}

/** The queue of a backend with a table is no object. */
async function removeTurnItem(run: Run, backend: Stack['backend'], address: Doomed['address']): Promise<number> {
  if (backend.settings.lockTable === undefined) return 0;
  const queue = new TurnQueue(backend.turns(address), run.clock, run.chance);
  const isThere = (await backend.turns(address).get()) !== undefined;
  return isThere && (await queue.deleteUnlessOthersWait('')) ? 1 : 0;
}
