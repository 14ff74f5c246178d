import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { randomUUID } from 'node:crypto';
import { turnItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { TableHome } from '../../domain/turn/turn-home.ts';
import type { TurnStore } from '../../ports/turns.ts';
import { request } from './translate.ts';

export interface TurnItemOptions {
  readonly client: DynamoDBClient;
  readonly home: TableHome;
  readonly address: StateAddress;
}

/** The turn document as an item of the lock table: attributes `Body` and `WriteId`, which is its version. */
export function openTurnItem({ client, home, address }: TurnItemOptions): TurnStore {
  const { table: TableName } = home;
  const LockID = { S: turnItemId(address) };
  const about = (action: string): { action: string; resource: string } => ({
    action,
    resource: `${TableName}, item ${LockID.S}`,
  });
  const unlessConflict = async <T>(send: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await send();
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  };
  const stillSeen = (expected: string): object => ({
    ConditionExpression: 'WriteId = :seen',
    ExpressionAttributeValues: { ':seen': { S: expected } },
  });
  return {
    home,

    get: () =>
      request(about('dynamodb:GetItem'), async () => {
        const { Item } = await client.send(new GetItemCommand({ TableName, Key: { LockID }, ConsistentRead: true }));
        if (Item === undefined) return undefined;
        return { body: Item['Body']?.S ?? '', version: Item['WriteId']?.S ?? '' };
      }),

    put: (body, expected) =>
      request(about('dynamodb:PutItem'), async () => {
        const version = randomUUID();
        const stored = await unlessConflict(() =>
          client.send(
            new PutItemCommand({
              TableName,
              Item: { LockID, Body: { S: body }, WriteId: { S: version } },
              ...(expected === undefined
                ? { ConditionExpression: 'attribute_not_exists(LockID)' }
                : stillSeen(expected)),
            }),
          ),
        );
        return stored === undefined ? { kind: 'conflict' } : { kind: 'stored', version };
      }),

    delete: (expected) =>
      request(about('dynamodb:DeleteItem'), async () => {
        const deleted = await unlessConflict(() =>
          client.send(new DeleteItemCommand({ TableName, Key: { LockID }, ...stillSeen(expected) })),
        );
        return deleted !== undefined;
      }),

    clear: () => Promise.resolve(),
  };
}
