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
  /** The sentence, with `/work/infra` for the root module and names for hosts. */
  readonly prints: string;
}

const always = { matches: () => true, times: Infinity };

function s3Says(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
  return ({ s3 }: Services): void => {
    s3.addFault({ ...always, then: { kind: 'answer', status, code, message, headers } });
  };
}

/** Of the objects alone: a bucket that may be listed. */
function objectsSay(status: number, code: string, message: string) {
  return ({ s3 }: Services): void => {
    s3.addFault({ ...always, matches: ({ key }) => key !== '', then: { kind: 'answer', status, code, message } });
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
const WEB_IDENTITY = `{ role_arn = "${ROLE}", session_name = "ci", web_identity_token = "header.payload.signature" }`;
const SOME = '';

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
    prints: SOME,
  },
  {
    title: 'the access key ID is mistyped',
    arm: s3Says(403, 'InvalidAccessKeyId', MESSAGE_OF_KEY),
    reason: 'backend-unusable',
    prints: SOME,
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
    prints: SOME,
  },
  {
    title: 'no backend block',
    files: { 'backend.tf': null },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'no Terraform files: a forgotten `working-directory`',
    files: { 'backend.tf': null, 'main.tf': null, 'stacks/network/main.tf': block('s3') },
    reason: 'bad-input',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'a `working-directory` that is not there',
    with: { 'working-directory': 'stacks/netwrok' },
    reason: 'bad-input',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'two backend blocks',
    files: { 'other.tf': block('s3') },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'a `backend-config` file that is not there',
    with: { 'backend-config': 'config/prod.hcl' },
    reason: 'bad-input',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'a backend block that is not closed',
    files: {
      'backend.tf': 'terraform {\n  backend "s3" {\n    bucket = "states"\n    key    = "prod/terraform.tfstate"\n',
    },
    reason: 'tool-failed',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'a quote that is not closed in another file',
    files: { 'main.tf': 'resource "terraform_data" "a" {\n  input = "one\n}\n' },
    reason: 'tool-failed',
    prints: SOME,
  },
  {
    title: 'no `bucket` and no `key`',
    files: { 'backend.tf': block('s3', '    region = "us-east-1"\n    use_lockfile = true\n') },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'no `region`',
    files: { 'backend.tf': block('s3', '    bucket = "states"\n    key = "a/b"\n    use_lockfile = true\n') },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'an empty `bucket`',
    backend: { bucket: '""' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'a region that there is none of',
    backend: { region: '"us-esat-1"' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'a setting that there is none of',
    backend: { kee: '"x"' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'neither `use_lockfile` nor `dynamodb_table`',
    backend: { use_lockfile: 'false' },
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'no AWS credentials',
    env: NO_KEYS,
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'a profile that is in no file',
    backend: { profile: '"prdo"' },
    env: NO_KEYS,
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'a `custom_ca_bundle` that is not there',
    backend: { custom_ca_bundle: '"certs/proxy.pem"' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: SOME,
  },
  {
    title: 'a file for the identity token that is not there',
    env: { ...NO_KEYS, AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: '/tmp/lockstep-no-such-token' },
    reason: 'backend-unusable',
    isRefusedAtOnce: true,
    prints: SOME,
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
    prints: SOME,
  },
  {
    title: 'a wrong secret access key',
    arm: s3Says(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    ),
    reason: 'backend-unusable',
    prints: SOME,
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
    prints: SOME,
  },
  {
    title: 'an expired session',
    arm: s3Says(400, 'ExpiredToken', 'The provided token has expired.'),
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'a session token of other keys',
    arm: s3Says(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.'),
    reason: 'backend-unusable',
    prints: SOME,
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
    prints: SOME,
  },
  {
    title: 'an identity token for another audience',
    asksSts: true,
    env: NO_KEYS,
    backend: { assume_role_with_web_identity: WEB_IDENTITY },
    arm: stsSays('AssumeRoleWithWebIdentity', 400, 'InvalidIdentityToken', 'Incorrect token audience'),
    reason: 'backend-unusable',
    prints: SOME,
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
    prints: SOME,
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
    prints: SOME,
  },
  {
    title: 'a bucket that does not exist',
    backend: { bucket: '"sattes"' },
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'the ARN of a bucket in place of its name',
    backend: { bucket: '"arn:aws:s3:::states"', use_path_style: 'false' },
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'the ARN of an access point, with `use_path_style`',
    backend: { bucket: '"arn:aws:s3:us-east-1:123456789012:accesspoint/states"' },
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'the alias of an access point that is gone',
    backend: { bucket: '"states-abcdefghijkl-s3alias"' },
    reason: 'backend-unusable',
    prints: SOME,
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
    prints: SOME,
  },
  {
    title: 'a bucket in another region, which S3 does not name',
    arm: s3Says(
      301,
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint.',
    ),
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'a bucket in another region, behind a regional endpoint',
    arm: s3Says(
      400,
      'AuthorizationHeaderMalformed',
      "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'",
    ),
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'a role without `s3:GetObject`',
    arm: objectsSay(
      403,
      'AccessDenied',
      'User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::states" because no identity-based policy allows the s3:GetObject action',
    ),
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'a service control policy that denies the bucket',
    arm: s3Says(
      403,
      'AccessDenied',
      'User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::states" with an explicit deny in a service control policy',
    ),
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'a role that may not use the KMS key',
    arm: objectsSay(
      403,
      'AccessDenied',
      `User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: kms:Decrypt on resource: ${KMS_KEY} because no resource-based policy allows the kms:Decrypt action`,
    ),
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'a KMS key that is disabled',
    arm: objectsSay(400, 'KMS.DisabledException', `${KMS_KEY} is disabled.`),
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'a state that a lifecycle rule has archived',
    arm: objectsSay(403, 'InvalidObjectState', "The operation is not valid for the object's storage class"),
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'an account that AWS does not serve',
    arm: s3Says(403, 'AllAccessDisabled', 'All access to this Amazon S3 resource has been disabled.'),
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'a bucket that is asked too much',
    backend: { max_retries: '1' },
    with: { 'lock-timeout': '0' },
    arm: s3Says(503, 'SlowDown', 'Please reduce your request rate.'),
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'a store that says something that nothing is known of',
    arm: s3Says(403, 'QuotaOfTenant', 'The tenant has used up its quota.'),
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'a lock table that does not exist',
    lockMode: 'table',
    backend: { dynamodb_table: '"lokcs"' },
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'a lock table with another key',
    lockMode: 'table',
    backend: { dynamodb_table: '"other"' },
    reason: 'backend-unusable',
    prints: SOME,
  },
  {
    title: 'keys that DynamoDB does not know',
    lockMode: 'table',
    arm: tableSays(400, 'UnrecognizedClientException', 'The security token included in the request is invalid.'),
    reason: 'backend-unusable',
    prints: SOME,
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
    prints: SOME,
  },
  {
    title: 'an empty `token`: a secret that is not there',
    event: 'push',
    with: { token: '' },
    reason: 'github-unusable',
    prints: SOME,
  },
  {
    title: 'a `token` that has expired',
    event: 'push',
    arm: gitHubSays({ kind: 'answer', status: 401, body: { message: 'Bad credentials' } }),
    reason: 'github-unusable',
    prints: SOME,
  },
  {
    title: 'a `token` without the permission',
    event: 'push',
    arm: gitHubSays({ kind: 'answer', status: 403, body: { message: 'Resource not accessible by integration' } }),
    reason: 'github-unusable',
    prints: SOME,
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
    prints: SOME,
  },
];
