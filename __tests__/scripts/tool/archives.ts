import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach } from 'vitest';
import type { Archive } from '../../../scripts/tool/download.ts';

/** What the archive's program is: one that says its version, long enough to come in pieces. */
const PROGRAM = `#!/bin/sh\necho OpenTofu v1.12.6\nexit\n${'# no more than this\n'.repeat(50_000)}`;

const zip = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), { level: 0 });

const RIGHT = zip({ LICENSE: 'MPL-2.0', tofu: PROGRAM });
const EMPTY = zip({ LICENSE: 'MPL-2.0' });
const UNRUNNABLE = zip({ tofu: 'for another machine' });
const HALF = RIGHT.length / 2;

/** A server with archives of all kinds, each at the path of its name. */
export interface Archives {
  readonly right: Archive;
  readonly wrong: Archive;
  readonly missing: Archive;
  /** The connection ends in the middle. */
  readonly cut: Archive;
  /** Half of it comes, and then nothing more. */
  readonly stalled: Archive;
  /** Comes in many pieces. */
  readonly slow: Archive;
  /** Is elsewhere: two more addresses, until it comes. */
  readonly moved: Archive;
  readonly empty: Archive;
  readonly unrunnable: Archive;
  /** The paths that were asked for so far. */
  asked(): readonly string[];
  /** The right one is held back until that many have asked for it. */
  holdUntil(askers: number): void;
}

export function useArchives(): () => Archives {
  let archives: Archives | undefined;
  let end = async (): Promise<void> => undefined;
  beforeEach(async () => {
    ({ archives, end } = await open());
  });
  afterEach(() => end());
  return () => {
    if (archives === undefined) throw new Error('asked for outside of a test');
    return archives;
  };
}

async function open(): Promise<{ archives: Archives; end: () => Promise<void> }> {
  const asked: string[] = [];
  const held: ServerResponse[] = [];
  let askers = 1;
  const answers: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
    right: (response) => {
      if (held.push(response) >= askers) for (const one of held.splice(0)) one.end(RIGHT);
    },
    wrong: (response) => response.end(RIGHT),
    cut: (response) => {
      response.writeHead(200, { 'content-length': RIGHT.length });
      response.write(RIGHT.subarray(0, HALF), () => response.destroy());
    },
    stalled: (response) => response.write(RIGHT.subarray(0, HALF)),
    slow: async (response) => {
      for (let from = 0; from < RIGHT.length; from += 50_000) {
        response.write(RIGHT.subarray(from, from + 50_000));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      response.end();
    },
    moved: (response) => response.writeHead(302, { location: '/moved-again' }).end(),
    'moved-again': (response) => response.writeHead(307, { location: '/right' }).end(),
    empty: (response) => response.end(EMPTY),
    unrunnable: (response) => response.end(UNRUNNABLE),
  };
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const answer = answers[url.slice(1)];
    if (answer === undefined) response.writeHead(404).end('not here');
    else answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const at = (name: string, bytes = RIGHT): Archive => ({
    url: `http://127.0.0.1:${port}/${name}`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  return {
    archives: {
      right: at('right'),
      wrong: { ...at('wrong'), sha256: '0'.repeat(64) },
      missing: at('missing'),
      cut: at('cut'),
      stalled: at('stalled'),
      slow: at('slow'),
      moved: at('moved'),
      empty: at('empty', EMPTY),
      unrunnable: at('unrunnable', UNRUNNABLE),
      asked: () => asked,
      holdUntil: (count) => {
        askers = count;
      },
    },
    end: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
