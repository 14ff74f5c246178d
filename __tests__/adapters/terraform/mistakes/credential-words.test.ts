import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { backendMistakeOf, describeMisspelled } from '../../../../src/adapters/terraform/mistakes/mistakes.ts';
import { nearestOf } from '../../../../src/adapters/terraform/mistakes/setting-words.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const NONE = 'Error: No valid credential sources found\n\nPlease see https://developer.hashicorp.com/x\n\n';
const REFRESH = `${NONE}Error: failed to refresh cached credentials, `;

function sentenceOf(said: string, files: Readonly<Record<'config' | 'credentials', string>>): string | undefined {
  const home = join(folder(), 'home');
  mkdirSync(join(home, '.aws'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, '.aws', name), text);
  return backendMistakeOf(said, '/w/infra', { HOME: home })?.sentence.replaceAll(home, '/home/me');
}

const PROCESS_END =
  'Run it in a step before this one to see why; what it prints is not shown here, as it may be a secret.';
const SSO_END =
  '`aws sso login` needs a person at a browser, so it does not work in CI: take a role with aws-actions/configure-aws-credentials in a step before this one, and leave the profile out (profile of the backend, AWS_PROFILE).';
const PROFILE =
  'the profile p is in none of the shared files of AWS that this run reads: ~/.aws/config and ~/.aws/credentials, or those that shared_config_files, shared_credentials_files, AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name.';
const PROFILE_END = 'Correct profile (or AWS_PROFILE), or write it there in a step before this one.';
const LOOP = '[profile p]\nrole_arn = r\nsource_profile = q\n[profile q]\nsource_profile = p\n';

