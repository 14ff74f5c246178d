import { NO_KEYS, profile, type Row } from '../row.ts';

const TWO_PROFILES = profile('ci', 'AKIACI') + profile('default', 'AKIADEFAULT');

/** Keys: of the backend, of the environment, of files. */
export const KEYS: readonly Row[] = [
  {
    setting: 'access_key',
    backend: { access_key: '"AKIABACKEND"', secret_key: '"secret"', token: '"of-backend"' },
    without: { backend: ['access_key', 'secret_key', 'token'] },
  },
  {
    setting: 'secret_key',
    backend: { access_key: '"AKIABACKEND"', secret_key: '"secret"' },
    env: { AWS_SESSION_TOKEN: 'of-environment' },
    without: { backend: ['access_key', 'secret_key'] },
  },
  { setting: 'token', backend: { access_key: '"AKIABACKEND"', secret_key: '"secret"', token: '"of-backend"' } },
  {
    setting: 'access_key',
    how: 'goes before a profile and a web identity of the backend',
    backend: {
      access_key: '"AKIABACKEND"',
      secret_key: '"secret"',
      profile: '"ci"',
      assume_role_with_web_identity:
        '{ role_arn = "arn:aws:iam::123456789012:role/web", web_identity_token = "token" }',
    },
    files: { 'home/.aws/credentials': TWO_PROFILES },
    without: { backend: ['access_key', 'secret_key'] },
  },
  { setting: 'AWS_ACCESS_KEY_ID', env: { AWS_ACCESS_KEY_ID: 'AKIAOTHER' } },
  { setting: 'AWS_SECRET_ACCESS_KEY', env: { AWS_SECRET_ACCESS_KEY: 'secret' } },
  { setting: 'AWS_SESSION_TOKEN', env: { AWS_SESSION_TOKEN: 'of-environment' } },
  {
    setting: 'AWS_ACCESS_KEY',
    how: 'with AWS_SECRET_KEY, the old names',
    env: { ...NO_KEYS, AWS_ACCESS_KEY: 'AKIAOLD', AWS_SECRET_KEY: 'secret' },
  },
  {
    setting: 'AWS_SECRET_KEY',
    how: 'beside the new name of the other',
    env: { AWS_SECRET_ACCESS_KEY: undefined, AWS_SECRET_KEY: 'secret' },
  },
  { setting: 'profile', backend: { profile: '"ci"' }, files: { 'home/.aws/credentials': TWO_PROFILES } },
  {
    setting: 'profile',
    how: 'goes before AWS_PROFILE',
    backend: { profile: '"ci"' },
    env: { ...NO_KEYS, AWS_PROFILE: 'default' },
    files: { 'home/.aws/credentials': TWO_PROFILES },
  },
  {
    setting: 'profile',
    how: 'in a configuration file is a section of another name',
    backend: { profile: '"ci"' },
    files: { 'home/.aws/config': profile('profile ci', 'AKIARIGHT') + profile('ci', 'AKIAWRONG') },
  },
  {
    setting: 'AWS_PROFILE',
    env: { ...NO_KEYS, AWS_PROFILE: 'ci' },
    files: { 'home/.aws/credentials': TWO_PROFILES },
  },
  {
    setting: 'AWS_PROFILE',
    how: 'comes after keys of the environment',
    env: { AWS_PROFILE: 'ci' },
    files: { 'home/.aws/credentials': TWO_PROFILES },
    without: { env: NO_KEYS },
  },
  {
    setting: 'AWS_DEFAULT_PROFILE',
    env: { ...NO_KEYS, AWS_DEFAULT_PROFILE: 'ci' },
    files: { 'home/.aws/credentials': TWO_PROFILES },
  },
  {
    setting: 'AWS_DEFAULT_PROFILE',
    how: 'comes after AWS_PROFILE',
    env: { ...NO_KEYS, AWS_DEFAULT_PROFILE: 'default', AWS_PROFILE: 'ci' },
    files: { 'home/.aws/credentials': TWO_PROFILES },
    without: { env: { AWS_PROFILE: undefined } },
  },
  {
    setting: 'HOME',
    how: 'has the files where nothing else says where they are',
    env: NO_KEYS,
    files: { 'home/.aws/credentials': profile('default', 'AKIAHOME') },
    without: { env: { HOME: '<folder>' } },
  },
];

