import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AwsConnection } from '../../domain/stack/backend.ts';

const CONNECTION_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 30_000;

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

export type Service = 's3' | 'dynamodb' | 'sts' | 'sso';

/** Client settings per service, with proxy and certificates as the backend has them. */
export async function connect(connection: AwsConnection): Promise<(service: Service) => ClientSettings> {
  const proxyEnv = {
    ...(connection.httpProxy === undefined ? {} : { HTTP_PROXY: connection.httpProxy }),
    ...(connection.httpsProxy === undefined ? {} : { HTTPS_PROXY: connection.httpsProxy }),
    ...(connection.noProxy === undefined ? {} : { NO_PROXY: connection.noProxy }),
  };
  const pool = { keepAlive: true, maxSockets: 50, proxyEnv };
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Without this the SDK only warns of an answer that does not come.
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent(pool),
    httpsAgent: new HttpsAgent({
      ...pool,
      rejectUnauthorized: !connection.insecure,
      ...(connection.caBundle === undefined ? {} : { ca: await readFile(connection.caBundle) }),
    }),
  };
  const endpoints = {
    s3: connection.s3Endpoint,
    dynamodb: connection.dynamodbEndpoint,
    sts: connection.stsEndpoint,
    sso: connection.ssoEndpoint,
  };
  return (service) => {
    const endpoint = endpoints[service];
    return {
      region: (service === 'sts' ? connection.stsRegion : undefined) ?? connection.region ?? 'us-east-1',
      ...(endpoint === undefined ? {} : { endpoint }),
      maxAttempts: connection.maxAttempts,
      retryMode: connection.retryMode,
      useDualstackEndpoint: connection.useDualstackEndpoint,
      useFipsEndpoint: connection.useFipsEndpoint,
      requestHandler,
    };
  };
}
