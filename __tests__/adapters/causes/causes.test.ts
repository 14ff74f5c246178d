import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CAUSES, tellCause } from '../../../src/adapters/causes/causes.ts';
import { matchCause, type AwsRefusal } from '../../../src/adapters/causes/refusal.ts';

type Kind = 'denied' | 'lasting' | 'passes';

/** What AWS answers, in its own words; whether more permissions help, or a wait; and what is told. */
const ANSWERS: readonly (readonly [AwsRefusal, Kind, string])[] = [
  [
    {
      action: 's3:ListBucket',
      resource: 'states',
      code: 'InvalidAccessKeyId',
      status: 403,
      message: 'The AWS Access Key Id you provided does not exist in our records.',
    },
    'lasting',
    's3:ListBucket on states failed: AWS does not know the access key ID of this run. It is mistyped, deleted or inactive, or a temporary one without its session token. Correct AWS_ACCESS_KEY_ID (and AWS_SESSION_TOKEN), or let aws-actions/configure-aws-credentials set them.',
  ],
  [
    {
      action: 'sts:GetCallerIdentity',
      resource: 'the account',
      code: 'InvalidClientTokenId',
      status: 403,
      message: 'The security token included in the request is invalid.',
    },
    'lasting',
    'sts:GetCallerIdentity on the account failed: AWS does not know the access key ID of this run. It is mistyped, deleted or inactive, or a temporary one without its session token. Correct AWS_ACCESS_KEY_ID (and AWS_SESSION_TOKEN), or let aws-actions/configure-aws-credentials set them.',
  ],
  [
    {
      action: 'dynamodb:GetItem',
      resource: 'locks, item states/prod/terraform.tfstate',
      code: 'UnrecognizedClientException',
      status: 400,
      message: 'The security token included in the request is invalid.',
    },
    'lasting',
    'dynamodb:GetItem on locks, item states/prod/terraform.tfstate failed: AWS does not know the access key ID of this run. It is mistyped, deleted or inactive, or a temporary one without its session token. Correct AWS_ACCESS_KEY_ID (and AWS_SESSION_TOKEN), or let aws-actions/configure-aws-credentials set them.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'SignatureDoesNotMatch',
      status: 403,
      message:
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    },
    'lasting',
    's3:GetObject on states/prod/terraform.tfstate failed: the secret access key of this run does not belong to its access key ID. Correct AWS_SECRET_ACCESS_KEY, whole and without a blank or a line break at its end. If both are right, something between here and AWS, such as a proxy, changes the requests.',
  ],
  [
    {
      action: 'dynamodb:GetItem',
      resource: 'locks, item states/prod/terraform.tfstate',
      code: 'InvalidSignatureException',
      status: 400,
      message: 'The request signature we calculated does not match the signature you provided.',
    },
    'lasting',
    'dynamodb:GetItem on locks, item states/prod/terraform.tfstate failed: the secret access key of this run does not belong to its access key ID. Correct AWS_SECRET_ACCESS_KEY, whole and without a blank or a line break at its end. If both are right, something between here and AWS, such as a proxy, changes the requests.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'Unknown',
      status: 301,
      message: '',
      redirect: { to: 'https://store.test' },
    },
    'lasting',
    's3:GetObject on states/prod/terraform.tfstate failed: the endpoint of the backend redirects to https://store.test, and not as S3 does: something before the store has answered, such as a reverse proxy that wants https in place of http. Set the endpoint to https://store.test.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'RequestTimeTooSkewed',
      status: 403,
      message: 'The difference between the request time and the current time is too large.',
      aheadMs: -2040000,
    },
    'lasting',
    "s3:GetObject on states/prod/terraform.tfstate failed: the clock of this runner is 34 minutes behind AWS's, and AWS takes at most 15 minutes. Set the clock of the machine (chrony or systemd-timesyncd keep it right), then run this again.",
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'RequestTimeTooSkewed',
      status: 403,
      message: 'The difference between the request time and the current time is too large.',
    },
    'lasting',
    "s3:GetObject on states/prod/terraform.tfstate failed: the clock of this runner is more than 15 minutes away from AWS's, and AWS takes no more. Set the clock of the machine (chrony or systemd-timesyncd keep it right), then run this again.",
  ],
  [
    {
      action: 'dynamodb:GetItem',
      resource: 'locks, item states/prod/terraform.tfstate',
      code: 'InvalidSignatureException',
      status: 400,
      message: 'Signature expired: 20260101T000000Z is now earlier than 20260101T004500Z (20260101T010000Z - 15 min.)',
    },
    'lasting',
    "dynamodb:GetItem on locks, item states/prod/terraform.tfstate failed: the clock of this runner is 60 minutes behind AWS's, and AWS takes at most 15 minutes. Set the clock of the machine (chrony or systemd-timesyncd keep it right), then run this again.",
  ],
  [
    {
      action: 'sts:GetCallerIdentity',
      resource: 'the account',
      code: 'SignatureDoesNotMatch',
      status: 403,
      message:
        'Signature not yet current: 20260101T010000Z is still later than 20260101T001500Z (20260101T000000Z + 15 min.)',
    },
    'lasting',
    "sts:GetCallerIdentity on the account failed: the clock of this runner is 60 minutes ahead of AWS's, and AWS takes at most 15 minutes. Set the clock of the machine (chrony or systemd-timesyncd keep it right), then run this again.",
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'ExpiredToken',
      status: 400,
      message: 'The provided token has expired.',
    },
    'passes',
    's3:GetObject on states/prod/terraform.tfstate failed: the AWS session of this run has expired. Get credentials in a step right before this one, and ask for a longer session (`role-duration-seconds` of aws-actions/configure-aws-credentials) if the run takes longer than it.',
  ],
  [
    {
      action: 'dynamodb:GetItem',
      resource: 'locks, item states/prod/terraform.tfstate',
      code: 'ExpiredTokenException',
      status: 400,
      message: 'The security token included in the request is expired',
    },
    'passes',
    'dynamodb:GetItem on locks, item states/prod/terraform.tfstate failed: the AWS session of this run has expired. Get credentials in a step right before this one, and ask for a longer session (`role-duration-seconds` of aws-actions/configure-aws-credentials) if the run takes longer than it.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'RequestExpired',
      status: 400,
      message: 'Request has expired.',
    },
    'passes',
    's3:GetObject on states/prod/terraform.tfstate failed: the AWS session of this run has expired. Get credentials in a step right before this one, and ask for a longer session (`role-duration-seconds` of aws-actions/configure-aws-credentials) if the run takes longer than it.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'TokenRefreshRequired',
      status: 400,
      message: 'The provided token must be refreshed.',
    },
    'passes',
    's3:GetObject on states/prod/terraform.tfstate failed: the AWS session of this run has expired. Get credentials in a step right before this one, and ask for a longer session (`role-duration-seconds` of aws-actions/configure-aws-credentials) if the run takes longer than it.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'InvalidToken',
      status: 400,
      message: 'The provided token is malformed or otherwise invalid.',
    },
    'lasting',
    's3:GetObject on states/prod/terraform.tfstate failed: the session token of this run is not one that AWS accepts here. Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN from one and the same session, and leave AWS_SESSION_TOKEN out for the keys of a user. In a region that has to be opted in to, take the session from STS of that region.',
  ],
  [
    {
      action: 'dynamodb:GetItem',
      resource: 'locks, item states/prod/terraform.tfstate',
      code: 'MissingAuthenticationTokenException',
      status: 400,
      message: 'Request is missing Authentication Token',
    },
    'lasting',
    'dynamodb:GetItem on locks, item states/prod/terraform.tfstate failed: the request came to AWS without a whole signature. Something between here and AWS, such as a proxy, takes its `Authorization` header away; let it through, or set no_proxy for AWS.',
  ],
  [
    {
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: 'arn:aws:iam::123456789012:role/deploy',
      code: 'InvalidIdentityToken',
      status: 400,
      message: 'Incorrect token audience',
    },
    'lasting',
    "the role arn:aws:iam::123456789012:role/deploy cannot be taken: the audience of the job's identity token is not one that AWS is set up for. Ask for the token with the audience sts.amazonaws.com (input `audience` of aws-actions/configure-aws-credentials), or add the other one to the client IDs of the account's identity provider.",
  ],
  [
    {
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: 'arn:aws:iam::123456789012:role/deploy',
      code: 'InvalidIdentityToken',
      status: 400,
      message: 'No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com',
    },
    'lasting',
    "the role arn:aws:iam::123456789012:role/deploy cannot be taken: its account has no identity provider for https://token.actions.githubusercontent.com. Create one in IAM with exactly that URL and the audience sts.amazonaws.com, or correct the role's account.",
  ],
  [
    {
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: 'arn:aws:iam::123456789012:role/deploy',
      code: 'ExpiredTokenException',
      status: 400,
      message: 'Token expired: current date/time 1767225600 must be before the expiration date/time 1767225000',
    },
    'lasting',
    "the role arn:aws:iam::123456789012:role/deploy cannot be taken: the job's identity token has expired. Have it written in a step right before this one, as one of GitHub's is good for minutes, and give the job `id-token: write` under `permissions`, with which Lockstep renews it.",
  ],
  [
    {
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: 'arn:aws:iam::123456789012:role/deploy',
      code: 'ExpiredTokenException',
      status: 400,
      message: '',
    },
    'lasting',
    "the role arn:aws:iam::123456789012:role/deploy cannot be taken: the job's identity token has expired. Have it written in a step right before this one, as one of GitHub's is good for minutes, and give the job `id-token: write` under `permissions`, with which Lockstep renews it.",
  ],
  [
    {
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: 'arn:aws:iam::123456789012:role/deploy',
      code: 'InvalidIdentityToken',
      status: 400,
      message:
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    },
    'lasting',
    "the role arn:aws:iam::123456789012:role/deploy cannot be taken: AWS does not accept the job's identity token (Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements). Have it written anew in a step before this one, with `id-token: write` under `permissions` of the job.",
  ],
  [
    {
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: 'arn:aws:iam::123456789012:role/deploy',
      code: 'AccessDenied',
      status: 403,
      message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    },
    'lasting',
    'the role arn:aws:iam::123456789012:role/deploy does not trust this job: its trust policy has no statement with sts:AssumeRoleWithWebIdentity whose conditions on `sub` and `aud` fit this repository, branch or environment. Correct the trust policy, or take another role.',
  ],
  [
    {
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: 'arn:aws:iam::123456789012:role/deploy',
      code: 'IDPCommunicationError',
      status: 400,
      message: 'An error occurred while communicating with the identity provider',
    },
    'passes',
    "the role arn:aws:iam::123456789012:role/deploy cannot be taken: AWS could not reach the issuer of the job's identity token. Run this again; if it stays so, see whether the issuer is open to the internet.",
  ],
  [
    {
      action: 'sts:AssumeRole',
      resource: 'arn:aws:iam::123456789012:role/deploy',
      code: 'AccessDenied',
      status: 403,
      message:
        'User: arn:aws:sts::123456789012:assumed-role/ci/run is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/deploy',
    },
    'lasting',
    "arn:aws:sts::123456789012:assumed-role/ci/run may not take the role arn:aws:iam::123456789012:role/deploy. Allow sts:AssumeRole on it in the policy of who asks, and name who asks in the role's trust policy (with the external_id that it wants, if any); or correct assume_role.",
  ],
  [
    {
      action: 'sts:AssumeRole',
      resource: 'arn:aws:iam::123456789012:role/deploy',
      code: 'AccessDenied',
      status: 403,
      message: '',
    },
    'lasting',
    "the credentials of this run may not take the role arn:aws:iam::123456789012:role/deploy. Allow sts:AssumeRole on it in the policy of who asks, and name who asks in the role's trust policy (with the external_id that it wants, if any); or correct assume_role.",
  ],
  [
    {
      action: 'sts:AssumeRole',
      resource: 'arn:aws:iam::123456789012:role/deploy',
      code: 'RegionDisabledException',
      status: 403,
      message: 'STS is not activated in this region for account:123456789012.',
    },
    'lasting',
    "sts:AssumeRole on arn:aws:iam::123456789012:role/deploy failed: STS is not activated in this region for the account. Activate it in the account's settings of IAM, or set sts_region to one where it is.",
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'AuthorizationHeaderMalformed',
      status: 400,
      message: "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'",
    },
    'lasting',
    's3:GetObject on states/prod/terraform.tfstate failed: the bucket is in the region eu-central-1. Correct region in the backend block.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'PermanentRedirect',
      status: 301,
      message: 'The bucket you are attempting to access must be addressed using the specified endpoint.',
      region: 'eu-west-1',
    },
    'lasting',
    's3:GetObject on states/prod/terraform.tfstate failed: the bucket is in the region eu-west-1. Correct region in the backend block.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'PermanentRedirect',
      status: 301,
      message: 'The bucket you are attempting to access must be addressed using the specified endpoint.',
    },
    'lasting',
    's3:GetObject on states/prod/terraform.tfstate failed: the bucket is in another region. Correct region in the backend block; `aws s3api get-bucket-location --bucket states` tells which it is.',
  ],
  [
    { action: 's3:ListBucket', resource: 'states', code: 'UnknownError', status: 301, message: '' },
    'lasting',
    's3:ListBucket on states failed: the bucket is in another region. Correct region in the backend block; `aws s3api get-bucket-location --bucket states` tells which it is.',
  ],
  [
    {
      action: 's3:ListBucket',
      resource: 'arn:aws:s3:::states',
      code: 'EndpointError',
      status: undefined,
      message: 'Invalid ARN: Unrecognized format: arn:aws:s3:::states (type: states)',
    },
    'lasting',
    's3:ListBucket on arn:aws:s3:::states failed: bucket is the ARN arn:aws:s3:::states, and has to be the bucket\'s name. Set bucket = "states".',
  ],
  [
    {
      action: 's3:ListBucket',
      resource: 'arn:aws:s3:eu-west-1:123456789012:accesspoint/states',
      code: 'EndpointError',
      status: undefined,
      message: 'Path-style addressing cannot be used with ARN buckets',
    },
    'lasting',
    's3:ListBucket on arn:aws:s3:eu-west-1:123456789012:accesspoint/states failed: bucket is an ARN, which does not go together with use_path_style. Set bucket to the name of the bucket, or to the alias of the access point, which ends in -s3alias.',
  ],
  [
    {
      action: 's3:ListBucket',
      resource: 'arn:aws:s3:eu-west-1:123456789012:states',
      code: 'EndpointError',
      status: undefined,
      message: 'Invalid ARN: The ARN was not for the S3 service',
    },
    'lasting',
    's3:ListBucket on arn:aws:s3:eu-west-1:123456789012:states failed: bucket is an ARN that cannot be used here. Set it to the name of the bucket, or to the alias of an access point, which ends in -s3alias.',
  ],
  [
    {
      action: 's3:ListBucket',
      resource: 'S3://States',
      code: 'InvalidBucketName',
      status: 400,
      message: 'The specified bucket is not valid.',
    },
    'lasting',
    's3:ListBucket on S3://States failed: what bucket says is no name of a bucket. Set it to the name alone, without s3://, ARN or folder.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:eu-west-1:123456789012:accesspoint/states/prod/x',
      code: 'NoSuchAccessPoint',
      status: 404,
      message: 'The specified accesspoint does not exist',
    },
    'lasting',
    's3:GetObject on arn:aws:s3:eu-west-1:123456789012:accesspoint/states/prod/x failed: there is no such access point in this region. Correct bucket, or set it to the name of the bucket behind the access point.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states-abc-s3alias/prod/x',
      code: 'NoSuchBucket',
      status: 404,
      message: 'The specified bucket does not exist',
    },
    'lasting',
    's3:GetObject on states-abc-s3alias/prod/x failed: no access point has the alias states-abc-s3alias in this region. Correct bucket, or set it to the name of the bucket behind the access point.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'NoSuchBucket',
      status: 404,
      message: 'The specified bucket does not exist',
    },
    'lasting',
    'the bucket states does not exist. Create it, or correct the backend block.',
  ],
  [
    { action: 's3:ListBucket', resource: '', code: 'NoSuchBucket', status: 404, message: '' },
    'lasting',
    'the bucket of the backend block does not exist. Create it, or correct the backend block.',
  ],
  [
    {
      action: 'dynamodb:GetItem',
      resource: 'locks, item states/prod/terraform.tfstate',
      code: 'ResourceNotFoundException',
      status: 400,
      message: 'Requested resource not found',
    },
    'lasting',
    'the lock table locks does not exist in this region and account. Create it with the hash key LockID, or correct dynamodb_table.',
  ],
  [
    {
      action: 'dynamodb:GetItem',
      resource: 'locks, item states/prod/terraform.tfstate',
      code: 'ValidationException',
      status: 400,
      message: 'The provided key element does not match the schema',
    },
    'lasting',
    'the lock table locks has another key than LockID, of type string, alone. Make a new table with it, and set dynamodb_table to that one.',
  ],
  [
    {
      action: 'dynamodb:GetItem',
      resource: 'my table',
      code: 'ValidationException',
      status: 400,
      message:
        "1 validation error detected: Value 'my table' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    },
    'lasting',
    "dynamodb:GetItem on my table failed: dynamodb_table is no name of a table. Set it to the table's name alone: letters, digits, and _ . - only.",
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'InvalidObjectState',
      status: 403,
      message: "The operation is not valid for the object's storage class",
    },
    'lasting',
    "s3:GetObject on states/prod/terraform.tfstate failed: the object is archived (a Glacier or Deep Archive storage class) and cannot be read. Restore it with `aws s3api restore-object`, copy it over itself with the class STANDARD, and take states out of the bucket's lifecycle rule.",
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'KMS.DisabledException',
      status: 400,
      message: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab is disabled.',
    },
    'lasting',
    's3:GetObject on states/prod/terraform.tfstate failed: the KMS key arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab is disabled, waits for its deletion, or is not there. Enable it (`aws kms enable-key`, `aws kms cancel-key-deletion`), or correct kms_key_id.',
  ],
  [
    {
      action: 's3:PutObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'AccessDenied',
      status: 403,
      message:
        'User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab because no identity-based policy allows the kms:GenerateDataKey action',
    },
    'denied',
    "arn:aws:sts::123456789012:assumed-role/deploy/ci may not s3:PutObject on states/prod/terraform.tfstate, because it may not kms:GenerateDataKey with the KMS key arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab. Grant that in the role's policy, and in the key's own policy when the key belongs to another account.",
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'AccessDenied',
      status: 403,
      message:
        'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access (kms:Decrypt).',
    },
    'denied',
    "the role may not s3:GetObject on states/prod/terraform.tfstate, because it may not kms:Decrypt with the KMS key that it is encrypted with. Grant that in the role's policy, and in the key's own policy when the key belongs to another account.",
  ],
  [
    {
      action: 's3:DeleteObjectVersion',
      resource: 'states/prod/terraform.tfstate',
      code: 'AccessDenied',
      status: 403,
      message: 'Access Denied because object protected by object lock.',
    },
    'lasting',
    "s3:DeleteObjectVersion on states/prod/terraform.tfstate failed: Object Lock protects the object, and nothing deletes it before its retention or legal hold ends. Keep states in a bucket without a default retention that Lockstep's own objects get, or wait until it ends.",
  ],
  [
    {
      action: 's3:PutObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'InvalidRequest',
      status: 400,
      message:
        'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    },
    'lasting',
    's3:PutObject on states/prod/terraform.tfstate failed: the bucket has Object Lock and wants a checksum with each object. Take skip_s3_checksum out of the backend block.',
  ],
  [
    {
      action: 's3:PutObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'AccessDenied',
      status: 403,
      message: 'Server-side encryption with customer-provided keys (SSE-C) is not allowed for this bucket.',
    },
    'lasting',
    "s3:PutObject on states/prod/terraform.tfstate failed: the bucket takes no objects that are encrypted with a key of the client (SSE-C), which is switched off for it. Use kms_key_id in place of sse_customer_key (and AWS_SSE_CUSTOMER_KEY), or allow SSE-C in the bucket's encryption settings.",
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'InvalidRequest',
      status: 400,
      message:
        'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    },
    'lasting',
    's3:GetObject on states/prod/terraform.tfstate failed: the object is encrypted with a key of the client (SSE-C), and this run gives another one, or none. Give the key that it was written with: sse_customer_key in backend-config, or AWS_SSE_CUSTOMER_KEY, both with encrypt = true.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'AccountProblem',
      status: 403,
      message: 'There is a problem with your AWS account that prevents the operation from completing successfully.',
    },
    'lasting',
    "s3:GetObject on states/prod/terraform.tfstate failed: AWS does not serve this account (AccountProblem: There is a problem with your AWS account that prevents the operation from completing successfully). Look at the account's billing and its messages, or ask AWS Support.",
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'AllAccessDisabled',
      status: 403,
      message: 'All access to this Amazon S3 resource has been disabled.',
    },
    'lasting',
    's3:GetObject on states/prod/terraform.tfstate failed: AWS has switched off all access to the bucket, which may be one of another account. Correct bucket, or ask AWS Support.',
  ],
  [
    {
      action: 's3:PutObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'AccessDenied',
      status: 403,
      message:
        'User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::states/prod/terraform.tfstate" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.',
    },
    'denied',
    's3:PutObject on states/prod/terraform.tfstate failed: the bucket or its account blocks public access, and the request would have made the object public. Take acl out of the backend block.',
  ],
  [
    {
      action: 's3:PutObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'AccessControlListNotSupported',
      status: 400,
      message: 'The bucket does not allow ACLs',
    },
    'lasting',
    's3:PutObject on states/prod/terraform.tfstate failed: the bucket knows no ACLs (its owner owns every object). Take acl out of the backend block.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'AccessDenied',
      status: 403,
      message: 'Access denied: the bucket is a Requester Pays bucket and the request has no x-amz-request-payer.',
    },
    'lasting',
    "s3:GetObject on states/prod/terraform.tfstate failed: who asks has to pay for this bucket (requester pays), and Terraform's backend cannot say that it does. Switch that off for the bucket, or keep states in another one.",
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'AccessDenied',
      status: 403,
      message:
        'User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::states/prod/terraform.tfstate" with an explicit deny in a service control policy',
    },
    'denied',
    'arn:aws:sts::123456789012:assumed-role/deploy/ci may not s3:GetObject on states/prod/terraform.tfstate: the service control policy denies it explicitly, and no grant helps against that. Find the statement with "Effect": "Deny" that fits, and take this role out of it.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'AccessDenied',
      status: 403,
      message:
        'User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::states/prod/terraform.tfstate" because no identity-based policy allows the s3:GetObject action',
    },
    'denied',
    'arn:aws:sts::123456789012:assumed-role/deploy/ci may not s3:GetObject on states/prod/terraform.tfstate, because no identity-based policy allows it. Grant it there, or use a role that has it.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'AccessDenied',
      status: 403,
      message: 'Access Denied',
    },
    'denied',
    'the role may not s3:GetObject on states/prod/terraform.tfstate. Grant it, or use a role that has it.',
  ],
  [
    {
      action: 'dynamodb:GetItem',
      resource: 'locks, item states/prod/terraform.tfstate',
      code: 'AccessDeniedException',
      status: 400,
      message:
        'User: arn:aws:iam::123456789012:user/ci is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/locks because no identity-based policy allows the dynamodb:GetItem action',
    },
    'denied',
    'arn:aws:iam::123456789012:user/ci may not dynamodb:GetItem on locks, item states/prod/terraform.tfstate, because no identity-based policy allows it. Grant it there, or use a role that has it.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: '403',
      status: 403,
      message: 'UnknownError',
    },
    'denied',
    'the role may not s3:GetObject on states/prod/terraform.tfstate. Grant it, or use a role that has it.',
  ],
  [
    {
      action: 's3:GetBucketVersioning',
      resource: 'states-abc-s3alias',
      code: 'MethodNotAllowed',
      status: 405,
      message: 'The specified method is not allowed against this resource.',
    },
    'lasting',
    's3:GetBucketVersioning on states-abc-s3alias failed: this is not possible through an access point. Set bucket to the name of the bucket behind it.',
  ],
  [
    {
      action: 's3:GetObjectVersion',
      resource: 'states/prod/terraform.tfstate',
      code: 'MethodNotAllowed',
      status: 405,
      message: 'The specified method is not allowed against this resource.',
    },
    'lasting',
    's3:GetObjectVersion on states/prod/terraform.tfstate failed: the version that was asked for is a delete marker, which has nothing to read, or what answers at this endpoint does not know the request. Run this again; if it stays so, look at endpoints in the backend block.',
  ],
  [
    {
      action: 's3:ListBucketVersions',
      resource: 'states',
      code: 'NotImplemented',
      status: 501,
      message: 'A header you provided implies functionality that is not implemented.',
    },
    'lasting',
    's3:ListBucketVersions on states failed: this store does not know the request (A header you provided implies functionality that is not implemented). Use a newer version of it, or AWS; `command: doctor` tells what it lacks.',
  ],
  [
    {
      action: 'dynamodb:GetItem',
      resource: 'locks, item states/prod/terraform.tfstate',
      code: 'ProvisionedThroughputExceededException',
      status: 400,
      message: 'The level of configured provisioned throughput for the table was exceeded.',
    },
    'passes',
    'dynamodb:GetItem on locks, item states/prod/terraform.tfstate failed: the provisioned capacity of the table is used up. Run this again; set the table to on-demand capacity (`aws dynamodb update-table --billing-mode PAY_PER_REQUEST`) if it comes back.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'SlowDown',
      status: 503,
      message: 'Please reduce your request rate.',
    },
    'passes',
    's3:GetObject on states/prod/terraform.tfstate failed: AWS is asked too much at once and puts requests off (SlowDown). Run this again in a moment; a larger max_retries, or retry_mode = "adaptive", in the backend block bridges more.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'InternalError',
      status: 500,
      message: 'We encountered an internal error. Please try again.',
    },
    'passes',
    's3:GetObject on states/prod/terraform.tfstate failed: the service is out of order for the moment (InternalError: We encountered an internal error. Please try again). Run this again; https://health.aws.amazon.com/health/status tells of outages of AWS.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'ENOTFOUND',
      status: undefined,
      message: 'getaddrinfo ENOTFOUND s3.us-esat-1.amazonaws.com',
    },
    'passes',
    "s3:GetObject on states/prod/terraform.tfstate failed: this runner finds no host at that address (getaddrinfo ENOTFOUND s3.us-esat-1.amazonaws.com). Look for a mistake in region and endpoints of the backend block, and at the runner's DNS and proxy.",
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'ECONNREFUSED',
      status: undefined,
      message: 'connect ECONNREFUSED 127.0.0.1:9000',
    },
    'passes',
    's3:GetObject on states/prod/terraform.tfstate failed: there is no connection to the service (connect ECONNREFUSED 127.0.0.1:9000). Look at endpoints in the backend block, and at proxy and firewall of the runner; then run this again.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
      status: undefined,
      message: 'self-signed certificate in certificate chain',
    },
    'lasting',
    's3:GetObject on states/prod/terraform.tfstate failed: the certificate of the service is not one that this runner trusts (self-signed certificate in certificate chain). Give the certificates of its issuer with custom_ca_bundle in the backend block, or AWS_CA_BUNDLE.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'CredentialsProviderError',
      status: undefined,
      message: 'Could not resolve credentials using profile: [deploy] in configuration/credentials file(s).',
    },
    'lasting',
    'the profile deploy is in none of the shared files of AWS that this run reads, or is not whole there. Correct profile (or AWS_PROFILE), or write it in a step before this one.',
  ],
  [
    {
      action: 's3:GetObject',
      resource: 'states/prod/terraform.tfstate',
      code: 'CredentialsProviderError',
      status: undefined,
      message: 'Could not load credentials from any providers',
    },
    'lasting',
    'there are no AWS credentials for s3:GetObject. Add a step with aws-actions/configure-aws-credentials before this one; with its `role-to-assume`, the job needs `id-token: write` under `permissions`.',
  ],
];

