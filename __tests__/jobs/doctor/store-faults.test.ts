import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';

import { openObjects } from '../../../src/adapters/aws/objects.ts';
import { openLocks } from '../../../src/adapters/aws/locks.ts';
import { openTurnObject } from '../../../src/adapters/aws/turn-object.ts';
import type { Finding } from '../../../src/domain/doctor/finding.ts';
import { examineKeys } from '../../../src/jobs/doctor/examine-keys.ts';
import type { Backend } from '../../../src/ports/backend.ts';
import { startS3Server, type S3Server } from '../../support/aws/s3-server/server.ts';
import type { StoreFault } from '../../support/aws/s3-server/store-faults.ts';
import { doctor } from '../../../src/jobs/doctor/doctor.ts';
import { NotReady } from '../../../src/domain/doctor/finding.ts';
import { digestItemId, lockItemId } from '../../../src/domain/state/keys.ts';
import { createBackend, createSettings, PR, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createRun } from '../../support/fakes/fake-run.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

interface Visited {
  readonly findings: readonly Finding[];
  readonly server: S3Server;
}

/** What a doctor finds in a bucket with these faults, by the requests that it really makes. */
async function examined(faults: readonly StoreFault[], options: { readonly versioned: boolean }): Promise<Visited> {
  const settings = createSettings(PR.key, { use_lockfile: true });
  const server = await startS3Server();
  server.createBucket(settings.bucket, { ...options, faults });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const common = { region: 'us-east-1', forcePathStyle: true, credentials, maxAttempts: 1 };
  const client = new S3Client({ ...common, endpoint: server.url });
  opened.push(
    () => {
      client.destroy();
    },
    () => server[Symbol.asyncDispose](),
  );
  const objects = openObjects(client, settings, new AbortController().signal);
  const places = { table: undefined, tableHome: undefined, objects };
  const backend: Backend = {
    ...createBackend({ settings }),
    objects,
    locks: openLocks(places, () => Promise.resolve(places)),
    turns: (address) => openTurnObject({ client, settings, address, objects }),
  };
  return { findings: await examineKeys(createRun(), backend, { address: PR, tableWorks: true }), server };
}

/** What is told of it: the verdict, and words of what the store does, what follows, and what to do. */
type Row = readonly [fault: StoreFault, verdict: Finding['verdict'], found: string, why: string, mend: string];
const ANOTHER_STORE = 'docs/stores.md';
const ROWS: readonly Row[] = [
  ['ignores If-None-Match', 'wrong', 'ignores If-None-Match', 'hold the state lock', ANOTHER_STORE],
  ['ignores If-Match on PUT', 'wrong', 'ignores If-Match on a write', 'writes over', ANOTHER_STORE],
  ['ignores If-Match on DELETE', 'wrong', 'ignores If-Match on DELETE', 'delete the lock of a live one', ANOTHER_STORE],
  [
    'refuses If-None-Match over a delete marker',
    'wrong',
    'where an object was deleted, as if its delete marker were an object',
    'taken once and never again',
    'never switched on',
  ],
  ['refuses If-None-Match', 'wrong', 'refuses If-None-Match: * where nothing lies', 'No run can take', ANOTHER_STORE],
  ['refuses If-Match on PUT', 'wrong', 'refuses If-Match with the very ETag', 'No run can take a turn', ANOTHER_STORE],
  ['refuses If-Match on DELETE', 'wrong', 'refuses to delete with If-Match', 'never given back', ANOTHER_STORE],
  ['does not implement If-None-Match', 'wrong', 'NotImplemented', 'can be planned', ANOTHER_STORE],
  ['does not implement If-Match on DELETE', 'wrong', 'NotImplemented', 'can be planned', ANOTHER_STORE],
  ['looks before it writes', 'wrong', 'more than one is told that it did', 'hold the state lock', ANOTHER_STORE],
  ['answers a PUT with another ETag', 'warning', 'another ETag than it gives', 'never given up', ANOTHER_STORE],
  ['gives all contents one ETag', 'wrong', 'two contents of an object one ETag', 'writes over', ANOTHER_STORE],
  ['deletes nothing', 'wrong', 'deleted can still be read', 'never given back', ANOTHER_STORE],
  [
    'keeps deleted versions',
    'warning',
    'deleted by their IDs are still listed',
    'secrets in them',
    'a rule of the store',
  ],
  ['lists no versions', 'warning', 'lists none', 'secrets in them', 'a rule of the store'],
  ['loses metadata', 'warning', 'does not keep the metadata', 'no cleanup deletes it', ANOTHER_STORE],
];

