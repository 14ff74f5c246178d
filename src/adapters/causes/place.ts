import { failed, type AwsRefusal, type Cause } from './refusal.ts';

function tellRegion(refusal: AwsRefusal, region: string | undefined): string {
  const bucket = bucketOf(refusal.resource);
  return region === undefined || region === ''
    ? `${failed(refusal)}: the bucket is in another region. Correct region in the backend block; \`aws s3api get-bucket-location${bucket === '' ? '' : ` --bucket ${bucket}`}\` tells which it is.`
    : `${failed(refusal)}: the bucket is in the region ${region}. Correct region in the backend block.`;
}

function tellRedirect(refusal: AwsRefusal): string {
  const to = refusal.redirect?.to;
  const told = `${failed(refusal)}: the endpoint of the backend redirects`;
  return to === undefined
    ? `${told} (${refusal.status ?? ''}), and not as S3 does: something before the store has answered, such as a reverse proxy that wants https in place of http. Set the endpoint to the address that it leads to, which \`curl -sI\` on the endpoint shows as \`location\`.`
    : `${told} to ${to}, and not as S3 does: something before the store has answered, such as a reverse proxy that wants https in place of http. Set the endpoint to ${to}.`;
}

/** Nothing was sent: the endpoint of the request could not be made of the settings. */
const UNSENT = ['EndpointError', 'Error', 'InvalidARN', 'InvalidRequest'];

/** `states/prod/terraform.tfstate`: the bucket's name, or its ARN, has no slash but those of an access point's. */
function bucketOf(resource: string): string {
  return (
    /^arn:[\w-]+:s3[\w-]*:[^/]*(?:\/(?=[^/]*$)[^/]+|(?:accesspoint|outpost)\/[^/]+)?/.exec(resource)?.[0] ??
    resource.split('/')[0] ??
    ''
  );
}

/** `locks, item states/prod/terraform.tfstate` */
function tableOf({ resource }: AwsRefusal): string {
  return resource.replace(/, item .*/s, '') || 'of the backend block';
}

/** Of what is asked for at a place where it is not. */
export const PLACE: readonly Cause[] = [
  { isRedirected: true, tell: tellRedirect },
  {
    codes: ['AuthorizationHeaderMalformed'],
    says: /expecting '([\w-]+)'/,
    tell: (refusal, [region]) => tellRegion(refusal, region),
  },
  {
    codes: [
      'AuthorizationHeaderMalformed',
      'PermanentRedirect',
      'TemporaryRedirect',
      'IllegalLocationConstraintException',
      'BucketRegionError',
    ],
    tell: (refusal) => tellRegion(refusal, refusal.region),
  },
  { statuses: [301, 307], tell: (refusal) => tellRegion(refusal, refusal.region) },
  {
    codes: UNSENT,
    // Go says it otherwise than JavaScript.
    says: /(?:Unrecognized format:|unknown resource type,) (arn:[\w-]+:s3:::([^\s/()]+))/,
    tell: (refusal, [arn = '', bucket = '']) =>
      `${failed(refusal)}: bucket is the ARN ${arn}, and has to be the bucket's name. Set bucket = "${bucket}".`,
  },
  {
    codes: UNSENT,
    says: /Path-style addressing cannot be used with ARN buckets/,
    tell: (refusal) =>
      `${failed(refusal)}: bucket is an ARN, which does not go together with use_path_style. Set bucket to the name of the bucket, or to the alias of the access point, which ends in -s3alias.`,
  },
  {
    codes: UNSENT,
    says: /Invalid ARN|not a valid ARN|ARN .*(?:not supported|must|invalid)|(?:access ?point|outpost).*(?:not supported|not match|invalid)/i,
    tell: (refusal) =>
      `${failed(refusal)}: bucket is an ARN that cannot be used here. Set it to the name of the bucket, or to the alias of an access point, which ends in -s3alias.`,
  },
  {
    codes: ['InvalidBucketName', 'InvalidARN'],
    tell: (refusal) =>
      `${failed(refusal)}: what bucket says is no name of a bucket. Set it to the name alone, without s3://, ARN or folder.`,
  },
  {
    codes: ['NoSuchAccessPoint', 'NoSuchAccessPointAlias', 'InvalidAccessPointAliasError', 'InvalidAccessPoint'],
    tell: (refusal) =>
      `${failed(refusal)}: there is no such access point in this region. Correct bucket, or set it to the name of the bucket behind the access point.`,
  },
  {
    codes: ['NoSuchBucket'],
    of: /-s3alias(?:\/|$)/,
    tell: (refusal) =>
      `${failed(refusal)}: no access point has the alias ${bucketOf(refusal.resource)} in this region. Correct bucket, or set it to the name of the bucket behind the access point.`,
  },
  {
    codes: ['NoSuchBucket'],
    tell: (refusal) =>
      `the bucket ${bucketOf(refusal.resource) || 'of the backend block'} does not exist. Create it, or correct the backend block.`,
  },
  {
    asked: /^dynamodb:|^$/,
    codes: ['ResourceNotFoundException'],
    tell: (refusal) =>
      `the lock table ${tableOf(refusal)} does not exist in this region and account. Create it with the hash key LockID, or correct dynamodb_table.`,
  },
  {
    codes: ['ValidationException'],
    says: /provided key element does not match the schema|Missing the key/i,
    tell: (refusal) =>
      `the lock table ${tableOf(refusal)} has another key than LockID, of type string, alone. Make a new table with it, and set dynamodb_table to that one.`,
  },
  {
    codes: ['ValidationException'],
    says: /tableName.*(?:failed to satisfy|regular expression|length)|Invalid table/i,
    tell: (refusal) =>
      `${failed(refusal)}: dynamodb_table is no name of a table. Set it to the table's name alone: letters, digits, and _ . - only.`,
  },
];
