import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { resolve } from 'node:path';
import type { Environment } from '../../domain/environment.ts';
import type { AwsConnection } from '../../domain/stack/backend.ts';
import { isTerraformFrom, type Tool } from '../../domain/stack/tool.ts';
import { openAgents } from './network/agents.ts';
import { endpointOf, givenEndpointOf, type Service } from './network/endpoints.ts';
import { proxySettingsOf } from './network/proxies.ts';
import { readBundle, readSystemTrust } from './network/trust.ts';
import type { Profile } from './sdk/profile.ts';
import { STALL_MS } from './network/stall.ts';

const CONNECTION_TIMEOUT_MS = 5000;
/** As often as Terraform's SDK asks where nothing says how often. */
const USUAL_ATTEMPTS = 3;

/** What every client of the SDK is built from. */
export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  /** Always: endpoints are known here, and the SDK would look into another profile. */
  readonly ignoreConfiguredEndpointUrls: true;
  readonly maxAttempts: number;
  readonly retryMode: 'standard' | 'adaptive';
  readonly useDualstackEndpoint: boolean;
  readonly useFipsEndpoint: boolean;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly socketTimeout: number;
    readonly httpAgent: HttpAgent;
    readonly httpsAgent: HttpsAgent;
  };
}

export interface Connected {
  readonly clientSettings: (service: Service) => ClientSettings;
  /**
   * The same for what a profile has, where Terraform passes over endpoints for all services and over `max_retries`
   * (aws-sdk-go-base, credentials.go).
   */
  readonly forCredentials: (service: Service) => ClientSettings;
  readonly s3: S3Settings;
  readonly dynamodb: { readonly accountIdEndpointMode: 'preferred' | 'required' | 'disabled' };
}

/** Of S3 alone. */
interface S3Settings {
  readonly forcePathStyle: boolean;
  readonly requestChecksumCalculation: 'WHEN_SUPPORTED' | 'WHEN_REQUIRED';
  readonly responseChecksumValidation: 'WHEN_SUPPORTED' | 'WHEN_REQUIRED';
}

export interface ConnectOptions {
  readonly env: Environment;
  /** The one that Terraform would use. */
  readonly profile: Profile;
  /** Its versions differ in what they take from the environment, and in what their SDKs do. */
  readonly tool: Tool;
  /** How long nothing may move on the connection of a request. */
  readonly stallMs?: number;
}

/**
 * Client settings per service, with proxies and certificates, as the backend, its environment and its profile have them. A
 * request is limited by `stallMs` of standing still, and by nothing else: a big state on a slow link takes its time.
 */
