import { loadSharedConfigFiles } from '@smithy/core/config';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../../domain/environment.ts';

/** What the backend and its environment say of where profiles are. */
export interface ProfileFiles {
  readonly profile: string | undefined;
  /** Absolute; empty: the usual one in the home directory. */
  readonly sharedConfigFiles: readonly string[];
  readonly sharedCredentialsFiles: readonly string[];
}

/** The settings of the backend's profile that have to do with requests. */
export interface Profile {
  /** A setting of the profile itself. */
  get(name: string): string | undefined;
  /** A setting of a service in the `services` section that the profile names. */
  ofService(service: string, setting: string): string | undefined;
}

type Sections = Record<string, Record<string, string | undefined>>;

/**
 * Reads it from all files as Terraform does. Where several have the section, the first one counts but for some settings,
 * of which the last one does; what cannot be read is empty. Source: aws-sdk-go-v2, config/shared_config.go,
 * `mergeSections`.
 */
export async function readProfile(files: ProfileFiles, env: Environment): Promise<Profile> {
  const home = env['HOME'] ?? '';
  const config = orUsual(files.sharedConfigFiles, join(home, '.aws', 'config'));
  const credentials = orUsual(files.sharedCredentialsFiles, join(home, '.aws', 'credentials'));
  const merged: Sections = {};
  for (const path of config) {
    merge(
      merged,
      (await loadSharedConfigFiles({ configFilepath: path, filepath: devNull, ignoreCache: true })).configFile,
    );
  }
  for (const path of credentials) {
    const { credentialsFile } = await loadSharedConfigFiles({
      configFilepath: devNull,
      filepath: path,
      ignoreCache: true,
    });
    merge(merged, credentialsFile);
  }
  const name = files.profile ?? (env['AWS_PROFILE'] || env['AWS_DEFAULT_PROFILE'] || 'default');
  const section = merged[name] ?? {};
  const get = (setting: string): string | undefined => section[setting] || undefined;
  return {
    get,
    ofService: (service, setting) => {
      const services = get('services');
      return services === undefined ? undefined : merged[`services.${services}`]?.[`${service}.${setting}`];
    },
  };
}

function orUsual(files: readonly string[], usual: string): readonly string[] {
  return files.length === 0 ? [usual] : files;
}

/** Of these, what a later file says counts. */
const LATER_COUNTS = [
  'region',
  'use_dualstack_endpoint',
  'use_fips_endpoint',
  'retry_mode',
  'ca_bundle',
  'max_attempts',
];

function merge(into: Sections, from: Sections): void {
  for (const [name, section] of Object.entries(from)) {
    const there = (into[name] ??= { ...section });
    for (const setting of LATER_COUNTS) if (setting in section) there[setting] = section[setting];
  }
}