const HOME_KEYS = { 'home/.aws/credentials': profile('default', 'AKIAHOME') };

/** Where the files are, and what several of them come to. */
export const FILES: readonly Row[] = [
  {
    setting: 'shared_credentials_files',
    how: 'relative to the root module',
    backend: { shared_credentials_files: '["creds"]' },
    env: NO_KEYS,
    files: { 'module/creds': profile('default', 'AKIARELATIVE'), creds: profile('default', 'AKIAWRONG'), ...HOME_KEYS },
  },
  {
    setting: 'shared_credentials_files',
    how: 'in the home',
    backend: { shared_credentials_files: '["~/creds"]' },
    env: NO_KEYS,
    files: { 'home/creds': profile('default', 'AKIATILDE'), ...HOME_KEYS },
  },
  {
    setting: 'shared_credentials_files',
    how: 'with variables',
    backend: { shared_credentials_files: '["$WHERE/$${NAME}"]' },
    env: { ...NO_KEYS, WHERE: '<folder>/elsewhere', NAME: 'creds' },
    files: { 'elsewhere/creds': profile('default', 'AKIAVARIABLE'), ...HOME_KEYS },
  },
  {
    setting: 'shared_credentials_files',
    how: 'several, of which each has one of the profiles',
    backend: { shared_credentials_files: '["a", "b"]', profile: '"second"' },
    files: { 'module/a': profile('first', 'AKIAFIRST'), 'module/b': profile('second', 'AKIASECOND') },
    without: { files: { 'module/b': '' } },
  },
  {
    setting: 'shared_credentials_files',
    how: 'several with one profile: the last by name counts, whatever their order',
    backend: { shared_credentials_files: '["b", "a"]' },
    env: NO_KEYS,
    files: { 'module/a': profile('default', 'AKIAFIRST'), 'module/b': profile('default', 'AKIASECOND') },
    without: { files: { 'module/b': '' } },
  },
  {
    setting: 'shared_credentials_files',
    how: 'one that is not there counts as empty',
    backend: { shared_credentials_files: '["a", "gone"]' },
    env: NO_KEYS,
    files: { 'module/a': profile('default', 'AKIAFIRST'), ...HOME_KEYS },
  },
  {
    setting: 'shared_credentials_file',
    backend: { shared_credentials_file: '"~/creds"' },
    env: NO_KEYS,
    files: { 'home/creds': profile('default', 'AKIATILDE'), ...HOME_KEYS },
  },
  {
    setting: 'AWS_SHARED_CREDENTIALS_FILE',
    how: 'goes before the old attribute',
    backend: { shared_credentials_file: '"creds"' },
    env: { ...NO_KEYS, AWS_SHARED_CREDENTIALS_FILE: 'of-environment' },
    files: {
      'module/creds': profile('default', 'AKIAATTRIBUTE'),
      'module/of-environment': profile('default', 'AKIAENV'),
    },
  },
  {
    setting: 'AWS_SHARED_CREDENTIALS_FILE',
    how: 'relative to the root module, with variables',
    env: { ...NO_KEYS, AWS_SHARED_CREDENTIALS_FILE: '$PART/creds', PART: 'inner' },
    files: { 'module/inner/creds': profile('default', 'AKIAENV'), ...HOME_KEYS },
  },
  {
    setting: 'AWS_SHARED_CREDENTIALS_FILE',
    how: 'comes after the attribute',
    backend: { shared_credentials_files: '["creds"]' },
    env: { ...NO_KEYS, AWS_SHARED_CREDENTIALS_FILE: '<home>/of-environment' },
    files: {
      'module/creds': profile('default', 'AKIAATTRIBUTE'),
      'home/of-environment': profile('default', 'AKIAENV'),
    },
    without: { backend: ['shared_credentials_files'] },
  },
  {
    setting: 'shared_config_files',
    how: 'relative, in the home and with variables: what each adds counts',
    backend: { shared_config_files: '["a", "~/b", "$WHERE/c"]', profile: '"ci"' },
    env: { WHERE: '<folder>/elsewhere' },
    files: {
      'module/a': '[profile ci]\nrole_arn = arn:aws:iam::123456789012:role/chained\n',
      'home/b': '[profile ci]\nsource_profile = base\n',
      'elsewhere/c': profile('profile base', 'AKIABASE'),
    },
    without: { files: { 'elsewhere/c': profile('profile base', 'AKIAANOTHER') } },
  },
  {
    setting: 'shared_config_files',
    how: 'the keys of a credentials file go before those of a configuration file',
    backend: { shared_config_files: '["a"]', profile: '"ci"' },
    files: {
      'module/a': profile('profile ci', 'AKIACONFIG'),
      'home/.aws/credentials': profile('ci', 'AKIACREDENTIALS'),
    },
    without: { files: { 'home/.aws/credentials': '' } },
  },
  {
    setting: 'AWS_SHARED_CONFIG_FILE',
    how: 'is Terraform’s own, and goes before AWS_CONFIG_FILE',
    env: { ...NO_KEYS, AWS_SHARED_CONFIG_FILE: '~/own', AWS_CONFIG_FILE: '<home>/sdk' },
    files: { 'home/own': profile('default', 'AKIAOWN'), 'home/sdk': profile('default', 'AKIASDK') },
  },
  {
    setting: 'shared_config_files',
    how: 'none: hides AWS_SHARED_CONFIG_FILE, not AWS_CONFIG_FILE',
    backend: { shared_config_files: '[]' },
    env: { ...NO_KEYS, AWS_SHARED_CONFIG_FILE: '<home>/own', AWS_CONFIG_FILE: '<home>/sdk' },
    files: { 'home/own': profile('default', 'AKIAOWN'), 'home/sdk': profile('default', 'AKIASDK') },
  },
  {
    setting: 'AWS_CONFIG_FILE',
    how: 'relative to the root module',
    env: { ...NO_KEYS, AWS_CONFIG_FILE: 'config' },
    files: { 'module/config': profile('default', 'AKIASDK'), config: profile('default', 'AKIAWRONG') },
  },
  {
    setting: 'AWS_CONFIG_FILE',
    how: 'is taken as it is: no home in it',
    env: { ...NO_KEYS, AWS_CONFIG_FILE: '~/config' },
    files: { 'module/~/config': profile('default', 'AKIALITERAL'), 'home/config': profile('default', 'AKIAWRONG') },
  },
  {
    setting: "profile's aws_access_key_id",
    how: 'with aws_secret_access_key and aws_session_token',
    env: NO_KEYS,
    files: { 'home/.aws/credentials': profile('default', 'AKIAHOME', 'aws_session_token = of-home') },
    without: { files: { 'home/.aws/credentials': profile('default', 'AKIAHOME') } },
  },
  {
    setting: "profile's lines",
    how: 'all indented',
    env: NO_KEYS,
    files: {
      'home/.aws/credentials': '  [default]\n  aws_access_key_id = AKIAINDENTED\n  aws_secret_access_key = secret\n',
    },
    without: { files: { 'home/.aws/credentials': '' } },
  },
  {
    setting: "profile's lines",
    how: 'with comments, quotes, colons, upper case, blanks and the line ends of Windows',
    env: NO_KEYS,
    files: {
      'home/.aws/credentials':
        '; a comment\r\n[ default ] # mine\r\nAWS_ACCESS_KEY_ID: "AKIAQUOTED"\r\n\r\n aws_secret_access_key=secret # no more\r\naws_session_token = a=b:c;d#e\r\n',
    },
    without: { files: { 'home/.aws/credentials': '' } },
  },
];
