import { describe, expect, it } from 'vitest';

import { parseBackendFile } from '../../../src/adapters/terraform/backend-file.ts';
import type { AwsConnection } from '../../../src/domain/stack/backend.ts';

type Env = Readonly<Record<string, string | undefined>>;

function connection(config: object = {}, env: Env = {}): AwsConnection {
  const backend = { type: 's3', config: { bucket: 'tfstate', key: 'k', ...config }, hash: 1 };
  return parseBackendFile({ version: 3, backend }, env, '/checkout/module').connection;
}

describe('a connection of which nothing is set', () => {
  it('has the defaults of Terraform', () => {
    expect(connection()).toEqual({
      directory: '/checkout/module',
      region: undefined,
      s3Endpoint: undefined,
      dynamodbEndpoint: undefined,
      stsEndpoint: undefined,
      stsRegion: undefined,
      ssoEndpoint: undefined,
      usePathStyle: false,
      useDualstackEndpoint: undefined,
      useFipsEndpoint: undefined,
      skipS3Checksum: false,
      staticCredentials: undefined,
      profile: undefined,
      sharedConfigFiles: [],
      sharedCredentialsFiles: [],
      assumeRole: undefined,
      assumeRoleWithWebIdentity: undefined,
      metadata: { isEnabled: undefined, endpoint: undefined, endpointMode: undefined },
      maxAttempts: 5,
      retryMode: undefined,
      allowedAccountIds: [],
      forbiddenAccountIds: [],
      httpProxy: undefined,
      httpsProxy: undefined,
      noProxy: undefined,
      caBundle: undefined,
      insecure: false,
    });
  });
});

const PLACES: Env = { HOME: '/home/me', WHERE: '/where' };

describe('each setting of the backend', () => {
  it.each<[object, Partial<AwsConnection>]>([
    [{ region: 'eu-west-1' }, { region: 'eu-west-1' }],
    [{ endpoints: { s3: 'http://s3' } }, { s3Endpoint: 'http://s3' }],
    [{ endpoint: 'http://old' }, { s3Endpoint: 'http://old' }],
    [{ endpoints: { s3: 'http://s3' }, endpoint: 'http://old' }, { s3Endpoint: 'http://s3' }],
    [{ endpoints: { dynamodb: 'http://db' } }, { dynamodbEndpoint: 'http://db' }],
    [{ dynamodb_endpoint: 'http://old' }, { dynamodbEndpoint: 'http://old' }],
    [{ endpoints: { sts: 'http://sts' } }, { stsEndpoint: 'http://sts' }],
    [
      { sts_endpoint: 'http://old', sts_region: 'us-east-1' },
      { stsEndpoint: 'http://old', stsRegion: 'us-east-1' },
    ],
    [{ use_path_style: true }, { usePathStyle: true }],
    [{ force_path_style: true }, { usePathStyle: true }],
    [
      { use_dualstack_endpoint: true, use_fips_endpoint: true },
      { useDualstackEndpoint: true, useFipsEndpoint: true },
    ],
    [{ skip_s3_checksum: true }, { skipS3Checksum: true }],
    [{ profile: 'ci' }, { profile: 'ci' }],
    [{ shared_config_files: ['/a', '/b'] }, { sharedConfigFiles: ['/a', '/b'] }],
    [{ shared_credentials_files: ['/c'] }, { sharedCredentialsFiles: ['/c'] }],
    [{ shared_credentials_file: '/d' }, { sharedCredentialsFiles: ['/d'] }],
    [{ max_retries: 0 }, { maxAttempts: undefined }],
    [{ max_retries: 1 }, { maxAttempts: 1 }],
    [{ max_retries: 3 }, { maxAttempts: 3 }],
    [{ endpoints: { sso: 'http://sso' } }, { ssoEndpoint: 'http://sso' }],
    [
      { ec2_metadata_service_endpoint: 'http://md', ec2_metadata_service_endpoint_mode: 'IPv6' },
      { metadata: { isEnabled: undefined, endpoint: 'http://md', endpointMode: 'IPv6' } },
    ],
    [
      { skip_metadata_api_check: true },
      { metadata: { isEnabled: false, endpoint: undefined, endpointMode: undefined } },
    ],
    [
      { shared_credentials_files: ['a', '~/b', '$WHERE/c', '${WHERE}/$UNSET/d'] },
      { sharedCredentialsFiles: ['/checkout/module/a', '/home/me/b', '/where/c', '/where/d'] },
    ],
    [{ custom_ca_bundle: '~/ca.pem' }, { caBundle: '/home/me/ca.pem' }],
    [{ retry_mode: 'adaptive' }, { retryMode: 'adaptive' }],
    [
      { allowed_account_ids: ['1'], forbidden_account_ids: ['2'] },
      { allowedAccountIds: ['1'], forbiddenAccountIds: ['2'] },
    ],
    [
      { http_proxy: 'p', https_proxy: 'q', no_proxy: 'r' },
      { httpProxy: 'p', httpsProxy: 'q', noProxy: 'r' },
    ],
    [
      { custom_ca_bundle: '/ca.pem', insecure: true },
      { caBundle: '/ca.pem', insecure: true },
    ],
  ])('%j is used', (config, expected) => {
    expect(connection(config, PLACES)).toEqual({ ...connection({}, PLACES), ...expected });
  });
});

