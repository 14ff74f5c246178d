/** The version id of an object that has none: it names whatever lies at the key. */
export const NO_VERSION = 'null';

/** One version or delete marker. */
export interface ObjectVersion {
  readonly versionId: string;
  readonly kind: 'version' | 'delete-marker';
  /** Whether it is what lies at the key now. */
  readonly isCurrent: boolean;
}

/** In the order in which they go. */
export interface Removal<Version extends ObjectVersion> {
  readonly earlier: readonly Version[];
  readonly markers: readonly Version[];
}

/**
 * What goes of a key beside the object that lies there now. The version without a name is whatever lies there by now, so
 * that it may be a newcomer's: it goes only where what came after it has a name.
 */
export function planRemoval<Version extends ObjectVersion>(
  versions: readonly Version[],
  current: { readonly versionId: string } | undefined,
): Removal<Version> {
  const keepsVersions =
    (current !== undefined && current.versionId !== NO_VERSION) ||
    versions.some(({ isCurrent, versionId }) => isCurrent && versionId !== NO_VERSION);
  const listed = versions.filter(({ versionId }) => keepsVersions || versionId !== NO_VERSION);
  return {
    // What lies there now goes only when it was looked at.
    earlier: listed.filter(
      ({ kind, versionId, isCurrent }) =>
        kind === 'version' && (current === undefined ? !isCurrent : versionId !== current.versionId),
    ),
    markers: listed.filter(({ kind }) => kind === 'delete-marker'),
  };
}
