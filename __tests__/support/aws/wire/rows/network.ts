import { profile, type Row } from '../row.ts';

/** What a row on real hosts needs: all go through the proxy, which answers for them. */
const REAL = { endpoints: undefined, custom_ca_bundle: '"<ca>"' };
const THROUGH = { HTTPS_PROXY: '<proxy>' };
const TABLE = { dynamodb_table: '"locks"' };
const ROLE = '{ role_arn = "arn:aws:iam::123456789012:role/state" }';
const CONFIG = 'home/.aws/config';

/** A profile whose keys nobody needs: those of the environment come first. */
function config(...settings: readonly string[]): Readonly<Record<string, string>> {
  return { [CONFIG]: ['[default]', ...settings, ''].join('\n') };
}

const ENDPOINTS: readonly Row[] = [
  { setting: 'endpoints.s3' },
  { setting: 'endpoints.dynamodb', backend: TABLE },
  { setting: 'endpoints.sts', backend: { assume_role: ROLE } },
  { setting: 'endpoint', backend: { endpoints: undefined, endpoint: '"<s3>"' } },
  {
    setting: 'dynamodb_endpoint',
    backend: { ...TABLE, endpoints: '{ s3 = "<s3>" }', dynamodb_endpoint: '"<dynamodb>"' },
  },
  { setting: 'sts_endpoint', backend: { assume_role: ROLE, endpoints: '{ s3 = "<s3>" }', sts_endpoint: '"<sts>"' } },
  ...['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3', 'AWS_S3_ENDPOINT'].map((setting) => ({
    setting,
    backend: { endpoints: undefined },
    env: { [setting]: '<other>' },
  })),
  ...['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_DYNAMODB_ENDPOINT'].map((setting) => ({
    setting,
    how: 'for the table',
    backend: { ...TABLE, endpoints: '{ s3 = "<s3>" }' },
    env: { [setting]: '<other>' },
  })),
  ...['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS', 'AWS_STS_ENDPOINT'].map((setting) => ({
    setting,
    how: 'for a role',
    backend: { assume_role: ROLE, endpoints: '{ s3 = "<s3>" }' },
    env: { [setting]: '<other>' },
  })),
  {
    setting: 'AWS_S3_ENDPOINT',
    how: 'before the one for all services',
    backend: { endpoints: undefined },
    env: { AWS_S3_ENDPOINT: '<s3>', AWS_ENDPOINT_URL: '<other>' },
  },
  {
    setting: 'endpoints.s3',
    how: 'before the environment',
    env: { AWS_ENDPOINT_URL_S3: '<other>', AWS_ENDPOINT_URL: '<other>' },
  },
  {
    setting: "profile's endpoint_url",
    backend: { ...TABLE, endpoints: undefined },
    files: config('endpoint_url = <other>'),
    without: { files: config() },
  },
  {
    setting: "profile's endpoint_url",
    how: 'of the profile that the backend names',
    backend: { endpoints: undefined, profile: '"ci"' },
    files: { [CONFIG]: `[default]\nendpoint_url = <s3>\n${profile('profile ci', 'AKIACI', 'endpoint_url = <other>')}` },
    without: { files: { [CONFIG]: `[default]\nendpoint_url = <s3>\n${profile('profile ci', 'AKIACI')}` } },
  },
  {
    setting: 'profile',
    how: 'of which the default one has another endpoint_url',
    backend: { ...REAL, profile: '"ci"' },
    env: THROUGH,
    files: { [CONFIG]: `[default]\nendpoint_url = <s3>\n${profile('profile ci', 'AKIACI')}` },
  },
  {
    setting: 'AWS_PROFILE',
    how: 'with an endpoint_url',
    backend: { endpoints: undefined },
    env: { AWS_PROFILE: 'ci' },
    files: { [CONFIG]: '[default]\nendpoint_url = <s3>\n[profile ci]\nendpoint_url = <other>\n' },
  },
  {
    setting: "profile's services",
    backend: { ...TABLE, endpoints: undefined },
    files: config('services = here', 'endpoint_url = <other>', '[services here]', 's3 =', '  endpoint_url = <s3>'),
    without: { files: config('endpoint_url = <other>') },
  },
  {
    setting: "profile's services",
    how: 'for the table',
    backend: { ...TABLE, endpoints: undefined },
    files: config(
      'services = here',
      'endpoint_url = <other>',
      '[services here]',
      'dynamodb =',
      '  endpoint_url = <dynamodb>',
    ),
    without: { files: config('endpoint_url = <other>') },
  },
  {
    setting: 'AWS_ENDPOINT_URL',
    how: "before the profile's services",
    backend: { endpoints: undefined },
    env: { AWS_ENDPOINT_URL: '<s3>' },
    files: config('services = here', '[services here]', 's3 =', '  endpoint_url = <other>'),
  },
  {
    setting: 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    how: 'switches the variable for all services off',
    backend: { ...REAL, ...TABLE },
    env: { ...THROUGH, AWS_ENDPOINT_URL: '<other>', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE' },
  },
  {
    setting: 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    how: 'switches the profile off',
    backend: REAL,
    env: { ...THROUGH, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    files: config('endpoint_url = <other>'),
  },
  {
    setting: 'AWS_ENDPOINT_URL_S3',
    how: 'is the backend’s own, which nothing switches off',
    backend: { ...REAL, ...TABLE },
    env: { ...THROUGH, AWS_ENDPOINT_URL_S3: '<other>', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
  },
  {
    setting: "profile's ignore_configured_endpoint_urls",
    backend: REAL,
    env: { ...THROUGH, AWS_ENDPOINT_URL: '<other>' },
    files: config('ignore_configured_endpoint_urls = true', 'endpoint_url = <other>'),
    without: { files: config('endpoint_url = <other>') },
  },
  {
    setting: 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    how: 'false before the profile’s true',
    backend: REAL,
    env: { ...THROUGH, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' },
    files: config('ignore_configured_endpoint_urls = true', 'endpoint_url = <other>'),
  },
  { setting: 'endpoints.s3', how: 'with a path', backend: { endpoints: '{ s3 = "<other>/store/" }' } },
];

const STYLES: readonly Row[] = [
  { setting: 'use_path_style', backend: REAL, env: THROUGH },
  {
    setting: 'use_path_style',
    how: 'false',
    backend: { ...REAL, use_path_style: undefined, force_path_style: 'true' },
    env: THROUGH,
    without: { backend: ['force_path_style'] },
  },
  {
    setting: 'use_path_style',
    how: 'at an endpoint, or the bucket is part of the host',
    backend: { use_path_style: undefined, endpoints: '{ s3 = "http://s3.corp.test" }' },
    env: { HTTP_PROXY: '<proxy>' },
    without: { backend: ['endpoints'] },
  },
  { setting: 'use_fips_endpoint', backend: { ...REAL, ...TABLE, use_fips_endpoint: 'true' }, env: THROUGH },
  { setting: 'use_dualstack_endpoint', backend: { ...REAL, ...TABLE, use_dualstack_endpoint: 'true' }, env: THROUGH },
  {
    setting: 'use_dualstack_endpoint',
    how: 'with FIPS',
    backend: { ...REAL, ...TABLE, use_dualstack_endpoint: 'true', use_fips_endpoint: 'true' },
    env: THROUGH,
  },
  {
    setting: 'use_fips_endpoint',
    how: 'for a role',
    backend: { ...REAL, assume_role: ROLE, use_fips_endpoint: 'true' },
    env: THROUGH,
  },
  {
    setting: 'use_fips_endpoint',
    how: 'beside given endpoints, of which there is no other kind',
    backend: { ...TABLE, use_fips_endpoint: 'true', use_dualstack_endpoint: 'true' },
    without: { backend: ['endpoints'] },
  },
  ...['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'].flatMap((setting) => [
    ...['true', 'TRUE', 'false'].map((value) => ({
      setting,
      how: value,
      backend: { ...REAL, ...TABLE },
      env: { ...THROUGH, [setting]: value },
    })),
    {
      setting,
      how: 'true beside false in the block',
      backend: { ...REAL, [setting.slice(4).toLowerCase()]: 'false' },
      env: { ...THROUGH, [setting]: 'true' },
    },
    {
      setting,
      how: 'false before the profile, where the block is not silent',
      backend: { ...REAL, [setting.slice(4).toLowerCase()]: 'false' },
      env: { ...THROUGH, [setting]: 'false' },
      files: config(`${setting.slice(4).toLowerCase()} = true`),
    },
    {
      setting: `profile's ${setting.slice(4).toLowerCase()}`,
      backend: REAL,
      env: THROUGH,
      files: config(`${setting.slice(4).toLowerCase()} = True`),
      without: { files: config() },
    },
  ]),
];

const REGIONS: readonly Row[] = [
  {
    setting: 'region',
    backend: { ...REAL, ...TABLE, region: '"eu-west-1"' },
    env: { ...THROUGH, AWS_REGION: 'eu-west-2' },
  },
  {
    setting: 'AWS_REGION',
    backend: { ...REAL, region: undefined },
    env: { ...THROUGH, AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' },
  },
  {
    setting: 'AWS_DEFAULT_REGION',
    backend: { ...REAL, region: undefined },
    env: { ...THROUGH, AWS_DEFAULT_REGION: 'eu-west-2' },
  },
  {
    setting: 'region',
    how: 'in another partition',
    backend: { ...REAL, ...TABLE, region: '"cn-north-1"' },
    env: THROUGH,
  },
  {
    setting: 'region',
    how: 'that nobody knows',
    backend: { ...REAL, region: '"moon-1"', skip_region_validation: 'true' },
    env: THROUGH,
  },
  {
    setting: 'region',
    how: 'empty',
    backend: { ...REAL, region: '""' },
    env: { ...THROUGH, AWS_REGION: 'eu-west-1' },
    without: { env: { AWS_REGION: 'eu-west-3' } },
  },
  { setting: 'sts_region', backend: { ...REAL, assume_role: ROLE, sts_region: '"eu-west-1"' }, env: THROUGH },
  { setting: 'sts_region', how: 'at an endpoint', backend: { assume_role: ROLE, sts_region: '"eu-west-1"' } },
  {
    setting: 'region',
    how: 'where STS is regional, whatever AWS_STS_REGIONAL_ENDPOINTS says',
    backend: { ...REAL, assume_role: ROLE, region: '"eu-west-1"' },
    env: { ...THROUGH, AWS_STS_REGIONAL_ENDPOINTS: 'legacy' },
  },
  {
    setting: 'AWS_ACCOUNT_ID_ENDPOINT_MODE',
    backend: { ...REAL, ...TABLE, assume_role: ROLE },
    env: { ...THROUGH, AWS_ACCOUNT_ID_ENDPOINT_MODE: 'disabled' },
  },
  {
    setting: "profile's account_id_endpoint_mode",
    backend: { ...REAL, ...TABLE, assume_role: ROLE },
    env: THROUGH,
    files: config('account_id_endpoint_mode = disabled'),
    without: { files: config() },
  },
  {
    setting: 'AWS_ACCOUNT_ID',
    how: 'gives the table a host by account',
    backend: { ...REAL, ...TABLE },
    env: { ...THROUGH, AWS_ACCOUNT_ID: '123456789012' },
  },
  {
    setting: "profile's aws_account_id",
    backend: { ...REAL, ...TABLE, profile: '"ci"' },
    env: THROUGH,
    files: { [CONFIG]: profile('profile ci', 'AKIACI', 'aws_account_id = 123456789012') },
    without: { files: { [CONFIG]: profile('profile ci', 'AKIACI') } },
  },
  {
    setting: 'assume_role',
    how: 'gives the table a host by account',
    backend: { ...REAL, ...TABLE, assume_role: ROLE },
    env: THROUGH,
  },
];

const WRITES = { also: ['writes'] } as const;
const TLS = { endpoints: '{ s3 = "<secure>" }', custom_ca_bundle: '"<ca>"' };

const CHECKSUMS: readonly Row[] = [
  { setting: 'skip_s3_checksum', backend: { skip_s3_checksum: 'true' }, ...WRITES },
  { setting: 'skip_s3_checksum', how: 'over TLS', backend: { ...TLS, skip_s3_checksum: 'true' }, ...WRITES },
  {
    setting: 'AWS_REQUEST_CHECKSUM_CALCULATION',
    backend: { skip_s3_checksum: 'true' },
    env: { AWS_REQUEST_CHECKSUM_CALCULATION: 'When_Required' },
    ...WRITES,
  },
  {
    setting: "profile's request_checksum_calculation",
    backend: { skip_s3_checksum: 'true' },
    files: config('request_checksum_calculation = when_required'),
    without: { files: config() },
    ...WRITES,
  },
  {
    setting: 'AWS_RESPONSE_CHECKSUM_VALIDATION',
    env: { AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required' },
    headers: ['x-amz-checksum-mode'],
  },
  {
    setting: "profile's response_checksum_validation",
    files: config('response_checksum_validation = when_required'),
    headers: ['x-amz-checksum-mode'],
    without: { files: config() },
  },
  {
    setting: 'AWS_REQUEST_CHECKSUM_CALCULATION',
    how: 'does not take the SHA-256 away',
    env: { AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required' },
    without: { backend: ['endpoints'] },
    ...WRITES,
  },
];

const TRUST: readonly Row[] = [
  ...['<ca>', '../ca.pem', '~/../ca.pem', '$AT/ca.pem', '$${AT}/ca.pem'].map((path) => ({
    setting: 'custom_ca_bundle',
    how: path,
    backend: { ...REAL, custom_ca_bundle: `"${path}"` },
    env: { ...THROUGH, AT: '<folder>' },
  })),
  ...['<ca>', '../ca.pem', '~/../ca.pem', '$AT/ca.pem'].map((path) => ({
    setting: 'AWS_CA_BUNDLE',
    how: path,
    backend: { ...REAL, custom_ca_bundle: undefined },
    env: { ...THROUGH, AT: '<folder>', AWS_CA_BUNDLE: path },
  })),
  {
    setting: 'custom_ca_bundle',
    how: 'before the environment',
    backend: REAL,
    env: { ...THROUGH, AWS_CA_BUNDLE: '/nowhere' },
  },
  ...['<ca>', '../ca.pem'].map((path) => ({
    setting: "profile's ca_bundle",
    how: path,
    backend: { ...REAL, custom_ca_bundle: undefined },
    env: THROUGH,
    files: config(`ca_bundle = ${path}`),
    without: { files: config() },
  })),
  ...['<ca>', '../ca.pem'].map((path) => ({
    setting: 'SSL_CERT_FILE',
    how: path,
    backend: { ...REAL, custom_ca_bundle: undefined },
    env: { ...THROUGH, SSL_CERT_FILE: path },
  })),
  ...['<folder>', '/nowhere:<folder>', '..'].map((path) => ({
    setting: 'SSL_CERT_DIR',
    how: path,
    backend: { ...REAL, custom_ca_bundle: undefined },
    env: { ...THROUGH, SSL_CERT_DIR: path },
  })),
  { setting: 'insecure', backend: { ...REAL, custom_ca_bundle: undefined, insecure: 'true' }, env: THROUGH },
  {
    setting: 'custom_ca_bundle',
    how: 'at an endpoint',
    backend: { endpoints: '{ s3 = "<secure>" }', custom_ca_bundle: '"<ca>"' },
  },
  { setting: 'insecure', how: 'at an endpoint', backend: { endpoints: '{ s3 = "<secure>" }', insecure: 'true' } },
];

const CORP = { endpoints: '{ s3 = "http://s3.corp.test" }' };
const BY_CONFIG = (backend: Readonly<Record<string, string | undefined>>) => ({ ...REAL, ...backend });

const PROXIES: readonly Row[] = [
  ...['HTTPS_PROXY', 'https_proxy'].map((setting) => ({ setting, backend: REAL, env: { [setting]: '<proxy>' } })),
  ...['HTTP_PROXY', 'http_proxy'].map((setting) => ({ setting, backend: CORP, env: { [setting]: '<proxy>' } })),
  {
    setting: 'HTTPS_PROXY',
    how: 'before the small spelling',
    backend: REAL,
    env: { HTTPS_PROXY: '<proxy>', https_proxy: '<proxy2>' },
  },
  {
    setting: 'https_proxy',
    backend: BY_CONFIG({ https_proxy: '"<proxy>"' }),
    env: { HTTPS_PROXY: '<proxy2>' },
    without: { backend: ['https_proxy'] },
  },
  {
    setting: 'http_proxy',
    backend: { ...CORP, http_proxy: '"<proxy>"' },
    env: { HTTP_PROXY: '<proxy2>' },
    without: { backend: ['http_proxy'] },
  },
  {
    setting: 'http_proxy',
    how: 'alone, for HTTPS',
    backend: BY_CONFIG({ http_proxy: '"<proxy>"' }),
    without: { backend: ['http_proxy'] },
  },
  {
    setting: 'HTTPS_PROXY',
    how: 'before the block’s http_proxy',
    backend: BY_CONFIG({ http_proxy: '"<proxy2>"' }),
    env: { HTTPS_PROXY: '<proxy>' },
  },
  { setting: 'HTTPS_PROXY', how: 'over TLS', backend: REAL, env: { HTTPS_PROXY: '<tls-proxy>' } },
  {
    setting: 'HTTP_PROXY',
    how: 'over TLS',
    backend: { ...CORP, custom_ca_bundle: '"<ca>"' },
    env: { HTTP_PROXY: '<tls-proxy>' },
  },
];

export const NETWORK: readonly Row[] = [...ENDPOINTS, ...STYLES, ...REGIONS, ...CHECKSUMS, ...TRUST, ...PROXIES];
