import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { connect } from '../../../src/adapters/aws/connect.ts';
import { openIdentity, tokenFileOf, type Identity } from '../../../src/adapters/aws/credentials.ts';
import { chooseCredentials, firstOf } from '../../../src/adapters/aws/sdk/choose-credentials.ts';
import { loadProfile } from '../../../src/adapters/aws/sdk/profile.ts';
import { parseBackendFile } from '../../../src/adapters/terraform/backend-file.ts';
import type { AwsConnection } from '../../../src/domain/stack/backend.ts';
import { ACTIONS_ISSUER, idToken, startIdTokenServer, type IdTokenServer } from '../../support/aws/id-token-server.ts';
import { startStsServer, type StsServer } from '../../support/aws/sts-server.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const file = (): string => join(folder(), 'token');

type Env = Readonly<Record<string, string | undefined>>;

function connection(config: object = {}): AwsConnection {
  const backend = { type: 's3', config: { bucket: 'tfstate', key: 'k', region: 'us-east-1', ...config }, hash: 1 };
  return parseBackendFile({ version: 3, backend }, {}, '/checkout/module').connection;
}

/** Without files of profiles, whatever the machine has. */
const NO_FILES: Env = { HOME: '/nowhere' };

async function open(config: object, env: Env, mask: (secret: string) => void = () => undefined): Promise<Identity> {
  const around = { ...NO_FILES, ...env };
  const of = connection(config);
  const profile = await loadProfile(of, around);
  const tool = { name: 'terraform', version: undefined } as const;
  const connected = await connect(of, { env: around, profile, tool });
  return openIdentity({ connection: of, env: around, mask, profile, connected });
}

/** A token of GitHub's with so many seconds left. */
function writeToken(secondsLeft: number): string {
  const exp = Math.floor(Date.now() / 1000) + secondsLeft;
  const token = idToken({ exp, iss: ACTIONS_ISSUER, aud: 'sts.amazonaws.com' });
  writeFileSync(file(), token);
  return token;
}

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' };
const ROLE = 'arn:aws:iam::123456789012:role/state';

describe('the file that the credentials come from', () => {
  it.each<[string, object, Env, string | undefined]>([
    ['the environment', {}, { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: ROLE }, '/t'],
    [
      'the backend',
      { assume_role_with_web_identity: { role_arn: ROLE, web_identity_token_file: '/own' } },
      { AWS_WEB_IDENTITY_TOKEN_FILE: '/t' },
      '/own',
    ],
    ['nowhere', {}, {}, undefined],
    ['nowhere: it is empty', {}, { AWS_WEB_IDENTITY_TOKEN_FILE: '' }, undefined],
    ['keys of the environment', {}, { ...KEYS, AWS_WEB_IDENTITY_TOKEN_FILE: '/t' }, undefined],
    ['keys of the backend', { access_key: 'a', secret_key: 'b' }, { AWS_WEB_IDENTITY_TOKEN_FILE: '/t' }, undefined],
    ['a profile', { profile: 'ci' }, { AWS_WEB_IDENTITY_TOKEN_FILE: '/t' }, undefined],
    [
      'a token in the backend itself',
      { assume_role_with_web_identity: { role_arn: ROLE, web_identity_token: 'x' } },
      { AWS_WEB_IDENTITY_TOKEN_FILE: '/t' },
      undefined,
    ],
  ])('is said by %s', async (_, config, env, expected) => {
    const given = connection(config);
    // It is asked for where it is; a profile that is named has to be there.
    const profile = await loadProfile({ ...given, profile: undefined }, NO_FILES);
    expect(tokenFileOf(firstOf(chooseCredentials({ connection: given, env, profile })))).toBe(expected);
  });
});

