import type { Environment } from '../../../domain/environment.ts';
import type { AwsConnection } from '../../../domain/stack/backend.ts';
import type { Profile } from '../sdk/profile.ts';

export type Service = 's3' | 'dynamodb' | 'sts' | 'sso';

/**
 * Where a service is asked; undefined for AWS's own place. What the backend and the variables of the service say counts
 * in any case; then come those settings for all services and of the profile that a variable or the profile can switch
 * off. Source: aws-sdk-go-v2, internal/configsources and config/resolve.go, `resolveBaseEndpoint`.
 */
export function endpointOf(
  service: Service,
  {
    connection,
    profile,
    env,
  }: { readonly connection: AwsConnection; readonly profile: Profile; readonly env: Environment },
): string | undefined {
  const given = {
    s3: connection.s3Endpoint,
    dynamodb: connection.dynamodbEndpoint,
    sts: connection.stsEndpoint,
    sso: connection.ssoEndpoint,
  };
  if (given[service] !== undefined) return given[service];
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] || profile.get('ignore_configured_endpoint_urls');
  if (ignored?.toLowerCase() === 'true') return undefined;
  return env['AWS_ENDPOINT_URL'] || profile.ofService(service, 'endpoint_url') || profile.get('endpoint_url');
}
