import * as v from 'valibot';
import type { Environment } from '../../domain/environment.ts';
import {
  type AssumedRole,
  type AwsConnection,
  type Encryption,
  type S3Backend,
  type WebIdentityRole,
  BackendUnusable,
} from '../../domain/stack/backend.ts';
import { expandPath } from './given-path.ts';

const BackendFile = v.object({
  state_store: v.optional(v.unknown()),
  backend: v.optional(
    v.nullable(v.object({ type: v.string(), config: v.optional(v.nullable(v.record(v.string(), v.unknown())), {}) })),
  ),
});

const text = v.optional(
  v.nullable(
    v.pipe(
      v.string(),
      v.transform((value) => (value === '' ? undefined : value)),
    ),
  ),
);
const flag = v.optional(v.nullable(v.boolean()));
const number = v.optional(v.nullable(v.number()));
const list = v.optional(v.nullable(v.array(v.string())));
const tags = v.optional(v.nullable(v.record(v.string(), v.string())));
const Endpoints = v.object({ s3: text, dynamodb: text, sts: text });
const AssumeRole = v.object({
  role_arn: text,
  duration: text,
  external_id: text,
  policy: text,
  policy_arns: list,
  session_name: text,
  source_identity: text,
  tags,
  transitive_tag_keys: list,
});
const WebIdentity = v.object({
  role_arn: text,
  duration: text,
  policy: text,
  policy_arns: list,
  session_name: text,
  web_identity_token: text,
  web_identity_token_file: text,
});
const S3Config = v.object({
  bucket: v.string(),
  key: v.string(),
  workspace_key_prefix: v.optional(v.nullable(v.string())),
  dynamodb_table: text,
  use_lockfile: flag,
  region: text,
  endpoints: v.optional(v.nullable(Endpoints)),
  endpoint: text,
  dynamodb_endpoint: text,
  sts_endpoint: text,
  sts_region: text,
  use_path_style: flag,
  force_path_style: flag,
  use_dualstack_endpoint: flag,
  use_fips_endpoint: flag,
  encrypt: flag,
  kms_key_id: text,
  sse_customer_key: text,
  acl: text,
  skip_s3_checksum: flag,
  access_key: text,
  secret_key: text,
  token: text,
  profile: text,
  shared_config_files: list,
  shared_credentials_files: list,
  shared_credentials_file: text,
  assume_role: v.optional(v.nullable(AssumeRole)),
  // What OpenTofu still takes in place of the block above, and Terraform took until 1.9.
  role_arn: text,
  session_name: text,
  external_id: text,
  assume_role_duration_seconds: number,
  assume_role_policy: text,
  assume_role_policy_arns: list,
  assume_role_tags: tags,
  assume_role_transitive_tag_keys: list,
  assume_role_with_web_identity: v.optional(v.nullable(WebIdentity)),
  retry_mode: text,
  max_retries: number,
  allowed_account_ids: list,
  forbidden_account_ids: list,
  // Empty ones say something, too.
  http_proxy: v.optional(v.nullable(v.string())),
  https_proxy: v.optional(v.nullable(v.string())),
  no_proxy: text,
  custom_ca_bundle: text,
  insecure: flag,
});
type Config = v.InferOutput<typeof S3Config>;

/**
 * Parses `<data dir>/terraform.tfstate` as `init` leaves it: the backend block merged with every `-backend-config`, but
 * not with the environment, which is read here as Terraform reads it (…/s3/backend.go). Throws BackendUnusable for a
 * backend other than `s3`.
 */
