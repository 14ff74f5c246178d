import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type ObjectCannedACL,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { S3Backend } from '../../domain/backend.ts';
import { turnObjectKey, type StateAddress } from '../../domain/keys.ts';
import { NO_VERSION, type StateObjects } from '../../ports/backend.ts';
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
  return {
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
          if (isConflict(error)) return false;
          throw error;
        }
        const ids = [...(earlier === 'denied' ? [] : earlier.map(({ versionId }) => versionId)), marker ?? NO_VERSION];
        // The null version of a bucket without versioning is whatever lies there now.
        const gone = ids.filter((id) => id !== NO_VERSION);
        await Promise.all(gone.map((id) => options.objects.deleteVersion(Key, id)));
        return true;
      }),
  };
}
