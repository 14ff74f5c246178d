import type { Answer } from '../../local-listener.ts';
import { document, element, invalidArgument, type Xml } from './answers.ts';
import { type Bucket, byBytes, type Entry } from './bucket.ts';

type Query = Readonly<Record<string, string>>;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly groups: readonly string[];
  /** Where the next page starts, when there is one. */
  readonly last: { readonly item: Item } | { readonly group: string } | undefined;
}

interface Listed {
  readonly entry: Entry;
  readonly latest: boolean;
}

export function listObjects(bucketName: string, bucket: Bucket, query: Query, pageSize: number): Answer {
  const { prefix = '', delimiter, 'start-after': startAfter = '', 'continuation-token': token } = query;
  const limit = limitOf(query, pageSize);
  const after = token === undefined ? { key: startAfter, group: false } : positionOf(token);
  const page = paged(currentAfter(bucket, after), prefix, delimiter, limit);
  const name = naming(query);
  const owner = query['fetch-owner'] === 'true' ? [OWNER] : [];
  return document('ListBucketResult', [
    element('Name', bucketName),
    name('Prefix', prefix),
    element('KeyCount', page.items.length + page.groups.length),
    element('MaxKeys', limit),
    ...echoed(query, { delimiter: 'Delimiter', 'start-after': 'StartAfter' }, name),
    ...echoed(query, { 'encoding-type': 'EncodingType', 'continuation-token': 'ContinuationToken' }, element),
    element('IsTruncated', page.last !== undefined),
    ...(page.last === undefined ? [] : [element('NextContinuationToken', tokenOf(page.last))]),
    ...page.items.map(({ entry }) => element('Contents', name('Key', entry.key), ...facts(entry), ...owner)),
    ...page.groups.map((group) => element('CommonPrefixes', name('Prefix', group))),
  ]);
}

/** The first kind of listing: its pages go on behind a key, and name that one only where keys are rolled up. */
export function listObjectsByMarker(bucketName: string, bucket: Bucket, query: Query, pageSize: number): Answer {
  const { prefix = '', delimiter = '', marker = '' } = query;
  const limit = limitOf(query, pageSize);
  const after = { key: marker, group: delimiter !== '' && marker.endsWith(delimiter) };
  const page = paged(currentAfter(bucket, after), prefix, delimiter, limit);
  const name = naming(query);
  const next =
    page.last === undefined || delimiter === ''
      ? []
      : [name('NextMarker', 'group' in page.last ? page.last.group : page.last.item.entry.key)];
  return document('ListBucketResult', [
    element('Name', bucketName),
    name('Prefix', prefix),
    name('Marker', marker),
    ...next,
    element('MaxKeys', limit),
    ...echoed(query, { delimiter: 'Delimiter' }, name),
    ...echoed(query, { 'encoding-type': 'EncodingType' }, element),
    element('IsTruncated', page.last !== undefined),
    ...page.items.map(({ entry }) => element('Contents', name('Key', entry.key), ...facts(entry), OWNER)),
    ...page.groups.map((group) => element('CommonPrefixes', name('Prefix', group))),
  ]);
}

export function listVersions(bucketName: string, bucket: Bucket, query: Query, pageSize: number): Answer {
  const { prefix = '', delimiter, 'key-marker': keyMarker = '', 'version-id-marker': versionMarker = '' } = query;
  const limit = limitOf(query, pageSize);
  const following = bucket.entries().filter(afterMarkers(bucket, keyMarker, versionMarker, delimiter));
  const page = paged(following, prefix, delimiter, limit);
  const name = naming(query);
  const next =
    page.last === undefined
      ? []
      : 'group' in page.last
        ? [name('NextKeyMarker', page.last.group)]
        : [
            name('NextKeyMarker', page.last.item.entry.key),
            element('NextVersionIdMarker', page.last.item.entry.versionId),
          ];
  return document('ListVersionsResult', [
    element('Name', bucketName),
    name('Prefix', prefix),
    name('KeyMarker', keyMarker),
    element('VersionIdMarker', versionMarker),
    ...next,
    element('MaxKeys', limit),
    ...echoed(query, { delimiter: 'Delimiter' }, name),
    ...echoed(query, { 'encoding-type': 'EncodingType' }, element),
    element('IsTruncated', page.last !== undefined),
    ...page.items.map(({ entry, latest }) =>
      element(
        entry.kind === 'version' ? 'Version' : 'DeleteMarker',
        name('Key', entry.key),
        element('VersionId', entry.versionId),
        element('IsLatest', latest),
        ...facts(entry),
        OWNER,
      ),
    ),
    ...page.groups.map((group) => element('CommonPrefixes', name('Prefix', group))),
  ]);
}

