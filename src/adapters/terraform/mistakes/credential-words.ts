import type { Environment } from '../../../domain/environment.ts';
import { describeUnreadHead, describeWhereSet, findLoop } from './shared-file-places.ts';

interface Around {
  readonly env: Environment;
  /** Absolute path of the root module. */
  readonly directory: string;
}

interface CredentialMistake {
  readonly pattern: RegExp;
  readonly tell: (groups: readonly (string | undefined)[], around: Around) => string;
}

/**
 * How Terraform and its SDK word credentials that cannot be had. Whitespace is one space. Sources: aws-sdk-go-v2
 * credentials/processcreds/provider.go, credentials/ssocreds, config/shared_config.go; aws-sdk-go-base credentials.go.
 */
const CREDENTIAL_MISTAKES: readonly CredentialMistake[] = [
  {
    pattern: /process provider error: error in credential_process: (?:exit status (\d+)|(.*?))(?= Error: | *$)/,
    tell: ([exitCode, how = ''], around) =>
      tellProcess(exitCode === undefined ? `failed (${how})` : `failed with exit code ${exitCode}`, around),
  },
  {
    pattern: /process provider error: parse failed of process output/,
    tell: (_, around) => tellProcess('printed something else than JSON', around),
  },
  {
    pattern: /process provider error: (?:missing (\w+) in process output|wrong (version) in process output)/,
    tell: ([missing, version], around) =>
      tellProcess(`printed JSON without a good ${missing ?? version ?? ''}`, around),
  },
  {
    pattern: /process provider error: (credential_process timed out|Credential process timed out)/i,
    tell: (_, around) => tellProcess('took more than a minute', around),
  },
  {
    pattern: /failed to read cached SSO token file, open (.+?): no such file or directory/,
    tell: ([file = '']) => tellSso(`there is no token of a login on this runner (it would be ${file})`),
  },
  { pattern: /the SSO session has expired or is invalid/, tell: () => tellSso('its login has expired') },
  {
    pattern: /cached SSO token (?:must be|is) .*?(?:expired|valid)|SSO token .*? expired/i,
    tell: () => tellSso('its login has expired'),
  },
  {
    pattern: /failed to find SSO session section, (\S+)/,
    tell: ([session = '']) =>
      `a profile of AWS names the sso_session ${session}, and no shared file has a section [sso-session ${session}]. In CI, take a role with aws-actions/configure-aws-credentials in place of the profile: \`aws sso login\` needs a person at a browser.`,
  },
  {
    pattern: /failed to load assume role (\S+), of profile (\S+), failed to get shared config profile, (\S+)/,
    tell: ([role = '', , source = '']) =>
      `the source_profile ${source}, from which the role ${role} is to be taken, is in none of the shared files of AWS that this run reads. Correct source_profile, or write that profile in a step before this one.`,
  },
  {
    pattern: /failed to load assume role (\S+), of profile (\S+), <nil>/,
    tell: ([role = '', source = ''], { env, directory }) => {
      const loop = findLoop(source, env, directory);
      const why =
        loop === undefined
          ? `has no credentials, or its own source_profile leads back to it`
          : `leads back to itself (${loop})`;
      return `the source_profile ${source}, from which the role ${role} is to be taken, ${why}. Give ${source} keys, a credential_process or a credential_source, or name another source_profile.`;
    },
  },
  {
    pattern: /partial credentials found for profile (?:profile )?(\S+)/,
    tell: ([profile = '']) =>
      `the profile ${profile} has one of aws_access_key_id and aws_secret_access_key only. Give it both, or neither.`,
  },
  {
    pattern: /credential_source values must be EcsContainer, Ec2InstanceMetadata, or Environment/,
    tell: (_, { env, directory }) =>
      `the credential_source of a profile of AWS${inParentheses(describeWhereSet('credential_source', env, directory))} is none that there is. Set it to Environment, Ec2InstanceMetadata or EcsContainer.`,
  },
  {
    pattern: /assume role with MFA enabled/,
    tell: (_, { env, directory }) =>
      `a profile of AWS has mfa_serial${inParentheses(describeWhereSet('mfa_serial', env, directory))}, and nobody can be asked for a code here. Use a role that needs none.`,
  },
  {
    pattern: /static credentials are empty/,
    tell: () =>
      'the backend has a part of access_key, secret_key and token only. Set access_key and secret_key both, or none of the three, in the backend block and in backend-config.',
  },
  {
    pattern: /^(?:.* )?failed to get shared config profile, (\S+)/,
    tell: ([profile = ''], around) => tellProfile(profile, around),
  },
];

/** Whether and why credentials cannot be had, and what to do; undefined for anything else. In `text` whitespace is one space. */
export function credentialMistakeOf(text: string, around: Around): string | undefined {
  for (const { pattern, tell } of CREDENTIAL_MISTAKES) {
    const [match, ...groups] = pattern.exec(text) ?? [];
    if (match !== undefined) return tell(groups, around);
  }
  return undefined;
}

/** Never with what it printed, which may be half a secret. */
function tellProcess(how: string, { env, directory }: Around): string {
  const where = describeWhereSet('credential_process', env, directory);
  return `the credential_process of an AWS profile ${how}${where === '' ? '' : `; one is set ${where}`}. Run it in a step before this one to see why; what it prints is not shown here, as it may be a secret.`;
}

function tellSso(why: string): string {
  return `a profile of AWS takes its credentials from IAM Identity Center, and ${why}. \`aws sso login\` needs a person at a browser, so it does not work in CI: take a role with aws-actions/configure-aws-credentials in a step before this one, and leave the profile out (profile of the backend, AWS_PROFILE).`;
}

/** A profile that is in no file, and the line that may be why. */
export function tellProfile(profile: string, { env, directory }: Around): string {
  const unread = describeUnreadHead(profile, env, directory);
  const also = unread === undefined ? '' : ` ${unread}`;
  return `the profile ${profile} is in none of the shared files of AWS that this run reads: ~/.aws/config and ~/.aws/credentials, or those that shared_config_files, shared_credentials_files, AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name.${also} Correct profile (or AWS_PROFILE), or write it there in a step before this one.`;
}

function inParentheses(text: string): string {
  return text === '' ? '' : ` (${text})`;
}
