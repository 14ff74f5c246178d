import { describe, expect, it } from 'vitest';

import { backendMistakeOf, describeMisspelled } from '../../../../src/adapters/terraform/mistakes/mistakes.ts';
import { withoutPlaces } from '../../../../src/adapters/terraform/words.ts';

const sentenceOf = (said: string): string | undefined => backendMistakeOf(said, '/w/infra')?.sentence;

const REDIRECTED =
  's3:ListBucket on states failed: the endpoint of the backend redirects (CODE), and not as S3 does: something before the store has answered, such as a reverse proxy that wants https in place of http. Set the endpoint to the address that it leads to, which `curl -sI` on the endpoint shows as `location`.';
const LISTING =
  'Error: Failed to get existing workspaces: Unable to list objects in S3 bucket "states" with prefix "env:/": operation error S3: ListObjectsV2, https response error';

describe('what is wrong with a backend', () => {
  it.each([
    [
      `${LISTING} StatusCode: 301, RequestID: , HostID: , error while deserializing xml error response : XML syntax error on line 1: element <hr> closed by </body>`,
      REDIRECTED.replace('CODE', '301'),
    ],
    [`${LISTING} StatusCode: 302, RequestID: , HostID: , api error Found: Found`, REDIRECTED.replace('CODE', '302')],
    [
      `${LISTING} StatusCode: 301, RequestID: , HostID: , api error PermanentRedirect: The bucket must be addressed otherwise.`,
      's3:ListBucket on states failed: the bucket is in another region. Correct region in the backend block; `aws s3api get-bucket-location --bucket states` tells which it is.',
    ],
    [
      'Error: Invalid backend configuration argument\n\nThe backend configuration argument "bucket_name" given on the command line is\nnot expected for the selected backend type.\n\nError: Invalid backend configuration argument\n\nThe backend configuration argument "foo" given on the command line is not\nexpected for the selected backend type.',
      'the input backend-config sets bucket_name (the nearest that there is: bucket) and foo, and the backend "s3" has no setting of that name. Correct it there.',
    ],
    [
      'Error: Unsupported argument\n\n  on bad.tfbackend line 1:\n   1: regoin = "x"\n\nAn argument named "regoin" is not expected here.',
      'the file bad.tfbackend, which backend-config names, sets regoin (the nearest that there is: region) in line 1, and the backend "s3" has no setting of that name. Correct it there.',
    ],
    [
      'Error: Unsupported block type\n\n  on bad.tfbackend line 1:\n   1: foo { bar = 1 }\n\nBlocks of type "foo" are not expected here.',
      'the file bad.tfbackend, which backend-config names, is not one of settings alone, at line 1: Unsupported block type. Blocks of type "foo" are not expected here. Correct it there.',
    ],
    [
      'Error: retrieving credentials: static credentials are empty',
      'the backend has a part of access_key, secret_key and token only. Set access_key and secret_key both, or none of the three, in the backend block and in backend-config.',
    ],
    [
      'Error: Failed to get existing workspaces: S3 bucket "nope" does not exist.\n\nThe referenced S3 bucket must have been\n',
      'the bucket nope does not exist. Create it, or correct the backend block.',
    ],
    [
      'Error: Error loading state: Unable to access object "x" in S3 bucket "b": operation error S3: HeadObject, requested bucket from "us-east-1",\nactual location "eu-west-1"',
      's3:GetObject on b/x failed: the bucket is in the region eu-west-1. Correct region in the backend block.',
    ],
    [
      "operation error S3: ListObjectsV2, https response error StatusCode: 400, RequestID: x, HostID: y, api error AuthorizationHeaderMalformed: The authorization header is malformed; the region\n'us-east-1' is wrong; expecting 'eu-central-1'",
      's3:ListBucket failed: the bucket is in the region eu-central-1. Correct region in the backend block.',
    ],
    [
      'operation error S3: ListObjectsV2, https response error StatusCode: 301, RequestID: x',
      's3:ListBucket failed: the bucket is in another region. Correct region in the backend block; `aws s3api get-bucket-location` tells which it is.',
    ],
    [
      'Error: Failed to get existing workspaces: S3 bucket does not exist.\n\nThe referenced S3 bucket must have been previously created.',
      'the bucket of the backend block does not exist. Create it, or correct the backend block.',
    ],
    [
      'Error refreshing state: S3 bucket does not exist.\n\nThe referenced S3 bucket must have been previously created.',
      'the bucket of the backend block does not exist. Create it, or correct the backend block.',
    ],
    [
      'Error: "region": required field is not set',
      'no region is set. Set region in the backend block, or AWS_REGION in the environment.',
    ],
    [
      'Error: Missing region value\n\n  on main.tf line 2, in terraform:\n   2:  backend "s3" {\n\nThe "region" attribute or',
      'no region is set. Set region in the backend block, or AWS_REGION in the environment.',
    ],
    [
      'Error: Unsupported argument\n\n  on main.tf line 11, in terraform:\n  11: use_lockfile = true\n\nAn argument named "use_lockfile" is not expected here.',
      'this version does not know use_lockfile, which Terraform and OpenTofu have from 1.10 on. Use a newer one, or name a lock table with dynamodb_table in place of use_lockfile.',
    ],
    [
      'Error: Invalid backend configuration argument\n\nThe backend configuration argument "use_lockfile" given on the command line\nis not expected for the selected backend type.',
      'this version does not know use_lockfile, which Terraform and OpenTofu have from 1.10 on. Use a newer one, or name a lock table with dynamodb_table in place of use_lockfile.',
    ],
    [
      'Error: error configuring S3 Backend: no valid credential sources for S3 Backend found.\n\nPlease see https://www.terraform.io/docs',
      'there are no AWS credentials. Add a step with aws-actions/configure-aws-credentials before this one; with its `role-to-assume`, the job needs `id-token: write` under `permissions`.',
    ],
    [
      'Error refreshing state: AccessDenied: Access Denied\n\tstatus code: 403, request id: 469F4CD0E7FF1959, host id: x',
      'the role is denied what the backend needs. Grant it, or use a role that has it.',
    ],
    [
      'Error: Error refreshing state\n\noperation error S3: HeadObject, https response error StatusCode: 403,\nRequestID: x, HostID: y, api\nerror Forbidden: Forbidden',
      'the role may not s3:GetObject. Grant it, or use a role that has it.',
    ],
    [
      'Error: Error refreshing state: Unable to access object "a/b" in S3 bucket "states": operation error S3: HeadObject, https response error StatusCode: 403, RequestID: x, HostID: y, api error Forbidden: Forbidden',
      'the role may not s3:GetObject on states/a/b. Grant it, or use a role that has it.',
    ],
    [
      'Error: No valid credential sources found',
      'there are no AWS credentials. Add a step with aws-actions/configure-aws-credentials before this one; with its `role-to-assume`, the job needs `id-token: write` under `permissions`.',
    ],
    [
      'operation error S3: ListObjectsV2, https response error StatusCode:\n403, RequestID: x, HostID: y, api error AccessDenied',
      'the role may not s3:ListBucket. Grant it, or use a role that has it.',
    ],
    [
      'Error: Failed to get existing workspaces: Unable to list objects in S3 bucket "states" with prefix env:/: operation error S3: ListObjectsV2, https\nresponse error StatusCode: 403, RequestID: x, HostID: y, api error AccessDenied: Access Denied',
      'the role may not s3:ListBucket on states. Grant it, or use a role that has it.',
    ],
    [
      'Unable to access object "a/b" in S3 bucket "states": operation error S3: HeadObject, https response error StatusCode: 403, api error AccessDenied',
      'the role may not s3:GetObject on states/a/b. Grant it, or use a role that has it.',
    ],
    [
      'Unable to retrieve item from DynamoDB table "locks": operation error DynamoDB: GetItem, https response error StatusCode: 400, AccessDeniedException: no',
      'the role may not dynamodb:GetItem on locks. Grant it, or use a role that has it.',
    ],
    [
      'Error: Missing Required Value\n\n  on main.tf line 2, in terraform:\n   2: backend "s3" {\n\nThe attribute "bucket" is required by the backend.\n\nRefer to the backend documentation for additional information which\nattributes are required.',
      'bucket is set nowhere. Give it in the backend block, or as name=value in backend-config.',
    ],
    [
      'Error: Missing Required Value\n\n  on main.tf line 2, in terraform:\n   2: backend "s3" {}\n\nThe attribute "bucket" is required by the backend.\n\nError: Missing Required Value\n\n  on main.tf line 2, in terraform:\n   2: backend "s3" {}\n\nThe attribute "key" is required by the backend.\n\nError: Missing region value\n\n  on main.tf line 2, in terraform:\n   2: backend "s3" {}\n\nThe "region" attribute or the "AWS_REGION" or "AWS_DEFAULT_REGION"\nenvironment variables must be set.',
      'bucket, key and region are set nowhere. Give them in the backend block, or as name=value in backend-config, or the region by AWS_REGION in the environment.',
    ],
    [
      'Error: "key": required field is not set\n\nError: "bucket": required field is not set',
      'key and bucket are set nowhere. Give them in the backend block, or as name=value in backend-config.',
    ],
    [
      'Error: Invalid Value\n\n  on main.tf line 3, in terraform:\n   3: bucket=""\n\nThe value cannot be empty or all whitespace',
      'the backend block is not one that this version takes: main.tf line 3, bucket: Invalid Value. The value cannot be empty or all whitespace. Correct it there.',
    ],
    [
      'Error: Unsupported argument\n\n  on main.tf line 4, in terraform:\n   4: keey="x"\n\nAn argument named "keey" is not expected here. Did you mean "key"?',
      'the backend block is not one that this version takes: main.tf line 4, keey: Unsupported argument. An argument named "keey" is not expected here. Did you mean "key"? Correct it there.',
    ],
    [
      'Error: Variables not allowed\n\n  on main.tf line 4, in terraform:\n   4: bucket=var.x\n\nVariables may not be used here.',
      'the backend block is not one that this version takes: main.tf line 4, bucket: Variables not allowed. Variables may not be used here. Correct it there.',
    ],
    [
      'Error: failed to get shared config profile, nope',
      'the profile nope is in none of the shared files of AWS that this run reads: ~/.aws/config and ~/.aws/credentials, or those that shared_config_files, shared_credentials_files, AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name. Correct profile (or AWS_PROFILE), or write it there in a step before this one.',
    ],
    [
      'Error: reading custom CA bundle: open certs/nope.pem: no such file or directory',
      'the file certs/nope.pem (/w/infra/certs/nope.pem), which custom_ca_bundle or AWS_CA_BUNDLE names, cannot be read (no such file or directory). Correct the path, or write the file in a step before this one.',
    ],
    [
      'Error: No valid credential sources found\n\nPlease see https://developer.hashicorp.com/terraform/language/backend/s3\n\nError: failed to refresh cached credentials, failed to retrieve jwt from\nprovide source, unable to read file at /tmp/nope/token: open /tmp/nope/token:\nno such file or directory',
      "the file /tmp/nope/token, which is to hold the job's identity token (web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE), cannot be read (no such file or directory). Correct the path, or have the token written there in a step before this one, with `id-token: write` under `permissions` of the job.",
    ],
    [
      'Error: Failed to read file\n\nThe file "nope.hcl" could not be read.',
      'the file nope.hcl (/w/infra/nope.hcl), which backend-config names, cannot be read. Correct the path, or write `name=value` for a setting.',
    ],
    [
      'Error: Failed to get existing workspaces: Unable to list objects in S3 bucket "b" with prefix "env:/": operation error S3: ListObjectsV2, https response error StatusCode: 0, RequestID: , HostID: , request send failed, Get "https://s3.us-esat-1.amazonaws.com/b?list-type=2": dial tcp: lookup s3.us-esat-1.amazonaws.com on 10.0.0.2:53: no such host',
      `s3:ListBucket on b failed: this runner finds no host at that address (Get "https://s3.us-esat-1.amazonaws.com/b?list-type=2": dial tcp: lookup s3.us-esat-1.amazonaws.com on 10.0.0.2:53: no such host). Look for a mistake in region and endpoints of the backend block, and at the runner's DNS and proxy.`,
    ],
    [
      'Error: Failed to get existing workspaces: Unable to list objects in S3 bucket "arn:aws:s3:::states" with prefix "env:/": operation error S3: ListObjectsV2, resolve auth scheme: resolve endpoint: endpoint rule error, Invalid ARN: Unrecognized format: arn:aws:s3:::states (type: states)',
      's3:ListBucket on arn:aws:s3:::states failed: bucket is the ARN arn:aws:s3:::states, and has to be the bucket\'s name. Set bucket = "states".',
    ],
    [
      'Error: Failed to get existing workspaces: Unable to list objects in S3 bucket "arn:aws:s3:::states" with prefix "env:/": operation error S3: ListObjectsV2, invalid Amazon s3 ARN, unknown resource type, arn:aws:s3:::states',
      's3:ListBucket on arn:aws:s3:::states failed: bucket is the ARN arn:aws:s3:::states, and has to be the bucket\'s name. Set bucket = "states".',
    ],
    [
      'Error: Failed to get existing workspaces: S3 bucket "states-abc-s3alias" does not exist.\n\nThe referenced S3 bucket must have been\n\nError: operation error S3: ListObjectsV2, https response error StatusCode: 404, RequestID: , HostID: , NoSuchBucket: ',
      's3:ListBucket on states-abc-s3alias failed: no access point has the alias states-abc-s3alias in this region. Correct bucket, or set it to the name of the bucket behind the access point.',
    ],
    [
      'Error: Failed to get existing workspaces: Unable to list objects in S3 bucket "states" with prefix "env:/": operation error S3: ListObjectsV2, exceeded maximum number of attempts, 1, Probable clock skew error: https response error StatusCode: 403, RequestID: , HostID: , api error RequestTimeTooSkewed: The difference between the request time and the current time is too large.',
      "s3:ListBucket on states failed: the clock of this runner is more than 15 minutes away from AWS's, and AWS takes no more. Set the clock of the machine (chrony or systemd-timesyncd keep it right), then run this again.",
    ],
    [
      'Error: validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: r, api error SignatureDoesNotMatch: Signature expired: 20260101T000000Z is now earlier than 20260101T004500Z (20260101T010000Z - 15 min.)',
      "sts:GetCallerIdentity failed: the clock of this runner is 60 minutes behind AWS's, and AWS takes at most 15 minutes. Set the clock of the machine (chrony or systemd-timesyncd keep it right), then run this again.",
    ],
    [
      'Error: error configuring S3 Backend: error validating provider credentials: error calling sts:GetCallerIdentity: InvalidClientTokenId: The security token included in the request is invalid.\n\tstatus code: 403, request id: 1',
      'a request to AWS failed: AWS does not know the access key ID of this run. It is mistyped, deleted or inactive, or a temporary one without its session token. Correct AWS_ACCESS_KEY_ID (and AWS_SESSION_TOKEN), or let aws-actions/configure-aws-credentials set them.',
    ],
    [
      'Error: Cannot assume IAM Role\n\nIAM Role (arn:aws:iam::123456789012:role/deploy) cannot be assumed.\n\nThere are a number of possible causes of this - the most common are:\n  * The credentials used in order to assume the role are invalid\n\nError: operation error STS: AssumeRole, https response error StatusCode: 403,\nRequestID: r, api error AccessDenied: User: arn:aws:iam::123456789012:user/ci is\nnot authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/deploy',
      "arn:aws:iam::123456789012:user/ci may not take the role arn:aws:iam::123456789012:role/deploy. Allow sts:AssumeRole on it in the policy of who asks, and name who asks in the role's trust policy (with the external_id that it wants, if any); or correct assume_role.",
    ],
    [
      'Error: Cannot assume IAM Role with web identity\n\nIAM Role (arn:aws:iam::123456789012:role/deploy) cannot be assumed with web\nidentity token.\n\nError: operation error STS: AssumeRoleWithWebIdentity, https response error\nStatusCode: 400, RequestID: r, InvalidIdentityToken: Incorrect token audience',
      "the role arn:aws:iam::123456789012:role/deploy cannot be taken: the audience of the job's identity token is not one that AWS is set up for. Ask for the token with the audience sts.amazonaws.com (input `audience` of aws-actions/configure-aws-credentials), or add the other one to the client IDs of the account's identity provider.",
    ],
    [
      'Error: Error loading state: Unable to retrieve item from DynamoDB table "locks": operation error DynamoDB: GetItem, https response error StatusCode: 400, RequestID: r, ResourceNotFoundException: Requested resource not found',
      'the lock table locks does not exist in this region and account. Create it with the hash key LockID, or correct dynamodb_table.',
    ],
    [
      'Error: Unable to access object "a/b" in S3 bucket "states": operation error S3: GetObject, https response error StatusCode: 418, RequestID: r, HostID: h, api error XTeapot: short and stout',
      's3:GetObject on states/a/b failed: XTeapot, 418: short and stout',
    ],
  ])('is told in a sentence of our own: %j', (stderr, sentence) => {
    expect(sentenceOf(stderr)).toBe(sentence);
  });

  it.each([
    '',
    'Error: Unsupported argument\n\n  on main.tf line 2',
    'Error: Failed to query available provider packages',
  ])('is nothing that %j says', (stderr) => {
    expect(sentenceOf(stderr)).toBeUndefined();
  });
});

