import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type DeleteMarkerEntry,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
  type ObjectCannedACL,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { S3Backend } from '../../domain/stack/backend.ts';
import { NO_VERSION, type ListedVersion, type StateObjects, type StoredObject } from '../../ports/backend.ts';
import { removeObject, type RemovalRequests } from './remove-object.ts';
import { customerKey, encryptionHeaders } from './encryption.ts';
import { errorName, isConflict, isDenied, request } from './translate.ts';

/** The objects of the state bucket, through one client. */
export function openObjects(client: S3Client, settings: S3Backend, signal: AbortSignal): StateObjects {
  const Bucket = settings.bucket;
  const options = { abortSignal: signal };
  const about = (action: string, key: string): { action: string; resource: string } => ({
    action,
    resource: `${Bucket}/${key}`,
  });
  const read = async (key: string, versionId?: string): Promise<StoredObject> => {
    const answer = await client.send(
      new GetObjectCommand({
        Bucket,
        Key: key,
        ...(versionId === undefined ? {} : { VersionId: versionId }),
        ...customerKey(settings.encryption),
      }),
      options,
    );
    return {
      body: (await answer.Body?.transformToByteArray()) ?? new Uint8Array(),
      metadata: answer.Metadata ?? {},
      etag: answer.ETag ?? '',
      versionId: answer.VersionId ?? NO_VERSION,
      writtenAt: answer.LastModified,
    };
  };
  const removing: RemovalRequests = {
    get: (key) =>
      request(about('s3:GetObject', key), async () => {
        try {
          return await read(key);
        } catch (error) {
          if (errorName(error) === 'NoSuchKey') return undefined;
          throw error;
        }
      }),

    delete: (key, expected) =>
      request(about('s3:DeleteObject', key), () =>
        unlessChanged(() =>
          client.send(new DeleteObjectCommand({ Bucket, Key: key, IfMatch: expected.etag }), options),
        ),
      ),

    deleteVersions: async (key, versionIds) => {
      for (let start = 0; start < versionIds.length; start += DELETED_AT_ONCE) {
        const some = versionIds.slice(start, start + DELETED_AT_ONCE);
        const Objects = some.map((VersionId) => ({ Key: key, VersionId }));
        const deleted = await request(about('s3:DeleteObjectVersion', key), async () => {
          try {
            const { Errors = [] } = await client.send(
              new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
              options,
            );
            const [first] = Errors.filter(({ Code }) => Code !== 'AccessDenied');
            if (first !== undefined) throw new Error(`${first.Key ?? ''}: ${first.Code ?? ''} ${first.Message ?? ''}`);
            return Errors.length === 0;
          } catch (error) {
            if (isDenied(error)) return false;
            throw error;
          }
        });
        if (!deleted) return false;
      }
      return true;
    },

    deleteVersion: (key, versionId) =>
      request(about('s3:DeleteObjectVersion', key), async () => {
        try {
          await client.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId: versionId }), options);
          return true;
        } catch (error) {
          if (isDenied(error)) return false;
          throw error;
        }
      }),
  };
  return {
    get: (key) => removing.get(key),

    getVersion: (key, versionId) =>
      request(about('s3:GetObjectVersion', key), async () => {
        try {
          return await read(key, versionId);
        } catch (error) {
          // An earlier version may be archived by now, and cannot be read either.
          if (['NoSuchKey', 'NoSuchVersion', 'InvalidObjectState'].includes(errorName(error)) || isDenied(error)) {
            return undefined;
          }
          throw error;
        }
      }),

    put: (key, content, expected) =>
      request(about('s3:PutObject', key), () =>
        unlessChanged(() =>
          client.send(
            new PutObjectCommand({
              Bucket,
              Key: key,
              Body: content.body,
              ContentType: 'application/json',
              Metadata: { ...content.metadata },
              // As Terraform's own; without it the SDK chooses, if it sends one at all.
              ...(settings.connection.skipS3Checksum ? {} : { ChecksumAlgorithm: 'SHA256' }),
              ...conditionOf(expected),
              ...encryptionHeaders(settings.encryption),
              ...(settings.acl === undefined ? {} : { ACL: settings.acl as ObjectCannedACL }),
            }),
            options,
          ),
        ),
      ),

    delete: (key, expected) => removing.delete(key, expected),

    remove: (removable) => removeObject(removing, removable),

    deleteVersions: (key, versionIds) => removing.deleteVersions(key, versionIds),

    list: (prefix) =>
      request(about('s3:ListBucket', prefix), async () => {
        try {
          return await listKeys(client, { bucket: Bucket, prefix }, signal);
        } catch (error) {
          if (isDenied(error)) return 'denied';
          throw error;
        }
      }),

    listVersions: (key) =>
      request(about('s3:ListBucketVersions', key), async () => {
        try {
          return await listVersions(client, { bucket: Bucket, key }, signal);
        } catch (error) {
          if (isDenied(error)) return 'denied';
          throw error;
        }
      }),

    listAllVersions: (prefix) =>
      request(about('s3:ListBucketVersions', prefix), async () => {
        try {
          const found: ListedVersion[] = [];
          for await (const { versions } of versionPages(client, { bucket: Bucket, prefix }, signal))
            found.push(...versions);
          return found;
        } catch (error) {
          if (isDenied(error)) return 'denied';
          throw error;
        }
      }),
  };
}

