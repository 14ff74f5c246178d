import { NO_KEYS, profile, type Row } from '../row.ts';

const ROLE = 'arn:aws:iam::123456789012:role/state';
const WEB_ROLE = 'arn:aws:iam::123456789012:role/web';
const POLICY = String.raw`"  {\"Version\":\"2012-10-17\",\"Statement\":[]}\n"`;
const POLICY_ARNS = '["arn:aws:iam::123456789012:policy/b", "arn:aws:iam::123456789012:policy/a"]';

function block(name: string, attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {
    [name]: `{ ${Object.entries(attributes)
      .map(([one, value]) => `${one} = ${value}`)
      .join(', ')} }`,
  };
}

const ASSUME_ROLE: readonly (readonly [name: string, value: string])[] = [
  ['duration', '"1h30m"'],
  ['external_id', '"x1"'],
  ['policy', POLICY],
  ['policy_arns', POLICY_ARNS],
  ['session_name', '"mine"'],
  ['source_identity', '"me"'],
  ['tags', '{ team = "infra" }'],
  ['transitive_tag_keys', '["team", "app"]'],
];

const WEB_IDENTITY: readonly (readonly [name: string, value: string])[] = [
  ['duration', '"45m0s"'],
  ['policy', POLICY],
  ['policy_arns', POLICY_ARNS],
  ['session_name', '"mine"'],
];