it('what a module’s server has said is none of the backend’s', () => {
  const said = `
Error: Failed to download module

  on main.tf line 1:
   1: module "x" {

Could not download module "x" (main.tf:1) source code from
"s3::https://s3.amazonaws.com/modules/x.zip": AccessDenied: Access Denied
	status code: 403, request id: 1, host id: 2
`;
  expect(sentenceOf(said)).toBeDefined();
  expect(sentenceOf(withoutPlaces(said))).toBeUndefined();
  const ofBackend = 'Error refreshing state: S3 bucket does not exist.\n';
  expect(sentenceOf(withoutPlaces(`${ofBackend}${said}`))).toContain('does not exist');
});

describe('a file that does not parse', () => {
  it.each([
    [
      'Error: Terraform encountered problems during initialisation, including problems\nwith the configuration, described below.\n\nThe Terraform configuration must be valid before initialization so that\nTerraform can determine which modules and providers need to be installed.\n\n\nError: Missing region value\n\n  on main.tf line 2, in terraform:\n   2: backend "s3" {\n\nThe "region" attribute\n\nError: Unclosed configuration block\n\n  on main.tf line 1, in terraform:\n   1: terraform {\n\nThere is no closing brace for this block before the end of the file. This may\nbe caused by incorrect brace nesting elsewhere in this file.',
      'main.tf does not parse, at line 1: Unclosed configuration block. There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file. Correct it there; `terraform validate` finds the same.',
    ],
    [
      'Error: Invalid multi-line string\n\n  on main.tf line 3, in terraform:\n   3: bucket="b\n   4: key="x"\n\nQuoted strings may not be split over multiple lines.',
      'main.tf does not parse, at line 3: Invalid multi-line string. Quoted strings may not be split over multiple lines. Correct it there; `terraform validate` finds the same.',
    ],
  ])('is told with its place, whatever else comes of it: %j', (said, sentence) => {
    expect(describeMisspelled(said, 'terraform')).toBe(sentence);
  });

  it('is none of what the backend says, and no mistake of another kind', () => {
    expect(
      describeMisspelled('Error: Missing region value\n\n  on main.tf line 2, in terraform:\n   2: b\n\nx', 'tofu'),
    ).toBeUndefined();
    expect(describeMisspelled('Error: Unclosed configuration block, said a server', 'tofu')).toBeUndefined();
  });
});
