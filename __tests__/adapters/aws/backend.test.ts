import { describe, expect, it } from 'vitest';

import { openAwsBackend } from '../../../src/adapters/aws/backend.ts';
import { parseBackendFile } from '../../../src/adapters/terraform/backend-file.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';

/** Nobody listens there: a request that is sent fails otherwise. */
const NOWHERE = 'http://127.0.0.1:9';

describe('a backend whose run has been taken over', () => {
  it('sends no request any more, of whatever kind', async () => {
    const config = {
      bucket: PROD.bucket,
      key: PROD.key,
      region: 'us-east-1',
      dynamodb_table: 'locks',
      use_lockfile: true,
      access_key: 'AKIATEST',
      secret_key: 'test',
      endpoints: { s3: NOWHERE, dynamodb: NOWHERE },
    };
    const backend = await openAwsBackend(
      parseBackendFile({ backend: { type: 's3', config } }, {}, '/checkout/module'),
      {
        env: {},
        tool: { name: 'terraform', version: undefined },
        signal: new AbortController().signal,
        mask: () => undefined,
        warn: () => undefined,
        beforeRequest: () => {
          throw new DOMException('taken over', 'AbortError');
        },
      },
    );
    const object = { body: new Uint8Array(), metadata: {}, etag: '"x"', versionId: 'null' };
    const requests: readonly (() => Promise<unknown>)[] = [
      () => backend.objects.get(PROD.path),
      () => backend.objects.put(PROD.path, object, undefined),
      () => backend.objects.delete(PROD.path, object),
      () => backend.objects.listVersions(PROD.path),
      () => backend.digests.get(PROD),
      () => backend.digests.put(PROD, 'digest'),
      () => backend.locks.read(PROD),
      () => backend.locks.delete(PROD, 'id'),
      () => backend.turns(PROD, 'prod').get(),
    ];
    for (const request of requests) await expect(request()).rejects.toThrow('taken over');
  });
});