/** Roles of the backend, and of the environment's web identity. */
export const ROLES: readonly Row[] = [
  {
    setting: 'assume_role.role_arn',
    backend: block('assume_role', { role_arn: `"${ROLE}"` }),
    without: { backend: ['assume_role'] },
  },
  ...ASSUME_ROLE.map(([name, value]): Row => ({
    setting: `assume_role.${name}`,
    backend: block('assume_role', { role_arn: `"${ROLE}"`, [name]: value }),
  })),
  {
    setting: 'assume_role.role_arn',
    how: 'on keys of the backend',
    backend: {
      access_key: '"AKIABACKEND"',
      secret_key: '"secret"',
      ...block('assume_role', { role_arn: `"${ROLE}"` }),
    },
    without: { backend: ['assume_role'] },
  },
  {
    setting: 'assume_role.role_arn',
    how: 'on a profile that takes a role itself',
    backend: { profile: '"ci"', ...block('assume_role', { role_arn: `"${ROLE}"` }) },
    files: {
      'home/.aws/config': '[profile ci]\nrole_arn = arn:aws:iam::123456789012:role/chained\nsource_profile = base\n',
      'home/.aws/credentials': profile('base', 'AKIABASE'),
    },
    without: { backend: ['assume_role'] },
  },
  {
    setting: 'assume_role_with_web_identity.role_arn',
    backend: block('assume_role_with_web_identity', { role_arn: `"${WEB_ROLE}"`, web_identity_token: '"the token"' }),
    without: { backend: ['assume_role_with_web_identity'] },
  },
  {
    setting: 'assume_role_with_web_identity.web_identity_token',
    backend: block('assume_role_with_web_identity', { role_arn: `"${WEB_ROLE}"`, web_identity_token: '"the token"' }),
    without: { backend: ['assume_role_with_web_identity'] },
  },
  ...WEB_IDENTITY.map(([name, value]): Row => ({
    setting: `assume_role_with_web_identity.${name}`,
    backend: block('assume_role_with_web_identity', {
      role_arn: `"${WEB_ROLE}"`,
      web_identity_token: '"the token"',
      [name]: value,
    }),
  })),
  ...(
    [
      ['relative to the root module', 'tokens/one', 'module/tokens/one'],
      ['in the home', '~/token', 'home/token'],
      ['with variables', '$WHERE/token', 'elsewhere/token'],
      ['with a line end, which is handed on', 'tokens/two', 'module/tokens/two'],
    ] as const
  ).map(([how, path, file]): Row => ({
    setting: 'assume_role_with_web_identity.web_identity_token_file',
    how,
    backend: block('assume_role_with_web_identity', {
      role_arn: `"${WEB_ROLE}"`,
      web_identity_token_file: `"${path}"`,
    }),
    env: { WHERE: '<folder>/elsewhere' },
    files: { [file]: how.startsWith('with a line end') ? 'the token\n' : 'the token' },
    without: { files: { [file]: 'another token' } },
  })),
  {
    setting: 'assume_role_with_web_identity.role_arn',
    how: 'goes before keys of the environment and a profile of the backend, and under assume_role',
    backend: {
      profile: '"ci"',
      ...block('assume_role_with_web_identity', { role_arn: `"${WEB_ROLE}"`, web_identity_token: '"the token"' }),
      ...block('assume_role', { role_arn: `"${ROLE}"` }),
    },
    files: { 'home/.aws/credentials': profile('ci', 'AKIACI') },
    without: { backend: ['assume_role_with_web_identity'] },
  },
  {
    setting: 'AWS_WEB_IDENTITY_TOKEN_FILE',
    how: 'relative to the root module, before AWS_PROFILE',
    env: { ...NO_KEYS, AWS_WEB_IDENTITY_TOKEN_FILE: 'token', AWS_ROLE_ARN: WEB_ROLE, AWS_PROFILE: 'ci' },
    files: { 'module/token': 'the token', 'home/.aws/credentials': profile('ci', 'AKIACI') },
  },
  {
    setting: 'AWS_WEB_IDENTITY_TOKEN_FILE',
    how: 'is taken as it is: no variables in it',
    env: { ...NO_KEYS, AWS_WEB_IDENTITY_TOKEN_FILE: '$HOME/token', AWS_ROLE_ARN: WEB_ROLE },
    files: { 'module/$HOME/token': 'the token', 'home/token': 'a wrong token' },
  },
  {
    setting: 'AWS_WEB_IDENTITY_TOKEN_FILE',
    how: 'comes after keys of the environment',
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: '<module>/token', AWS_ROLE_ARN: WEB_ROLE },
    files: { 'module/token': 'the token' },
    without: { env: NO_KEYS },
  },
  {
    setting: 'AWS_WEB_IDENTITY_TOKEN_FILE',
    how: 'comes after a profile of the backend',
    backend: { profile: '"ci"' },
    env: { ...NO_KEYS, AWS_WEB_IDENTITY_TOKEN_FILE: '<module>/token', AWS_ROLE_ARN: WEB_ROLE },
    files: { 'module/token': 'the token', 'home/.aws/credentials': profile('ci', 'AKIACI') },
    without: { backend: ['profile'] },
  },
  {
    setting: 'AWS_ROLE_ARN',
    env: { ...NO_KEYS, AWS_WEB_IDENTITY_TOKEN_FILE: '<module>/token', AWS_ROLE_ARN: WEB_ROLE },
    files: { 'module/token': 'the token' },
    without: { env: { AWS_ROLE_ARN: ROLE } },
  },
  {
    setting: 'AWS_ROLE_SESSION_NAME',
    env: {
      ...NO_KEYS,
      AWS_WEB_IDENTITY_TOKEN_FILE: '<module>/token',
      AWS_ROLE_ARN: WEB_ROLE,
      AWS_ROLE_SESSION_NAME: 'mine',
    },
    files: { 'module/token': 'the token' },
  },
  {
    setting: 'endpoints.sts',
    backend: {
      endpoints: '{ s3 = "<s3>", dynamodb = "<dynamodb>", sts = "<other>" }',
      ...block('assume_role', { role_arn: `"${ROLE}"` }),
    },
    without: { env: { AWS_ENDPOINT_URL_STS: '<sts>' }, backend: ['endpoints.sts'] },
  },
  {
    setting: 'sts_endpoint',
    backend: {
      endpoints: '{ s3 = "<s3>", dynamodb = "<dynamodb>" }',
      sts_endpoint: '"<other>"',
      ...block('assume_role', { role_arn: `"${ROLE}"` }),
    },
    without: { env: { AWS_ENDPOINT_URL_STS: '<sts>' }, backend: ['sts_endpoint'] },
  },
  ...['AWS_ENDPOINT_URL_STS', 'AWS_STS_ENDPOINT'].map((name): Row => ({
    setting: name,
    backend: {
      endpoints: '{ s3 = "<s3>", dynamodb = "<dynamodb>" }',
      ...block('assume_role', { role_arn: `"${ROLE}"` }),
    },
    env: { [name]: '<other>' },
    without: { env: { [name]: '<sts>' } },
  })),
  {
    setting: 'sts_region',
    backend: { sts_region: '"eu-south-1"', ...block('assume_role', { role_arn: `"${ROLE}"` }) },
  },
  {
    setting: 'sts_region',
    how: 'for the role of a profile, where the endpoint is given',
    backend: { sts_region: '"eu-south-1"', profile: '"ci"' },
    files: {
      'home/.aws/config': `[profile ci]\nrole_arn = ${ROLE}\nsource_profile = base\n`,
      'home/.aws/credentials': profile('base', 'AKIABASE'),
    },
  },
  {
    setting: 'sts_region',
    how: 'not for the role of a profile, where the endpoint is AWS’s own',
    backend: {
      ...{ sts_region: '"eu-south-1"', profile: '"ci"', https_proxy: '"<proxy>"', custom_ca_bundle: '"<ca>"' },
      endpoints: '{ s3 = "<s3>" }',
    },
    files: {
      'home/.aws/config': `[profile ci]\nrole_arn = ${ROLE}\nsource_profile = base\n`,
      'home/.aws/credentials': profile('base', 'AKIABASE'),
    },
    without: { backend: ['profile'] },
  },
];
