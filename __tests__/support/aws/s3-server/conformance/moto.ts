import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { isOnPath } from '../../../on-path.ts';
import type { Target } from './suite.ts';

/** What is to be refused is not. */
const GRANTED = /^the request was granted$/;

/** A second opinion on the suite itself: what it asks of S3, an emulator not written here answers too. */
export const moto: Target = {
  name: 'moto',
  start: startMoto,
  ...(isOnPath('moto_server') ? {} : { absent: 'moto_server is not on PATH' }),
  deviations: {
    'a checksum the body does not have is refused with BadDigest': {
      instead: 'it verifies no checksum',
      seen: GRANTED,
    },
    'a checksum given with an object is told to who asks for it': {
      instead: 'it tells none that was sent as a header',
      seen: /^expected undefined to be/,
    },
    'If-Match: * deletes whatever is stored': { instead: 'it takes * for a tag', seen: /pre-conditions/ },
    'a batch deletes the objects whose tags match and reports the others': {
      instead: 'it ignores the tags',
      seen: /^expected \[ 'a', 'b' \]/,
    },
    'If-None-Match: * on a copy never replaces an object': { instead: 'it ignores the condition', seen: GRANTED },
    'If-Match on a copy replaces only the object with that tag': { instead: 'it ignores the condition', seen: GRANTED },
    'If-Match on a copy where nothing is stored is a NoSuchKey': { instead: 'it ignores the condition', seen: GRANTED },
    'a copy is refused when its source is not the one the client saw': {
      instead: 'it ignores the condition',
      seen: GRANTED,
    },
    'a delete marker itself cannot be read': {
      instead: 'it answers 404 NoSuchKey',
      seen: /^expected { status: 404, code: 'NoSuchKey' }/,
    },
    'deleting a marker tells that it was one': {
      instead: 'it does not tell',
      seen: /^expected \[ undefined, undefined \]/,
    },
    'a quiet batch names only what it could not delete': {
      instead: 'it names all',
      seen: /^expected \[ { Key: 'a' } \] to deeply equal \[\]/,
    },
    'a suspended bucket overwrites its null version and keeps the others': {
      instead: 'it drops the others',
      seen: /^expected \[ 'null' \]/,
    },
    'a listing of versions goes on behind one deleted since': {
      instead: 'it lists nothing more of that key',
      seen: /^expected \[ 2, undefined, false \]/,
    },
    'pages of the first kind of listing go on behind a common prefix': {
      instead: 'it counts none as a key',
      seen: /^expected \[ 'env:\/dev\/', 'env:\/prod\/' \]/,
    },
    'a page of versions goes on behind the common prefix the last one ended with': {
      instead: 'it calls the last page truncated',
      seen: /^expected \[ true, true \]/,
    },
    'an object is encrypted with AES256 unless told otherwise': {
      instead: 'it names no encryption',
      seen: /^expected \[ undefined, undefined \]/,
    },
    'the tag of an object under KMS is not the MD5 of its body': {
      instead: 'it is',
      seen: /5d41402abc4b2a76b9719d911017c592/,
    },
    'an object under a customer key is read with that key': {
      instead: 'it does not echo algorithm and key MD5',
      seen: /SSECustomerAlgorithm, SSECustomerKeyMD5/,
    },
    'the tag of an object under a customer key is not the MD5 of its body': {
      instead: 'it is',
      seen: /5d41402abc4b2a76b9719d911017c592/,
    },
    'an object under a customer key is not read without it': { instead: 'it ignores customer keys', seen: GRANTED },
    'an object under a customer key is not read with another': { instead: 'it ignores customer keys', seen: GRANTED },
    'a customer key is no help with an object not stored under one': {
      instead: 'it ignores customer keys',
      seen: GRANTED,
    },
    'a copy that asks for no encryption has not that of its source': {
      instead: 'it names no encryption',
      seen: /^expected undefined to be 'AES256'/,
    },
    'a copy of an object under a customer key needs the key': { instead: 'it ignores customer keys', seen: GRANTED },
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
