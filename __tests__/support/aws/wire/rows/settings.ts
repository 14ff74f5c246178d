/**
 * All that says how Terraform reaches its S3 backend. Sources: terraform, internal/backend/remote-state/s3/backend.go;
 * aws-sdk-go-base, internal/config; aws-sdk-go-v2, config/env_config.go and config/shared_config.go. A test holds the
 * rows to these lists, and the list of attributes to what the real Terraform writes down.
 */
export const ATTRIBUTES: readonly string[] = [
  ...['bucket', 'key', 'workspace_key_prefix', 'dynamodb_table', 'use_lockfile', 'encrypt', 'kms_key_id'],
  ...['sse_customer_key', 'acl', 'access_key', 'secret_key', 'token', 'profile', 'shared_credentials_file'],
  ...['shared_credentials_files', 'shared_config_files', 'assume_role', 'assume_role_with_web_identity'],
  ...['role_arn', 'duration', 'external_id', 'policy', 'policy_arns', 'session_name', 'source_identity', 'tags'].map(
    (name) => `assume_role.${name}`,
  ),
  'assume_role.transitive_tag_keys',
  ...['role_arn', 'duration', 'policy', 'policy_arns', 'session_name', 'web_identity_token'].map(
    (name) => `assume_role_with_web_identity.${name}`,
  ),
  'assume_role_with_web_identity.web_identity_token_file',
  ...['ec2_metadata_service_endpoint', 'ec2_metadata_service_endpoint_mode', 'skip_metadata_api_check'],
  ...['allowed_account_ids', 'forbidden_account_ids', 'skip_credentials_validation', 'skip_requesting_account_id'],
  ...['region', 'skip_region_validation', 'endpoints', 'endpoints.s3', 'endpoints.dynamodb', 'endpoints.sts'],
  ...['endpoints.sso', 'endpoints.iam', 'endpoint', 'dynamodb_endpoint', 'sts_endpoint', 'iam_endpoint', 'sts_region'],
  ...['use_path_style', 'force_path_style', 'use_dualstack_endpoint', 'use_fips_endpoint', 'skip_s3_checksum'],
  ...['max_retries', 'retry_mode', 'http_proxy', 'https_proxy', 'no_proxy', 'custom_ca_bundle', 'insecure'],
];

