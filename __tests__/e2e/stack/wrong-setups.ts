import type { S3Server } from '../../support/aws/s3-server/server.ts';
import type { DynamoDbServer } from '../../support/aws/dynamodb-server.ts';
import type { StsServer } from '../../support/aws/sts-server.ts';
import type { FaultEffect } from '../../support/github/github-server/faults.ts';
import type { GitHubServer } from '../../support/github/github-server/server.ts';

/** The services of a run, and an address of somebody else. */
export interface Services {
  readonly s3: S3Server;
  readonly dynamodb: DynamoDbServer;
  readonly sts: StsServer;
  readonly github: GitHubServer;
  readonly elsewhere: string;
}

export interface WrongSetup {
  /** What is wrong, as the page of the mistakes has it. */
  readonly title: string;
  /** Of the root module: a text in place of its own file, or null for none. */
  readonly files?: Readonly<Record<string, string | null>> | ((services: Services) => Readonly<Record<string, string>>);
  /** Settings of the backend block, over those of a right one. */
  readonly backend?: Readonly<Record<string, string>>;
  /** Terraform asks STS who it is, as it does unless it is told not to. */
  readonly asksSts?: true;
  readonly lockMode?: 'table' | 'lockfile';
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: 'plan' | 'push';
  /** What the services answer in place of what they would. */
  readonly arm?: (services: Services) => void;
  readonly reason: string;
  /** Nothing is sent to a bucket, a table, STS or somebody else. */
  readonly isRefusedAtOnce?: true;
  /** The sentence, with `/checkout/infra` for the root module and names for hosts. */
  readonly prints: string;
}

const always = { matches: () => true, times: Infinity };

function s3Says(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
  return ({ s3 }: Services): void => {
    s3.addFault({ ...always, then: { kind: 'answer', status, code, message, headers } });
  };
}

/** Of the objects alone: a bucket that may be listed. */
function objectsSay(status: number, code: string, message: string, methods = /./) {
  return ({ s3 }: Services): void => {
    s3.addFault({
      ...always,
      matches: ({ key, method }) => key !== '' && methods.test(method),
      then: { kind: 'answer', status, code, message },
    });
  };
}

function tableSays(status: number, code: string, message: string) {
  return ({ dynamodb }: Services): void => {
    dynamodb.addFault({ ...always, then: { kind: 'answer', status, code, message } });
  };
}

function stsSays(operation: string, status: number, code: string, message: string) {
  return ({ sts }: Services): void => {
    sts.addFault({
      matches: (request) => request.operation === operation,
      times: Infinity,
      then: { kind: 'answer', status, code, message },
    });
  };
}

function gitHubSays(then: FaultEffect) {
  return ({ github }: Services): void => {
    github.addFault({ matches: () => true, times: Infinity, then });
  };
}

const block = (type: string, settings = ''): string => `terraform {\n  backend "${type}" {\n${settings}  }\n}\n`;
const MESSAGE_OF_KEY = 'The AWS Access Key Id you provided does not exist in our records.';
const ROLE = 'arn:aws:iam::123456789012:role/deploy';
const KMS_KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const NO_KEYS = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
/** Shared files of AWS in place of the user's own. */
const PROFILE_OF = { ...NO_KEYS, AWS_PROFILE: 'p', AWS_CONFIG_FILE: 'aws-config' };
const PROFILE = (text: string): Readonly<Record<string, string>> => ({ 'aws-config': `[profile p]\n${text}\n` });
const WEB_IDENTITY = `{ role_arn = "${ROLE}", session_name = "ci", web_identity_token = "header.payload.signature" }`;

const MOVE =
  'Put a backend "s3" block in its place, and move the state there by hand: `terraform init -migrate-state`.';
const COMPATIBLE = `Where the store speaks the S3 protocol, too, that block reaches it by endpoints. ${MOVE}`;
const HCP =
  'HCP Terraform and Terraform Enterprise keep, lock and queue states themselves. Put a backend "s3" block in its place, and move the state there by hand: `terraform state pull` before, `terraform state push` after.';
const OTHERS = [
  ['gcs', MOVE],
  ['azurerm', MOVE],
  ['consul', MOVE],
  ['pg', MOVE],
  ['kubernetes', MOVE],
  ['oss', COMPATIBLE],
  ['cos', COMPATIBLE],
  ['local', `A state on the runner is lost with it. ${MOVE}`],
  ['remote', HCP],
] as const;

