import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';

import { openLocks } from '../../../src/adapters/aws/locks.ts';
import { openObjects } from '../../../src/adapters/aws/objects.ts';
import { openTable } from '../../../src/adapters/aws/table.ts';
import type { S3Backend } from '../../../src/domain/stack/backend.ts';
import type { StateLocks } from '../../../src/ports/backend.ts';

export interface LockConnection {
  readonly s3Url: string;
  readonly dynamodbUrl: string;
  readonly settings: S3Backend;
  readonly maxAttempts?: number;
  readonly signal?: AbortSignal;
}

/** The state locks through clients of their own, wherever the settings have them. */
export function connectLocks(connection: LockConnection): StateLocks & Disposable {
  const { settings, maxAttempts = 3, signal = new AbortController().signal } = connection;
  const common = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts };
  const s3 = new S3Client({ ...common, endpoint: connection.s3Url, forcePathStyle: true });
  const dynamodb = new DynamoDBClient({ ...common, endpoint: connection.dynamodbUrl });
  const { lockTable, useLockfile } = settings;
  return {
    ...openLocks({
      table: lockTable === undefined ? undefined : openTable(dynamodb, lockTable, signal),
      objects: useLockfile ? openObjects(s3, settings, signal) : undefined,
    }),
    [Symbol.dispose]: () => {
      s3.destroy();
      dynamodb.destroy();
    },
  };
}
