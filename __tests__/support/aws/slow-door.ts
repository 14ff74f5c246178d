import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What happens in one direction of every connection. */
export interface Flow {
  /** Of each connection; undefined for as fast as it goes. */
  readonly bytesPerSecond?: number;
  /** So many bytes of a connection pass, and then no more, without anybody being told. */
  readonly stallsAfter?: number;
}

export interface SlowDoor extends AsyncDisposable {
  readonly url: string;
  /** How many connections there were. */
  readonly connections: number;
  /** From the next bytes on. */
  set(flows: { readonly up?: Flow; readonly down?: Flow }): void;
}

/** A way to a server of ours over which bytes go slowly, or stop. */
export async function openSlowDoor(target: string): Promise<SlowDoor> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const closing = new AbortController();
  let flows: { readonly up?: Flow; readonly down?: Flow } = {};
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect({ host: hostname, port: Number(port) });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    // What the server has said goes over to its end, however slowly, also when the server has hung up by then.
    client.on('error', () => upstream.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    void pass(client, upstream, () => flows.up ?? {}, closing.signal);
    void pass(upstream, client, () => flows.down ?? {}, closing.signal);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the door listens on no TCP port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    get connections() {
      return connections;
    },
    set: (next) => {
      flows = next;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        closing.abort();
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** So often a second a part goes over. */
const PARTS_A_SECOND = 10;

async function pass(from: Socket, to: Socket, flowNow: () => Flow, signal: AbortSignal): Promise<void> {
  let passed = 0;
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const { bytesPerSecond, stallsAfter = Infinity } = flowNow();
      const partSize =
        bytesPerSecond === undefined ? Infinity : Math.max(1, Math.round(bytesPerSecond / PARTS_A_SECOND));
      for (let start = 0; start < chunk.length; start += partSize) {
        const left = Math.max(0, stallsAfter - passed);
        const part = chunk.subarray(start, Math.min(chunk.length, start + partSize, start + left));
        if (part.length > 0 && !to.write(part)) await new Promise((resolve) => to.once('drain', resolve));
        passed += part.length;
        // Read no further, and say nothing.
        if (passed >= stallsAfter) await sleep(2 ** 31 - 1, undefined, { signal });
        if (bytesPerSecond !== undefined) await sleep((1000 * part.length) / bytesPerSecond, undefined, { signal });
      }
    }
    to.end();
  } catch {
    to.destroy();
  }
}