export async function connect(
  connection: AwsConnection,
  { env, profile, tool, stallMs = STALL_MS }: ConnectOptions,
): Promise<Connected> {
  const places = { connection, profile, env };
  const bundle = await readGivenBundle(connection, profile);
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    socketTimeout: stallMs,
    ...(await openAgents(proxySettingsOf(connection, { env, tool }), {
      rejectUnauthorized: !connection.insecure,
      trusted: () => bundle ?? readSystemTrust({ env, directory: connection.directory }),
    })),
  };
  const said = (variable: string, setting: string): string | undefined => env[variable] || profile.get(setting);
  const attempts = Number.parseInt(said('AWS_MAX_ATTEMPTS', 'max_attempts') ?? '', 10) || USUAL_ATTEMPTS;
  const retryMode = connection.retryMode ?? profile.get('retry_mode');
  const useDualstack = readFlag(connection.useDualstackEndpoint, {
    variable: env['AWS_USE_DUALSTACK_ENDPOINT'],
    setting: profile.get('use_dualstack_endpoint'),
    tool,
  });
  const useFips = readFlag(connection.useFipsEndpoint, {
    variable: env['AWS_USE_FIPS_ENDPOINT'],
    setting: profile.get('use_fips_endpoint'),
    tool,
  });
  const settingsFor = (
    service: Service,
    of: { readonly endpoint: string | undefined; readonly maxAttempts: number },
  ): ClientSettings => ({
    region: (service === 'sts' ? connection.stsRegion : undefined) ?? connection.region ?? 'us-east-1',
    ...(of.endpoint === undefined ? {} : { endpoint: of.endpoint }),
    ignoreConfiguredEndpointUrls: true,
    maxAttempts: of.maxAttempts,
    retryMode: retryMode === 'adaptive' ? 'adaptive' : 'standard',
    // Of a place that is given there is no other kind.
    useDualstackEndpoint: of.endpoint === undefined && useDualstack,
    useFipsEndpoint: of.endpoint === undefined && useFips,
    requestHandler,
  });
  return {
    clientSettings: (service) =>
      settingsFor(service, {
        endpoint: endpointOf(service, places),
        maxAttempts: connection.maxAttempts ?? attempts,
      }),
    forCredentials: (service) =>
      settingsFor(service, { endpoint: givenEndpointOf(service, connection), maxAttempts: attempts }),
    s3: { forcePathStyle: connection.usePathStyle, ...checksumsOf(connection, { said, tool }) },
    dynamodb: {
      // Versions before it has its SDK do not know such hosts.
      accountIdEndpointMode: isTerraformFrom(11, tool)
        ? accountMode(said('AWS_ACCOUNT_ID_ENDPOINT_MODE', 'account_id_endpoint_mode'))
        : 'disabled',
    },
  };
}

/**
 * The block, then the environment, then the profile. Before 1.15 a variable that is not empty counts as true where the
 * block is silent, even `false`; and `false` in the block keeps neither of the others from saying true. Sources:
 * terraform, …/s3/backend.go, `boolAttrDefaultEnvVarOk`; aws-sdk-go-v2, config/provider.go.
 */
function readFlag(
  ofBlock: boolean | undefined,
  of: { readonly variable: string | undefined; readonly setting: string | undefined; readonly tool: Tool },
): boolean {
  if (ofBlock === true) return true;
  if (of.variable) {
    return of.variable.toLowerCase() === 'true' || (ofBlock === undefined && !isTerraformFrom(15, of.tool));
  }
  return of.setting?.toLowerCase() === 'true';
}

/** What is put has a SHA-256; without it the SDK's own checksum, which OpenTofu and older versions leave out as well. */
function checksumsOf(
  { skipS3Checksum }: AwsConnection,
  { said, tool }: { readonly said: (variable: string, setting: string) => string | undefined; readonly tool: Tool },
): Pick<S3Settings, 'requestChecksumCalculation' | 'responseChecksumValidation'> {
  const hasNone = skipS3Checksum && !isTerraformFrom(11, tool);
  const read = (variable: string, setting: string): 'WHEN_SUPPORTED' | 'WHEN_REQUIRED' =>
    hasNone || said(variable, setting)?.toLowerCase() === 'when_required' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED';
  return {
    requestChecksumCalculation: read('AWS_REQUEST_CHECKSUM_CALCULATION', 'request_checksum_calculation'),
    responseChecksumValidation: read('AWS_RESPONSE_CHECKSUM_VALIDATION', 'response_checksum_validation'),
  };
}

function accountMode(said: string | undefined): 'preferred' | 'required' | 'disabled' {
  return said === 'required' || said === 'disabled' ? said : 'preferred';
}

/** A bundle that is named has to be there, whatever it is for. */
async function readGivenBundle(
  { caBundle, directory }: Pick<AwsConnection, 'caBundle' | 'directory'>,
  profile: Profile,
): Promise<readonly string[] | undefined> {
  if (caBundle !== undefined) return readBundle(caBundle, 'custom_ca_bundle of the backend, or AWS_CA_BUNDLE');
  const ofProfile = profile.get('ca_bundle');
  return ofProfile === undefined ? undefined : readBundle(resolve(directory, ofProfile), 'ca_bundle of the profile');
}
