import { BUCKET, openCloud, TABLE, type Cloud } from '../runner/stage.ts';

/** A cloud of its own that begins as this one is now: objects with their history, delete markers, items. */
export async function copyCloud(original: Cloud): Promise<Cloud> {
  const copy = await openCloud();
  // The listing has the newest first; what is written last is the newest again.
  for (const { kind, key, versionId } of original.s3.versions(BUCKET).toReversed()) {
    const stored = original.s3.version(BUCKET, key, versionId);
    if (kind === 'delete-marker') copy.s3.delete(BUCKET, key);
    else if (stored !== undefined) {
      const { body, metadata, headers } = stored;
      copy.s3.put(BUCKET, key, body, { metadata, headers });
    }
  }
  for (const item of await original.dynamodb.items(TABLE)) await copy.dynamodb.putItem(TABLE, item);
  return copy;
}
