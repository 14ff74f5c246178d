import { planRemoval, NO_VERSION } from '../../domain/state/removal.ts';
import type { ListedVersion, Removable, Removed, StoredObject } from '../../ports/backend.ts';

/** What a removal is made of. */
export interface RemovalRequests {
  get(key: string): Promise<StoredObject | undefined>;
  /** Deletes without naming a version, if `expected` still lies there; false when it does not. */
  delete(key: string, expected: StoredObject): Promise<boolean>;
  /** False when the role may not delete versions. */
  deleteVersion(key: string, versionId: string): Promise<boolean>;
  /** The same of many, in few requests. */
  deleteVersions(key: string, versionIds: readonly string[]): Promise<boolean>;
}

/** So many go by a request of their own; more go together. */
const ONE_BY_ONE_AT_MOST = 20;

/**
 * Earlier versions go first and markers last, so that no earlier version is the current one for a moment, and a crash
 * leaves an object that can be read.
 */
export async function removeObject(
  requests: RemovalRequests,
  { key, versions, current }: Removable,
): Promise<Removed | { readonly kind: 'changed' }> {
  const { earlier, markers } = planRemoval(versions === 'denied' ? [] : versions, current);
  const deleteAll = async (some: readonly ListedVersion[]): Promise<boolean> => {
    const ids = some.map(({ versionId }) => versionId);
    if (ids.length > ONE_BY_ONE_AT_MOST) return requests.deleteVersions(key, ids);
    return (await Promise.all(ids.map((id) => requests.deleteVersion(key, id)))).every(Boolean);
  };
  let isAllowed = versions !== 'denied' && (await deleteAll(earlier));
  if (current !== undefined) {
    const isNamed = isAllowed && current.versionId !== NO_VERSION;
    if (isNamed) isAllowed = await requests.deleteVersion(key, current.versionId);
    // By id nothing but that version can go; without one, the condition says what may.
    if ((!isNamed || !isAllowed) && !(await requests.delete(key, current))) return { kind: 'changed' };
    if ((await requests.get(key)) !== undefined) return { kind: 'changed' };
  }
  if (isAllowed) isAllowed = await deleteAll(markers);
  const count = (current === undefined ? 0 : 1) + (isAllowed ? earlier.length + markers.length : 0);
  return { kind: 'removed', count, versionsLeft: !isAllowed };
}
