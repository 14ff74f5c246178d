import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { digestItemId, lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { StateDigests } from '../../ports/backend.ts';
import { request } from './translate.ts';

/** The lock table: lock items and digest items, hash key `LockID`. */
export interface LockTable extends StateDigests {
  /** The raw `Info` of the lock item; `''` for an item that has none, undefined when there is no item. */
  getLockInfo(address: StateAddress): Promise<string | undefined>;
  /** Writes the lock item where there is none; false when there is one. */
  putLock(address: StateAddress, info: string): Promise<boolean>;
  /** Deletes the lock item if its `Info` is still this very text; false when it is not. */
  deleteLock(address: StateAddress, info: string): Promise<boolean>;
}

export function openTable(client: DynamoDBClient, TableName: string, abortSignal: AbortSignal): LockTable {
  const about = (action: string, item: string): { action: string; resource: string } => ({
    action,
    resource: `${TableName}, item ${item}`,
  });
  const read = (id: string, attribute: string): Promise<string | undefined> =>
    request(about('dynamodb:GetItem', id), async () => {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName,
          Key: { LockID: { S: id } },
          ConsistentRead: true,
          ProjectionExpression: `LockID, ${attribute}`,
        }),
        { abortSignal },
      );
      return Item === undefined ? undefined : (Item[attribute]?.S ?? '');
    });
  const remove = (id: string, { attribute, seen }: { attribute: string; seen: string }): Promise<boolean> =>
    request(about('dynamodb:DeleteItem', id), () =>
      unlessChanged(() =>
        client.send(
          new DeleteItemCommand({
            TableName,
            Key: { LockID: { S: id } },
            ConditionExpression: `${attribute} = :seen`,
            ExpressionAttributeValues: { ':seen': { S: seen } },
          }),
          { abortSignal },
        ),
      ),
    );
  const putDigest = (
    address: StateAddress,
    { digest, condition, seen }: { digest: string; condition: string; seen: string },
  ): Promise<boolean> =>
    request(about('dynamodb:PutItem', digestItemId(address)), () =>
      unlessChanged(() =>
        client.send(
          new PutItemCommand({
            TableName,
            Item: { LockID: { S: digestItemId(address) }, Digest: { S: digest } },
            ConditionExpression: condition,
            ExpressionAttributeValues: { ':seen': { S: seen } },
          }),
          { abortSignal },
        ),
      ),
    );
  return {
    getLockInfo: (address) => read(lockItemId(address), 'Info'),

    putLock: (address, info) =>
      request(about('dynamodb:PutItem', lockItemId(address)), () =>
        unlessChanged(() =>
          client.send(
            new PutItemCommand({
              TableName,
              Item: { LockID: { S: lockItemId(address) }, Info: { S: info } },
              ConditionExpression: 'attribute_not_exists(LockID)',
            }),
            { abortSignal },
          ),
        ),
      ),

    get: (address) => read(digestItemId(address), 'Digest'),

    put: (address, digest) =>
      putDigest(address, { digest, condition: 'attribute_not_exists(LockID) OR Digest = :seen', seen: digest }),

    replace: (address, digest, seen) => putDigest(address, { digest, condition: 'Digest = :seen', seen }),

    delete: (address, digest) => remove(digestItemId(address), { attribute: 'Digest', seen: digest }),

    deleteLock: (address, info) => remove(lockItemId(address), { attribute: 'Info', seen: info }),
  };
}

async function unlessChanged(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
