import { BUCKET, TABLE } from '../runner/stage.ts';
import { PULL_REQUEST } from './operations.ts';
import type { Site } from './site.ts';

/** What every run makes up anew: ids, times, digests of states that hold ids, durations. */
const MADE_UP: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/[0-9a-f]{32}/g, '<digest>'],
  // Of a review: another salt, another digest.
  [/"[\w-]{22}"/g, '"<digest>"'],
];

/**
 * Everything that there is, so that two pictures are the same when whoever comes next finds the same: objects with their
 * history, what lies there now, items, and the number of comments.
 */
export async function takePicture({ cloud, scenario }: Site): Promise<string> {
  const history = cloud.s3.versions(BUCKET).map(({ key, kind }) => `${kind} ${key}`);
  const objects = [...new Set(cloud.s3.versions(BUCKET).map(({ key }) => key))].map((key) => {
    const stored = cloud.s3.get(BUCKET, key);
    return `${key}: ${JSON.stringify(stored?.metadata)} ${stored?.body.toString() ?? 'deleted'}`;
  });
  const items = (await cloud.dynamodb.items(TABLE)).map((item) => JSON.stringify(item)).sort();
  const comments = `${scenario.github.comments(PULL_REQUEST).length} comments`;
  const all = [...history, ...objects, ...items, comments].join('\n');
  return MADE_UP.reduce((text, [pattern, name]) => text.replace(pattern, name), all);
}
