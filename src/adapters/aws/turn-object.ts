import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type ObjectCannedACL,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { S3Backend } from '../../domain/stack/backend.ts';
import { turnObjectKey, type StateAddress } from '../../domain/state/keys.ts';
import { NO_VERSION, type ListedVersion, type StateObjects } from '../../ports/backend.ts';
import type { TurnStore } from '../../ports/turns.ts';
import { customerKey, encryptionHeaders } from './encryption.ts';
import { errorName, isConflict, request } from './translate.ts';

export interface TurnObjectOptions {
  readonly client: S3Client;
  readonly settings: S3Backend;
  readonly address: StateAddress;
  readonly objects: StateObjects;
}

type Listed = readonly ListedVersion[] | 'denied';

function findMarker(listed: Listed): ListedVersion | undefined {
  return listed === 'denied' ? undefined : listed.find(({ kind }) => kind === 'delete-marker');
}

/** The turn document as an S3 object; the version is its ETag, and the condition is S3's own. */
export function openTurnObject(options: TurnObjectOptions): TurnStore {
  const { client, settings, address } = options;
  const Bucket = settings.bucket;
  const Key = turnObjectKey(address);
  const about = (action: string): { action: string; resource: string } => ({ action, resource: `${Bucket}/${Key}` });
  const listVersions = (): Promise<Listed> => options.objects.listVersions(Key);
  /**
   * What was there before a delete, and last the marker, which hides it until it is gone. The version without a name is
   * whatever lies there now, which may be a newcomer's document.
   */
  const clearVersions = async (earlier: Listed, marker: ListedVersion | undefined): Promise<void> => {
    if (earlier === 'denied') return;
    const past = earlier.filter(({ versionId }) => versionId !== marker?.versionId);
    const versions = [...past.map((version) => ({ ...version, isCurrent: false })), ...(marker ? [marker] : [])];
    const named = versions.filter(({ versionId }) => versionId !== NO_VERSION);
    await options.objects.remove({ key: Key, versions: named, current: undefined });
  };
  const markerOf = (versionId: string): ListedVersion => ({
    key: Key,
    versionId,
    kind: 'delete-marker',
    isCurrent: true,
  });
  const store: TurnStore = {
    home: { kind: 'object' },

    get: () =>
      request(about('s3:GetObject'), async () => {
        try {
          const answer = await client.send(new GetObjectCommand({ Bucket, Key, ...customerKey(settings.encryption) }));
          return { body: (await answer.Body?.transformToString()) ?? '', version: answer.ETag ?? '' };
        } catch (error) {
          if (errorName(error) === 'NoSuchKey') return undefined;
          throw error;
        }
      }),

    put: (body, expected) =>
      request(about('s3:PutObject'), async () => {
        try {
          const answer = await client.send(
            new PutObjectCommand({
              Bucket,
              Key,
              Body: body,
              ContentType: 'application/json',
              ...(settings.connection.skipS3Checksum ? {} : { ChecksumAlgorithm: 'SHA256' }),
              ...(expected === undefined ? { IfNoneMatch: '*' } : { IfMatch: expected }),
              ...encryptionHeaders(settings.encryption),
              ...(settings.acl === undefined ? {} : { ACL: settings.acl as ObjectCannedACL }),
            }),
          );
          return { kind: 'stored', version: answer.ETag ?? '' };
        } catch (error) {
          if (isConflict(error)) return { kind: 'conflict' };
          throw error;
        }
      }),

    delete: (expected) =>
      request(about('s3:DeleteObject'), async () => {
        // Listed before the delete: what a newcomer writes after it is not among them.
        const earlier = await listVersions();
        let marker: ListedVersion | undefined;
        try {
          const command = new DeleteObjectCommand({ Bucket, Key, IfMatch: expected });
          const { VersionId } = await client.send(command);
          if (VersionId !== undefined) marker = markerOf(VersionId);
        } catch (error) {
          if (!isConflict(error)) throw error;
          // Perhaps done already, and only its answer was lost.
          if ((await store.get()) === undefined) await clearVersions(earlier, findMarker(await listVersions()));
          return false;
        }
        await clearVersions(earlier, marker);
        return true;
      }),

    clear: () =>
      request(about('s3:DeleteObject'), async () => {
        // Listed before the look: what a newcomer writes after it is not among them.
        const left = await listVersions();
        if (left === 'denied' || left.length === 0 || (await store.get()) !== undefined) return;
        await clearVersions(left, findMarker(left));
      }),
  };
  return store;
}
