import { readFile } from 'node:fs/promises';
import { type IniSections, type IniValue, parseIni } from './ini.ts';

export interface SharedSection {
  readonly values: ReadonlyMap<string, IniValue>;
  /** One half of a pair of keys is there: the section cannot be used. */
  readonly isPartial: boolean;
}

/** Profiles by their names, and `sso-session NAME` and `services NAME`. */
export type SharedSections = ReadonlyMap<string, SharedSection>;

/** What a later file adds to a section of an earlier one; all else counts in the first alone (shared_config.go). */
const MERGED = new Set([
  ...['role_arn', 'source_profile', 'credential_source', 'external_id', 'mfa_serial', 'role_session_name', 'region'],
  ...['endpoint_discovery_enabled', 'credential_process', 'web_identity_token_file', 's3_use_arn_region'],
  ...['s3_disable_multiregion_access_points', 'ec2_metadata_service_endpoint_mode', 'ec2_metadata_service_endpoint'],
  ...['ec2_metadata_v1_disabled', 'use_dualstack_endpoint', 'use_fips_endpoint', 'defaults_mode', 'retry_mode'],
  ...['ca_bundle', 'duration_seconds', 'max_attempts', 'sso_session', 'sso_account_id', 'sso_region'],
  ...['sso_role_name', 'sso_start_url'],
]);
const [KEY, SECRET, TOKEN] = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'];

/**
 * Reads all files and merges them as Terraform's SDK does (aws-sdk-go-v2, config/shared_config.go): the configuration
 * files in their order, over them the credentials files in theirs. A file that cannot be read counts as empty.
 */
export async function readSharedFiles(
  configFiles: readonly string[],
  credentialsFiles: readonly string[],
): Promise<SharedSections> {
  const sections = profilesOf(await readAndMerge(configFiles));
  const ofCredentials = await readAndMerge(credentialsFiles);
  for (const name of ofCredentials.keys()) {
    if (name.startsWith(PROFILE)) ofCredentials.delete(name);
  }
  merge(sections, ofCredentials);
  return sections;
}

async function readAndMerge(files: readonly string[]): Promise<Map<string, SharedSection>> {
  const merged = new Map<string, SharedSection>();
  for (const file of files) {
    const content = await readFile(file, 'utf8').catch(() => '');
    merge(merged, sectionsOf(parseIni(content)));
  }
  return merged;
}

function sectionsOf(parsed: IniSections): Map<string, SharedSection> {
  return new Map(
    [...parsed].map(([name, values]) => [name, { values, isPartial: values.has(KEY) !== values.has(SECRET) }]),
  );
}

function merge(into: Map<string, SharedSection>, from: ReadonlyMap<string, SharedSection>): void {
  for (const [name, { values, isPartial }] of from) {
    const before = into.get(name);
    if (before === undefined) {
      into.set(name, { values, isPartial });
      continue;
    }
    const taken = [...values].filter(
      ([setting]) =>
        MERGED.has(setting) || (values.has(KEY) && values.has(SECRET) && [KEY, SECRET, TOKEN].includes(setting)),
    );
    into.set(name, { values: new Map([...before.values, ...taken]), isPartial });
  }
}

const PROFILE = 'profile ';

/** In a configuration file, a profile is `[profile NAME]`, and `[default]` alone needs no prefix. */
function profilesOf(sections: ReadonlyMap<string, SharedSection>): Map<string, SharedSection> {
  const kept = [...sections].filter(([name]) => /^(?:sso-session |services |default$)/i.test(name));
  const profiles = [...sections].filter(([name]) => name.startsWith(PROFILE));
  return new Map([...kept, ...profiles.map(([name, section]) => [name.slice(PROFILE.length), section] as const)]);
}
