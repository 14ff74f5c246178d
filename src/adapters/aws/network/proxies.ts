import type { Environment } from '../../../domain/environment.ts';
import type { AwsConnection } from '../../../domain/stack/backend.ts';
import type { Tool } from '../../../domain/stack/tool.ts';
import type { ProxySettings } from './choose-proxy.ts';

/**
 * What the block says counts, then the environment. The block's proxy for HTTP is one for HTTPS, too, for Terraform and
 * where nothing else is said of that. Source: aws-sdk-go-base, internal/config/config.go, `HTTPTransportOptions`.
 */
export function proxySettingsOf(
  { httpProxy, httpsProxy, noProxy }: Pick<AwsConnection, 'httpProxy' | 'httpsProxy' | 'noProxy'>,
  { env, tool }: { readonly env: Environment; readonly tool: Tool },
): ProxySettings {
  const ofEnvironment = (name: string): string | undefined => env[name] || env[name.toLowerCase()] || undefined;
  const forBoth = tool.name === 'terraform' ? httpProxy : undefined;
  return {
    httpProxy: httpProxy ?? ofEnvironment('HTTP_PROXY'),
    httpsProxy: httpsProxy ?? ofEnvironment('HTTPS_PROXY') ?? forBoth,
    noProxy: noProxy ?? ofEnvironment('NO_PROXY'),
  };
}
