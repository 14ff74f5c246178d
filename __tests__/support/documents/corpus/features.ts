/** Something that Lockstep has to know of a version, and the first versions that have it; undefined: none has. */
export interface Feature {
  readonly what: string;
  readonly terraform?: string;
  readonly tofu?: string;
  /** The case whose plans show it: there is one from each version that has it, and none before. */
  readonly shownBy?: string;
}

/** The one list of them: the documentation prints it, and the tests hold it to the corpus. */
export const FEATURES: readonly Feature[] = [
  { what: 'state encryption', tofu: '1.7' },
  { what: '`removed` with `destroy`', terraform: '1.7', tofu: '1.9', shownBy: '15-removed-forget' },
  { what: 'functions of providers', terraform: '1.8', tofu: '1.7', shownBy: '58-provider-function' },
  { what: 'moves to another type', terraform: '1.8', tofu: '1.10', shownBy: '14-moved-across-types' },
  { what: 'the plan itself says whether it is whole', terraform: '1.8' },
  { what: 'early evaluation (variables in the backend block and in module sources)', terraform: '1.15', tofu: '1.8' },
  { what: '`init -json`', terraform: '1.9', tofu: '1.8' },
  { what: '`-exclude`', tofu: '1.9', shownBy: '44-exclude' },
  { what: '`for_each` of a provider', tofu: '1.9', shownBy: '71-provider-for-each' },
  { what: '`use_lockfile`', terraform: '1.10', tofu: '1.10' },
  { what: 'what is forgotten is counted', tofu: '1.10' },
  { what: 'ephemeral values', terraform: '1.10', tofu: '1.11', shownBy: '65-variables-ephemeral' },
  { what: 'write-only attributes', terraform: '1.11', tofu: '1.11', shownBy: '33-write-only' },
  { what: '`enabled`', tofu: '1.11', shownBy: '70-enabled' },
  { what: 'identities of objects', terraform: '1.12', tofu: '1.12', shownBy: '113-import-by-identity-whole' },
  { what: '`destroy = false`', terraform: '1.16', tofu: '1.12', shownBy: '17-lifecycle-destroy-false-delete' },
  { what: 'actions', terraform: '1.14', shownBy: '53-actions-lifecycle' },
  { what: '`deprecated` variables', terraform: '1.15', tofu: '1.10', shownBy: '75-deprecated-variable' },
  { what: 'actions around a destruction, `on_failure`', terraform: '1.16', shownBy: '55-actions-destroy-events' },
  { what: '`store` of `terraform_data`', terraform: '1.16', shownBy: '72-terraform-data-store' },
  { what: 'imports in modules', terraform: '1.16', shownBy: '73-import-in-module' },
];

/** Whether a version, such as `1.16.0-rc2`, is `since` or newer. */
export function isSince(version: string, since: string | undefined): boolean {
  if (since === undefined) return false;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [sinceMajor = 0, sinceMinor = 0] = since.split('.').map(Number);
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
}