describe('a store that is not quite S3', () => {
  it.each(ROWS)('is named by what it does: %s', async (fault, verdict, found, why, mend) => {
    const { findings } = await examined([fault], { versioned: true });
    expect(findings).toContainEqual(
      expect.objectContaining({
        verdict,
        found: expect.stringContaining(found) as string,
        why: expect.stringContaining(why) as string,
        mend: expect.stringContaining(mend) as string,
      }),
    );
  });

  it.each([true, false])('is told from one that is as it should be: with versions %s', async (versioned) => {
    const { findings, server } = await examined([], { versioned });
    expect(findings.map(({ what, verdict }) => `${verdict}: ${what}`)).toEqual([
      'good: conditional writes',
      'good: keys of pull requests',
      'good: queue of a pull request',
    ]);
    expect(server.versions('tfstate')).toEqual([]);
  });

  it('is left with nothing of the look, wherever its faults allow that', async () => {
    for (const [fault] of ROWS) {
      const { server } = await examined([fault], { versioned: true });
      const mayStay = ['keeps deleted versions', 'lists no versions'].includes(fault);
      expect([fault, mayStay ? [] : server.versions('tfstate')]).toEqual([fault, []]);
    }
  });
});

describe('a table that is not quite DynamoDB', () => {
  it.each<[string, (backend: FakeBackend) => void, found: string, why: string]>([
    [
      'writes a lock over another',
      (backend) => {
        backend.locks.take = (address, lock) => {
          backend.heldLocks.set(lockItemId(address), { kind: 'held', lock, places: ['table'] });
          return Promise.resolve({ kind: 'taken' });
        };
      },
      'ignores the condition attribute_not_exists',
      'hold the state lock',
    ],
    [
      'keeps a lock that was given back',
      ({ locks }) => {
        locks.giveBack = () => Promise.resolve({ kind: 'released' });
      },
      'an item that was deleted can still be read',
      'never given back',
    ],
    [
      'writes a digest over another',
      (backend) => {
        backend.digests.replace = (address, digest) => {
          backend.digestItems.set(digestItemId(address), digest);
          return Promise.resolve(true);
        };
      },
      'ignores the condition of a write',
      'another state',
    ],
    [
      'deletes a digest that is another one by now',
      (backend) => {
        backend.digests.delete = (address) => Promise.resolve(backend.digestItems.delete(digestItemId(address)));
      },
      'ignores the condition of a deletion',
      'another state',
    ],
    [
      'writes a queue over another',
      (backend) => {
        const turns = backend.turns.bind(backend);
        backend.turns = (address, key) => ({
          ...turns(address, key),
          put: (body) => Promise.resolve(backend.turnsOf(address).write(body)),
        });
      },
      'ignores the condition attribute_not_exists',
      'their turn',
    ],
  ])('is named by what it does, and not tried on production: %s', async (_, arrange, found, why) => {
    const backend = createBackend();
    arrange(backend);
    const failed: unknown = await doctor(createRun({ backend })).catch((error: unknown) => error);
    if (!(failed instanceof NotReady)) throw failed;
    expect(failed.findings).toContainEqual(
      expect.objectContaining({
        verdict: 'wrong',
        found: expect.stringContaining(found) as string,
        why: expect.stringContaining(why) as string,
      }),
    );
    expect(backend.requests.filter((request) => request.startsWith('may-put'))).toEqual([]);
  });
});
