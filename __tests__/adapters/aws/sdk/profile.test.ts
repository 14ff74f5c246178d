import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseCredentials } from '../../../../src/adapters/aws/sdk/choose-credentials.ts';
import { loadProfile } from '../../../../src/adapters/aws/sdk/profile.ts';
import { parseBackendFile } from '../../../../src/adapters/terraform/backend-file.ts';
import { BackendUnusable } from '../../../../src/domain/stack/backend.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

type Env = Readonly<Record<string, string>>;

/** What is chosen with these lines in the home's configuration file. */
async function choose(lines: readonly string[], { config = {}, env = {} }: { config?: object; env?: Env } = {}) {
  mkdirSync(join(folder(), '.aws'), { recursive: true });
  writeFileSync(join(folder(), '.aws', 'config'), lines.join('\n'));
  const file = { backend: { type: 's3', config: { bucket: 'b', key: 'k', ...config } } };
  const { connection } = parseBackendFile(file, {}, '/checkout/module');
  const around = { HOME: folder(), ...env };
  return chooseCredentials({ connection, env: around, profile: await loadProfile(connection, around) });
}

const CI = { config: { profile: 'ci' } };
const ROLE = 'role_arn = arn:aws:iam::123456789012:role/r';

describe('a profile that Terraform would not take', () => {
  it.each<[string, readonly string[], { config?: object; env?: Env }, RegExp]>([
    ['is not there', [], CI, /profile ci is in none of the shared configuration and credentials files/],
    ['is not there, by AWS_PROFILE', [], { env: { AWS_PROFILE: 'x' } }, /profile x is in none/],
    ['has half a key', ['[profile ci]', 'aws_access_key_id = A'], CI, /profile ci has one of aws_access_key_id and/],
    ['has a source and no role', ['[profile ci]', 'source_profile = x'], CI, /has source_profile without role_arn/],
    [
      'has two sources',
      ['[profile ci]', ROLE, 'source_profile = x', 'credential_process = y'],
      CI,
      /has more than one of source_profile and credential_process/,
    ],
    ['has a source that is not there', ['[profile ci]', ROLE, 'source_profile = x'], CI, /profile x is in none/],
    [
      'has a source without credentials',
      ['[profile ci]', ROLE, 'source_profile = x', '[profile x]', 'region = r'],
      CI,
      /source_profile x, which has no credentials/,
    ],
    [
      'wants a code',
      ['[profile ci]', ROLE, 'credential_source = Ec2InstanceMetadata', 'mfa_serial = m'],
      CI,
      /mfa_serial/,
    ],
    [
      'has an unknown source',
      ['[profile ci]', ROLE, 'credential_source = Moon'],
      CI,
      /credential_source Moon; it can be/,
    ],
    ['has a source of nothing', ['[profile ci]', ROLE, 'credential_source = Environment'], CI, /there is nothing/],
    ['lacks a part of Identity Center', ['[profile ci]', 'sso_account_id = 1'], CI, /lacks one of sso_account_id/],
    ['is a token without a role', [], { env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/t' } }, /AWS_ROLE_ARN is not/],
  ])('is refused by name: it %s', async (_, lines, given, message) => {
    const chosen = choose(lines, given);
    await expect(chosen).rejects.toThrow(BackendUnusable);
    await expect(chosen).rejects.toThrow(message);
  });

  it('may be missing where nobody has named it', async () => {
    expect(await choose(['[profile other]'])).toEqual({ kind: 'metadata' });
    expect(await choose([], { env: { AWS_DEFAULT_PROFILE: 'x' } })).toEqual({ kind: 'metadata' });
  });

  it('may name itself as its source, and takes its role once', async () => {
    const lines = ['[profile ci]', ROLE, 'source_profile = ci', 'aws_access_key_id = A', 'aws_secret_access_key = s'];
    expect(await choose(lines, CI)).toMatchObject({ kind: 'role', base: { kind: 'keys', accessKeyId: 'A' } });
  });
});