/** The objects behind this key, or behind all that begin with it. */
function currentAfter(bucket: Bucket, after: { readonly key: string; readonly group: boolean }): readonly Listed[] {
  return bucket
    .entries()
    .filter(({ entry, latest }) => latest && entry.kind === 'version')
    .filter(({ entry: { key } }) => byBytes(key, after.key) > 0 && !(after.group && key.startsWith(after.key)));
}

function afterMarkers(
  bucket: Bucket,
  keyMarker: string,
  versionMarker: string,
  delimiter: string | undefined,
): (listed: Listed) => boolean {
  if (versionMarker === '') {
    const isGroup = delimiter !== undefined && delimiter !== '' && keyMarker.endsWith(delimiter);
    return ({ entry: { key } }) => byBytes(key, keyMarker) > 0 && !(isGroup && key.startsWith(keyMarker));
  }
  if (keyMarker === '') throw invalidArgument('A version-id marker cannot be specified without a key marker.');
  const marker = bucket.sequenceOf(keyMarker, versionMarker);
  if (marker === undefined) throw invalidArgument('Invalid version id specified');
  return ({ entry: { key, versionId } }) =>
    byBytes(key, keyMarker) > 0 || (key === keyMarker && (bucket.sequenceOf(key, versionId) ?? Infinity) < marker);
}

function paged(listed: readonly Listed[], prefix: string, delimiter = '', limit: number): Page<Listed> {
  const items: Listed[] = [];
  const groups: string[] = [];
  let last: Page<Listed>['last'];
  for (const item of listed) {
    const { key } = item.entry;
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const group = end < 0 ? undefined : key.slice(0, end + delimiter.length);
    if (group !== undefined && groups.at(-1) === group) continue;
    // A page of no keys is never truncated, or a client that follows the pages would not come to an end.
    if (items.length + groups.length === limit) return { items, groups, last };
    if (group === undefined) items.push(item);
    else groups.push(group);
    last = group === undefined ? { item } : { group };
  }
  return { items, groups, last: undefined };
}

const OWNER = element('Owner', element('ID', '75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a'));

function facts(entry: Entry): Xml[] {
  const modified = element('LastModified', entry.lastModified.toISOString());
  if (entry.kind === 'delete-marker') return [modified];
  return [
    modified,
    element('ETag', entry.etag),
    element('Size', entry.body.length),
    element('StorageClass', 'STANDARD'),
  ];
}

function limitOf(query: Query, pageSize: number): number {
  const asked = query['max-keys'] ?? '1000';
  if (!/^\d+$/.test(asked)) throw invalidArgument('Provided max-keys not an integer or within integer range');
  return Math.min(Number(asked), pageSize);
}

type Naming = (tag: string, raw: string) => Xml;

function naming(query: Query): Naming {
  const encoding = query['encoding-type'];
  if (encoding === undefined) return element;
  if (encoding !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request');
  return (tag, raw) => element(tag, encodeURIComponent(raw).replaceAll('%2F', '/'));
}

function echoed(query: Query, tags: Query, name: Naming): Xml[] {
  return Object.entries(tags).flatMap(([parameter, tag]) => {
    const value = query[parameter];
    return value === undefined ? [] : [name(tag, value)];
  });
}

function tokenOf(last: { readonly item: Listed } | { readonly group: string }): string {
  const position = 'group' in last ? `g${last.group}` : `k${last.item.entry.key}`;
  return Buffer.from(position).toString('base64url');
}

function positionOf(token: string): { readonly key: string; readonly group: boolean } {
  const position = Buffer.from(token, 'base64url').toString();
  if (!/^[gk]./s.test(position)) throw invalidArgument('The continuation token provided is incorrect');
  return { key: position.slice(1), group: position.startsWith('g') };
}