describe('credentials that cannot be had', () => {
  it.each<readonly [string, { readonly config?: string; readonly credentials?: string }, string]>([
    [
      `${REFRESH}process provider error: error in\ncredential_process: exit status 3`,
      { config: '[profile p]\nregion = x\ncredential_process = get-keys --secret hunter2\n' },
      `the credential_process of an AWS profile failed with exit code 3; one is set for the profile p in /home/me/.aws/config, line 3. ${PROCESS_END}`,
    ],
    [
      `${REFRESH}process provider error: parse\nfailed of process output: hunter2hunter2 not json\n, error: invalid character 'h'`,
      {},
      `the credential_process of an AWS profile printed something else than JSON. ${PROCESS_END}`,
    ],
    [
      `${REFRESH}process provider error: missing SecretAccessKey in process output`,
      { credentials: '[p]\ncredential_process = x\n[q]\nCREDENTIAL_PROCESS=y\n' },
      `the credential_process of an AWS profile printed JSON without a good SecretAccessKey; one is set for the profile p in /home/me/.aws/credentials, line 2 and for the profile q in /home/me/.aws/credentials, line 4. ${PROCESS_END}`,
    ],
    [
      `${REFRESH}failed to read cached SSO token\nfile, open\n/home/x/.aws/sso/cache/a0.json:\nno such file or directory`,
      {},
      `a profile of AWS takes its credentials from IAM Identity Center, and there is no token of a login on this runner (it would be /home/x/.aws/sso/cache/a0.json). ${SSO_END}`,
    ],
    [
      `${REFRESH}the SSO session has expired or\nis invalid: expired SSO token`,
      {},
      `a profile of AWS takes its credentials from IAM Identity Center, and its login has expired. ${SSO_END}`,
    ],
    [
      'Error: failed to find SSO session section, s',
      {},
      'a profile of AWS names the sso_session s, and no shared file has a section [sso-session s]. In CI, take a role with aws-actions/configure-aws-credentials in place of the profile: `aws sso login` needs a person at a browser.',
    ],
    [
      'Error: failed to load assume role arn:aws:iam::1:role/q, of profile p, <nil>',
      { config: LOOP },
      'the source_profile p, from which the role arn:aws:iam::1:role/q is to be taken, leads back to itself (p → q → p). Give p keys, a credential_process or a credential_source, or name another source_profile.',
    ],
    [
      'Error: failed to load assume role arn:aws:iam::1:role/q, of profile s, <nil>',
      { config: LOOP },
      'the source_profile s, from which the role arn:aws:iam::1:role/q is to be taken, has no credentials, or its own source_profile leads back to it. Give s keys, a credential_process or a credential_source, or name another source_profile.',
    ],
    [
      'Error: failed to load assume role arn:aws:iam::1:role/r, of profile nope, failed to get shared config profile, nope',
      {},
      'the source_profile nope, from which the role arn:aws:iam::1:role/r is to be taken, is in none of the shared files of AWS that this run reads. Correct source_profile, or write that profile in a step before this one.',
    ],
    [
      'Error: error fetching config from profile, p, Error using profile: \n 1, partial credentials found for profile profile p\n',
      {},
      'the profile p has one of aws_access_key_id and aws_secret_access_key only. Give it both, or neither.',
    ],
    [
      'Error: credential_source values must be EcsContainer, Ec2InstanceMetadata, or Environment',
      { config: '[profile p]\ncredential_source = Ec2\n' },
      'the credential_source of a profile of AWS (for the profile p in /home/me/.aws/config, line 2) is none that there is. Set it to Environment, Ec2InstanceMetadata or EcsContainer.',
    ],
    [
      'Error: assume role with MFA enabled, but AssumeRoleTokenProvider session option not set.',
      {},
      'a profile of AWS has mfa_serial, and nobody can be asked for a code here. Use a role that needs none.',
    ],
    [
      'Error: failed to get shared config profile, p',
      { config: '[default]\nregion = x\n[profile p\nregion = x\n' },
      `${PROFILE} /home/me/.aws/config, line 3 begins a section and has no closing bracket: write [profile NAME]. ${PROFILE_END}`,
    ],
    [
      'Error: failed to get shared config profile, p',
      { config: '[p]\nregion = x\n' },
      `${PROFILE} /home/me/.aws/config, line 1 is [p], and in this file it has to be [profile p]. ${PROFILE_END}`,
    ],
    [
      'Error: failed to get shared config profile, p',
      { credentials: '[profile p]\nregion = x\n' },
      `${PROFILE} /home/me/.aws/credentials, line 1 is [profile p], and in this file it has to be [p]. ${PROFILE_END}`,
    ],
    ['Error: failed to get shared config profile, p', { config: '[profile q]\n' }, `${PROFILE} ${PROFILE_END}`],
  ])(
    'are told by their cause, never with what a process has printed: %j',
    (said, { config = '', credentials = '' }, sentence) => {
      expect(sentenceOf(said, { config, credentials })).toBe(sentence);
    },
  );
});

describe('a file that does not parse', () => {
  const said = (file: string): string =>
    `Error: Invalid multi-line string\n\n  on ${file} line 1:\n   1: bucket = "x\n\nQuoted strings may not be split over multiple lines.`;
  it.each([
    ['main.tf', 'Correct it there; `terraform validate` finds the same.'],
    ['bad.tfbackend', 'It is a file that backend-config names, with one `name = value` a line; correct it there.'],
    ['prod.tfvars', 'It is a file with values of variables; correct it there.'],
  ])('is told with what finds it: %s', (file, remedy) => {
    expect(describeMisspelled(said(file), 'terraform')).toBe(
      `${file} does not parse, at line 1: Invalid multi-line string. Quoted strings may not be split over multiple lines. ${remedy}`,
    );
  });
});

describe('the nearest setting', () => {
  it.each([
    ['bucket_name', 'bucket'],
    ['buket', 'bucket'],
    ['Region', 'region'],
    ['dynamo_table', 'dynamodb_table'],
    ['use_lock_file', 'use_lockfile'],
    ['skip_credential_validation', 'skip_credentials_validation'],
    ['foo', undefined],
    ['lock', undefined],
  ])('to %s is %s', (name, nearest) => {
    expect(
      nearestOf(name, [
        'bucket',
        'key',
        'region',
        'dynamodb_table',
        'use_lockfile',
        'skip_credentials_validation',
        'token',
      ]),
    ).toBe(nearest);
  });
});
