import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type AssumedRole, type AwsConnection, BackendUnusable } from '../../domain/stack/backend.ts';
import type { CredentialsTerm } from '../../ports/backend.ts';
import { withoutOurOwn } from '../terraform/environment/environment.ts';
import type { ClientSettings, Connected } from './connect.ts';
import { chooseCredentials, type CredentialsSource, firstOf, type StsOf } from './sdk/choose-credentials.ts';
import { runCredentialProcess } from './sdk/credential-process.ts';
import type { Profile } from './sdk/profile.ts';
import { isRenewable, readTokenExpiry, renewTokenFile, type TokenRenewal } from './token-file.ts';
import { type About, errorName, translateKnown } from './translate.ts';

/** Keys, or a function that gets and renews them. */
export type Credentials = NonNullable<S3ClientConfig['credentials']>;
type Source<Kind extends CredentialsSource['kind']> = Extract<CredentialsSource, { kind: Kind }>;
type Provider = Extract<Credentials, (...args: never[]) => unknown>;

/** As whom everything is asked. */
export interface Identity {
  readonly credentials: Credentials;
  term(): Promise<CredentialsTerm>;
  /** Puts a fresh token into the file that the credentials come from, if they come from one that GitHub gives. */
  renew(): Promise<void>;
}

export interface IdentityOptions extends TokenRenewal {
  readonly connection: AwsConnection;
  readonly profile: Profile;
  readonly connected: Pick<Connected, 'clientSettings' | 'forCredentials'>;
}

/** The credentials that Terraform would use, and how long they last. Throws BackendUnusable for what is set wrong. */
export function openIdentity(options: IdentityOptions): Identity {
  const { connection, env, profile } = options;
  const source = chooseCredentials({ connection, env, profile });
  const first = firstOf(source);
  const tokenFile = tokenFileOf(first);
  return {
    credentials: open(source, options),
    /**
     * Those that a workflow step has put into the environment say so only if it has exported AWS_CREDENTIAL_EXPIRATION,
     * too, as `aws configure export-credentials` does; those of a web identity are had anew for as long as there is a
     * fresh token.
     */
    term: async () => {
      if (tokenFile !== undefined) {
        return { expiresAt: await readTokenExpiry(tokenFile), renewable: await isRenewable(tokenFile, env) };
      }
      const isOfEnvironment = first.kind === 'keys' && first.from === 'environment';
      const expiresAt = new Date(isOfEnvironment ? (env['AWS_CREDENTIAL_EXPIRATION'] ?? '') : '');
      return { expiresAt: Number.isNaN(expiresAt.getTime()) ? undefined : expiresAt, renewable: false };
    },
    renew: async () => {
      if (tokenFile !== undefined) await renewTokenFile(tokenFile, options);
    },
  };
}

/** The file with the web identity token that the credentials come from; undefined when they come from elsewhere. */
export function tokenFileOf(source: CredentialsSource): string | undefined {
  return source.kind === 'web-identity' && source.role.token.kind === 'file' ? source.role.token.path : undefined;
}

function open(source: CredentialsSource, options: IdentityOptions): Credentials {
  switch (source.kind) {
    case 'keys': {
      const { accessKeyId, secretAccessKey, sessionToken, accountId } = source;
      return {
        ...{ accessKeyId, secretAccessKey },
        ...(sessionToken === undefined ? {} : { sessionToken }),
        ...(accountId === undefined ? {} : { accountId }),
      };
    }
    case 'web-identity':
      return told(
        `the role ${source.role.roleArn} cannot be had with the web identity token`,
        () => openWebIdentity(source, options),
        { action: 'sts:AssumeRoleWithWebIdentity', resource: source.role.roleArn },
      );
    case 'sso':
      return told('IAM Identity Center gives no credentials', () => openSso(source, options));
    case 'process':
      return () => runProcess(source, options);
    case 'container':
      return told('the container gives no credentials', () => openContainer(source, options));
    case 'metadata':
      return openMetadata(options);
    case 'role':
      return told(`the role ${source.role.roleArn} cannot be assumed`, () => openRole(source, options), {
        action: 'sts:AssumeRole',
        resource: source.role.roleArn,
      });
  }
}

function runProcess({ command, profile }: Source<'process'>, { env, connection: { directory } }: IdentityOptions) {
  return runCredentialProcess(command, { env: withoutOurOwn(env, directory), directory, profile });
}