describe('what AWS answers is told by its cause', () => {
  it.each(ANSWERS)('%j is %s', (refusal, kind, sentence) => {
    expect(tellCause(refusal)).toEqual({ sentence, isDenied: kind === 'denied', isLasting: kind !== 'passes' });
  });

  it('every cause is that of an answer above', () => {
    const found = new Set(ANSWERS.map(([refusal]) => CAUSES.find((cause) => matchCause(cause, refusal) !== undefined)));
    expect(CAUSES.filter((cause) => !found.has(cause))).toEqual([]);
  });

  it.each(ANSWERS)('%j: says what to do', (_refusal, _kind, sentence) => {
    expect(sentence).toMatch(
      /\. (?:Correct|Set|Get|Grant|Take|Allow|Activate|Create|Make|Ask|Have|Run|Restore|Enable|Keep|Use|Give|Look|Switch|Find|Add|Something)\b/,
    );
  });
});

describe('what a sentence is about', () => {
  const OBJECT = 'states/prod/terraform.tfstate';
  /** Those of the bucket or table as such, and of whoever asks for nothing yet, name no object. */
  const ofObjects = ANSWERS.filter(([{ resource, code }]) => {
    return resource === OBJECT && !['NoSuchBucket', 'CredentialsProviderError'].includes(code);
  });

  it.each(ofObjects)('stands whole in it, however long its key: %j', (refusal) => {
    const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(key, (word) => {
        const resource = `states/${word}/terraform.tfstate`;
        expect(tellCause({ ...refusal, resource })?.sentence).toContain(resource);
      }),
      { numRuns: 20 },
    );
  });

  const KMS_KEYS = fc
    .tuple(fc.stringMatching(/^[a-z]{2}-[a-z]{4,9}-[1-9]$/), fc.stringMatching(/^[0-9a-f-]{36}$/))
    .map(([region, id]) => `arn:aws:kms:${region}:123456789012:key/${id}`);

  it('is the whole key, where one of KMS is at fault', () => {
    fc.assert(
      fc.property(
        KMS_KEYS,
        fc.constantFrom(' is disabled.', '', ' (', ' because no identity-based policy allows'),
        (key, then) => {
          const about = { action: 's3:GetObject', resource: OBJECT, status: 403 };
          for (const [code, message] of [
            ['KMS.DisabledException', `${key}${then}`],
            [
              'AccessDenied',
              `User: arn:aws:iam::1:user/a is not authorized to perform: kms:Decrypt on resource: ${key}${then}`,
            ],
          ] as const) {
            expect(tellCause({ ...about, code, message })?.sentence).toContain(`the KMS key ${key}`);
          }
        },
      ),
    );
  });
});

