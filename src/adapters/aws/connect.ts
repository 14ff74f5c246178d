import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AwsConnection } from '../../domain/stack/backend.ts';
import { STALL_MS } from './stall.ts';

const CONNECTION_TIMEOUT_MS = 5000;

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
    readonly socketTimeout: number;
    readonly httpAgent: HttpAgent;
    readonly httpsAgent: HttpsAgent;
  };
}

export type Service = 's3' | 'dynamodb' | 'sts';

/**
 * Client settings per service, with proxy and certificates as the backend has them. A request is limited by `stallMs` of
 * standing still, and by nothing else: a big state on a slow link takes its time.
 */
export async function connect(
  connection: AwsConnection,
  stallMs = STALL_MS,
): Promise<(service: Service) => ClientSettings> {
  const proxyEnv = {
    ...(connection.httpProxy === undefined ? {} : { HTTP_PROXY: connection.httpProxy }),
    ...(connection.httpsProxy === undefined ? {} : { HTTPS_PROXY: connection.httpsProxy }),
    ...(connection.noProxy === undefined ? {} : { NO_PROXY: connection.noProxy }),
  };
  const pool = { keepAlive: true, maxSockets: 50, proxyEnv };
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    socketTimeout: stallMs,
    httpAgent: new HttpAgent(pool),
    httpsAgent: new HttpsAgent({
      ...pool,
      rejectUnauthorized: !connection.insecure,
      ...(connection.caBundle === undefined ? {} : { ca: await readFile(connection.caBundle) }),
    }),
  };
  const endpoints = { s3: connection.s3Endpoint, dynamodb: connection.dynamodbEndpoint, sts: connection.stsEndpoint };
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