/** What goes wrong on the way to credentials is no fault of the request that they are for. */
function told(what: string, load: () => Promise<Provider>, about?: About): Provider {
  let loaded: Promise<Provider> | undefined;
  return async (properties) => {
    try {
      loaded ??= load();
      return await (
        await loaded
      )(properties);
    } catch (cause) {
      if (cause instanceof BackendUnusable || errorName(cause) === 'AbortError') throw cause;
      const known = about === undefined ? undefined : translateKnown(about, cause);
      if (known !== undefined) throw known;
      const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      const status = (cause as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      const isLasting = errorName(cause) === 'CredentialsProviderError' || (status !== undefined && status < 500);
      throw new BackendUnusable(`${what}. (${said})`, { cause, isLasting });
    }
  };
}

/**
 * The backend's roles are taken with the client that all else is asked with, where the backend has keys; elsewhere with
 * one that knows its endpoints, too, but not its `max_retries`. Those of a profile know neither.
 */
function stsOf(which: StsOf, { connection, connected }: IdentityOptions): ClientSettings {
  const ofBackend = connected.clientSettings('sts');
  if (connection.staticCredentials !== undefined) return ofBackend;
  const settings = connected.forCredentials('sts');
  if (which === 'backend') return { ...ofBackend, maxAttempts: settings.maxAttempts };
  return connection.stsEndpoint === undefined
    ? { ...settings, region: connected.forCredentials('s3').region }
    : settings;
}

async function openRole({ role, base, sts }: Source<'role'>, options: IdentityOptions): Promise<Provider> {
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  const provide = fromTemporaryCredentials({
    masterCredentials: open(base, options),
    clientConfig: stsOf(sts, options),
    params: {
      RoleArn: role.roleArn,
      RoleSessionName: role.sessionName ?? 'lockstep',
      ...sessionParameters(role),
    },
  });
  const accountId = role.roleArn.split(':')[4] ?? '';
  return async (properties) => ({ ...(await provide(properties)), ...(accountId === '' ? {} : { accountId }) });
}

/** What Terraform's SDK asks for where nothing is said (stscreds.DefaultDuration). */
const DEFAULT_SECONDS = 900;

function sessionParameters(role: AssumedRole) {
  const { durationSeconds, policy, policyArns, externalId, sourceIdentity, tags, transitiveTagKeys } = role;
  return {
    DurationSeconds: durationSeconds ?? DEFAULT_SECONDS,
    ...(policy === undefined ? {} : { Policy: policy }),
    ...(policyArns.length === 0 ? {} : { PolicyArns: policyArns.map((arn) => ({ arn })) }),
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
    ...(Object.keys(tags).length === 0 ? {} : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    ...(transitiveTagKeys.length === 0 ? {} : { TransitiveTagKeys: [...transitiveTagKeys] }),
  };
}

async function openWebIdentity({ role, sts }: Source<'web-identity'>, options: IdentityOptions): Promise<Provider> {
  const { fromWebToken } = await import('@aws-sdk/credential-providers');
  const { token } = role;
  // The token's file is rotated while a job runs, so it is read anew for every renewal.
  return async (properties) => {
    if (token.kind === 'file') await renewQuietly(token.path, options);
    const provide = fromWebToken({
      webIdentityToken: token.kind === 'literal' ? token.token : await readToken(token.path),
      roleArn: role.roleArn,
      roleSessionName: role.sessionName ?? 'lockstep',
      clientConfig: stsOf(sts, options),
      ...(role.durationSeconds === undefined ? {} : { durationSeconds: role.durationSeconds }),
      ...(role.policy === undefined ? {} : { policy: role.policy }),
      ...(role.policyArns.length === 0 ? {} : { policyArns: role.policyArns.map((arn) => ({ arn })) }),
    });
    return await provide(properties);
  };
}

async function readToken(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new BackendUnusable(
      `the web identity token cannot be had: unable to read file at ${path} (${code}). Correct web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE, or write the token there in a step before this one.`,
      { cause, isLasting: true },
    );
  }
}

/** The token that is there may be good for a while yet: what it is worth, AWS decides. */
async function renewQuietly(tokenFile: string, renewal: TokenRenewal): Promise<void> {
  try {
    await renewTokenFile(tokenFile, renewal);
  } catch (error) {
    if (!(error instanceof BackendUnusable)) throw error;
  }
}

async function openSso(source: Source<'sso'>, { connected }: IdentityOptions): Promise<Provider> {
  const { fromSSO } = await import('@aws-sdk/credential-providers');
  return fromSSO({
    ssoAccountId: source.accountId,
    ssoRoleName: source.roleName,
    ssoRegion: source.region,
    ssoStartUrl: source.cachedAs,
    clientConfig: { ...connected.forCredentials('sso'), region: source.region },
  });
}

async function openContainer(source: Source<'container'>, { connection, env }: IdentityOptions): Promise<Provider> {
  const { fromHttp } = await import('@aws-sdk/credential-providers');
  const tokenFile = env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'] || undefined;
  const token = env['AWS_CONTAINER_AUTHORIZATION_TOKEN'] || undefined;
  return fromHttp({
    ...(source.path === undefined ? {} : { awsContainerCredentialsRelativeUri: source.path }),
    ...(source.path === undefined && source.url !== undefined ? { awsContainerCredentialsFullUri: source.url } : {}),
    ...(tokenFile === undefined
      ? token === undefined
        ? {}
        : { awsContainerAuthorizationToken: token }
      : { awsContainerAuthorizationTokenFile: resolve(connection.directory, tokenFile) }),
  });
}

const NO_CREDENTIALS =
  'there are no AWS credentials. Add a step with aws-actions/configure-aws-credentials before this one';

function openMetadata({ connection, env, profile }: IdentityOptions): Provider {
  const { isEnabled, endpoint, endpointMode } = connection.metadata;
  const disabled = (env['AWS_EC2_METADATA_DISABLED'] ?? '').toLowerCase() === 'true';
  if (isEnabled === false || (isEnabled === undefined && disabled)) {
    return () => {
      throw new BackendUnusable(`${NO_CREDENTIALS}.`, { isLasting: true });
    };
  }
  return told(NO_CREDENTIALS, async () => {
    const { fromInstanceMetadata } = await import('@aws-sdk/credential-providers');
    const url = endpoint ?? profile.get('ec2_metadata_service_endpoint');
    const mode = endpointMode ?? profile.get('ec2_metadata_service_endpoint_mode');
    // It takes these from the environment alone. aws-sdk-go-base sets its own environment for the same reason.
    if (url !== undefined) process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] = url;
    if (mode !== undefined) {
      process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE'] = mode.toLowerCase() === 'ipv6' ? 'IPv6' : 'IPv4';
    }
    return fromInstanceMetadata({ maxRetries: 2, timeout: 1000 });
  });
}
