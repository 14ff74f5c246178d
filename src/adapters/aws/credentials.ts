import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { readFile } from 'node:fs/promises';
import type { Environment } from '../../domain/environment.ts';
import {
  BackendUnusable,
  type AssumedRole,
  type AwsConnection,
  type WebIdentityRole,
} from '../../domain/stack/backend.ts';
import type { CredentialsTerm } from '../../ports/backend.ts';
import type { ClientSettings } from './connect.ts';
import { isRenewable, readTokenExpiry, renewTokenFile, type TokenRenewal } from './token-file.ts';

/** Keys, or a function that gets and renews them. */
export type Credentials = NonNullable<S3ClientConfig['credentials']>;

/**
 * The credentials that Terraform would use, in its order (aws-sdk-go-base, credentials.go): a web identity of the
 * backend block, static keys, profile, environment, whatever the SDK finds; then `assume_role` on top.
 */
export async function resolveCredentials(
  connection: AwsConnection,
  renewal: TokenRenewal,
  stsClient: ClientSettings,
): Promise<Credentials> {
  const base = await baseCredentials(connection, renewal, stsClient);
  if (connection.assumeRole === undefined) return base;
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  const role = connection.assumeRole;
  return fromTemporaryCredentials({
    masterCredentials: base,
    clientConfig: stsClient,
    params: {
      RoleArn: role.roleArn,
      RoleSessionName: role.sessionName ?? 'lockstep',
      ...sessionParameters(role),
      ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
      ...(role.sourceIdentity === undefined ? {} : { SourceIdentity: role.sourceIdentity }),
      ...(Object.keys(role.tags).length === 0
        ? {}
        : { Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })) }),
      ...(role.transitiveTagKeys.length === 0 ? {} : { TransitiveTagKeys: [...role.transitiveTagKeys] }),
    },
  });
}

async function baseCredentials(
  connection: AwsConnection,
  renewal: TokenRenewal,
  stsClient: ClientSettings,
): Promise<Credentials> {
  const { env } = renewal;
  const { staticCredentials, assumeRoleWithWebIdentity } = connection;
  if (staticCredentials !== undefined) {
    const { accessKeyId, secretAccessKey, sessionToken } = staticCredentials;
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  }
  if (assumeRoleWithWebIdentity !== undefined)
    return webIdentityCredentials(assumeRoleWithWebIdentity, renewal, stsClient);
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  // The JavaScript SDK would pass over the environment's keys when AWS_PROFILE is set; Terraform does not.
  if (connection.profile === undefined && accessKeyId && secretAccessKey) {
    const sessionToken = env['AWS_SESSION_TOKEN'];
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  }
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const [configFilepath] = connection.sharedConfigFiles;
  const [filepath] = connection.sharedCredentialsFiles;
  const chain = fromNodeProviderChain({
    clientConfig: stsClient,
    ...(connection.profile === undefined ? {} : { profile: connection.profile }),
    ...(configFilepath === undefined ? {} : { configFilepath }),
    ...(filepath === undefined ? {} : { filepath }),
  });
  const tokenFile = tokenFileOf(connection, env);
  if (tokenFile === undefined) return chain;
  return async (properties) => {
    await renewQuietly(tokenFile, renewal);
    return chain(properties);
  };
}

/** The token that is there may be good for a while yet: what it is worth, AWS decides. */
async function renewQuietly(tokenFile: string, renewal: TokenRenewal): Promise<void> {
  try {
    await renewTokenFile(tokenFile, renewal);
  } catch (error) {
    if (!(error instanceof BackendUnusable)) throw error;
  }
}

/** The file with the web identity token that the credentials come from; undefined when they come from elsewhere. */
export function tokenFileOf(connection: AwsConnection, env: Environment): string | undefined {
  const { staticCredentials, assumeRoleWithWebIdentity: role } = connection;
  if (role !== undefined) return role.token.kind === 'file' ? role.token.path : undefined;
  const hasKeys = staticCredentials !== undefined || (env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY']);
  if (hasKeys || connection.profile !== undefined) return undefined;
  return env['AWS_WEB_IDENTITY_TOKEN_FILE'] || undefined;
}

/**
 * How long the credentials last. Those that a workflow step has put into the environment say so only if it has exported
 * AWS_CREDENTIAL_EXPIRATION, too, as `aws configure export-credentials` does; those of a web identity are had anew for
 * as long as there is a fresh token.
 */
export async function credentialsTerm(connection: AwsConnection, env: Environment): Promise<CredentialsTerm> {
  const tokenFile = tokenFileOf(connection, env);
  if (tokenFile !== undefined) {
    return { expiresAt: await readTokenExpiry(tokenFile), renewable: await isRenewable(tokenFile, env) };
  }
  const fromEnvironment = connection.staticCredentials === undefined && connection.profile === undefined;
  const expiresAt = new Date(fromEnvironment ? (env['AWS_CREDENTIAL_EXPIRATION'] ?? '') : '');
  return { expiresAt: Number.isNaN(expiresAt.getTime()) ? undefined : expiresAt, renewable: false };
}

async function webIdentityCredentials(
  role: WebIdentityRole,
  renewal: TokenRenewal,
  stsClient: ClientSettings,
): Promise<Credentials> {
  const { fromWebToken } = await import('@aws-sdk/credential-providers');
  // The token's file is rotated while a job runs, so it is read anew for every renewal.
  return async (properties) => {
    if (role.token.kind === 'file') await renewQuietly(role.token.path, renewal);
    const token = role.token.kind === 'literal' ? role.token.token : (await readFile(role.token.path, 'utf8')).trim();
    const provide = fromWebToken({
      webIdentityToken: token,
      roleArn: role.roleArn,
      roleSessionName: role.sessionName ?? 'lockstep',
      clientConfig: stsClient,
      ...(role.durationSeconds === undefined ? {} : { durationSeconds: role.durationSeconds }),
      ...(role.policy === undefined ? {} : { policy: role.policy }),
      ...(role.policyArns.length === 0 ? {} : { policyArns: role.policyArns.map((arn) => ({ arn })) }),
    });
    return await provide(properties);
  };
}

function sessionParameters(role: Pick<AssumedRole, 'durationSeconds' | 'policy' | 'policyArns'>): {
  DurationSeconds?: number;
  Policy?: string;
  PolicyArns?: { arn: string }[];
} {
  return {
    ...(role.durationSeconds === undefined ? {} : { DurationSeconds: role.durationSeconds }),
    ...(role.policy === undefined ? {} : { Policy: role.policy }),
    ...(role.policyArns.length === 0 ? {} : { PolicyArns: role.policyArns.map((arn) => ({ arn })) }),
  };
}
