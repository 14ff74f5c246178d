import { resolve } from 'node:path';
import type { Environment } from '../../../domain/environment.ts';
import {
  type AssumedRole,
  type AwsConnection,
  type WebIdentityRole,
  BackendUnusable,
} from '../../../domain/stack/backend.ts';
import { hasKeys, hasSso, type Profile } from './profile.ts';

/** STS as the backend has it, or as the SDK finds it while it reads a profile: `sts_region` counts there for a given endpoint alone. */
export type StsOf = 'backend' | 'profile';

/** Where the credentials come from. */
export type CredentialsSource =
  | {
      readonly kind: 'keys';
      readonly from: 'backend' | 'environment' | 'profile';
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken: string | undefined;
      /** The lock table has a host by account for whoever knows it. */
      readonly accountId?: string | undefined;
    }
  | { readonly kind: 'web-identity'; readonly role: WebIdentityRole; readonly sts: StsOf }
  | {
      readonly kind: 'sso';
      readonly accountId: string;
      readonly roleName: string;
      readonly region: string;
      /** What the file with the token is named after: the session, or the start URL. */
      readonly cachedAs: string;
    }
  | { readonly kind: 'process'; readonly command: string; readonly profile: string }
  /** Of the task or pod: `path` on the address that ECS has for it, or a whole URL. */
  | { readonly kind: 'container'; readonly path: string | undefined; readonly url: string | undefined }
  | { readonly kind: 'metadata' }
  | { readonly kind: 'role'; readonly role: AssumedRole; readonly base: CredentialsSource; readonly sts: StsOf };

export interface Given {
  readonly connection: AwsConnection;
  readonly env: Environment;
  readonly profile: Profile;
}

/**
 * What Terraform would take, in its order: keys of the backend, else a web identity of the backend, else what its SDK
 * finds (aws-sdk-go-v2, config/resolve_credentials.go); the backend's role on top (aws-sdk-go-base, credentials.go).
 * Throws BackendUnusable for what Terraform refuses, too.
 */
export function chooseCredentials(given: Given): CredentialsSource {
  const { staticCredentials, assumeRoleWithWebIdentity, assumeRole } = given.connection;
  const base: CredentialsSource =
    staticCredentials !== undefined
      ? { kind: 'keys', from: 'backend', ...staticCredentials }
      : assumeRoleWithWebIdentity !== undefined
        ? { kind: 'web-identity', role: assumeRoleWithWebIdentity, sts: 'backend' }
        : chooseOfSdk(given);
  return assumeRole === undefined ? base : { kind: 'role', role: assumeRole, base, sts: 'backend' };
}

function chooseOfSdk({ connection, env, profile }: Given): CredentialsSource {
  if (connection.profile !== undefined) return ofProfile(profile, { connection, env });
  const keys = keysOfEnvironment(env);
  if (keys !== undefined) return keys;
  const tokenFile = env['AWS_WEB_IDENTITY_TOKEN_FILE'] || undefined;
  if (tokenFile === undefined) return ofProfile(profile, { connection, env });
  const roleArn = env['AWS_ROLE_ARN'] || undefined;
  if (roleArn === undefined) {
    throw new BackendUnusable('AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not. Set both, or neither.');
  }
  const sessionName = env['AWS_ROLE_SESSION_NAME'] || undefined;
  return webIdentity({ roleArn, sessionName, tokenFile: resolve(connection.directory, tokenFile) });
}

function keysOfEnvironment(env: Environment): CredentialsSource | undefined {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'] || env['AWS_ACCESS_KEY'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'] || env['AWS_SECRET_KEY'];
  if (!accessKeyId || !secretAccessKey) return undefined;
  const sessionToken = env['AWS_SESSION_TOKEN'] || undefined;
  const accountId = env['AWS_ACCOUNT_ID'] || undefined;
  return { kind: 'keys', from: 'environment', accessKeyId, secretAccessKey, sessionToken, accountId };
}

type Around = Pick<Given, 'connection' | 'env'>;

