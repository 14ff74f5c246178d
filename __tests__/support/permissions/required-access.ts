import type { RecordedDynamoDbRequest } from '../aws/dynamodb-server.ts';
import type { RecordedRequest } from '../aws/s3-server/server.ts';
import type { AccessRequest } from './decide-access.ts';

/** Where the recorded buckets and tables would lie on AWS. */
export interface Account {
  readonly bucketArn: (name: string) => string;
  readonly tableArn: (name: string) => string;
  /** With a KMS key S3 asks for its use in the caller's name, object by object; undefined without one. */
  readonly kmsKeyArn: string | undefined;
}

type S3Request = Pick<
  RecordedRequest,
  'operation' | 'bucket' | 'key' | 'versionId' | 'prefix' | 'deletes' | 'status'
> & {
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * All that a request to S3 has to be allowed for its answer to be the recorded one (Amazon S3 User Guide, "Required
 * permissions for Amazon S3 API operations", "Conditional writes", "Conditional deletes"). Throws for an operation that
 * is not known here.
 */
export function accessOfS3(request: S3Request, account: Account): readonly AccessRequest[] {
  const { operation, headers, versionId } = request;
  const bucket = account.bucketArn(request.bucket);
  const onBucket = (action: string): AccessRequest => ({ action, resource: bucket, context: listed(request) });
  const onObject = (action: string, key = request.key): AccessRequest => ({
    action,
    resource: `${bucket}/${key}`,
    context: {},
  });
  const withKey = (action: string): readonly AccessRequest[] => askedByS3(action, account);
  switch (operation) {
    case 'GetObject':
    case 'HeadObject':
      return [
        onObject(versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion'),
        // Who may not list is told 403, and not 404, of what is not there; and nothing is listed by a prefix then.
        ...(request.status === 404 ? [onBucket('s3:ListBucket')] : []),
        ...(request.status === 404 ? [] : withKey('kms:Decrypt')),
      ];
    case 'PutObject':
      return [
        onObject('s3:PutObject'),
        ...(headers['if-match'] === undefined ? [] : [onObject('s3:GetObject')]),
        ...(headers['x-amz-acl'] === undefined ? [] : [onObject('s3:PutObjectAcl')]),
        ...withKey('kms:GenerateDataKey'),
      ];
    case 'DeleteObject':
      return [
        onObject(versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'),
        ...(headers['if-match'] === undefined ? [] : [onObject('s3:GetObject')]),
      ];
    case 'DeleteObjects':
      return request.deletes.map((named) =>
        onObject(named.versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', named.key),
      );
    case 'ListObjects':
    case 'ListObjectsV2':
    case 'HeadBucket':
      return [onBucket('s3:ListBucket')];
    case 'ListObjectVersions':
      return [onBucket('s3:ListBucketVersions')];
    case 'GetBucketVersioning':
      return [onBucket('s3:GetBucketVersioning')];
    default:
      throw new Error(`nobody has said what S3's ${operation} has to be allowed`);
  }
}

function askedByS3(action: string, { kmsKeyArn: resource }: Account): readonly AccessRequest[] {
  if (resource === undefined) return [];
  const region = resource.split(':')[3] ?? '';
  return [{ action, resource, context: { 'kms:ViaService': [`s3.${region}.amazonaws.com`] } }];
}

function listed({ prefix }: Pick<S3Request, 'prefix'>): AccessRequest['context'] {
  return prefix === undefined ? {} : { 's3:prefix': [prefix] };
}

type DynamoDbRequest = Pick<RecordedDynamoDbRequest, 'operation' | 'table' | 'lockId' | 'input'>;

/** The same of a request to DynamoDB. Its conditions are part of the action that they are put on. */
export function accessOfDynamoDb(request: DynamoDbRequest, account: Account): readonly AccessRequest[] {
  const { operation, table = '', lockId } = request;
  const action = `dynamodb:${operation}`;
  const resource = account.tableArn(table);
  switch (operation) {
    case 'GetItem':
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      if (lockId === undefined) throw new Error(`this ${operation} names no LockID`);
      return [{ action, resource, context: { 'dynamodb:LeadingKeys': [lockId] } }];
    case 'BatchGetItem':
      return batchOf(request.input).map(({ name, lockIds }) => ({
        action,
        resource: account.tableArn(name),
        context: { 'dynamodb:LeadingKeys': lockIds },
      }));
    case 'DescribeTable':
    case 'DescribeTimeToLive':
      return [{ action, resource, context: {} }];
    default:
      throw new Error(`nobody has said what DynamoDB's ${operation} has to be allowed`);
  }
}

interface Batch {
  readonly RequestItems: Readonly<
    Record<string, { readonly Keys: readonly { readonly LockID: { readonly S: string } }[] }>
  >;
}

function batchOf(input: unknown): readonly { readonly name: string; readonly lockIds: readonly string[] }[] {
  const { RequestItems } = input as Batch;
  return Object.entries(RequestItems).map(([name, { Keys }]) => ({
    name,
    lockIds: Keys.map(({ LockID }) => LockID.S),
  }));
}
