import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';

import { openObjects } from '../../../src/adapters/aws/objects.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import type { StateObjects, StoredObject } from '../../../src/ports/backend.ts';
import { createSettings } from '../../support/fakes/fake-backend.ts';
import { denied } from '../../support/faults.ts';
import { startS3Server, type S3Server } from '../../support/aws/s3-server/server.ts';

const BUCKET = 'tfstate';
const KEY = 'prod/pr-4/terraform.tfstate';
const content = (text: string): { body: Uint8Array; metadata: Record<string, string> } => ({
  body: new TextEncoder().encode(text),
  metadata: {},
});

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

async function open(
  options: { readonly versioned?: boolean; readonly signal?: AbortSignal } = {},
): Promise<{ readonly server: S3Server; readonly objects: StateObjects }> {
  const server = await startS3Server({ pageSize: 2 });
  server.createBucket(BUCKET, { versioned: options.versioned ?? true });
  const client = new S3Client({
    endpoint: server.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  opened.push(
    () => {
      client.destroy();
    },
    () => server[Symbol.asyncDispose](),
  );
  return { server, objects: openObjects(client, createSettings(), options.signal ?? new AbortController().signal) };
}

async function seen(objects: StateObjects): Promise<StoredObject> {
  const object = await objects.get(KEY);
  if (object === undefined) throw new Error('there is no object');
  return object;
}

describe('the keys under a prefix', () => {
  it('are all that begin so and are there now, on whatever page, in order', async () => {
    const { server, objects } = await open();
    for (const key of [
      'a/pr-2/t',
      'a/pr-10/t',
      'a/pr-1/t',
      'a/pr-1/t.review.json',
      'a/other',
      'b/pr-1/t',
      'a/pr-9/gone',
    ]) {
      server.put(BUCKET, key, 'x');
    }
    server.delete(BUCKET, 'a/pr-9/gone');
    expect(await objects.list('a/pr-')).toEqual(['a/pr-1/t', 'a/pr-1/t.review.json', 'a/pr-10/t', 'a/pr-2/t']);
    expect(await objects.list('none/')).toEqual([]);
  });

  it('are denied when the role may not list them', async () => {
    const { server, objects } = await open();
    server.addFault(denied(({ operation }) => operation === 'ListObjectsV2'));
    expect(await objects.list('a/')).toBe('denied');
  });
});

describe('a write that does not ask what was there', () => {
  it('takes the place of anything, and of nothing', async () => {
    const { objects } = await open();
    for (const text of ['first', 'second']) {
      expect(await objects.put(KEY, content(text), 'any')).toBe(true);
      expect(new TextDecoder().decode((await seen(objects)).body)).toBe(text);
    }
  });
});

describe('the versions of a key', () => {
  it('are all of them, on whatever page, and those of no other key', async () => {
    const { server, objects } = await open();
    for (let round = 0; round < 4; round += 1) {
      for (const key of [KEY, `${KEY}.tflock`, 'prod/pr-4/terraform.tfstate2', 'prod/pr-3/terraform.tfstate']) {
        server.put(BUCKET, key, `round ${round}`);
        server.delete(BUCKET, key);
      }
    }
    const there = server.versions(BUCKET, KEY).filter(({ key }) => key === KEY);
    const listed = await objects.listVersions(KEY);
    expect(listed).not.toBe('denied');
    const sorted = (list: readonly { versionId: string; kind: string }[]): readonly string[] =>
      list.map(({ versionId, kind }) => `${kind} ${versionId}`).sort();
    expect(sorted(listed === 'denied' ? [] : listed)).toEqual(sorted(there));
    expect(listed).toHaveLength(8);
  });

  it('are read no further than the key goes', async () => {
    const { server, objects } = await open();
    server.put(BUCKET, KEY, 'one');
    for (let index = 0; index < 9; index += 1) server.put(BUCKET, `${KEY}-other-${index}`, 'x');
    server.clearRequests();
    expect(await objects.listVersions(KEY)).toHaveLength(1);
    expect(server.requests.length).toBeLessThanOrEqual(2);
  });

  it('can each be had again, with what they were', async () => {
    const { server, objects } = await open();
    await objects.put(KEY, { body: content('one').body, metadata: { serial: '41' } }, undefined);
    const one = await seen(objects);
    server.put(BUCKET, KEY, 'two');
    expect(await objects.getVersion(KEY, one.versionId)).toEqual(one);
    expect((await seen(objects)).versionId).not.toBe(one.versionId);
  });

  it('are none where there is no such one, one is archived, or the role may not read it', async () => {
    const { server, objects } = await open();
    server.put(BUCKET, KEY, 'one');
    const { versionId } = await seen(objects);
    expect(await objects.getVersion(KEY, 'no-such-version')).toBeUndefined();
    const then = { kind: 'answer', status: 403, code: 'InvalidObjectState' } as const;
    server.addFault({ matches: ({ operation }) => operation === 'GetObject', then });
    expect(await objects.getVersion(KEY, versionId)).toBeUndefined();
    server.addFault(denied(({ operation }) => operation === 'GetObject'));
    expect(await objects.getVersion(KEY, versionId)).toBeUndefined();
  });

  it('are not known to a role that may not list them', async () => {
    const { server, objects } = await open();
    server.addFault(denied(({ operation }) => operation === 'ListObjectVersions'));
    expect(await objects.listVersions(KEY)).toBe('denied');
  });

  it('are not deleted by a backend that fails, which is told apart from one that may not', async () => {
    const { server, objects } = await open();
    server.put(BUCKET, KEY, 'one');
    const removable = { key: KEY, versions: await objects.listVersions(KEY), current: await seen(objects) };
    server.addFault({ matches: () => true, then: { kind: 'answer', status: 500, code: 'InternalError' } });
    await expect(objects.remove(removable)).rejects.toThrow(BackendUnusable);
    expect(await objects.remove(removable)).toMatchObject({ kind: 'removed', count: 1 });
    expect(server.versions(BUCKET)).toEqual([]);
  });
});

describe('a change of an object', () => {
  for (const versioned of [true, false]) {
    it(`is refused when somebody else has changed it since, ${versioned ? 'with' : 'without'} versions`, async () => {
      const { server, objects } = await open({ versioned });
      expect(await objects.put(KEY, content('ours'), undefined)).toBe(true);
      const ours = await seen(objects);
      server.put(BUCKET, KEY, 'theirs');
      expect(await objects.put(KEY, content('again'), ours)).toBe(false);
      expect(await objects.put(KEY, content('again'), undefined)).toBe(false);
      expect(await objects.delete(KEY, ours)).toBe(false);
      expect(server.get(BUCKET, KEY)?.body.toString()).toBe('theirs');
      expect(await objects.delete(KEY, await seen(objects))).toBe(true);
      expect(await objects.get(KEY)).toBeUndefined();
    });
  }

  it('is refused when somebody else has deleted it since', async () => {
    const { server, objects } = await open();
    await objects.put(KEY, content('ours'), undefined);
    const ours = await seen(objects);
    server.delete(BUCKET, KEY);
    expect(await objects.put(KEY, content('again'), ours)).toBe(false);
    expect(await objects.delete(KEY, ours)).toBe(false);
  });

  it('that the role may not make is a failure that names the permission and the object', async () => {
    const { server, objects } = await open();
    server.addFault(denied(({ operation }) => operation === 'PutObject'));
    const putting = objects.put(KEY, content('ours'), undefined);
    await expect(putting).rejects.toThrow(BackendUnusable);
    await expect(putting).rejects.toThrow(`s3:PutObject on ${BUCKET}/${KEY}`);
  });
});

describe('a cancelled run', () => {
  it('ends its requests, which is no fault of the backend', async () => {
    const cancellation = new AbortController();
    const { server, objects } = await open({ signal: cancellation.signal });
    server.addFault({
      matches: () => true,
      then: {
        kind: 'run',
        task: () => {
          cancellation.abort();
        },
      },
    });
    const getting = objects.get(KEY);
    await expect(getting).rejects.not.toThrow(BackendUnusable);
    await expect(getting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
