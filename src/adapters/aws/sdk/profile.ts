import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../../domain/environment.ts';
import { type AwsConnection, BackendUnusable } from '../../../domain/stack/backend.ts';
import { readSharedFiles, type SharedSection, type SharedSections } from './shared-files.ts';

/** A profile as Terraform's SDK has it after the linking of `source_profile`. */
export interface Profile {
  readonly name: string;
  /** Of a setting; undefined where it is not set, or empty. */
  readonly get: (setting: string) => string | undefined;
  /** Of a setting of a service in the `services` section that the profile names. */
  readonly ofService: (service: 's3' | 'dynamodb' | 'sts' | 'sso', setting: string) => string | undefined;
  /** Of the `sso-session` that it names. */
  readonly ofSession: (setting: string) => string | undefined;
  /** The profile named by `source_profile`. */
  readonly source: Profile | undefined;
}

const OF_ROLE = ['role_arn', 'external_id', 'mfa_serial', 'role_session_name', 'source_profile'];
const OF_CREDENTIALS = [
  ...['credential_source', 'credential_process', 'web_identity_token_file', 'aws_access_key_id'],
  ...['aws_secret_access_key', 'aws_session_token', 'sso_account_id', 'sso_region', 'sso_role_name', 'sso_start_url'],
];

/**
 * The profile that Terraform would use: of the backend, else of the environment, else `default`, which need not be
 * there. Throws BackendUnusable where Terraform fails, too: a profile that is not there, or contradicts itself.
 */
export async function loadProfile(connection: AwsConnection, env: Environment): Promise<Profile> {
  const home = env['HOME'] || homedir();
  const { sharedConfigFiles, sharedCredentialsFiles } = connection;
  const sections = await readSharedFiles(
    sharedConfigFiles.length > 0 ? sharedConfigFiles : [join(home, '.aws', 'config')],
    sharedCredentialsFiles.length > 0 ? sharedCredentialsFiles : [join(home, '.aws', 'credentials')],
  );
  const asked = connection.profile ?? (env['AWS_PROFILE'] || undefined);
  const name = asked ?? (env['AWS_DEFAULT_PROFILE'] || 'default');
  if (asked === undefined && !sections.has(name)) return profileOf(name, NOTHING, sections);
  return link(name, sections, new Set());
}

const NOTHING: SharedSection = { values: new Map(), isPartial: false };

function link(name: string, sections: SharedSections, seen: ReadonlySet<string>): Profile {
  const section = sections.get(name);
  if (section === undefined) {
    throw unusable(
      name,
      'is in none of the shared configuration and credentials files. Correct its name, or the files',
    );
  }
  if (section.isPartial) throw unusable(name, 'has one of aws_access_key_id and aws_secret_access_key only');
  // The second time, a profile stands for its credentials alone.
  const profile = profileOf(name, seen.has(name) ? without(section, OF_ROLE) : section, sections);
  if (!seen.has(name)) {
    const needy = ['source_profile', 'credential_source', 'web_identity_token_file'].find((one) => profile.get(one));
    if (needy !== undefined && profile.get('role_arn') === undefined)
      throw unusable(name, `has ${needy} without role_arn`);
  }
  if (seen.size > 0 && hasKeys(profile)) return profile;
  const kinds = ['source_profile', 'credential_source', 'credential_process', 'web_identity_token_file'].filter((one) =>
    profile.get(one),
  );
  if (kinds.length > 1) throw unusable(name, `has more than one of ${kinds.join(' and ')}`);
  const sourceName = profile.get('source_profile');
  if (sourceName === undefined) return profile;
  const source = link(sourceName, sections, new Set([...seen, name]));
  const isNoSource = source.source === undefined && !hasSso(source) && !hasKeys(source) && kindsOf(source).length === 0;
  if (isNoSource) throw unusable(name, `has the source_profile ${sourceName}, which has no credentials`);
  return profileOf(name, without(section, OF_CREDENTIALS), sections, source);
}

function profileOf(name: string, { values }: SharedSection, sections: SharedSections, source?: Profile): Profile {
  const get: Profile['get'] = (setting) => values.get(setting)?.text || undefined;
  return {
    name,
    get,
    source,
    ofService: (service, setting) =>
      sections
        .get(`services ${get('services') ?? ''}`)
        ?.values.get(service)
        ?.inner.get(setting) || undefined,
    ofSession: (setting) =>
      sections.get(`sso-session ${(get('sso_session') ?? '').trim()}`)?.values.get(setting)?.text || undefined,
  };
}

function without({ values, isPartial }: SharedSection, settings: readonly string[]): SharedSection {
  return { values: new Map([...values].filter(([setting]) => !settings.includes(setting))), isPartial };
}

export function hasKeys(profile: Profile): boolean {
  return profile.get('aws_access_key_id') !== undefined && profile.get('aws_secret_access_key') !== undefined;
}

export function hasSso(profile: Profile): boolean {
  return ['sso_session', 'sso_region', 'sso_account_id', 'sso_start_url', 'sso_role_name'].some((one) =>
    profile.get(one),
  );
}

function kindsOf(profile: Profile): readonly string[] {
  return ['source_profile', 'credential_source', 'credential_process', 'web_identity_token_file'].filter((one) =>
    profile.get(one),
  );
}

function unusable(name: string, why: string): BackendUnusable {
  return new BackendUnusable(`the AWS profile ${name} ${why}.`, { isLasting: true });
}
