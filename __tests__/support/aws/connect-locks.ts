import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';

import { openLocks, type LockPlaces } from '../../../src/adapters/aws/locks.ts';
import { openObjects } from '../../../src/adapters/aws/objects.ts';
import { openTable } from '../../../src/adapters/aws/table.ts';
import type { LockKind } from '../../../src/domain/turn/lock-kind.ts';
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
  const place = ({ lockfile, table }: LockKind): LockPlaces => ({
    table: table && openTable(dynamodb, table.table, signal),
    tableHome: table,
    objects: lockfile ? openObjects(s3, settings, signal) : undefined,
  });
  const table =
    lockTable === undefined ? undefined : ({ kind: 'table', table: lockTable, region: 'us-east-1' } as const);
  return {
    ...openLocks(place({ lockfile: useLockfile, table }), async (kind) => place(kind)),
    [Symbol.dispose]: () => {
      s3.destroy();
      dynamodb.destroy();
    },
  };
}
