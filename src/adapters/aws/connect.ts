import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Environment } from '../../domain/environment.ts';
import type { AwsConnection } from '../../domain/stack/backend.ts';
import { openAgents, type TlsSettings } from './network/agents.ts';
import { endpointOf, type Service } from './network/endpoints.ts';
import { readProfile, type Profile } from './network/profile.ts';
import { readBundle, readSystemTrust } from './network/trust.ts';

const CONNECTION_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 30_000;
/** As often as Terraform's SDK asks where nothing says how often. */
const USUAL_ATTEMPTS = 3;

/** What every client of the SDK is built from. */
export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly maxAttempts: number;
  readonly retryMode: 'standard' | 'adaptive';
  readonly useDualstackEndpoint: boolean;
  readonly useFipsEndpoint: boolean;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
    readonly httpAgent: HttpAgent;
    readonly httpsAgent: HttpsAgent;
  };
}

export interface Connected {
  readonly clientSettings: (service: Service) => ClientSettings;
  readonly s3: S3Settings;
  readonly dynamodb: { readonly accountIdEndpointMode: 'preferred' | 'required' | 'disabled' };
}

/** Of S3 alone. */
export interface S3Settings {
  readonly forcePathStyle: boolean;
  readonly requestChecksumCalculation: 'WHEN_SUPPORTED' | 'WHEN_REQUIRED';
  readonly responseChecksumValidation: 'WHEN_SUPPORTED' | 'WHEN_REQUIRED';
}

export interface ConnectOptions {
  readonly env: Environment;
  /** The root module's: relative paths begin there. */
  readonly directory: string;
}

/** Client settings per service, with proxies and certificates, as the backend, its environment and its profile have them. */
export async function connect(connection: AwsConnection, { env, directory }: ConnectOptions): Promise<Connected> {
  const profile = await readProfile(connection, env);
  const places = { connection, profile, env };
  const services: readonly Service[] = ['s3', 'dynamodb', 'sts'];
  const isSecure = services.some((service) => !(endpointOf(service, places) ?? 'https:').startsWith('http:'));
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Without this the SDK only warns of an answer that does not come.
    throwOnRequestTimeout: true,
    ...(await openAgents(connection, {
      rejectUnauthorized: !connection.insecure,
      ...(await trustOf(connection, { profile, env, directory, isSecure })),
    })),
  };
  const retryMode = connection.retryMode ?? profile.get('retry_mode');
  const said = (variable: string, setting: string): string | undefined => env[variable] || profile.get(setting);
  const isWhenRequired = (variable: string, setting: string): boolean =>
    said(variable, setting)?.toLowerCase() === 'when_required';
  return {
    clientSettings: (service) => {
      const endpoint = endpointOf(service, places);
      const flag = (given: boolean | undefined, setting: string): boolean =>
        // Of a place that is given there is no other kind.
        endpoint === undefined && (given ?? profile.get(setting)?.toLowerCase() === 'true');
      return {
        region: (service === 'sts' ? connection.stsRegion : undefined) ?? connection.region ?? 'us-east-1',
        ...(endpoint === undefined ? {} : { endpoint }),
        maxAttempts:
          connection.maxAttempts ??
          (Number.parseInt(said('AWS_MAX_ATTEMPTS', 'max_attempts') ?? '', 10) || USUAL_ATTEMPTS),
        retryMode: retryMode === 'adaptive' ? 'adaptive' : 'standard',
        useDualstackEndpoint: flag(connection.useDualstackEndpoint, 'use_dualstack_endpoint'),
        useFipsEndpoint: flag(connection.useFipsEndpoint, 'use_fips_endpoint'),
        requestHandler,
      };
    },
    s3: {
      forcePathStyle: connection.usePathStyle,
      requestChecksumCalculation:
        connection.checksum === 'none' ||
        isWhenRequired('AWS_REQUEST_CHECKSUM_CALCULATION', 'request_checksum_calculation')
          ? 'WHEN_REQUIRED'
          : 'WHEN_SUPPORTED',
      responseChecksumValidation:
        connection.checksum === 'none' ||
        isWhenRequired('AWS_RESPONSE_CHECKSUM_VALIDATION', 'response_checksum_validation')
          ? 'WHEN_REQUIRED'
          : 'WHEN_SUPPORTED',
    },
    dynamodb: {
      accountIdEndpointMode: connection.usesAccountEndpoints
        ? accountMode(said('AWS_ACCOUNT_ID_ENDPOINT_MODE', 'account_id_endpoint_mode'))
        : 'disabled',
    },
  };
}

function accountMode(said: string | undefined): 'preferred' | 'required' | 'disabled' {
  return said === 'required' || said === 'disabled' ? said : 'preferred';
}

interface TrustQuestion extends ConnectOptions {
  readonly profile: Profile;
  readonly isSecure: boolean;
}

/** A bundle that is named has to be there, whatever it is for; what the system trusts is read only where it is asked for. */
async function trustOf(
  { caBundle, insecure }: AwsConnection,
  { profile, env, directory, isSecure }: TrustQuestion,
): Promise<Pick<TlsSettings, 'secureContext'>> {
  const ofProfile = profile.get('ca_bundle');
  const bundle =
    caBundle !== undefined
      ? await readBundle(resolve(directory, caBundle), 'custom_ca_bundle of the backend, or AWS_CA_BUNDLE')
      : ofProfile !== undefined
        ? await readBundle(resolve(directory, ofProfile), 'ca_bundle of the profile')
        : undefined;
  if (!isSecure || insecure) return {};
  const ca = bundle ?? (await readSystemTrust({ env, directory }));
  return ca === undefined ? {} : { secureContext: createSecureContext({ ca: [...ca] }) };
}
