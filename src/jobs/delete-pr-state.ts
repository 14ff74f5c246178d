import { PrStateInUse } from '../domain/errors.ts';
import { lockfileKey, type StateAddress } from '../domain/keys.ts';
import type { Deletion } from '../domain/outcome.ts';
import { decidePrState } from '../domain/snapshot.ts';
import type { Backend } from '../ports/backend.ts';
import { readProdState } from './read-prod-state.ts';
import type { Run } from './run.ts';

/**
 * Deletes what a pull request left at its key, unless somebody applied there and prod does not know all of it
 * (PrStateInUse); `force` deletes that too, after a backup beside it.
 */
export async function deletePrState(
  run: Run,
  backend: Backend,
  keys: { readonly prod: StateAddress; readonly pr: StateAddress; readonly force: boolean },
): Promise<Deletion> {
  const [prodBody, prState] = await Promise.all([
    readProdState(run, backend, keys.prod),
    backend.objects.get(keys.pr.path),
  ]);
  const decision = decidePrState({ prState, prodBody });
  let backupKey: string | undefined;
  if (decision.kind === 'in-use' && prState !== undefined) {
    if (!keys.force) throw new PrStateInUse(keys.pr, decision.instances);
    backupKey = `${keys.pr.path}.backup-${run.clock
      .now()
      .toISOString()
      .replace(/[-:]|\.\d+/g, '')}`;
    await backend.objects.put(backupKey, prState.body, prState.metadata);
  }
  return { ...(await removePrState(backend, keys.pr)), backupKey };
}

/** Removes digest item, state and lockfile, in the order in which a crash between two leaves a readable state. */
export async function removePrState(
  backend: Backend,
  address: StateAddress,
): Promise<{ readonly removed: number; readonly versionsLeft: boolean }> {
  let removed = 0;
  const digest = await backend.digests.get(address);
  if (digest !== undefined && (await backend.digests.delete(address, digest))) removed += 1;
  let versionsLeft = false;
  for (const key of [address.path, lockfileKey(address)]) {
    const object = await removeObject(backend, key);
    removed += object.removed;
    versionsLeft ||= object.versionsLeft;
  }
  return { removed, versionsLeft };
}

/** Deletes by listed version id, so that an object that a newcomer puts meanwhile is not touched. */
async function removeObject(
  backend: Backend,
  key: string,
): Promise<{ readonly removed: number; readonly versionsLeft: boolean }> {
  const versions = await backend.objects.listVersions(key);
  if (versions !== 'denied') {
    const allowed = await Promise.all(versions.map(({ versionId }) => backend.objects.deleteVersion(key, versionId)));
    if (allowed.every(Boolean)) return { removed: versions.length, versionsLeft: false };
  }
  const current = await backend.objects.get(key);
  if (current === undefined) return { removed: 0, versionsLeft: versions === 'denied' || versions.length > 0 };
  await backend.objects.delete(key);
  return { removed: 1, versionsLeft: true };
}