/** As many as S3 takes in one request. */
const DELETED_AT_ONCE = 1000;

function conditionOf(expected: StoredObject | undefined | 'any'): { IfNoneMatch?: string; IfMatch?: string } {
  if (expected === 'any') return {};
  return expected === undefined ? { IfNoneMatch: '*' } : { IfMatch: expected.etag };
}

async function unlessChanged(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}

async function listKeys(
  client: S3Client,
  of: { readonly bucket: string; readonly prefix: string },
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  const pages = paginateListObjectsV2({ client }, { Bucket: of.bucket, Prefix: of.prefix }, { abortSignal });
  for await (const page of pages) found.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
  return found;
}

/** S3 lists by prefix and in order of keys: the first page that ends at another key ends the list. */
async function listVersions(
  client: S3Client,
  of: { readonly bucket: string; readonly key: string },
  abortSignal: AbortSignal,
): Promise<readonly ListedVersion[]> {
  const found: ListedVersion[] = [];
  for await (const { versions, nextKey } of versionPages(client, { bucket: of.bucket, prefix: of.key }, abortSignal)) {
    found.push(...versions.filter(({ key }) => key === of.key));
    if (nextKey !== of.key) break;
  }
  return found;
}

async function* versionPages(
  client: S3Client,
  of: { readonly bucket: string; readonly prefix: string },
  abortSignal: AbortSignal,
): AsyncGenerator<{ readonly versions: readonly ListedVersion[]; readonly nextKey: string | undefined }> {
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker !== undefined) {
    const command: ListObjectVersionsCommand = new ListObjectVersionsCommand({
      Bucket: of.bucket,
      Prefix: of.prefix,
      ...marker,
    });
    const page: ListObjectVersionsCommandOutput = await client.send(command, { abortSignal });
    const listed = (kind: ListedVersion['kind'], some: readonly DeleteMarkerEntry[] = []): readonly ListedVersion[] =>
      some.map(({ Key: key = '', VersionId: versionId = NO_VERSION, IsLatest: isCurrent = false }) => {
        return { key, versionId, kind, isCurrent };
      });
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    yield {
      versions: [...listed('version', page.Versions), ...listed('delete-marker', page.DeleteMarkers)],
      nextKey: KeyMarker,
    };
    const isLast = page.IsTruncated !== true || KeyMarker === undefined;
    marker = isLast ? undefined : { KeyMarker, ...(VersionIdMarker === undefined ? {} : { VersionIdMarker }) };
  }
}
