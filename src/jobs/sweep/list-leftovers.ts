import { BackendUnusable } from '../../domain/stack/backend.ts';
import { NO_VERSION, type Backend, type ListedVersion } from '../../ports/backend.ts';

export interface ListedLeftovers {
  readonly versions: readonly ListedVersion[];
  /** False when the role may not list versions: then it is what lies there now. */
  readonly isComplete: boolean;
}

/** Everything below the prefix. */
export async function listLeftovers({ objects }: Pick<Backend, 'objects'>, prefix: string): Promise<ListedLeftovers> {
  const versions = await objects.listAllVersions(prefix);
  if (versions !== 'denied') return { versions, isComplete: true };
  const keys = await objects.list(prefix);
  if (keys === 'denied') {
    throw new BackendUnusable(
      `the role may list neither the objects nor the versions below ${prefix}: grant s3:ListBucketVersions, or at least s3:ListBucket.`,
    );
  }
  const current = keys.map((key) => ({ key, versionId: NO_VERSION, isCurrent: true, kind: 'version' as const }));
  return { versions: current, isComplete: false };
}
