import { BackendUnusable } from '../../domain/stack/backend.ts';
import { NO_VERSION, type Backend, type ListedVersion } from '../../ports/backend.ts';

export interface ListedLeftovers {
  readonly versions: readonly ListedVersion[];
  /** False when the role may not list versions: then it is what lies there now. */
  readonly isComplete: boolean;
}

/** Everything below the prefix. Throws BackendUnusable where the role may list none of it. */
export async function listLeftovers(backend: Pick<Backend, 'objects'>, prefix: string): Promise<ListedLeftovers> {
  const listed = await listUnlessDenied(backend, prefix);
  if (listed !== 'denied') return listed;
  throw new BackendUnusable(
    `the role may list neither the objects nor the versions below ${prefix}: grant s3:ListBucketVersions, or at least s3:ListBucket.`,
  );
}

export async function listUnlessDenied(
  { objects }: Pick<Backend, 'objects'>,
  prefix: string,
): Promise<ListedLeftovers | 'denied'> {
  const versions = await objects.listAllVersions(prefix);
  if (versions !== 'denied') return { versions, isComplete: true };
  const keys = await objects.list(prefix);
  if (keys === 'denied') return keys;
  const current = keys.map((key) => ({ key, versionId: NO_VERSION, isCurrent: true, kind: 'version' as const }));
  return { versions: current, isComplete: false };
}
