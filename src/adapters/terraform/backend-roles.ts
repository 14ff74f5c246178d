import type { Environment } from '../../domain/environment.ts';
import type { AssumedRole, WebIdentityRole } from '../../domain/stack/backend.ts';
import type { Config } from './configuration/backend-schema.ts';
import { expandPath } from './given-path.ts';

/** `assume_role`, or what stood for it before there was such a block; its duration is 15 minutes where none is given. */
export function assumedRoleOf(config: Config): AssumedRole | undefined {
  const { assume_role: role } = config;
  if (role?.role_arn == null) return deprecatedRoleOf(config);
  return {
    roleArn: role.role_arn,
    sessionName: role.session_name ?? undefined,
    externalId: role.external_id ?? undefined,
    durationSeconds: parseGoDurationSeconds(role.duration),
    policy: role.policy?.trim(),
    policyArns: role.policy_arns ?? [],
    sourceIdentity: role.source_identity ?? undefined,
    tags: role.tags ?? {},
    transitiveTagKeys: role.transitive_tag_keys ?? [],
  };
}

function deprecatedRoleOf(config: Config): AssumedRole | undefined {
  if (config.role_arn == null) return undefined;
  return {
    roleArn: config.role_arn,
    sessionName: config.session_name ?? undefined,
    externalId: config.external_id ?? undefined,
    durationSeconds: config.assume_role_duration_seconds ?? undefined,
    policy: config.assume_role_policy?.trim(),
    policyArns: config.assume_role_policy_arns ?? [],
    sourceIdentity: undefined,
    tags: config.assume_role_tags ?? {},
    transitiveTagKeys: config.assume_role_transitive_tag_keys ?? [],
  };
}

export function webIdentityOf(
  role: Config['assume_role_with_web_identity'],
  env: Environment,
  directory: string,
): WebIdentityRole | undefined {
  if (role == null) return undefined;
  const roleArn = role.role_arn ?? nonEmpty(env['AWS_ROLE_ARN']);
  const token = webIdentityTokenOf(role, env, directory);
  if (roleArn === undefined || token === undefined) return undefined;
  return {
    roleArn,
    token,
    sessionName: role.session_name ?? nonEmpty(env['AWS_ROLE_SESSION_NAME']),
    durationSeconds: parseGoDurationSeconds(role.duration),
    policy: role.policy?.trim(),
    policyArns: role.policy_arns ?? [],
  };
}

/** The block's own token or file; the environment counts for OpenTofu, and Terraform would have refused without one. */
function webIdentityTokenOf(
  role: NonNullable<Config['assume_role_with_web_identity']>,
  env: Environment,
  directory: string,
): WebIdentityRole['token'] | undefined {
  if (role.web_identity_token != null) return { kind: 'literal', token: role.web_identity_token };
  if (role.web_identity_token_file != null)
    return { kind: 'file', path: expandPath(role.web_identity_token_file, env, directory) };
  const token = nonEmpty(env['AWS_WEB_IDENTITY_TOKEN']);
  if (token !== undefined) return { kind: 'literal', token };
  const path = nonEmpty(env['AWS_WEB_IDENTITY_TOKEN_FILE']);
  return path === undefined ? undefined : { kind: 'file', path: expandPath(path, env, directory) };
}

const SECONDS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** `1h`, `1h30m`, `45m0s`: what Go's ParseDuration takes, in whole seconds. */
function parseGoDurationSeconds(duration: string | null | undefined): number | undefined {
  if (!/^(?:\d*\.?\d+(?:ns|us|µs|ms|s|m|h))+$/.test(duration ?? '')) return undefined;
  const parts = [...(duration ?? '').matchAll(/([\d.]+)([a-zµ]+)/g)];
  return Math.floor(parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (SECONDS[unit] ?? 0), 0));
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
