import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request that went through a door, by the clock of this process. */
export interface Passed {
  readonly service: string;
  /** `terraform`, or whoever else asks. */
  readonly by: string;
  readonly what: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface DistantDoor extends AsyncDisposable {
  readonly url: string;
}

interface Distance {
  readonly service: string;
  /** Between a request that is there in full and the first byte of its answer. */
  readonly latencyMs: number;
  /** Where what has passed is noted. */
  readonly log: Passed[];
}

/** A way to a server of ours as long as the one to a service of the world. */
export async function openDistantDoor(target: string, { service, latencyMs, log }: Distance): Promise<DistantDoor> {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const pass = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const startMs = performance.now();
    const body: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) body.push(chunk);
    await sleep(latencyMs);
    const { method = 'GET', url = '/', headers } = incoming;
    const onward = request({ hostname, port, agent, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    response.on('close', () => {
      const by = /terraform|tofu/i.test(headers['user-agent'] ?? '') ? 'terraform' : 'lockstep';
      const operation = headers['x-amz-target'];
      const what = typeof operation === 'string' ? operation.replace(/.*\./, '') : `${method} ${url}`;
      log.push({ service, by, what, startMs, endMs: performance.now() });
    });
    onward.on('error', () => response.destroy());
    onward.end(Buffer.concat(body));
  };
  const server = createServer((incoming, response) => {
    pass(incoming, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the door listens on no TCP port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** How many of them lie one after the other at least: the longest chain in which each begins after the one before has ended. */
export function inSequence(requests: readonly Pick<Passed, 'startMs' | 'endMs'>[]): number {
  let count = 0;
  let endMs = -Infinity;
  for (const each of [...requests].sort((one, other) => one.endMs - other.endMs)) {
    if (each.startMs < endMs) continue;
    count += 1;
    endMs = each.endMs;
  }
  return count;
}
