import * as v from 'valibot';

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
const Endpoints = v.object({ s3: text, dynamodb: text, sts: text, sso: text });
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
/** What of the S3 backend's attributes says how it is reached and what is put there. */
export const S3Config = v.object({
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
  skip_metadata_api_check: flag,
  ec2_metadata_service_endpoint: text,
  ec2_metadata_service_endpoint_mode: text,
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
export type Config = v.InferOutput<typeof S3Config>;