export const ENVIRONMENT: readonly string[] = [
  ...['AWS_ACCESS_KEY_ID', 'AWS_ACCESS_KEY', 'AWS_SECRET_ACCESS_KEY', 'AWS_SECRET_KEY', 'AWS_SESSION_TOKEN'],
  ...['AWS_ACCOUNT_ID', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'HOME', 'AWS_SHARED_CREDENTIALS_FILE'],
  ...['AWS_SHARED_CONFIG_FILE', 'AWS_CONFIG_FILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN'],
  ...['AWS_ROLE_SESSION_NAME', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
  ...['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', 'AWS_EC2_METADATA_DISABLED'],
  ...['AWS_EC2_METADATA_V1_DISABLED', 'AWS_EC2_METADATA_SERVICE_ENDPOINT', 'AWS_METADATA_URL'],
  ...['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE', 'AWS_SSE_CUSTOMER_KEY', 'AWS_REGION', 'AWS_DEFAULT_REGION'],
  ...['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_STS'],
  ...['AWS_ENDPOINT_URL_SSO', 'AWS_ENDPOINT_URL_IAM', 'AWS_S3_ENDPOINT', 'AWS_DYNAMODB_ENDPOINT'],
  ...['AWS_STS_ENDPOINT', 'AWS_IAM_ENDPOINT', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'AWS_USE_DUALSTACK_ENDPOINT'],
  ...['AWS_USE_FIPS_ENDPOINT', 'AWS_ACCOUNT_ID_ENDPOINT_MODE', 'AWS_MAX_ATTEMPTS', 'AWS_RETRY_MODE'],
  ...['AWS_REQUEST_CHECKSUM_CALCULATION', 'AWS_RESPONSE_CHECKSUM_VALIDATION', 'AWS_CA_BUNDLE', 'SSL_CERT_FILE'],
  ...['SSL_CERT_DIR', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
  ...['AWS_ENABLE_ENDPOINT_DISCOVERY', 'AWS_S3_USE_ARN_REGION', 'AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS'],
  ...['AWS_S3_DISABLE_EXPRESS_SESSION_AUTH', 'AWS_DEFAULTS_MODE', 'AWS_SDK_UA_APP_ID', 'TF_APPEND_USER_AGENT'],
  ...['AWS_DISABLE_REQUEST_COMPRESSION', 'AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES'],
];

export const OF_PROFILES: readonly string[] = [
  ...['aws_access_key_id', 'aws_account_id', 'role_arn', 'source_profile', 'credential_source', 'external_id'],
  ...['mfa_serial', 'role_session_name', 'duration_seconds', 'credential_process', 'web_identity_token_file'],
  ...['sso_session', 'sso_start_url', 'region', 'services', 'endpoint_url', 'ignore_configured_endpoint_urls'],
  ...['ca_bundle', 'use_dualstack_endpoint', 'use_fips_endpoint', 'account_id_endpoint_mode', 'max_attempts'],
  ...['retry_mode', 'request_checksum_calculation', 'response_checksum_validation', 'ec2_metadata_service_endpoint'],
  ...['ec2_metadata_service_endpoint_mode', 'ec2_metadata_v1_disabled', 'lines'],
].map((name) => `profile's ${name}`);

const IAM =
  'Terraform asks IAM only whose account it is; Lockstep asks STS for that, and only for `allowed_account_ids`.';
const MODE = 'Read; it chooses between two addresses that no test can stand for.';
const PAUSES = 'Says how long is waited before asking again, which no request shows.';
const NOT_OF_A_STATE = 'Concerns nothing that a backend asks for.';
const OF_THE_NAME = 'Concerns buckets of other kinds, which Terraform’s backend does not take.';
const AGENT = 'A name in the requests, and none of Lockstep’s.';

/** What has no row, and why. */
export const REASONS: Readonly<Record<string, string>> = {
  workspace_key_prefix: 'Says where the states of workspaces are: shown end to end, with the real keys.',
  use_lockfile: 'Says which locks there are: shown by the tests of locks, record by record.',
  assume_role_with_web_identity: 'Each of its settings has a row.',
  endpoints: 'Each of them has a row.',
  skip_credentials_validation: 'Lockstep asks nobody whether credentials are good: the first request says so.',
  skip_requesting_account_id:
    'Where the block names accounts, Lockstep asks STS whatever this says, so that none that is ruled out is written to.',
  skip_region_validation: 'Terraform’s own check of the name, made before Lockstep asks anything.',
  'endpoints.iam': IAM,
  iam_endpoint: IAM,
  AWS_ENDPOINT_URL_IAM: IAM,
  AWS_IAM_ENDPOINT: IAM,
  ec2_metadata_service_endpoint_mode: MODE,
  AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: MODE,
  "profile's ec2_metadata_service_endpoint_mode": MODE,
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'Read; it is on an address that no test can stand for.',
  AWS_EC2_METADATA_V1_DISABLED: 'Read by the SDK; the second version of the service is always tried first.',
  "profile's ec2_metadata_v1_disabled":
    'Not of the backend’s profile: only for machines whose metadata service knows its first version alone.',
  "profile's mfa_serial": 'Nobody can be asked for a code: refused, by Terraform as well.',
  retry_mode: PAUSES,
  AWS_RETRY_MODE: PAUSES,
  "profile's retry_mode": PAUSES,
  AWS_ENABLE_ENDPOINT_DISCOVERY: NOT_OF_A_STATE,
  AWS_DISABLE_REQUEST_COMPRESSION: NOT_OF_A_STATE,
  AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES: NOT_OF_A_STATE,
  AWS_DEFAULTS_MODE: 'Changes time limits, of which Lockstep has its own.',
  AWS_S3_USE_ARN_REGION: OF_THE_NAME,
  AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS: OF_THE_NAME,
  AWS_S3_DISABLE_EXPRESS_SESSION_AUTH: OF_THE_NAME,
  AWS_SDK_UA_APP_ID: AGENT,
  TF_APPEND_USER_AGENT: AGENT,
};
