import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Answer, Incoming } from '../../local-listener.ts';
import { answerAs, type Asked, readAsked } from './answers.ts';
import type { Authority } from './certificates.ts';

export interface Recorded extends Asked {
  /** `http://HOST`, with the name of a place in angle brackets where it is one of this recorder's. */
  readonly origin: string;
  readonly target: string;
  /** The name of the proxy that the request came through. */
  readonly via: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The servers that stand for AWS in one row: each place answers for every service and notes what it was asked. */
export interface Recorder extends AsyncDisposable {
  readonly requests: readonly Recorded[];
  /** URLs by the names of places: http, or https where the name says so. */
  readonly places: Readonly<Record<string, string>>;
  clear(): void;
  /** Answers with this before it answers as AWS would; the row's own trouble. Undefined: no trouble here. */
  trouble(answer: ((asked: Recorded, earlier: number) => Answer | undefined) | undefined): void;
}

const PLACES = ['s3', 'dynamodb', 'sts', 'sso', 'metadata', 'other', 'secure', 'proxy', 'proxy2', 'tls-proxy'];
const TLS_PLACES = new Set(['secure', 'tls-proxy']);
const PROXIES = new Set(['proxy', 'proxy2', 'tls-proxy']);

export async function startRecorder(authority: Authority): Promise<Recorder> {
  const requests: Recorded[] = [];
  const servers: Server[] = [];
  const places: Record<string, string> = {};
  let trouble: ((asked: Recorded, earlier: number) => Answer | undefined) | undefined;

  const nameHosts = (origin: string): string => {
    for (const [name, url] of Object.entries(places)) {
      const { port } = new URL(url);
      if (/^\w+:\/\/(?:127\.0\.0\.1|localhost|[\w.-]+\.localhost|\[::1\]):(\d+)$/.exec(origin)?.[1] === port) {
        return origin.replace(/(?:127\.0\.0\.1|localhost|\[::1\]):\d+$/, `<${name}>`);
      }
    }
    return origin;
  };

  const respond = async (
    request: IncomingMessage,
    response: ServerResponse,
    { scheme, via }: { readonly scheme: string; readonly via: string | undefined },
  ): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
    }
    const asked = request.url ?? '/';
    const isAbsolute = /^https?:\/\//.test(asked);
    const origin = isAbsolute ? new URL(asked).origin : `${scheme}://${headers['host'] ?? ''}`;
    const target = isAbsolute ? asked.slice(origin.length) || '/' : asked;
    const incoming: Incoming = { method: request.method ?? '', target, headers, body: Buffer.concat(chunks) };
    const recorded = { ...readAsked(incoming), origin: nameHosts(origin), target, via, headers };
    const earlier = requests.filter(
      ({ service, operation }) => service === recorded.service && operation === recorded.operation,
    ).length;
    requests.push(recorded);
    const answer = trouble?.(recorded, earlier) ?? answerAs(recorded, incoming);
    response.writeHead(answer.status, { 'content-length': String(Buffer.byteLength(answer.body)), ...answer.headers });
    response.end(request.method === 'HEAD' || answer.status === 204 ? undefined : answer.body);
  };

  for (const name of PLACES) {
    const isTls = TLS_PLACES.has(name);
    const via = PROXIES.has(name) ? name : undefined;
    const scheme = isTls && via === undefined ? 'https' : 'http';
    const handle = (request: IncomingMessage, response: ServerResponse): void => {
      respond(request, response, { scheme, via }).catch((error: unknown) => {
        console.error(error);
        request.socket.destroy();
      });
    };
    const server: Server = isTls
      ? createTlsServer({ SNICallback: sniOf(authority), ...(await defaultPair(authority)) }, handle)
      : createServer(handle);
    if (via !== undefined) answerTunnels(server, { authority, via, respond });
    await listenAside(server);
    servers.push(server);
    places[name] = `${isTls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  return {
    requests,
    places,
    clear: () => {
      requests.length = 0;
    },
    trouble: (answer) => {
      trouble = answer;
    },
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
      await Promise.resolve();
    },
  };
}

/** Where the system chooses from for whoever asks for any port (ip_local_port_range): below that nobody is given one. */
const PORTS = { first: 20_000, count: 12_000 };
let portsTaken = process.pid * 97;

/**
 * Not on a port that somebody else's server may have had a moment ago: a Terraform that another test has left at work asks
 * there again, and what it asks would be taken for what this row asks.
 */
async function listenAside(server: Server): Promise<void> {
  for (;;) {
    portsTaken += 1;
    const port = PORTS.first + (portsTaken % PORTS.count);
    const isOurs = await new Promise<boolean>((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException): void => {
        if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
        else reject(error);
      };
      server.once('error', onError);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', onError);
        resolve(true);
      });
    });
    if (isOurs) return;
  }
}

type Respond = (
  request: IncomingMessage,
  response: ServerResponse,
  how: { readonly scheme: string; readonly via: string | undefined },
) => Promise<void>;

/** What is asked through a tunnel is answered at its near end: nothing leaves the machine, whatever host it is for. */
function answerTunnels(
  server: Server,
  { authority, via, respond }: { readonly authority: Authority; readonly via: string; readonly respond: Respond },
): void {
  const inside = (scheme: string): Server =>
    createServer((request, response) => {
      respond(request, response, { scheme, via }).catch(() => request.socket.destroy());
    });
  const secure = inside('https');
  server.on('connect', (request, socket) => {
    const host = (request.url ?? '').replace(/:\d+$/, '');
    socket.on('error', () => undefined);
    void authority.contextFor(host).then((secureContext) => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      const unwrapped = new TLSSocket(socket, { isServer: true, secureContext });
      unwrapped.on('error', () => undefined);
      secure.emit('connection', unwrapped);
    });
  });
}

function sniOf(authority: Authority) {
  return (
    host: string,
    done: (error: Error | null, context?: Awaited<ReturnType<Authority['contextFor']>>) => void,
  ) => {
    authority.contextFor(host).then(
      (context) => {
        done(null, context);
      },
      (error: unknown) => {
        done(error as Error);
      },
    );
  };
}

/** A client that asks an address instead of a name says no name. */
async function defaultPair(authority: Authority) {
  return authority.pairFor('127.0.0.1');
}
