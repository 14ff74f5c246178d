import { resolve } from 'node:path';
import * as v from 'valibot';
import type { Environment } from '../../domain/environment.ts';
import { type AwsConnection, type Encryption, type S3Backend, BackendUnusable } from '../../domain/stack/backend.ts';
import { describeNoBackend, describeOtherBackend } from '../../domain/stack/other-backend.ts';
import { assumedRoleOf, webIdentityOf } from './backend-roles.ts';
import { type Config, S3Config } from './configuration/backend-schema.ts';
import { expandPath } from './given-path.ts';

const BackendFile = v.object({
  state_store: v.optional(v.unknown()),
  backend: v.optional(
    v.nullable(v.object({ type: v.string(), config: v.optional(v.nullable(v.record(v.string(), v.unknown())), {}) })),
  ),
});

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
    const type = backend?.type ?? (file.output.state_store == null ? undefined : 'state_store');
    const sentence = type === undefined ? describeNoBackend() : describeOtherBackend(type);
    throw new BackendUnusable(sentence, { isLasting: true });
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
  /** Terraform expands what it hands to its SDK; what the SDK takes from the environment by itself it takes as it is. */
  const files = (given: readonly string[] | null | undefined, ofSdk: string | undefined): readonly string[] => {
    if (given != null && given.length > 0) return given.map((path) => expandPath(path, env, directory));
    return ofSdk === undefined ? [] : [resolve(directory, ofSdk)];
  };
  const one = (path: string | null | undefined): readonly string[] | undefined => (path == null ? undefined : [path]);
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
    ssoEndpoint: config.endpoints?.sso ?? from('AWS_ENDPOINT_URL_SSO'),
    usePathStyle: config.use_path_style ?? config.force_path_style ?? false,
    useDualstackEndpoint: config.use_dualstack_endpoint ?? undefined,
    useFipsEndpoint: config.use_fips_endpoint ?? undefined,
    skipS3Checksum: config.skip_s3_checksum ?? false,
    staticCredentials: staticCredentialsOf(config),
    profile: config.profile ?? undefined,
    sharedConfigFiles: files(
      config.shared_config_files ?? one(from('AWS_SHARED_CONFIG_FILE')),
      from('AWS_CONFIG_FILE'),
    ),
    // The old attribute gives way to the environment, the new one does not.
    sharedCredentialsFiles: files(
      config.shared_credentials_files ?? one(from('AWS_SHARED_CREDENTIALS_FILE') ?? config.shared_credentials_file),
      from('AWS_SHARED_CREDENTIALS_FILE'),
    ),
    assumeRole: assumedRoleOf(config),
    assumeRoleWithWebIdentity: webIdentityOf(config.assume_role_with_web_identity, env, directory),
    metadata: {
      isEnabled: config.skip_metadata_api_check == null ? undefined : !config.skip_metadata_api_check,
      endpoint: config.ec2_metadata_service_endpoint ?? from('AWS_EC2_METADATA_SERVICE_ENDPOINT', 'AWS_METADATA_URL'),
      endpointMode: config.ec2_metadata_service_endpoint_mode ?? from('AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE'),
    },
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

function staticCredentialsOf({ access_key, secret_key, token }: Config): AwsConnection['staticCredentials'] {
  if (access_key == null && secret_key == null && token == null) return undefined;
  if (access_key == null || secret_key == null) {
    throw new BackendUnusable(
      'the backend has a part of access_key, secret_key and token only. Set the first two, or none of them.',
      { isLasting: true },
    );
  }
  return { accessKeyId: access_key, secretAccessKey: secret_key, sessionToken: token ?? undefined };
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
