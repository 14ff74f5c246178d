import type * as DynamoDb from '@aws-sdk/client-dynamodb';
import { GetBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import { BackendUnusable, type S3Backend } from '../../domain/stack/backend.ts';
import type { BackendProbes } from '../../ports/backend.ts';
import type { ClientSettings } from './connect.ts';
import type { Credentials } from './credentials.ts';
import { endStalls } from './network/stall.ts';
import { errorName, isDenied, request, translate } from './translate.ts';

export interface ProbesOptions {
  readonly settings: S3Backend;
  readonly s3: S3Client;
  readonly clientSettings: (service: 'dynamodb' | 'sts') => ClientSettings & { readonly credentials: Credentials };
  readonly signal: AbortSignal;
}

export function openProbes({ settings, s3, clientSettings, signal }: ProbesOptions): BackendProbes {
  const { bucket: Bucket, lockTable: TableName = '' } = settings;
  const options = { abortSignal: signal };
  const openTable = async (): Promise<{ readonly sdk: typeof DynamoDb; readonly client: DynamoDb.DynamoDBClient }> => {
    const sdk = await import('@aws-sdk/client-dynamodb');
    const client = new sdk.DynamoDBClient(clientSettings('dynamodb'));
    endStalls(client);
    return { sdk, client };
  };
  return {
    versioning: () =>
      request({ action: 's3:GetBucketVersioning', resource: Bucket }, async () => {
        const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }), options);
        return Status === undefined ? 'off' : Status === 'Enabled' ? 'enabled' : 'suspended';
      }),

    describeTable: () =>
      request({ action: 'dynamodb:DescribeTable', resource: TableName }, async () => {
        const { sdk, client } = await openTable();
        try {
          const { Table } = await client.send(new sdk.DescribeTableCommand({ TableName }), options);
          const types = new Map(Table?.AttributeDefinitions?.map((of) => [of.AttributeName, of.AttributeType]));
          const keys = (Table?.KeySchema ?? []).map(({ AttributeName = '' }) => {
            return { name: AttributeName, type: types.get(AttributeName) ?? '' };
          });
          return { arn: Table?.TableArn ?? '', keys };
        } catch (error) {
          if (errorName(error) === 'ResourceNotFoundException') return undefined;
          throw error;
        }
      }),

    timeToLive: () =>
      request({ action: 'dynamodb:DescribeTimeToLive', resource: TableName }, async () => {
        const { sdk, client } = await openTable();
        const answer = await client.send(new sdk.DescribeTimeToLiveCommand({ TableName }), options);
        const { TimeToLiveStatus: status = 'DISABLED', AttributeName } = answer.TimeToLiveDescription ?? {};
        return status.startsWith('ENABL') ? (AttributeName ?? '') : undefined;
      }),

    account: () =>
      request({ action: 'sts:GetCallerIdentity', resource: 'the account' }, async () => {
        const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
        const client = new STSClient(clientSettings('sts'));
        endStalls(client);
        return (await client.send(new GetCallerIdentityCommand({}), options)).Account ?? '';
      }),

    mayPutItem: async (id) => {
      const { sdk, client } = await openTable();
      try {
        await client.send(
          new sdk.PutItemCommand({
            TableName,
            Item: { LockID: { S: id } },
            // Of no item both is true.
            ConditionExpression: 'attribute_exists(LockID) AND attribute_not_exists(LockID)',
          }),
          options,
        );
      } catch (error) {
        if (errorName(error) === 'ConditionalCheckFailedException') return true;
        if (isDenied(error)) return false;
        throw translate({ action: 'dynamodb:PutItem', resource: `${TableName}, item ${id}` }, error);
      }
      throw new BackendUnusable(`the table ${TableName} does not keep to conditions.`);
    },

    isBucketOf: (account) =>
      request({ action: 's3:GetBucketVersioning', resource: Bucket }, async () => {
        try {
          await s3.send(new GetBucketVersioningCommand({ Bucket, ExpectedBucketOwner: account }), options);
          return true;
        } catch (error) {
          if (isDenied(error)) return false;
          throw error;
        }
      }),
  };
}
