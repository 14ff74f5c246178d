import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import { openObjects } from '../../src/adapters/aws/objects.ts';
import type { StateObjects, StoredObject } from '../../src/ports/backend.ts';
import { createBackend, createSettings } from '../support/fakes/fake-backend.ts';
import { denied } from '../support/faults.ts';
import { startS3Server } from '../support/aws/s3-server/server.ts';

const { bucket: BUCKET } = createSettings();
const KEY = 'prod/pr-4/terraform.tfstate';

type Versioning = 'versioned' | 'unversioned';

/** Objects, and what a test does to them as somebody else. */
interface Place extends AsyncDisposable {
  readonly objects: StateObjects;
  write(body: string): void;
  remove(): void;
  /** The role may not delete versions any more, or not even list them. */
  deny(what: 'deleting' | 'listing'): void;
  /** What lies at the key, of all versions and markers. */
  left(): readonly string[];
}

async function openFake(versioning: Versioning): Promise<Place> {
  const backend = createBackend({ versioned: versioning === 'versioned' });
  return {
    objects: backend.objects,
    write: (body) => {
      backend.write(KEY, body);
    },
    remove: () => {
      backend.remove(KEY);
    },
    deny: (what) => {
      backend.deny(what === 'listing' ? 'list' : 'delete-version');
    },
    left: () => backend.versions(KEY).map(({ kind }) => kind),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function openS3(versioning: Versioning): Promise<Place> {
  const server = await startS3Server({ pageSize: 2 });
  server.createBucket(BUCKET, { versioned: versioning === 'versioned' });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new S3Client({ endpoint: server.url, region: 'us-east-1', forcePathStyle: true, credentials });
  return {
    objects: openObjects(client, createSettings(), new AbortController().signal),
    write: (body) => {
      server.put(BUCKET, KEY, body);
    },
    remove: () => {
      server.delete(BUCKET, KEY);
    },
    deny: (what) => {
      const operations = what === 'listing' ? ['ListObjectVersions'] : ['DeleteObject', 'DeleteObjects'];
      server.addFault(
        denied(
          ({ operation, versionId }) =>
            operations.includes(operation) && (operation !== 'DeleteObject' || versionId !== undefined),
        ),
      );
    },
    left: () =>
      server
        .versions(BUCKET, KEY)
        .filter(({ key }) => key === KEY)
        .map(({ kind }) => kind),
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** As callers look: listed before the object is read. */
async function look(objects: StateObjects) {
  const versions = await objects.listVersions(KEY);
  return { key: KEY, versions, current: await objects.get(KEY) };
}

const text = (object: StoredObject | undefined): string | undefined =>
  object === undefined ? undefined : new TextDecoder().decode(object.body);

describe.each([
  ['the fake', openFake],
  ['S3', openS3],
] as const)('what is removed from %s', (_, open) => {
  it('is gone with every version and marker, and counted', async () => {
    await using place = await open('versioned');
    for (const body of ['one', 'two', 'three']) place.write(body);
    place.remove();
    place.write('four');
    expect(await place.objects.remove(await look(place.objects))).toEqual({
      kind: 'removed',
      count: 5,
      versionsLeft: false,
    });
    expect(place.left()).toEqual([]);
  });

  it('may be so many versions that they go in few requests', async () => {
    await using place = await open('versioned');
    for (let round = 0; round < 30; round += 1) place.write(`round ${round}`);
    expect(await place.objects.remove(await look(place.objects))).toMatchObject({ count: 30, versionsLeft: false });
    expect(place.left()).toEqual([]);
  });

  it('may be gone already, and then its versions and markers go', async () => {
    await using place = await open('versioned');
    place.write('one');
    place.remove();
    expect(await place.objects.remove(await look(place.objects))).toMatchObject({ kind: 'removed', count: 2 });
    expect(place.left()).toEqual([]);
  });

  it('goes without versions where there are none', async () => {
    await using place = await open('unversioned');
    place.write('one');
    expect(await place.objects.remove(await look(place.objects))).toMatchObject({ kind: 'removed', count: 1 });
    expect(place.left()).toEqual([]);
  });

  it.each(['versioned', 'unversioned'] as const)(
    'is never what a newcomer wrote after the look (%s)',
    async (versioning) => {
      await using place = await open(versioning);
      place.write('one');
      const seen = await look(place.objects);
      place.write('of a newcomer');
      expect(await place.objects.remove(seen)).toEqual({ kind: 'changed' });
      expect(text(await place.objects.get(KEY))).toBe('of a newcomer');
    },
  );

  it('is what was looked at, though somebody wrote between the list and the look', async () => {
    await using place = await open('versioned');
    place.write('one');
    const versions = await place.objects.listVersions(KEY);
    place.write('two');
    const seen = { key: KEY, versions, current: await place.objects.get(KEY) };
    expect(await place.objects.remove(seen)).toMatchObject({ kind: 'removed', count: 2 });
    expect(place.left()).toEqual([]);
  });

  it.each(['versioned', 'unversioned'] as const)(
    'is nothing that lies there and was not looked at (%s)',
    async (versioning) => {
      await using place = await open(versioning);
      place.write('earlier');
      place.write('of somebody');
      const seen = { ...(await look(place.objects)), current: undefined };
      expect(await place.objects.remove(seen)).toMatchObject({ kind: 'removed', versionsLeft: false });
      expect(text(await place.objects.get(KEY))).toBe('of somebody');
      expect(place.left()).toHaveLength(1);
    },
  );

  it.each(['deleting', 'listing'] as const)(
    'goes plainly for a role without the permission of %s versions, which is said',
    async (what) => {
      await using place = await open('versioned');
      place.write('one');
      place.write('two');
      place.deny(what);
      expect(await place.objects.remove(await look(place.objects))).toEqual({
        kind: 'removed',
        count: 1,
        versionsLeft: true,
      });
      expect(await place.objects.get(KEY)).toBeUndefined();
      expect(place.left()).toHaveLength(3);
    },
  );
});
