import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { isOnPath } from '../../../on-path.ts';
import type { Target } from './suite.ts';

/** A second opinion on the suite itself: what it asks of S3, an emulator not written here answers too. */
export const moto: Target = {
  name: 'moto',
  start: startMoto,
  ...(isOnPath('moto_server') ? {} : { absent: 'moto_server is not on PATH' }),
  deviations: {
    'a checksum the body does not have is refused with BadDigest': 'it verifies no checksum',
    'a checksum given with an object is told to who asks for it': 'it tells none that was sent as a header',
    'If-Match: * deletes whatever is stored': 'it takes * for a tag',
    'a batch deletes the objects whose tags match and reports the others': 'it ignores the tags',
    'If-None-Match: * on a copy never replaces an object': 'it ignores the condition',
    'If-Match on a copy replaces only the object with that tag': 'it ignores the condition',
    'If-Match on a copy where nothing is stored is a NoSuchKey': 'it ignores the condition',
    'a copy is refused when its source is not the one the client saw': 'it ignores the condition',
    'a delete marker itself cannot be read': 'it answers 404 NoSuchKey',
    'deleting a marker tells that it was one': 'it does not tell',
    'a quiet batch names only what it could not delete': 'it names all',
    'a suspended bucket overwrites its null version and keeps the others': 'it drops the others',
    'a listing of versions goes on behind one deleted since': 'it lists nothing more of that key',
    'a page of versions goes on behind the common prefix the last one ended with': 'it calls the last page truncated',
    'an object is encrypted with AES256 unless told otherwise': 'it names no encryption',
    'the tag of an object under KMS is not the MD5 of its body': 'it is',
    'an object under a customer key is read with that key': 'it does not echo algorithm and key MD5',
    'the tag of an object under a customer key is not the MD5 of its body': 'it is',
    'an object under a customer key is not read without it': 'it ignores customer keys',
    'an object under a customer key is not read with another': 'it ignores customer keys',
    'a customer key is no help with an object not stored under one': 'it ignores customer keys',
    'a copy that asks for no encryption has not that of its source': 'it names no encryption',
    'a copy of an object under a customer key needs the key': 'it ignores customer keys',
  },
};

async function startMoto(): Promise<AsyncDisposable & { readonly url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => {
      resolve();
    });
  });
  for (;;) {
    if (server.exitCode !== null) throw new Error(`moto_server ended with ${server.exitCode}`);
    const up = await fetch(`${url}/moto-api/`).catch(() => undefined);
    if (up?.ok === true) break;
    await sleep(100);
  }
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.kill();
      await ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
