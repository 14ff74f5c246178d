import { NO_KEYS, profile, type Row } from '../row.ts';

const ROLE = 'arn:aws:iam::123456789012:role/chained';
const section = (name: string, ...lines: readonly string[]): string => [`[${name}]`, ...lines, ''].join('\n');
const KEYS_OF_PROCESS =
  '{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"secret","SessionToken":"of-process"}';

const SSO_TOKEN = '{"accessToken":"of-sso","expiresAt":"2999-01-01T00:00:00Z"}';

/** How a profile says where its credentials come from. */
export const PROFILES: readonly Row[] = [
  ...(
    [
      ['source_profile', [], undefined],
      ['external_id', ['external_id = x1'], undefined],
      ['role_session_name', ['role_session_name = mine'], undefined],
      ['duration_seconds', ['duration_seconds = 7200'], undefined],
      ['duration_seconds', ['duration_seconds = 900'], 'of 15 minutes is that of the SDK itself'],
    ] as const
  ).map(([setting, lines, how]): Row => ({
    setting: `profile's ${setting}`,
    ...(how === undefined ? {} : { how }),
    backend: { profile: '"ci"' },
    files: {
      'home/.aws/config': section('profile ci', `role_arn = ${ROLE}`, 'source_profile = base', ...lines),
      'home/.aws/credentials': profile('base', 'AKIABASE'),
    },
    without: {
      files: {
        'home/.aws/config':
          lines.length === 0 || how !== undefined
            ? profile('profile ci', 'AKIAANOTHER')
            : section('profile ci', `role_arn = ${ROLE}`, 'source_profile = base'),
      },
    },
  })),
  {
    setting: "profile's source_profile",
    how: 'that takes a role itself',
    backend: { profile: '"ci"' },
    files: {
      'home/.aws/config':
        section('profile ci', `role_arn = ${ROLE}`, 'source_profile = middle') +
        section('profile middle', 'role_arn = arn:aws:iam::123456789012:role/first', 'source_profile = base'),
      'home/.aws/credentials': profile('base', 'AKIABASE'),
    },
    without: { files: { 'home/.aws/config': section('profile ci', `role_arn = ${ROLE}`, 'source_profile = base') } },
  },
  {
    setting: "profile's source_profile",
    how: 'that is itself: its keys take its role',
    backend: { profile: '"ci"' },
    files: {
      'home/.aws/credentials': profile('ci', 'AKIASELF', `role_arn = ${ROLE}`, 'source_profile = ci'),
    },
    without: { files: { 'home/.aws/credentials': profile('ci', 'AKIASELF') } },
  },
  {
    setting: "profile's source_profile",
    how: 'goes before keys of the profile',
    backend: { profile: '"ci"' },
    files: {
      'home/.aws/credentials':
        profile('ci', 'AKIAOWN', `role_arn = ${ROLE}`, 'source_profile = base') + profile('base', 'AKIABASE'),
    },
    without: { files: { 'home/.aws/credentials': profile('ci', 'AKIAOWN') } },
  },
  {
    setting: "profile's role_arn",
    how: 'with keys beside it',
    backend: { profile: '"ci"' },
    files: { 'home/.aws/credentials': profile('ci', 'AKIAOWN', `role_arn = ${ROLE}`) },
    without: { files: { 'home/.aws/credentials': profile('ci', 'AKIAOWN') } },
  },
  {
    setting: "profile's credential_source",
    how: 'Environment',
    backend: { profile: '"ci"' },
    files: { 'home/.aws/config': section('profile ci', `role_arn = ${ROLE}`, 'credential_source = Environment') },
    without: { env: { AWS_ACCESS_KEY_ID: 'AKIAANOTHER' } },
  },
  {
    setting: "profile's credential_source",
    how: 'EcsContainer',
    backend: { profile: '"ci"' },
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: '<metadata>/container/keys' },
    files: { 'home/.aws/config': section('profile ci', `role_arn = ${ROLE}`, 'credential_source = EcsContainer') },
    without: { env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined } },
  },
  {
    setting: "profile's credential_source",
    how: 'Ec2InstanceMetadata',
    backend: { profile: '"ci"', ec2_metadata_service_endpoint: '"<metadata>"', skip_metadata_api_check: 'false' },
    files: {
      'home/.aws/config': section('profile ci', `role_arn = ${ROLE}`, 'credential_source = Ec2InstanceMetadata'),
    },
    without: {
      files: { 'home/.aws/config': section('profile ci', `role_arn = ${ROLE}`, 'credential_source = Environment') },
    },
  },
  {
    setting: "profile's credential_process",
    how: 'runs in the root module',
    backend: { profile: '"ci"' },
    files: {
      'home/.aws/config': section('profile ci', 'credential_process = cat keys.json'),
      'module/keys.json': KEYS_OF_PROCESS,
      'keys.json': KEYS_OF_PROCESS.replace('AKIAPROCESS', 'AKIAWRONG'),
    },
    without: { files: { 'module/keys.json': KEYS_OF_PROCESS.replace('AKIAPROCESS', 'AKIAANOTHER') } },
  },
  {
    setting: "profile's credential_process",
    how: 'by the shell, with the environment, on a role',
    backend: { profile: '"ci"' },
    env: { NAME: 'keys' },
    files: {
      'home/.aws/config':
        section('profile ci', `role_arn = ${ROLE}`, 'source_profile = base') +
        section('profile base', 'credential_process = cat "$NAME.json" | head -n 1'),
      'module/keys.json': `${KEYS_OF_PROCESS}\nno JSON`,
    },
    without: { env: { NAME: 'nothing' } },
  },
  {
    setting: "profile's credential_process",
    how: 'of the first of several files, whose others say nothing of it',
    backend: { shared_config_files: '["a", "b"]', profile: '"ci"' },
    files: {
      'module/a': section('profile ci', 'credential_process = cat keys.json'),
      'module/b': section('profile ci', 'output = json') + section('profile other', 'output = json'),
      'module/keys.json': KEYS_OF_PROCESS,
    },
    without: { files: { 'module/a': '' } },
  },
  {
    setting: "profile's web_identity_token_file",
    how: 'relative to the root module',
    backend: { profile: '"ci"' },
    files: {
      'home/.aws/config': section('profile ci', `role_arn = ${ROLE}`, 'web_identity_token_file = token'),
      'module/token': 'the token',
    },
    without: { files: { 'module/token': 'another' } },
  },
  {
    setting: "profile's sso_session",
    backend: { profile: '"ci"' },
    files: {
      'home/.aws/config':
        section('profile ci', 'sso_session = us', 'sso_account_id = 123456789012', 'sso_role_name = reader') +
        section('sso-session us', 'sso_region = eu-north-1', 'sso_start_url = https://us.example/start'),
      // Named after the SHA-1 of `us`.
      'home/.aws/sso/cache/da2b128800d4e129def769b7ec5decc00517fa8b.json': SSO_TOKEN,
    },
    without: { files: { 'home/.aws/config': profile('profile ci', 'AKIAANOTHER') } },
  },
  ...['endpoints.sso', 'AWS_ENDPOINT_URL_SSO'].map((setting): Row => ({
    setting,
    backend: {
      profile: '"ci"',
      ...(setting.startsWith('AWS') ? { endpoints: '{ s3 = "<s3>", dynamodb = "<dynamodb>", sts = "<sts>" }' } : {}),
    },
    env: setting.startsWith('AWS') ? { AWS_ENDPOINT_URL_SSO: '<other>' } : {},
    files: {
      'home/.aws/config':
        section('profile ci', 'sso_session = us', 'sso_account_id = 123456789012', 'sso_role_name = reader') +
        section('sso-session us', 'sso_region = eu-north-1', 'sso_start_url = https://us.example/start'),
      'home/.aws/sso/cache/da2b128800d4e129def769b7ec5decc00517fa8b.json': SSO_TOKEN,
    },
    without: setting.startsWith('AWS') ? { env: { AWS_ENDPOINT_URL_SSO: '<sso>' } } : { backend: [setting] },
  })),
  {
    setting: "profile's sso_start_url",
    backend: { profile: '"ci"' },
    files: {
      'home/.aws/config': section(
        'profile ci',
        'sso_start_url = https://us.example/start',
        'sso_region = eu-north-1',
        'sso_account_id = 123456789012',
        'sso_role_name = reader',
      ),
      // Named after the SHA-1 of the start URL.
      'home/.aws/sso/cache/fb7d9b0542296bf1cadfc85d3eaae208dc286fd4.json': SSO_TOKEN,
    },
    without: { files: { 'home/.aws/config': profile('profile ci', 'AKIAANOTHER') } },
  },
  {
    setting: "profile's endpoint_url",
    how: 'of the backend’s profile, for every service',
    backend: { profile: '"ci"', endpoints: undefined, dynamodb_table: '"locks"' },
    env: { AWS_ENDPOINT_URL_STS: '<sts>' },
    files: {
      'home/.aws/config': section('profile ci', 'endpoint_url = <other>'),
      'home/.aws/credentials': profile('ci', 'AKIACI'),
    },
    without: { files: { 'home/.aws/config': section('profile ci', 'endpoint_url = <s3>') } },
  },
  {
    setting: "profile's services",
    how: 'each service its own endpoint_url, before that of the profile',
    backend: { profile: '"ci"', endpoints: undefined, dynamodb_table: '"locks"' },
    files: {
      'home/.aws/config':
        section('profile ci', 'services = here', 'endpoint_url = <other>') +
        section('services here', 's3 =', '  endpoint_url = <s3>', 'sts =', '  endpoint_url = <sts>'),
      'home/.aws/credentials': profile('ci', 'AKIACI'),
    },
    without: { files: { 'home/.aws/config': section('profile ci', 'endpoint_url = <other>') } },
  },
  {
    setting: 'AWS_ENDPOINT_URL',
    how: 'goes before the services of the profile',
    backend: { profile: '"ci"', endpoints: undefined },
    env: { AWS_ENDPOINT_URL: '<other>' },
    files: {
      'home/.aws/config':
        section('profile ci', 'services = here') + section('services here', 's3 =', '  endpoint_url = <s3>'),
      'home/.aws/credentials': profile('ci', 'AKIACI'),
    },
  },
  {
    setting: "profile's region",
    how: 'does not count: Terraform wants it from the backend or the environment',
    backend: { profile: '"ci"' },
    files: {
      'home/.aws/config': section('profile ci', 'region = eu-central-1'),
      'home/.aws/credentials': profile('ci', 'AKIACI'),
    },
    without: { backend: ['profile'] },
  },
  {
    setting: 'AWS_PROFILE',
    how: 'brings its role and its endpoint_url, which does not count for the role',
    backend: { endpoints: undefined, https_proxy: '"<proxy>"', custom_ca_bundle: '"<ca>"' },
    env: { ...NO_KEYS, AWS_PROFILE: 'ci' },
    files: {
      'home/.aws/config': section(
        'profile ci',
        `role_arn = ${ROLE}`,
        'source_profile = base',
        'endpoint_url = <other>',
      ),
      'home/.aws/credentials': profile('base', 'AKIABASE'),
    },
    without: {
      files: {
        'home/.aws/config': section('profile ci', `role_arn = ${ROLE}`, 'source_profile = base', 'endpoint_url = <s3>'),
      },
    },
  },
];