function ofProfile(profile: Profile, around: Around): CredentialsSource {
  const { get, name } = profile;
  const tokenFile = get('web_identity_token_file');
  const roleArn = get('role_arn');
  if (profile.source === undefined && !hasKeys(profile) && get('credential_source') === undefined && tokenFile) {
    return webIdentity({
      roleArn: roleArn ?? '',
      sessionName: get('role_session_name'),
      tokenFile: resolve(around.connection.directory, tokenFile),
    });
  }
  const base = baseOfProfile(profile, around);
  if (roleArn === undefined) return base;
  if (get('mfa_serial') !== undefined) {
    throw new BackendUnusable(
      `the AWS profile ${name} has mfa_serial: nobody can be asked for a code here, nor can Terraform. Use a role that needs none.`,
      { isLasting: true },
    );
  }
  const seconds = Number(get('duration_seconds') ?? '');
  const role: AssumedRole = {
    roleArn,
    sessionName: get('role_session_name'),
    externalId: get('external_id'),
    // The SDK passes over less than 16 minutes.
    durationSeconds: seconds >= 960 ? seconds : undefined,
    policy: undefined,
    policyArns: [],
    sourceIdentity: undefined,
    tags: {},
    transitiveTagKeys: [],
  };
  return { kind: 'role', role, base, sts: 'profile' };
}

function baseOfProfile(profile: Profile, around: Around): CredentialsSource {
  const { get } = profile;
  if (profile.source !== undefined) return ofProfile(profile.source, around);
  if (hasKeys(profile)) {
    return {
      kind: 'keys',
      from: 'profile',
      accessKeyId: get('aws_access_key_id') ?? '',
      secretAccessKey: get('aws_secret_access_key') ?? '',
      sessionToken: get('aws_session_token'),
      accountId: get('aws_account_id'),
    };
  }
  const source = get('credential_source');
  if (source !== undefined) return ofCredentialSource(source, profile.name, around);
  if (hasSso(profile)) return ofSso(profile);
  const command = get('credential_process');
  if (command !== undefined) return { kind: 'process', command, profile: profile.name };
  return ofContainer(around.env) ?? { kind: 'metadata' };
}

function ofCredentialSource(source: string, name: string, { env }: Around): CredentialsSource {
  switch (source) {
    case 'Ec2InstanceMetadata':
      return { kind: 'metadata' };
    case 'Environment': {
      const keys = keysOfEnvironment(env);
      if (keys !== undefined) return keys;
      break;
    }
    case 'EcsContainer': {
      const container = ofContainer(env);
      if (container !== undefined) return container;
      break;
    }
    default:
      throw new BackendUnusable(
        `the AWS profile ${name} has the credential_source ${source}; it can be Environment, Ec2InstanceMetadata or EcsContainer.`,
        { isLasting: true },
      );
  }
  throw new BackendUnusable(`the AWS profile ${name} has the credential_source ${source}, and there is nothing.`, {
    isLasting: true,
  });
}

function ofContainer(env: Environment): CredentialsSource | undefined {
  const path = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || undefined;
  const url = env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] || undefined;
  return path === undefined && url === undefined ? undefined : { kind: 'container', path, url };
}

function ofSso({ name, get, ofSession }: Profile): CredentialsSource {
  const session = get('sso_session');
  const of = session === undefined ? get : ofSession;
  const given = {
    accountId: get('sso_account_id'),
    roleName: get('sso_role_name'),
    region: of('sso_region'),
    startUrl: of('sso_start_url'),
  };
  const { accountId, roleName, region, startUrl } = given;
  if (accountId === undefined || roleName === undefined || region === undefined || startUrl === undefined) {
    throw new BackendUnusable(
      `the AWS profile ${name} is for IAM Identity Center and lacks one of sso_account_id, sso_role_name, sso_region and sso_start_url.`,
      { isLasting: true },
    );
  }
  return { kind: 'sso', accountId, roleName, region, cachedAs: session ?? startUrl };
}

function webIdentity(given: {
  readonly roleArn: string;
  readonly sessionName: string | undefined;
  readonly tokenFile: string;
}): CredentialsSource {
  const { roleArn, sessionName, tokenFile } = given;
  const role: WebIdentityRole = {
    roleArn,
    sessionName,
    durationSeconds: undefined,
    policy: undefined,
    policyArns: [],
    token: { kind: 'file', path: tokenFile },
  };
  return { kind: 'web-identity', role, sts: 'profile' };
}

/** The one that no other is the base of. */
export function firstOf(source: CredentialsSource): Exclude<CredentialsSource, { kind: 'role' }> {
  return source.kind === 'role' ? firstOf(source.base) : source;
}
