import type { Environment } from '../../../domain/environment.ts';
import type { AwsConnection } from '../../../domain/stack/backend.ts';
import type { Profile } from '../sdk/profile.ts';

export type Service = 's3' | 'dynamodb' | 'sts' | 'sso';

/** What the backend and the environment say of this service alone, which is all that counts on the way to credentials. */
export function givenEndpointOf(service: Service, connection: AwsConnection): string | undefined {
  const { s3Endpoint, dynamodbEndpoint, stsEndpoint, ssoEndpoint } = connection;
  return { s3: s3Endpoint, dynamodb: dynamodbEndpoint, sts: stsEndpoint, sso: ssoEndpoint }[service];
}

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
  const given = givenEndpointOf(service, connection);
  if (given !== undefined) return given;
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] || profile.get('ignore_configured_endpoint_urls');
  if (ignored?.toLowerCase() === 'true') return undefined;
  return env['AWS_ENDPOINT_URL'] || profile.ofService(service, 'endpoint_url') || profile.get('endpoint_url');
}