describe('how long the credentials last', () => {
  const EXPIRY = { AWS_CREDENTIAL_EXPIRATION: '2026-11-21T11:30:00Z' };

  it.each<[string, object, Env, string | undefined]>([
    ['is what the environment says of its keys', {}, { ...KEYS, ...EXPIRY }, '2026-11-21T11:30:00.000Z'],
    ['is not known of keys that nobody says it of', {}, KEYS, undefined],
    ['is not known when that cannot be read', {}, { ...KEYS, AWS_CREDENTIAL_EXPIRATION: 'soon' }, undefined],
    [
      'is not what the environment says, for keys of the backend',
      { access_key: 'a', secret_key: 'b' },
      EXPIRY,
      undefined,
    ],
  ])('%s', async (_, config, env, expected) => {
    expect(await (await open(config, env)).term()).toEqual({
      expiresAt: expected === undefined ? undefined : new Date(expected),
      renewable: false,
    });
  });

  it('is for as long as there are fresh tokens, when they come from GitHub’s and the workflow may ask', async () => {
    writeToken(300);
    const env = { AWS_WEB_IDENTITY_TOKEN_FILE: file(), AWS_ROLE_ARN: ROLE, ...EXPIRY };
    const term = await (await open({}, env)).term();
    expect(term.renewable).toBe(false);
    expect(term.expiresAt?.getTime()).toBeGreaterThan(Date.now());
    const asking = { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: 'http://x', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' };
    expect(await (await open({}, asking)).term()).toEqual({ ...term, renewable: true });
  });
});

describe('credentials from a web identity', () => {
  let sts: StsServer;
  let github: IdTokenServer;
  beforeEach(async () => {
    [sts, github] = await Promise.all([startStsServer({}), startIdTokenServer()]);
  });
  afterEach(async () => {
    await Promise.all([sts[Symbol.asyncDispose](), github[Symbol.asyncDispose]()]);
  });

  async function get(env: Env): Promise<{ readonly masked: readonly string[] }> {
    const masked: string[] = [];
    const config = {
      endpoints: { sts: sts.url },
      assume_role_with_web_identity: { role_arn: ROLE, web_identity_token_file: file() },
    };
    const identity = await open(config, env, (secret) => {
      masked.push(secret);
    });
    const provide = identity.credentials;
    if (typeof provide !== 'function') throw new Error('they are for good');
    await provide();
    return { masked };
  }

  it('are had with a fresh token when the one in the file is about to expire', async () => {
    writeToken(10);
    const { masked } = await get(github.env);
    expect(sts.requests.map(({ parameters }) => parameters['WebIdentityToken'])).toEqual(github.tokens);
    expect(readFileSync(file(), 'utf8')).toBe(github.tokens[0]);
    expect(masked).toEqual(github.tokens);
  });

  it('are had with the token in the file while that lasts', async () => {
    const token = writeToken(3600);
    await get(github.env);
    expect(sts.requests.map(({ parameters }) => parameters['WebIdentityToken'])).toEqual([token]);
    expect(github.tokens).toEqual([]);
  });

  it('are tried with the token that is there when GitHub gives no other: AWS decides what it is worth', async () => {
    const token = writeToken(10);
    await get({ ...github.env, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'wrong' });
    expect(sts.requests.map(({ parameters }) => parameters['WebIdentityToken'])).toEqual([token]);
  });

  it('are refused with the path of the token’s file when that is not there, and nobody is asked', async () => {
    await expect(get(github.env)).rejects.toThrow(`unable to read file at ${file()} (ENOENT)`);
    expect(sts.requests).toEqual([]);
  });

  it('are refused by the name of the role when STS refuses', async () => {
    writeToken(3600);
    sts.addFault({
      matches: () => true,
      times: Infinity,
      then: { kind: 'answer', status: 403, code: 'AccessDenied' },
    });
    await expect(get(github.env)).rejects.toThrow(
      `the role ${ROLE} does not trust this job: its trust policy has no statement with sts:AssumeRoleWithWebIdentity whose`,
    );
  });
});