describe('the environment', () => {
  const ALL: Env = {
    AWS_REGION: 'eu-1',
    AWS_ENDPOINT_URL: 'http://any',
    AWS_ENDPOINT_URL_S3: 'http://s3',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://db',
    AWS_ENDPOINT_URL_STS: 'http://sts',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_SHARED_CONFIG_FILE: '/cfg',
    AWS_SHARED_CREDENTIALS_FILE: '/creds',
    AWS_RETRY_MODE: 'adaptive',
    AWS_CA_BUNDLE: '/ca',
    HTTP_PROXY: 'p',
    HTTPS_PROXY: 'q',
    NO_PROXY: 'r',
  };

  it.each<[Env, Partial<AwsConnection>]>([
    [{ AWS_REGION: 'eu-1', AWS_DEFAULT_REGION: 'eu-2' }, { region: 'eu-1' }],
    [{ AWS_DEFAULT_REGION: 'eu-2' }, { region: 'eu-2' }],
    [{ AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-2' }, { region: 'eu-2' }],
    [
      { AWS_ENDPOINT_URL_S3: 'a', AWS_S3_ENDPOINT: 'b', AWS_ENDPOINT_URL: 'c' },
      // That for all services is for the SDK to say: a profile may switch it off.
      { s3Endpoint: 'a' },
    ],
    [{ AWS_S3_ENDPOINT: 'b' }, { s3Endpoint: 'b' }],
    [{ AWS_DYNAMODB_ENDPOINT: 'b' }, { dynamodbEndpoint: 'b' }],
    [{ AWS_STS_ENDPOINT: 'b' }, { stsEndpoint: 'b' }],
    [{ AWS_ENDPOINT_URL_SSO: 'b' }, { ssoEndpoint: 'b' }],
    // Read where the tool's version is known.
    [{ AWS_USE_DUALSTACK_ENDPOINT: 'true', AWS_USE_FIPS_ENDPOINT: 'true', HTTP_PROXY: 'p', NO_PROXY: 'r' }, {}],
    [{ AWS_SHARED_CONFIG_FILE: '/a', AWS_CONFIG_FILE: '/b' }, { sharedConfigFiles: ['/a'] }],
    [{ AWS_CONFIG_FILE: '/b' }, { sharedConfigFiles: ['/b'] }],
    [{ AWS_SHARED_CREDENTIALS_FILE: '/c' }, { sharedCredentialsFiles: ['/c'] }],
    [{ AWS_RETRY_MODE: 'adaptive' }, { retryMode: 'adaptive' }],
    [{ AWS_CA_BUNDLE: '/ca' }, { caBundle: '/ca' }],
    // Which credentials come first is for the credential chain to say, not for the file.
    [{ AWS_PROFILE: 'p', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_ROLE_ARN: 'r' }, {}],
  ])('%j fills what the backend leaves open', (env, expected) => {
    expect(connection({}, env)).toEqual({ ...connection(), ...expected });
  });

  it('never overrules the backend', () => {
    const config = {
      region: 'us-1',
      endpoints: { s3: 'http://1', dynamodb: 'http://2', sts: 'http://3' },
      use_dualstack_endpoint: false,
      use_fips_endpoint: false,
      shared_config_files: ['/1'],
      shared_credentials_files: ['/2'],
      retry_mode: 'standard',
      custom_ca_bundle: '/3',
      http_proxy: '4',
      https_proxy: '5',
      no_proxy: '6',
    };

    expect(connection(config, ALL)).toEqual(connection(config));
  });

  it('is hidden by an empty list of files as far as it is Terraform’s own', () => {
    const config = { shared_config_files: [], shared_credentials_files: [] };
    const env = { AWS_SHARED_CONFIG_FILE: '/own', AWS_CONFIG_FILE: 'sdk', AWS_SHARED_CREDENTIALS_FILE: '$X/creds' };

    expect(connection(config, env)).toMatchObject({
      sharedConfigFiles: ['/checkout/module/sdk'],
      sharedCredentialsFiles: ['/checkout/module/$X/creds'],
    });
  });

  it('is not hidden by settings that are empty', () => {
    const empty = { region: '', endpoints: { s3: '', dynamodb: '', sts: '' }, retry_mode: '', custom_ca_bundle: '' };

    expect(connection(empty, ALL)).toEqual(connection({}, ALL));
  });
});

describe('credentials in the backend', () => {
  it('are not lost', () => {
    expect(connection({ access_key: 'AKIA', secret_key: 's3cr3t', token: 't0k3n' }).staticCredentials).toEqual({
      accessKeyId: 'AKIA',
      secretAccessKey: 's3cr3t',
      sessionToken: 't0k3n',
    });
  });

  it('need no session token, and both halves of the key', () => {
    expect(connection({ access_key: 'AKIA', secret_key: 's' }).staticCredentials).toHaveProperty(
      'sessionToken',
      undefined,
    );
    for (const part of [{ access_key: 'AKIA', secret_key: '' }, { secret_key: 's' }, { token: 't' }]) {
      expect(() => connection(part)).toThrow('the backend has a part of access_key, secret_key and token only');
    }
  });
});

describe('a role that the backend assumes', () => {
  const ROLE = 'arn:aws:iam::123456789012:role/state';
  const NOTHING_ELSE = {
    sessionName: undefined,
    externalId: undefined,
    durationSeconds: undefined,
    policy: undefined,
    policyArns: [],
    sourceIdentity: undefined,
    tags: {},
    transitiveTagKeys: [],
  };

  it('may be all that is set', () => {
    expect(connection({ assume_role: { role_arn: ROLE } }).assumeRole).toEqual({ roleArn: ROLE, ...NOTHING_ELSE });
  });

  it('keeps each of its settings', () => {
    const role = {
      role_arn: ROLE,
      duration: '1h30m',
      external_id: 'x',
      policy: '{}',
      policy_arns: ['arn:p'],
      session_name: 'ci',
      source_identity: 'ana',
      tags: { team: 'net' },
      transitive_tag_keys: ['team'],
    };

    expect(connection({ assume_role: role }).assumeRole).toEqual({
      roleArn: ROLE,
      durationSeconds: 5400,
      externalId: 'x',
      policy: '{}',
      policyArns: ['arn:p'],
      sessionName: 'ci',
      sourceIdentity: 'ana',
      tags: { team: 'net' },
      transitiveTagKeys: ['team'],
    });
  });

  it.each([
    ['1h', 3600],
    ['45m0s', 2700],
    ['3600s', 3600],
    ['90m', 5400],
    ['1.5h', 5400],
    ['3600000ms', 3600],
  ])("has a duration in Go's words: %s", (duration, seconds) => {
    const { assumeRole } = connection({ assume_role: { role_arn: ROLE, duration } });

    expect(Math.floor(assumeRole?.durationSeconds ?? Number.NaN)).toBe(seconds);
  });

  it("is found where OpenTofu's deprecated settings name it", () => {
    const config = {
      role_arn: ROLE,
      session_name: 'ci',
      external_id: 'x',
      assume_role_duration_seconds: 3600,
      assume_role_policy: '{}',
      assume_role_policy_arns: ['arn:p'],
      assume_role_tags: { team: 'net' },
      assume_role_transitive_tag_keys: ['team'],
    };

    expect(connection(config).assumeRole).toEqual({
      ...NOTHING_ELSE,
      roleArn: ROLE,
      sessionName: 'ci',
      externalId: 'x',
      durationSeconds: 3600,
      policy: '{}',
      policyArns: ['arn:p'],
      tags: { team: 'net' },
      transitiveTagKeys: ['team'],
    });
  });
});

describe('a role that the backend assumes by web identity', () => {
  const ROLE = 'arn:aws:iam::123456789012:role/state';
  const ENV = { AWS_ROLE_ARN: ROLE, AWS_ROLE_SESSION_NAME: 'ci', AWS_WEB_IDENTITY_TOKEN_FILE: '/token' };

  function webIdentity(config: object, env: Env = {}) {
    return connection({ assume_role_with_web_identity: config }, env).assumeRoleWithWebIdentity;
  }

  it('keeps each of its settings', () => {
    const config = { role_arn: ROLE, duration: '1h', policy: '{}', policy_arns: ['arn:p'], session_name: 'ci' };

    expect(webIdentity({ ...config, web_identity_token_file: '/token' })).toEqual({
      roleArn: ROLE,
      durationSeconds: 3600,
      policy: '{}',
      policyArns: ['arn:p'],
      sessionName: 'ci',
      token: { kind: 'file', path: '/token' },
    });
    expect(webIdentity({ ...config, web_identity_token: 'eyJ' })).toHaveProperty('token', {
      kind: 'literal',
      token: 'eyJ',
    });
  });

  it('takes from the environment what OpenTofu takes from there', () => {
    expect(webIdentity({}, ENV)).toMatchObject({
      roleArn: ROLE,
      sessionName: 'ci',
      token: { kind: 'file', path: '/token' },
    });
  });

  it('takes the token itself from the environment too, as OpenTofu does', () => {
    expect(webIdentity({ role_arn: ROLE }, { AWS_WEB_IDENTITY_TOKEN: 'eyJ' })).toMatchObject({
      roleArn: ROLE,
      token: { kind: 'literal', token: 'eyJ' },
    });
  });

  it('is none when the backend has no such block, whatever the environment says', () => {
    expect(connection({}, ENV).assumeRoleWithWebIdentity).toBeUndefined();
  });
});
