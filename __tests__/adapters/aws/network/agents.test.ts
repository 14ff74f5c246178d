import { createServer, get, request, type Server } from 'node:http';
import { createServer as createTcpServer, connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

import { openAgents } from '../../../../src/adapters/aws/network/agents.ts';
import { BackendUnusable } from '../../../../src/domain/stack/backend.ts';

const opened: { close(): unknown; closeAllConnections?(): void }[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) {
    server.close();
    server.closeAllConnections?.();
  }
});

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

interface Asked {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
}

async function startProxy(asked: Asked[]): Promise<number> {
  return listen(
    createServer((incoming, response) => {
      asked.push({ url: incoming.url, authorization: incoming.headers['proxy-authorization'] });
      response.end('by proxy');
    }),
  );
}

/** RFC 1928: no authentication, and a name to connect to, all of which lead to one port. */
async function startSocks(names: string[], port: number): Promise<number> {
  return listen(
    createTcpServer((socket: Socket) => {
      socket.once('data', () => {
        socket.write(Uint8Array.of(5, 0));
        socket.once('data', (words: Buffer) => {
          names.push(words.toString('latin1', 5, 5 + (words[4] ?? 0)));
          const to = connect(port, '127.0.0.1', () => {
            socket.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
            socket.pipe(to).pipe(socket);
          });
        });
      });
    }),
  );
}

async function read(url: string, httpProxy: string, noProxy?: string): Promise<string> {
  const { httpAgent } = await openAgents(
    { httpProxy, httpsProxy: undefined, noProxy },
    { rejectUnauthorized: true, trusted: () => undefined },
  );
  try {
    return await new Promise((resolve, reject) => {
      get(url, { agent: httpAgent }, (response) => {
        response.setEncoding('utf8').on('data', resolve);
      }).on('error', reject);
    });
  } finally {
    httpAgent.destroy();
  }
}

describe('a request over plain HTTP', () => {
  it('goes to its proxy, which is told the user and the password', async () => {
    const asked: Asked[] = [];
    const port = await startProxy(asked);
    expect(await read('http://s3.corp.test/states', `http://ana:s3cr3t%40@127.0.0.1:${port}`)).toBe('by proxy');
    expect(asked).toEqual([{ url: 'http://s3.corp.test/states', authorization: `Basic ${btoa('ana:s3cr3t@')}` }]);
  });

  it('has its whole URL each time, with a body as well', async () => {
    const asked: Asked[] = [];
    const proxy = `http://127.0.0.1:${await startProxy(asked)}`;
    const { httpAgent: agent } = await openAgents(
      { httpProxy: proxy, httpsProxy: undefined, noProxy: undefined },
      { rejectUnauthorized: true, trusted: () => undefined },
    );
    for (const path of ['/one', '/two', '/three']) {
      await new Promise((resolve, reject) => {
        const sent = request(`http://s3.corp.test${path}`, { agent, method: 'PUT' }, (response) => {
          response.on('end', resolve).resume();
        });
        sent.on('error', reject).end('body');
      });
    }
    agent.destroy();
    expect(asked.map(({ url }) => url)).toEqual(['/one', '/two', '/three'].map((path) => `http://s3.corp.test${path}`));
  });

  it('goes directly to this machine, whatever the proxy', async () => {
    const port = await listen(createServer((_, response) => response.end('itself')));
    expect(await read(`http://127.0.0.1:${port}/`, 'http://127.0.0.1:9')).toBe('itself');
  });

  it('goes through a SOCKS proxy, which is asked for the name', async () => {
    const names: string[] = [];
    const port = await startSocks(names, await listen(createServer((_, response) => response.end('behind'))));
    expect(await read('http://s3.corp.test/', `socks5://127.0.0.1:${port}`)).toBe('behind');
    expect(names).toEqual(['s3.corp.test']);
  });

  it('is refused with a sentence where the proxy is of no known kind', async () => {
    const error = await read('http://s3.corp.test/', 'ftp://127.0.0.1:9').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BackendUnusable);
    expect(String(error)).toContain('has the scheme ftp');
  });
});
