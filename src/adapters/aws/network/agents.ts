import { Agent as HttpAgent, type AgentOptions, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { AgentConnectOpts } from 'agent-base';
import { BackendUnusable } from '../../../domain/stack/backend.ts';
import { openProxyChoice, type ProxySettings } from './choose-proxy.ts';

/** What certificates are held to. */
export interface TlsSettings {
  readonly rejectUnauthorized: boolean;
  /** The certificates that count, PEM; undefined for those that Node brings along. Asked for once, when first needed. */
  readonly trusted: () => readonly string[] | undefined;
}

export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

const POOL = { keepAlive: true, maxSockets: 50 };

/** Agents that send each request directly or through its proxy. Proxies need what most runs never load. */
export async function openAgents(proxies: ProxySettings, tls: TlsSettings): Promise<Agents> {
  const { rejectUnauthorized } = tls;
  const secure = { ...POOL, rejectUnauthorized };
  const contextOf = openContext(tls);

  class TrustingAgent extends HttpsAgent {
    override createConnection(...[options, ...rest]: Parameters<HttpsAgent['createConnection']>) {
      return super.createConnection(Object.assign({}, options, { secureContext: contextOf() }), ...rest);
    }
  }
  const direct = { http: new HttpAgent(POOL), https: new TrustingAgent(secure) };
  if (!proxies.httpProxy && !proxies.httpsProxy) return { httpAgent: direct.http, httpsAgent: direct.https };
  const { Agent } = await import('agent-base');
  const choose = openProxyChoice(proxies);
  const opened = new Map<string, HttpAgent>();

  class ProxyingAgent extends Agent {
    override async connect(_request: ClientRequest, to: AgentConnectOpts): Promise<HttpAgent> {
      const isSecure = to.secureEndpoint;
      const { host = '', port } = to as { readonly host?: string; readonly port?: number | string };
      const name = host.includes(':') ? `[${host}]` : host;
      const proxy = choose(new URL(`${isSecure ? 'https' : 'http'}://${name}:${port ?? ''}`));
      if (proxy === undefined) return isSecure ? direct.https : direct.http;
      // What is inside of the tunnel is for the agent that is given out, with these very options.
      if (isSecure) Object.assign(to, { secureContext: contextOf() });
      const key = `${isSecure ? 'https' : 'http'} ${proxy.href}`;
      const options = { ...secure, ...(proxy.protocol === 'https:' ? { secureContext: contextOf() } : {}) };
      const agent = opened.get(key) ?? (await openProxyAgent(proxy, { isSecure, options }));
      opened.set(key, agent);
      return agent;
    }

    override destroy(): void {
      for (const agent of [direct.http, direct.https, ...opened.values()]) agent.destroy();
      super.destroy();
    }
  }
  const agent = new ProxyingAgent(secure);
  return { httpAgent: agent, httpsAgent: agent as unknown as HttpsAgent };
}

/** Made when the first connection asks for it: it takes tens of milliseconds, and plain HTTP never does. */
function openContext({ rejectUnauthorized, trusted }: TlsSettings): () => SecureContext {
  let context: SecureContext | undefined;
  return () => {
    const ca = context === undefined && rejectUnauthorized ? trusted() : undefined;
    context ??= createSecureContext(ca === undefined ? {} : { ca: [...ca] });
    return context;
  };
}

/** A request over plain HTTP goes to the proxy as such; one over TLS through a tunnel. SOCKS is asked for the name. */
async function openProxyAgent(
  proxy: URL,
  { isSecure, options }: { readonly isSecure: boolean; readonly options: AgentOptions },
): Promise<HttpAgent> {
  switch (proxy.protocol) {
    case 'http:':
    case 'https:': {
      if (isSecure) return new (await import('https-proxy-agent')).HttpsProxyAgent(proxy, options);
      // It writes the whole URL into the head of a request with the connection: one that is kept has none for the next.
      return new (await import('http-proxy-agent')).HttpProxyAgent(proxy, { ...options, keepAlive: false });
    }
    case 'socks5:':
    case 'socks5h:': {
      const { SocksProxyAgent } = await import('socks-proxy-agent');
      return new SocksProxyAgent(proxy.href.replace(/^socks5:/, 'socks5h:'), options);
    }
    default:
      throw new BackendUnusable(
        `the proxy of the backend has the scheme ${proxy.protocol.slice(0, -1)}, and only http, https and socks5 are known. Correct the proxy settings of the backend or of the environment.`,
        { isLasting: true },
      );
  }
}
