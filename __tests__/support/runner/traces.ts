import type { TurnDocument } from '../../../src/domain/turn/turn.ts';
import { parseBesideState } from '../../../src/domain/turn/turn-home.ts';
import { parseTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { BUCKET, TABLE, type Cloud } from './stage.ts';

/** Everything that exists under a prefix: versions and delete markers of objects, items of the table. */
export async function tracesOf(cloud: Cloud, prefix: string): Promise<readonly string[]> {
  const objects = cloud.s3.versions(BUCKET, prefix).map(({ kind, key }) => `${kind} ${key}`);
  const items = await cloud.dynamodb.items(TABLE);
  const ids = items
    .map((item) => (item['LockID'] as { S: string }).S)
    .filter((id) => id.startsWith(`${BUCKET}/${prefix}`));
  return [...objects, ...ids.map((id) => `item ${id}`)];
}

/** Every request that could change something at exactly this state: the object, its lockfile, its items. */
export function writesTo(cloud: Cloud, key: string): readonly string[] {
  const objects = cloud.s3.requests
    .filter(({ operation }) => !['GetObject', 'HeadObject', 'ListObjectsV2', 'ListObjectVersions'].includes(operation))
    .filter((request) => [key, `${key}.tflock`].includes(request.key))
    .map(({ operation, key: written }) => `${operation} ${written}`);
  const items = cloud.dynamodb.requests
    .filter(({ operation }) => !['GetItem', 'DescribeTable', 'Query', 'Scan'].includes(operation))
    .filter(({ lockId }) => [`${BUCKET}/${key}`, `${BUCKET}/${key}-md5`].includes(lockId ?? ''))
    .map(({ operation, lockId }) => `${operation} ${lockId ?? ''}`);
  return [...objects, ...items];
}

/** The state object with its version, and the whole history of its key. */
export function stateAt(cloud: Cloud, key: string): { readonly body: string; readonly versions: readonly string[] } {
  return {
    body: cloud.s3.get(BUCKET, key)?.body.toString() ?? '',
    versions: cloud.s3
      .versions(BUCKET, key)
      .filter((version) => version.key === key)
      .map(({ versionId, kind }) => `${kind} ${versionId}`),
  };
}

/** Whether anybody holds the state lock of this key, in either place. */
export async function isLocked(cloud: Cloud, key: string): Promise<boolean> {
  return (await lockAt(cloud, key)) !== undefined;
}

/** The record of whoever holds the state lock of this key. */
export async function lockAt(cloud: Cloud, key: string): Promise<{ readonly ID: string } | undefined> {
  const item = (await cloud.dynamodb.item(TABLE, `${BUCKET}/${key}`))?.['Info'] as { S: string } | undefined;
  const record = item?.S ?? cloud.s3.get(BUCKET, `${key}.tflock`)?.body.toString();
  return record === undefined ? undefined : (JSON.parse(record) as { ID: string });
}

/** The document of the queue of this key, wherever it lies. */
export async function turnsAt(cloud: Cloud, key: string): Promise<TurnDocument | undefined> {
  const item = (await cloud.dynamodb.item(TABLE, `${BUCKET}/${key}#lockstep`))?.['Body'] as { S: string } | undefined;
  const body = item?.S ?? cloud.s3.get(BUCKET, `${key}.lockstep.json`)?.body.toString();
  // A pointer is there a moment before the item that it names.
  return body === undefined || parseBesideState(body).kind === 'pointer' ? undefined : parseTurnDocument(body);
}

/** Looks until the document is as it should be; the test's own timeout bounds it. */
export async function untilTurns(
  cloud: Cloud,
  key: string,
  holds: (document: TurnDocument) => boolean,
): Promise<TurnDocument> {
  for (;;) {
    const document = await turnsAt(cloud, key);
    if (document !== undefined && holds(document)) return document;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