export function parseBackendFile(json: unknown, env: Environment, directory: string): S3Backend {
  const file = v.safeParse(BackendFile, json);
  if (!file.success)
    throw new BackendUnusable("the file that init left in Terraform's data directory is not understood.");
  const { backend } = file.output;
  if (backend?.type !== 's3') {
    throw new BackendUnusable(
      `the root module uses the backend ${JSON.stringify(backend?.type ?? (file.output.state_store == null ? 'local' : 'state_store'))}; Lockstep works with "s3" only. Add a backend "s3" block.`,
    );
  }
  const config = v.safeParse(S3Config, backend.config);
  if (!config.success) {
    const issue = config.issues[0];
    throw new BackendUnusable(
      `the backend's setting ${v.getDotPath(issue) ?? ''} is not understood: ${issue.message}. Give bucket and key in the backend block or in backend-config.`,
    );
  }
  const set = config.output;
  return {
    bucket: set.bucket,
    key: set.key,
    workspaceKeyPrefix: set.workspace_key_prefix ?? 'env:',
    lockTable: set.dynamodb_table ?? undefined,
    useLockfile: set.use_lockfile ?? false,
    encryption: encryptionOf(set, env),
    acl: set.acl ?? undefined,
    connection: connectionOf(set, env, directory),
  };
}

/** Without `encrypt = true` Terraform sends no encryption header at all, not even with a `kms_key_id`. */
function encryptionOf(config: Config, env: Environment): Encryption {
  if (config.encrypt !== true) return { kind: 'bucket-default' };
  const customerKey = config.sse_customer_key ?? nonEmpty(env['AWS_SSE_CUSTOMER_KEY']);
  if (customerKey !== undefined) return { kind: 'customer-key', key: customerKey };
  return config.kms_key_id == null ? { kind: 'aes256' } : { kind: 'kms', keyId: config.kms_key_id };
}

function connectionOf(config: Config, env: Environment, directory: string): AwsConnection {
  const from = (...names: readonly string[]): string | undefined =>
    names.map((name) => nonEmpty(env[name])).find((value) => value !== undefined);
  const files = (given: readonly string[] | null | undefined, ...names: readonly string[]): readonly string[] => {
    const fromEnv = from(...names);
    return (given ?? (fromEnv === undefined ? [] : [fromEnv])).map((path) => expandPath(path, env, directory));
  };
  const caBundle = config.custom_ca_bundle ?? from('AWS_CA_BUNDLE');
  return {
    directory,
    region: config.region ?? from('AWS_REGION', 'AWS_DEFAULT_REGION'),
    s3Endpoint: config.endpoints?.s3 ?? config.endpoint ?? from('AWS_ENDPOINT_URL_S3', 'AWS_S3_ENDPOINT'),
    dynamodbEndpoint:
      config.endpoints?.dynamodb ??
      config.dynamodb_endpoint ??
      from('AWS_ENDPOINT_URL_DYNAMODB', 'AWS_DYNAMODB_ENDPOINT'),
    stsEndpoint: config.endpoints?.sts ?? config.sts_endpoint ?? from('AWS_ENDPOINT_URL_STS', 'AWS_STS_ENDPOINT'),
    stsRegion: config.sts_region ?? undefined,
    usePathStyle: config.use_path_style ?? config.force_path_style ?? false,
    useDualstackEndpoint: config.use_dualstack_endpoint ?? undefined,
    useFipsEndpoint: config.use_fips_endpoint ?? undefined,
    skipS3Checksum: config.skip_s3_checksum ?? false,
    staticCredentials:
      config.access_key != null && config.secret_key != null
        ? {
            accessKeyId: config.access_key,
            secretAccessKey: config.secret_key,
            sessionToken: config.token ?? undefined,
          }
        : undefined,
    profile: config.profile ?? undefined,
    sharedConfigFiles: files(config.shared_config_files, 'AWS_SHARED_CONFIG_FILE', 'AWS_CONFIG_FILE'),
    sharedCredentialsFiles: files(
      config.shared_credentials_files ??
        (config.shared_credentials_file == null ? null : [config.shared_credentials_file]),
      'AWS_SHARED_CREDENTIALS_FILE',
    ),
    assumeRole: assumedRoleOf(config.assume_role) ?? deprecatedRoleOf(config),
    assumeRoleWithWebIdentity: webIdentityOf(config.assume_role_with_web_identity, env),
    // What is called retries counts attempts (aws-sdk-go-base, aws_config.go), and 0 says nothing.
    maxAttempts: (config.max_retries ?? 5) || undefined,
    retryMode: config.retry_mode ?? from('AWS_RETRY_MODE'),
    allowedAccountIds: config.allowed_account_ids ?? [],
    forbiddenAccountIds: config.forbidden_account_ids ?? [],
    httpProxy: config.http_proxy ?? undefined,
    httpsProxy: config.https_proxy ?? undefined,
    noProxy: config.no_proxy ?? undefined,
    caBundle: caBundle === undefined ? undefined : expandPath(caBundle, env, directory),
    insecure: config.insecure ?? false,
  };
}

