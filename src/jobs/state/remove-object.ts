import { NO_VERSION, type Backend, type ObjectVersion, type StoredObject } from '../../ports/backend.ts';

export type Removal =
  | { readonly kind: 'removed'; readonly count: number; readonly versionsLeft: boolean }
  /** Somebody else wrote after the look: what they wrote is still there. */
  | { readonly kind: 'changed' };

export interface Removable {
  readonly key: string;
  /** As listed before `current` was read. */
  readonly versions: readonly ObjectVersion[] | 'denied';
  /** The object that was judged removable; undefined when there was none. */
  readonly current: StoredObject | undefined;
}

/**
 * Removes an object with all its versions and delete markers: only those that were listed, and of the current one only
 * what was looked at. Earlier versions go first and markers last, so that no earlier version is the current one for a
 * moment, and a crash leaves a state that can be read.
 */
export async function removeObject(backend: Backend, { key, versions, current }: Removable): Promise<Removal> {
  const { objects } = backend;
  // The null version is whatever lies there by now, unless the current one shows that new ones get names.
  const versioned = current !== undefined && current.versionId !== NO_VERSION;
  const listed = (versions === 'denied' ? [] : versions).filter(
    ({ versionId }) => versioned || versionId !== NO_VERSION,
  );
  const earlier = listed.filter(({ kind, versionId }) => kind === 'version' && versionId !== current?.versionId);
  const markers = listed.filter(({ kind }) => kind === 'delete-marker');

  let allowed = versions !== 'denied' && (await deleteVersions(backend, key, earlier));
  if (current !== undefined) {
    const byId = allowed && versioned;
    if (byId) allowed = await objects.deleteVersion(key, current.versionId);
    // By id nothing but that version can go; without one, the condition says what may.
    if ((!byId || !allowed) && !(await objects.delete(key, current))) return { kind: 'changed' };
    if ((await objects.get(key)) !== undefined) return { kind: 'changed' };
  }
  if (allowed) allowed = await deleteVersions(backend, key, markers);
  const own = current === undefined ? 0 : 1;
  return { kind: 'removed', count: own + (allowed ? earlier.length + markers.length : 0), versionsLeft: !allowed };
}

const AT_ONCE = 20;

/** False as soon as the role may not. */
async function deleteVersions(backend: Backend, key: string, versions: readonly ObjectVersion[]): Promise<boolean> {
  for (let index = 0; index < versions.length; index += AT_ONCE) {
    const some = versions.slice(index, index + AT_ONCE);
    const allowed = await Promise.all(some.map(({ versionId }) => backend.objects.deleteVersion(key, versionId)));
    if (!allowed.every(Boolean)) return false;
  }
  return true;
}
