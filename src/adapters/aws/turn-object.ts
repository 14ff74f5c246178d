import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type ObjectCannedACL,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { S3Backend } from '../../domain/stack/backend.ts';
import { turnObjectKey, type StateAddress } from '../../domain/state/keys.ts';
import { NO_VERSION, type ObjectVersion, type StateObjects } from '../../ports/backend.ts';
import type { TurnStore } from '../../ports/turns.ts';
import { customerKey, encryptionHeaders } from './encryption.ts';
import { errorName, isConflict, request } from './translate.ts';

export interface TurnObjectOptions {
  readonly client: S3Client;
  readonly settings: S3Backend;
  readonly address: StateAddress;
  readonly objects: StateObjects;
}

/** The turn document as an S3 object; the version is its ETag, and the condition is S3's own. */
export function openTurnObject(options: TurnObjectOptions): TurnStore {
  const { client, settings, address } = options;
  const Bucket = settings.bucket;
  const Key = turnObjectKey(address);
  const about = (action: string): { action: string; resource: string } => ({ action, resource: `${Bucket}/${Key}` });
  /** What was there before a delete, and last the marker, which hides it until it is gone. */
  const clearVersions = async (
    earlier: readonly ObjectVersion[] | 'denied',
    marker: string | undefined,
  ): Promise<void> => {
    if (earlier === 'denied') return;
    // The null version of a bucket without versioning is whatever lies there now.
    const ids = earlier.map(({ versionId }) => versionId).filter((id) => id !== NO_VERSION);
    const gone = await Promise.all(ids.map((id) => options.objects.deleteVersion(Key, id)));
    if (marker === undefined || marker === NO_VERSION || gone.includes(false)) return;
    await options.objects.deleteVersion(Key, marker);
  };
  const findMarker = async (): Promise<string | undefined> => {
    const left = await options.objects.listVersions(Key);
    return left === 'denied' ? undefined : left.find(({ kind }) => kind === 'delete-marker')?.versionId;
  };
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
        const earlier = await options.objects.listVersions(Key);
        let marker: string | undefined;
        try {
          const command = new DeleteObjectCommand({ Bucket, Key, IfMatch: expected });
          marker = (await client.send(command)).VersionId;
        } catch (error) {
          if (!isConflict(error)) throw error;
          // Perhaps done already, and only its answer was lost.
          if ((await store.get()) === undefined) await clearVersions(earlier, await findMarker());
          return false;
        }
        await clearVersions(earlier, marker);
        return true;
      }),

    clear: () =>
      request(about('s3:DeleteObject'), async () => {
        // Listed before the look: what a newcomer writes after it is not among them.
        const left = await options.objects.listVersions(Key);
        if (left === 'denied' || left.length === 0 || (await store.get()) !== undefined) return;
        const marker = left.find(({ kind }) => kind === 'delete-marker')?.versionId;
        await clearVersions(
          left.filter(({ versionId }) => versionId !== marker),
          marker,
        );
      }),
  };
  return store;
}
