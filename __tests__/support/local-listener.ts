import { createServer, type IncomingMessage } from 'node:http';

/** A request whose body has arrived in full. Header names are in lower case. */
export interface Incoming {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** The connection is dropped and the client learns nothing. */
export const CUT = 'cut';

export interface Listener {
  readonly url: string;
  /** Aborted as soon as closing starts, so that delayed and held requests end instead of keeping the process alive. */
  readonly closing: AbortSignal;
  close(): Promise<void>;
}

export type Handler = (incoming: Incoming, closing: AbortSignal) => Promise<Answer | typeof CUT>;

export async function listen(port: number, handle: Handler): Promise<Listener> {
  const closing = new AbortController();
  const server = createServer((request, response) => {
    void (async () => {
      const incoming = await received(request);
      if (incoming === undefined) return;
      const answer = await handle(incoming, closing.signal).catch(broken);
      if (answer === CUT || closing.signal.aborted) {
        request.socket.destroy();
        return;
      }
      const bodiless = answer.status === 204 || answer.status === 304;
      const length = bodiless ? {} : { 'content-length': String(Buffer.byteLength(answer.body)) };
      response.writeHead(answer.status, { ...length, ...answer.headers });
      response.end(bodiless || request.method === 'HEAD' ? undefined : answer.body);
    })();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no TCP port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    closing: closing.signal,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

export interface Signer {
  readonly accessKeyId: string | undefined;
  readonly sessionToken: string | undefined;
}

/** Signatures are not verified: the servers only have to tell which identity a client used. */
export function signerOf(headers: Readonly<Record<string, string>>): Signer {
  return {
    accessKeyId: /Credential=([^/,\s]+)\//.exec(headers['authorization'] ?? '')?.[1],
    sessionToken: headers['x-amz-security-token'],
  };
}

/** Undefined when the client went away before its body was complete: such a request never takes effect. */
async function received(request: IncomingMessage): Promise<Incoming | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    return undefined;
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { method: request.method ?? '', target: request.url ?? '/', headers, body: Buffer.concat(chunks) };
}

/** Clients retry a 500, so a defect of a test server is also printed. */
function broken(cause: unknown): Answer {
  console.error(cause);
  return { status: 500, headers: { 'content-type': 'text/plain' }, body: String(cause) };
}
