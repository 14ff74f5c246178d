import { NO_KEYS, type Row } from '../row.ts';

const TO_METADATA = { ec2_metadata_service_endpoint: '"<metadata>"' };
const ENABLED = { ...NO_KEYS, AWS_EC2_METADATA_DISABLED: undefined };

/** Credentials that the machine gives: a container's, an instance's; and whose account they are of. */
export const MACHINE: readonly Row[] = [
  {
    setting: 'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    env: { ...NO_KEYS, AWS_CONTAINER_CREDENTIALS_FULL_URI: '<metadata>/container/keys' },
  },
  {
    setting: 'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    env: {
      ...NO_KEYS,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: '<metadata>/container/keys',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'plain',
    },
  },
  {
    setting: 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
    how: 'relative to the root module, before the token itself',
    env: {
      ...NO_KEYS,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: '<metadata>/container/keys',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'plain',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'token',
    },
    files: { 'module/token': 'filed' },
  },
  { setting: 'ec2_metadata_service_endpoint', backend: TO_METADATA, env: ENABLED },
  ...['AWS_EC2_METADATA_SERVICE_ENDPOINT', 'AWS_METADATA_URL'].map((name): Row => ({
    setting: name,
    env: { ...ENABLED, [name]: '<metadata>' },
    without: { env: { [name]: '<other>' } },
  })),
  {
    setting: "profile's ec2_metadata_service_endpoint",
    env: ENABLED,
    files: { 'home/.aws/config': '[default]\nec2_metadata_service_endpoint = <metadata>\n' },
    without: { files: { 'home/.aws/config': '[default]\nec2_metadata_service_endpoint = <other>\n' } },
  },
  {
    setting: 'skip_metadata_api_check',
    how: 'false: whatever the environment says',
    backend: { ...TO_METADATA, skip_metadata_api_check: 'false' },
    env: { ...NO_KEYS, AWS_EC2_METADATA_DISABLED: 'true' },
  },
  {
    setting: 'AWS_EC2_METADATA_DISABLED',
    how: 'false',
    backend: TO_METADATA,
    env: { ...NO_KEYS, AWS_EC2_METADATA_DISABLED: 'false' },
    without: { env: { AWS_EC2_METADATA_DISABLED: 'true' } },
  },
  {
    setting: 'AWS_EC2_METADATA_DISABLED',
    how: 'anything but true',
    backend: TO_METADATA,
    env: { ...NO_KEYS, AWS_EC2_METADATA_DISABLED: '1' },
    without: { env: { AWS_EC2_METADATA_DISABLED: 'TRUE' } },
  },
  {
    setting: 'allowed_account_ids',
    backend: { allowed_account_ids: '["123456789012"]', skip_credentials_validation: undefined },
    also: ['identity'],
  },
  {
    setting: 'forbidden_account_ids',
    backend: { forbidden_account_ids: '["210987654321"]', skip_credentials_validation: undefined },
    also: ['identity'],
  },
];