function assumedRoleOf(role: Config['assume_role']): AssumedRole | undefined {
  if (role?.role_arn == null) return undefined;
  return {
    roleArn: role.role_arn,
    sessionName: role.session_name ?? undefined,
    externalId: role.external_id ?? undefined,
    durationSeconds: parseGoDurationSeconds(role.duration),
    policy: role.policy ?? undefined,
    policyArns: role.policy_arns ?? [],
    sourceIdentity: role.source_identity ?? undefined,
    tags: role.tags ?? {},
    transitiveTagKeys: role.transitive_tag_keys ?? [],
  };
}

function deprecatedRoleOf(config: Config): AssumedRole | undefined {
  if (config.role_arn == null) return undefined;
  return {
    roleArn: config.role_arn,
    sessionName: config.session_name ?? undefined,
    externalId: config.external_id ?? undefined,
    durationSeconds: config.assume_role_duration_seconds ?? undefined,
    policy: config.assume_role_policy ?? undefined,
    policyArns: config.assume_role_policy_arns ?? [],
    sourceIdentity: undefined,
    tags: config.assume_role_tags ?? {},
    transitiveTagKeys: config.assume_role_transitive_tag_keys ?? [],
  };
}

function webIdentityOf(role: Config['assume_role_with_web_identity'], env: Environment): WebIdentityRole | undefined {
  if (role == null) return undefined;
  const roleArn = role.role_arn ?? nonEmpty(env['AWS_ROLE_ARN']);
  const token = webIdentityTokenOf(role, env);
  if (roleArn === undefined || token === undefined) return undefined;
  return {
    roleArn,
    token,
    sessionName: role.session_name ?? nonEmpty(env['AWS_ROLE_SESSION_NAME']),
    durationSeconds: parseGoDurationSeconds(role.duration),
    policy: role.policy ?? undefined,
    policyArns: role.policy_arns ?? [],
  };
}

/** The block's own token or file; the environment counts for OpenTofu, and Terraform would have refused without one. */
function webIdentityTokenOf(
  role: {
    readonly web_identity_token?: string | null | undefined;
    readonly web_identity_token_file?: string | null | undefined;
  },
  env: Environment,
): WebIdentityRole['token'] | undefined {
  if (role.web_identity_token != null) return { kind: 'literal', token: role.web_identity_token };
  if (role.web_identity_token_file != null) return { kind: 'file', path: role.web_identity_token_file };
  const token = nonEmpty(env['AWS_WEB_IDENTITY_TOKEN']);
  if (token !== undefined) return { kind: 'literal', token };
  const path = nonEmpty(env['AWS_WEB_IDENTITY_TOKEN_FILE']);
  return path === undefined ? undefined : { kind: 'file', path };
}

/** `1h`, `1h30m`, `45m0s`: what Go's ParseDuration takes, as far as a role's duration needs it. */
function parseGoDurationSeconds(duration: string | null | undefined): number | undefined {
  const match = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(duration ?? '');
  if (match === null || match[0] === '') return undefined;
  return Math.round(Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0));
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