/** One mistake each, as somebody makes it who sets Lockstep up for the first time. */
export const WRONG_SETUPS: readonly [WrongSetup, WrongSetup, ...WrongSetup[]] = [
  {
    title: 'the backend is `http`',
    files: ({ elsewhere }) => ({ 'backend.tf': block('http', `    address = "${elsewhere}/state"\n`) }),
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the root module uses the backend "http" (backend.tf line 2); Lockstep works with "s3" only. Put a backend "s3" block in its place, and move the state there by hand: `terraform init -migrate-state`.',
  },
  {
    title: 'the access key ID is mistyped',
    arm: s3Says(403, 'InvalidAccessKeyId', MESSAGE_OF_KEY),
    reason: 'backend-unusable',
    prints:
      's3:ListBucket on states failed: AWS does not know the access key ID of this run. It is mistyped, deleted or inactive, or a temporary one without its session token. Correct AWS_ACCESS_KEY_ID (and AWS_SESSION_TOKEN), or let aws-actions/configure-aws-credentials set them.',
  },
  ...OTHERS.map(([type, then]): WrongSetup => ({
    title: `the backend is \`${type}\``,
    files: { 'backend.tf': block(type) },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: `the root module uses the backend "${type}" (backend.tf line 2); Lockstep works with "s3" only. ${then}`,
  })),
  {
    title: 'a `cloud` block in place of a backend',
    files: ({ elsewhere }) => ({
      'backend.tf': `terraform {\n  cloud {\n    hostname     = "${new URL(elsewhere).host}"\n    organization = "acme"\n    workspaces { name = "infra" }\n  }\n}\n`,
    }),
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the root module uses a cloud block (backend.tf line 2); Lockstep works with "s3" only. HCP Terraform and Terraform Enterprise keep, lock and queue states themselves. Put a backend "s3" block in its place, and move the state there by hand: `terraform state pull` before, `terraform state push` after.',
  },
  {
    title: 'no backend block',
    files: { 'backend.tf': null },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'no file in "." has a backend block, so the state would lie on this runner and be lost with it. Add `terraform { backend "s3" { … } }` with bucket, key, region and use_lockfile = true.',
  },
  {
    title: 'no Terraform files: a forgotten `working-directory`',
    files: { 'backend.tf': null, 'main.tf': null, 'stacks/network/main.tf': block('s3') },
    reason: 'bad-input',
    isRefusedAtOnce: true,
    prints: `working-directory is ".", and no file there ends in .tf. There are such files in "stacks/network": set working-directory to the root module's.`,
  },
  {
    title: 'a `working-directory` that is not there',
    with: { 'working-directory': 'stacks/netwrok' },
    reason: 'bad-input',
    isRefusedAtOnce: true,
    prints:
      'working-directory is "stacks/netwrok", and there is no such directory in the checkout. Add a step with actions/checkout before this one, or correct it.',
  },
  {
    title: 'two backend blocks',
    files: { 'other.tf': block('s3') },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the root module says 2 times where its state lies: backend "s3" (backend.tf line 2), backend "s3" (other.tf line 2). Leave one backend "s3" block, and take the others out.',
  },
  {
    title: 'a `backend-config` file that is not there',
    with: { 'backend-config': 'config/prod.hcl' },
    reason: 'bad-input',
    isRefusedAtOnce: true,
    prints:
      'backend-config names the file "config/prod.hcl", which is not there or cannot be read: it would be /checkout/infra/config/prod.hcl. The path is one from working-directory; correct it, or write `name=value` for a setting.',
  },
  {
    title: 'a backend block that is not closed',
    files: {
      'backend.tf': 'terraform {\n  backend "s3" {\n    bucket = "states"\n    key    = "prod/terraform.tfstate"\n',
    },
    reason: 'tool-failed',
    isRefusedAtOnce: true,
    prints:
      'backend.tf does not parse, at line 2: Unclosed configuration block. There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file. Correct it there; `terraform validate` finds the same.',
  },
  {
    title: 'a quote that is not closed in another file',
    files: { 'main.tf': 'resource "terraform_data" "a" {\n  input = "one\n}\n' },
    reason: 'tool-failed',
    prints:
      'main.tf does not parse, at line 2: Invalid multi-line string. Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax. Correct it there; `terraform validate` finds the same.',
  },
  {
    title: 'no `bucket` and no `key`',
    files: { 'backend.tf': block('s3', '    region = "us-east-1"\n    use_lockfile = true\n') },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: 'bucket and key are set nowhere. Give them in the backend block, or as name=value in backend-config.',
  },
  {
    title: 'no `region`',
    files: { 'backend.tf': block('s3', '    bucket = "states"\n    key = "a/b"\n    use_lockfile = true\n') },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: 'no region is set. Set region in the backend block, or AWS_REGION in the environment.',
  },
  {
    title: 'an empty `bucket`',
    backend: { bucket: '""' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the backend block is not one that this version takes: backend.tf line 3, bucket: Invalid Value. The value cannot be empty or all whitespace. Correct it there.',
  },
  {
    title: 'a region that there is none of',
    backend: { region: '"us-esat-1"' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the backend block is not one that this version takes: backend.tf line 5, region: Invalid region value. Invalid AWS Region: us-esat-1. Correct it there.',
  },
  {
    title: 'a setting that there is none of',
    backend: { kee: '"x"' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the backend block is not one that this version takes: backend.tf line 12, kee: Unsupported argument. An argument named "kee" is not expected here. Correct it there.',
  },
  {
    title: 'neither `use_lockfile` nor `dynamodb_table`',
    backend: { use_lockfile: 'false' },
    reason: 'backend-unusable',
    prints:
      'the backend has no state lock, so two applies could run at once. Set use_lockfile = true, or dynamodb_table, in the backend block.',
  },
  {
    title: 'no AWS credentials',
    env: NO_KEYS,
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'there are no AWS credentials. Add a step with aws-actions/configure-aws-credentials before this one; with its `role-to-assume`, the job needs `id-token: write` under `permissions`.',
  },
  {
    title: 'a profile that is in no file',
    backend: { profile: '"prdo"' },
    env: NO_KEYS,
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the profile prdo is in none of the shared files of AWS that this run reads: ~/.aws/config and ~/.aws/credentials, or those that shared_config_files, shared_credentials_files, AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name. Correct profile (or AWS_PROFILE), or write it there in a step before this one.',
  },
  {
    title: 'a `custom_ca_bundle` that is not there',
    backend: { custom_ca_bundle: '"certs/proxy.pem"' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the file certs/proxy.pem (/checkout/infra/certs/proxy.pem), which custom_ca_bundle or AWS_CA_BUNDLE names, cannot be read (no such file or directory). Correct the path, or write the file in a step before this one.',
  },
  {
    title: 'a file for the identity token that is not there',
    env: { ...NO_KEYS, AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: '/tmp/lockstep-no-such-token' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      "the file /tmp/lockstep-no-such-token, which is to hold the job's identity token (web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE), cannot be read (no such file or directory). Correct the path, or have the token written there in a step before this one, with `id-token: write` under `permissions` of the job.",
  },
  {
    title: 'an access key ID that STS does not know',
    asksSts: true,
    arm: stsSays(
      'GetCallerIdentity',
      403,
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
    ),
    reason: 'backend-unusable',
    prints:
      'sts:GetCallerIdentity failed: AWS does not know the access key ID of this run. It is mistyped, deleted or inactive, or a temporary one without its session token. Correct AWS_ACCESS_KEY_ID (and AWS_SESSION_TOKEN), or let aws-actions/configure-aws-credentials set them.',
  },
  {
    title: 'a wrong secret access key',
    arm: s3Says(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    ),
    reason: 'backend-unusable',
    prints:
      's3:ListBucket on states failed: the secret access key of this run does not belong to its access key ID. Correct AWS_SECRET_ACCESS_KEY, whole and without a blank or a line break at its end. If both are right, something between here and AWS, such as a proxy, changes the requests.',
  },
  {
    title: 'a clock that is off',
    asksSts: true,
    arm: stsSays(
      'GetCallerIdentity',
      403,
      'SignatureDoesNotMatch',
      'Signature expired: 20260101T000000Z is now earlier than 20260101T002200Z (20260101T003700Z - 15 min.)',
    ),
    reason: 'backend-unusable',
    prints:
      "sts:GetCallerIdentity failed: the clock of this runner is 37 minutes behind AWS's, and AWS takes at most 15 minutes. Set the clock of the machine (chrony or systemd-timesyncd keep it right), then run this again.",
  },
  {
    title: 'an expired session',
    arm: s3Says(400, 'ExpiredToken', 'The provided token has expired.'),
    reason: 'backend-unusable',
    prints:
      's3:ListBucket on states failed: the AWS session of this run has expired. Get credentials in a step right before this one, and ask for a longer session (`role-duration-seconds` of aws-actions/configure-aws-credentials) if the run takes longer than it.',
  },
  {
    title: 'a session token of other keys',
    arm: s3Says(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.'),
    reason: 'backend-unusable',
    prints:
      's3:ListBucket on states failed: the session token of this run is not one that AWS accepts here. Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN from one and the same session, and leave AWS_SESSION_TOKEN out for the keys of a user. In a region that has to be opted in to, take the session from STS of that region.',
  },
  {
    title: 'a role that may not be taken',
    asksSts: true,
    backend: { assume_role: `{ role_arn = "${ROLE}" }` },
    arm: stsSays(
      'AssumeRole',
      403,
      'AccessDenied',
      `User: arn:aws:iam::123456789012:user/ci is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
    ),
    reason: 'backend-unusable',
    prints:
      "arn:aws:iam::123456789012:user/ci may not take the role arn:aws:iam::123456789012:role/deploy. Allow sts:AssumeRole on it in the policy of who asks, and name who asks in the role's trust policy (with the external_id that it wants, if any); or correct assume_role.",
  },
  {
    title: 'an identity token for another audience',
    asksSts: true,
    env: NO_KEYS,
    backend: { assume_role_with_web_identity: WEB_IDENTITY },
    arm: stsSays('AssumeRoleWithWebIdentity', 400, 'InvalidIdentityToken', 'Incorrect token audience'),
    reason: 'backend-unusable',
    prints:
      "the role arn:aws:iam::123456789012:role/deploy cannot be taken: the audience of the job's identity token is not one that AWS is set up for. Ask for the token with the audience sts.amazonaws.com (input `audience` of aws-actions/configure-aws-credentials), or add the other one to the client IDs of the account's identity provider.",
  },
  {
    title: 'an identity token that has expired',
    asksSts: true,
    env: NO_KEYS,
    backend: { assume_role_with_web_identity: WEB_IDENTITY },
    arm: stsSays(
      'AssumeRoleWithWebIdentity',
      400,
      'ExpiredTokenException',
      'Token expired: current date/time 1767225600 must be before the expiration date/time 1767225000',
    ),
    reason: 'backend-unusable',
    prints:
      "the role arn:aws:iam::123456789012:role/deploy cannot be taken: the job's identity token has expired. Have it written in a step right before this one, as one of GitHub's is good for minutes, and give the job `id-token: write` under `permissions`, with which Lockstep renews it.",
  },
  {
    title: 'a trust policy that names another repository',
    asksSts: true,
    env: NO_KEYS,
    backend: { assume_role_with_web_identity: WEB_IDENTITY },
    arm: stsSays(
      'AssumeRoleWithWebIdentity',
      403,
      'AccessDenied',
      'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    ),
    reason: 'backend-unusable',
    prints:
      'the role arn:aws:iam::123456789012:role/deploy does not trust this job: its trust policy has no statement with sts:AssumeRoleWithWebIdentity whose conditions on `sub` and `aud` fit this repository, branch or environment. Correct the trust policy, or take another role.',
  },
  {
    title: 'a bucket that does not exist',
    backend: { bucket: '"sattes"' },
    reason: 'backend-unusable',
    prints: 'the bucket sattes does not exist. Create it, or correct the backend block.',
  },
  {
    title: 'the ARN of a bucket in place of its name',
    backend: { bucket: '"arn:aws:s3:::states"', use_path_style: 'false' },
    reason: 'backend-unusable',
    prints: `s3:ListBucket on arn:aws:s3:::states failed: bucket is the ARN arn:aws:s3:::states, and has to be the bucket's name. Set bucket = "states".`,
  },
  {
    title: 'the ARN of an access point, with `use_path_style`',
    backend: { bucket: '"arn:aws:s3:us-east-1:123456789012:accesspoint/states"' },
    reason: 'backend-unusable',
    prints:
      's3:ListBucket on arn:aws:s3:us-east-1:123456789012:accesspoint/states failed: bucket is an ARN, which does not go together with use_path_style. Set bucket to the name of the bucket, or to the alias of the access point, which ends in -s3alias.',
  },
  {
    title: 'the alias of an access point that is gone',
    backend: { bucket: '"states-abcdefghijkl-s3alias"' },
    reason: 'backend-unusable',
    prints:
      's3:ListBucket on states-abcdefghijkl-s3alias failed: no access point has the alias states-abcdefghijkl-s3alias in this region. Correct bucket, or set it to the name of the bucket behind the access point.',
  },
  {
    title: 'a bucket in another region',
    arm: s3Says(
      301,
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint.',
      {
        'x-amz-bucket-region': 'eu-west-1',
      },
    ),
    reason: 'backend-unusable',
    prints:
      's3:ListBucket on states failed: the bucket is in the region eu-west-1. Correct region in the backend block.',
  },
  {
    title: 'a bucket in another region, which S3 does not name',
    arm: s3Says(
      301,
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint.',
    ),
    reason: 'backend-unusable',
    prints:
      's3:ListBucket on states failed: the bucket is in another region. Correct region in the backend block; `aws s3api get-bucket-location --bucket states` tells which it is.',
  },
  {
    title: 'a bucket in another region, behind a regional endpoint',
    arm: s3Says(
      400,
      'AuthorizationHeaderMalformed',
      "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'",
    ),
    reason: 'backend-unusable',
    prints:
      's3:ListBucket on states failed: the bucket is in the region eu-central-1. Correct region in the backend block.',
  },
  {
    title: 'a role without `s3:GetObject`',
    arm: objectsSay(
      403,
      'AccessDenied',
      'User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::states" because no identity-based policy allows the s3:GetObject action',
    ),
    reason: 'backend-unusable',
    prints:
      'arn:aws:sts::123456789012:assumed-role/deploy/ci may not s3:GetObject on states/setup/prod/pr-42/terraform.tfstate.2ae3008535f269496c593074999e995fce94fd15.review.json, because no identity-based policy allows it. Grant it there, or use a role that has it. (AccessDenied, 403: User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::states" because no identity-based policy allows the s3:GetObject action)',
  },
  {
    title: 'a service control policy that denies the bucket',
    arm: s3Says(
      403,
      'AccessDenied',
      'User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::states" with an explicit deny in a service control policy',
    ),
    reason: 'backend-unusable',
    prints:
      'arn:aws:sts::123456789012:assumed-role/deploy/ci may not s3:GetObject on states/setup/prod/pr-42/terraform.tfstate.2ae3008535f269496c593074999e995fce94fd15.review.json: the service control policy denies it explicitly, and no grant helps against that. Find the statement with "Effect": "Deny" that fits, and take this role out of it. (AccessDenied, 403: User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::states" with an explicit deny in a service control policy)',
  },
  {
    title: 'a role that may not use the KMS key',
    arm: objectsSay(
      403,
      'AccessDenied',
      `User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: kms:Decrypt on resource: ${KMS_KEY} because no resource-based policy allows the kms:Decrypt action`,
    ),
    reason: 'backend-unusable',
    prints:
      "arn:aws:sts::123456789012:assumed-role/deploy/ci may not s3:GetObject on states/setup/prod/pr-42/terraform.tfstate.2ae3008535f269496c593074999e995fce94fd15.review.json, because it may not kms:Decrypt with the KMS key arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab. Grant that in the role's policy, and in the key's own policy when the key belongs to another account. (AccessDenied, 403: User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab because no resource-based policy allows the kms:Decrypt action)",
  },
  {
    title: 'a KMS key that is disabled',
    arm: objectsSay(400, 'KMS.DisabledException', `${KMS_KEY} is disabled.`),
    reason: 'backend-unusable',
    prints:
      's3:PutObject on states/.lockstep/places/2151905860/pr-42/8c48dd345b55d3987a27740b8997b343.json failed: the KMS key arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab is disabled, waits for its deletion, or is not there. Enable it (`aws kms enable-key`, `aws kms cancel-key-deletion`), or correct kms_key_id. (KMS.DisabledException, 400: arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab is disabled.)',
  },
  {
    title: 'a state that a lifecycle rule has archived',
    arm: objectsSay(403, 'InvalidObjectState', "The operation is not valid for the object's storage class", /GET/),
    reason: 'backend-unusable',
    prints:
      "s3:GetObject on states/setup/prod/pr-42/terraform.tfstate.2ae3008535f269496c593074999e995fce94fd15.review.json failed: the object is archived (a Glacier or Deep Archive storage class) and cannot be read. Restore it with `aws s3api restore-object`, copy it over itself with the class STANDARD, and take states out of the bucket's lifecycle rule. (InvalidObjectState, 403: The operation is not valid for the object's storage class)",
  },
  {
    title: 'an account that AWS does not serve',
    arm: s3Says(403, 'AllAccessDisabled', 'All access to this Amazon S3 resource has been disabled.'),
    reason: 'backend-unusable',
    prints:
      's3:ListBucket on states failed: AWS has switched off all access to the bucket, which may be one of another account. Correct bucket, or ask AWS Support.',
  },
  {
    title: 'a bucket that is asked too much',
    backend: { max_retries: '1' },
    with: { 'lock-timeout': '0' },
    arm: s3Says(503, 'SlowDown', 'Please reduce your request rate.'),
    reason: 'backend-unusable',
    prints:
      's3:ListBucket on states failed: AWS is asked too much at once and puts requests off (SlowDown). Run this again in a moment; a larger max_retries, or retry_mode = "adaptive", in the backend block bridges more.',
  },
  {
    title: 'a store that says something that nothing is known of',
    arm: s3Says(403, 'QuotaOfTenant', 'The tenant has used up its quota.'),
    reason: 'backend-unusable',
    prints: 's3:ListBucket on states failed: QuotaOfTenant, 403: The tenant has used up its quota.',
  },
  {
    title: 'a lock table that does not exist',
    lockMode: 'table',
    backend: { dynamodb_table: '"lokcs"' },
    reason: 'backend-unusable',
    prints:
      'the lock table lokcs does not exist in this region and account. Create it with the hash key LockID, or correct dynamodb_table. (ResourceNotFoundException, 400: Requested resource not found)',
  },
  {
    title: 'a lock table with another key',
    lockMode: 'table',
    backend: { dynamodb_table: '"other"' },
    reason: 'backend-unusable',
    prints:
      'the lock table other has another key than LockID, of type string, alone. Make a new table with it, and set dynamodb_table to that one. (ValidationException, 400: The provided key element does not match the schema)',
  },
  {
    title: 'keys that DynamoDB does not know',
    lockMode: 'table',
    arm: tableSays(400, 'UnrecognizedClientException', 'The security token included in the request is invalid.'),
    reason: 'backend-unusable',
    prints:
      'dynamodb:GetItem on locks, item states/setup/prod/pr-42/terraform.tfstate failed: AWS does not know the access key ID of this run. It is mistyped, deleted or inactive, or a temporary one without its session token. Correct AWS_ACCESS_KEY_ID (and AWS_SESSION_TOKEN), or let aws-actions/configure-aws-credentials set them. (UnrecognizedClientException, 400: The security token included in the request is invalid.)',
  },
  {
    title: 'a lock table whose capacity is used up',
    lockMode: 'table',
    backend: { max_retries: '1' },
    with: { 'lock-timeout': '0' },
    arm: tableSays(
      400,
      'ProvisionedThroughputExceededException',
      'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
    ),
    reason: 'backend-unusable',
    prints:
      'dynamodb:GetItem on locks, item states/setup/prod/pr-42/terraform.tfstate failed: the provisioned capacity of the table is used up. Run this again; set the table to on-demand capacity (`aws dynamodb update-table --billing-mode PAY_PER_REQUEST`) if it comes back. (ProvisionedThroughputExceededException, 400: The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.)',
  },
  {
    title: 'an empty `token`: a secret that is not there',
    event: 'push',
    with: { token: '' },
    reason: 'github-unusable',
    prints:
      "GitHub does not say which pull requests this commit brings to production, so it is not known what of it was reviewed: could not list the commits of 6b0d31c0d563223024da45691584643ac78c96e8: the token is empty. Leave `token` out for the job's own one; one that comes from a secret is empty where the secret's name is misspelled, and in pull requests from a fork or of Dependabot, which get no secrets. Nothing was changed. Run this again; the token needs contents: read and pull-requests: read. Once somebody has looked at the plan, a run by hand with `unreviewed-changes: allow` applies without the comparison (https://github.com/lockstep/lockstep/blob/main/examples/workflows/by-hand.yml).",
  },
  {
    title: 'a `token` that has expired',
    event: 'push',
    arm: gitHubSays({ kind: 'answer', status: 401, body: { message: 'Bad credentials' } }),
    reason: 'github-unusable',
    prints:
      "GitHub does not say which pull requests this commit brings to production, so it is not known what of it was reviewed: could not list the commits of 6b0d31c0d563223024da45691584643ac78c96e8: GitHub does not accept the token. It has expired, was revoked, or is not whole: leave `token` out for the job's own one, or give a valid one. (GitHub said: 401 Bad credentials) Nothing was changed. Run this again; the token needs contents: read and pull-requests: read. Once somebody has looked at the plan, a run by hand with `unreviewed-changes: allow` applies without the comparison (https://github.com/lockstep/lockstep/blob/main/examples/workflows/by-hand.yml).",
  },
  {
    title: 'a `token` without the permission',
    event: 'push',
    arm: gitHubSays({ kind: 'answer', status: 403, body: { message: 'Resource not accessible by integration' } }),
    reason: 'github-unusable',
    prints:
      'GitHub does not say which pull requests this commit brings to production, so it is not known what of it was reviewed: the token may not list the commits of 6b0d31c0d563223024da45691584643ac78c96e8. Add `contents: read` under `permissions` of the job. The token of a pull request from a fork or of Dependabot can only read, whatever stands there. (GitHub said: 403 Resource not accessible by integration) Nothing was changed. Run this again; the token needs contents: read and pull-requests: read. Once somebody has looked at the plan, a run by hand with `unreviewed-changes: allow` applies without the comparison (https://github.com/lockstep/lockstep/blob/main/examples/workflows/by-hand.yml).',
  },
  {
    title: 'a `token` that single sign-on does not let in',
    event: 'push',
    arm: gitHubSays({
      kind: 'answer',
      status: 403,
      headers: { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso?authorization_request=A1B2C3' },
      body: {
        message:
          'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.',
      },
    }),
    reason: 'github-unusable',
    prints:
      "GitHub does not say which pull requests this commit brings to production, so it is not known what of it was reviewed: the token may not list the commits of 6b0d31c0d563223024da45691584643ac78c96e8: it is not authorized for the single sign-on of the organization. Authorize it at https://github.com/orgs/acme/sso?authorization_request=A1B2C3, or leave `token` out for the job's own one. (GitHub said: 403 Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.) Nothing was changed. Run this again; the token needs contents: read and pull-requests: read. Once somebody has looked at the plan, a run by hand with `unreviewed-changes: allow` applies without the comparison (https://github.com/lockstep/lockstep/blob/main/examples/workflows/by-hand.yml).",
  },
  {
    title: 'a misspelt setting in `backend-config`',
    with: { 'backend-config': 'bucket_name=states' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the input backend-config sets bucket_name (the nearest that there is: bucket), and the backend "s3" has no setting of that name. Correct it there.',
  },
  {
    title: 'a misspelt setting in a file of `backend-config`',
    files: { 'prod.tfbackend': 'regoin = "us-east-1"\n' },
    with: { 'backend-config': 'prod.tfbackend' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the file prod.tfbackend, which backend-config names, sets regoin (the nearest that there is: region) in line 1, and the backend "s3" has no setting of that name. Correct it there.',
  },
  {
    title: 'a file of `backend-config` that does not parse',
    files: { 'prod.tfbackend': 'bucket = "states\n' },
    with: { 'backend-config': 'prod.tfbackend' },
    reason: 'tool-failed',
    isRefusedAtOnce: true,
    prints:
      'prod.tfbackend does not parse, at line 1: Invalid multi-line string. Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax. It is a file that backend-config names, with one `name = value` a line; correct it there.',
  },
  {
    title: 'a `var-file` that is not there',
    with: { 'var-file': 'prod.tfvars' },
    reason: 'bad-input',
    isRefusedAtOnce: true,
    prints:
      'var-file names the file "prod.tfvars", which is not there or cannot be read: it would be /checkout/infra/prod.tfvars. The path is one from working-directory; correct it, or write the file in a step before this one.',
  },
  {
    title: '`secret_key` without `access_key`',
    backend: { secret_key: '"hunter2hunter2"' },
    env: NO_KEYS,
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the backend has a part of access_key, secret_key and token only. Set access_key and secret_key both, or none of the three, in the backend block and in backend-config.',
  },
  {
    title: 'a `credential_process` that fails',
    files: PROFILE('credential_process = sh -c "echo hunter2hunter2; exit 3"'),
    env: PROFILE_OF,
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the credential_process of an AWS profile failed with exit code 3; one is set for the profile p in /checkout/infra/aws-config, line 2. Run it in a step before this one to see why; what it prints is not shown here, as it may be a secret.',
  },
  {
    title: 'a `credential_process` that prints something else',
    files: PROFILE('credential_process = echo hunter2hunter2'),
    env: PROFILE_OF,
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the credential_process of an AWS profile printed something else than JSON; one is set for the profile p in /checkout/infra/aws-config, line 2. Run it in a step before this one to see why; what it prints is not shown here, as it may be a secret.',
  },
  {
    title: 'a profile of IAM Identity Center',
    files: PROFILE(
      'sso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://acme.awsapps.com/start',
    ),
    env: { ...PROFILE_OF, HOME: '/tmp/lockstep-no-such-home' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'a profile of AWS takes its credentials from IAM Identity Center, and there is no token of a login on this runner (it would be /tmp/lockstep-no-such-home/.aws/sso/cache/a0f1490a20d0211c997b44bc357e1972deab8ae3.json). `aws sso login` needs a person at a browser, so it does not work in CI: take a role with aws-actions/configure-aws-credentials in a step before this one, and leave the profile out (profile of the backend, AWS_PROFILE).',
  },
  {
    title: 'a section of a shared file of AWS that is not closed',
    files: { 'aws-config': '[default]\nregion = us-east-1\n[profile p\nregion = us-east-1\n' },
    env: PROFILE_OF,
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the profile p is in none of the shared files of AWS that this run reads: ~/.aws/config and ~/.aws/credentials, or those that shared_config_files, shared_credentials_files, AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name. /checkout/infra/aws-config, line 3 begins a section and has no closing bracket: write [profile NAME]. Correct profile (or AWS_PROFILE), or write it there in a step before this one.',
  },
  {
    title: 'profiles that take their credentials from each other',
    files: PROFILE(`role_arn = ${ROLE}\nsource_profile = q\n[profile q]\nrole_arn = ${ROLE}\nsource_profile = p`),
    env: PROFILE_OF,
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the source_profile p, from which the role arn:aws:iam::123456789012:role/deploy is to be taken, leads back to itself (p → q → p). Give p keys, a credential_process or a credential_source, or name another source_profile.',
  },
  {
    title: 'a `source_profile` that is in no file',
    files: PROFILE(`role_arn = ${ROLE}\nsource_profile = q`),
    env: PROFILE_OF,
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints:
      'the source_profile q, from which the role arn:aws:iam::123456789012:role/deploy is to be taken, is in none of the shared files of AWS that this run reads. Correct source_profile, or write that profile in a step before this one.',
  },
  {
    title: 'an endpoint that redirects to https',
    files: ({ elsewhere }) => ({
      'backend.tf': block(
        's3',
        `    bucket = "redirected"\n    key = "a/b"\n    region = "us-east-1"\n    use_path_style = true\n    use_lockfile = true\n    skip_credentials_validation = true\n    skip_requesting_account_id = true\n    endpoints = { s3 = "${elsewhere}" }\n`,
      ),
    }),
    reason: 'backend-unusable',
    prints:
      's3:ListBucket on redirected failed: the endpoint of the backend redirects (301), and not as S3 does: something before the store has answered, such as a reverse proxy that wants https in place of http. Set the endpoint to the address that it leads to, which `curl -sI` on the endpoint shows as `location`.',
  },
  {
    title: 'an object at the key that is no state',
    arm: ({ s3 }) => {
      s3.put('states', 'setup/prod/terraform.tfstate', '<!DOCTYPE html><html></html>');
    },
    reason: 'backend-unusable',
    prints:
      "the object at s3://states/setup/prod/terraform.tfstate is no state of Terraform's: by its first bytes it is a page of HTML, or XML. Correct key where something else lies there; where the state did, bring back an older version of the object (`aws s3api list-object-versions`).",
  },
];