describe('what nothing is known of', () => {
  it.each(['InvalidTag', 'XMinioStorageFull', 'NoSuchUpload', ''])('has no cause: %j', (code) => {
    expect(tellCause({ action: 's3:GetObject', resource: 'a/b', code, status: 400, message: 'No.' })).toBeUndefined();
  });

  it('is no denial, even where the status is 403', () => {
    const refusal = { action: 's3:GetObject', resource: 'a/b', code: 'XVendorSays', status: 403, message: 'No.' };
    expect(tellCause(refusal)).toBeUndefined();
  });
});

describe('a denial', () => {
  it.each([
    'tfstate-retention-90d',
    'object-lock-states',
    'worm',
    'legal-hold',
    'sse-c-states',
    'requester-pays',
    'block-public-access',
    'public access',
  ])('stays one, whatever role and bucket are called: %s', (name) => {
    const refusal: AwsRefusal = {
      action: 's3:PutObject',
      resource: `${name}/prod/terraform.tfstate`,
      code: 'AccessDenied',
      status: 403,
      message: `User: arn:aws:sts::123456789012:assumed-role/${name.replace(' ', '-')}/lockstep is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::${name}/prod/terraform.tfstate" because no identity-based policy allows the s3:PutObject action`,
    };
    expect(tellCause(refusal)).toMatchObject({ isDenied: true });
    expect(tellCause(refusal)?.sentence).toContain('because no identity-based policy allows it');
  });
});
