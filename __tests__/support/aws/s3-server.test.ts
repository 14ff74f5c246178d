import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { isOnPath, TOOL } from '../on-path.ts';
import { conditions } from './s3-server/conformance/conditions.ts';
import { encryption } from './s3-server/conformance/encryption.ts';
import { listings } from './s3-server/conformance/listings.ts';
import { moto } from './s3-server/conformance/moto.ts';
import { objects } from './s3-server/conformance/objects.ts';
import { clientFor, holdTo, refusalOf, type Target } from './s3-server/conformance/suite.ts';
import { versions } from './s3-server/conformance/versions.ts';
import { denied, type S3Server, startS3Server } from './s3-server/server.ts';
import { terraformOnS3 } from './terraform-on-s3.ts';

const ours: Target = { name: 'the test server', start: () => startS3Server(), deviations: {} };

for (const target of [ours, moto]) {
  if (target.absent !== undefined) console.log(`${target.name} is not held to S3: ${target.absent}`);
  holdTo(target, [objects, conditions, versions, listings, encryption]);
}

let server: S3Server;
let s3: S3Client;

beforeEach(async () => {
  server = await startS3Server();
  server.createBucket('states', { versioned: true });
  s3 = clientFor(server.url, 'AKIDEXAMPLE');
});

afterEach(async () => {
  s3.destroy();
  await server[Symbol.asyncDispose]();
});

const AT = { Bucket: 'states', Key: 'prod/terraform.tfstate' };

describe('exclusion on the test server', () => {
  it('lets one of 50 racing creators win', async () => {
    const bodies = Array.from({ length: 50 }, (_, writer) => `writer ${writer}`);
    const outcomes = await Promise.all(
      bodies.map((Body) =>
        s3.send(new PutObjectCommand({ ...AT, Body, IfNoneMatch: '*' })).then(
          () => Body,
          (error: unknown) => (error as Error).name,
        ),
      ),
    );
    const winners = outcomes.filter((outcome) => outcome.startsWith('writer'));
    expect(winners).toEqual([server.get('states', AT.Key)?.body.toString()]);
    expect(outcomes.filter((outcome) => outcome === 'PreconditionFailed')).toHaveLength(49);
  });

  it('lets one of 50 racing replacers win, and one of 50 racing deleters', async () => {
    const { etag: IfMatch } = server.put('states', AT.Key, 'first');
    const replaced = await Promise.allSettled(
      Array.from({ length: 50 }, (_, writer) =>
        s3.send(new PutObjectCommand({ ...AT, Body: `writer ${writer}`, IfMatch })),
      ),
    );
    expect(replaced.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const etag = server.get('states', AT.Key)?.etag;
    const deleted = await Promise.allSettled(
      Array.from({ length: 50 }, () => s3.send(new DeleteObjectCommand({ ...AT, IfMatch: etag }))),
    );
    expect(deleted.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('a request to the test server', () => {
  it('is recorded with its operation, target, identity and status', async () => {
    await refusalOf(s3.send(new GetObjectCommand({ ...AT, VersionId: 'v1' })));
    await s3.send(new PutObjectCommand({ ...AT, Body: 'x', ACL: 'bucket-owner-full-control' }));
    expect(server.requests).toMatchObject([
      { method: 'GET', operation: 'GetObject', ...target(), versionId: 'v1', accessKeyId: 'AKIDEXAMPLE', status: 404 },
      {
        method: 'PUT',
        operation: 'PutObject',
        ...target(),
        versionId: undefined,
        sessionToken: undefined,
        status: 200,
      },
    ]);
    expect(server.get('states', AT.Key)?.headers['x-amz-acl']).toBe('bucket-owner-full-control');
    server.clearRequests();
    expect(server.requests).toEqual([]);
  });

  for (const [what, path, init] of [
    ['POST object restore', '/states/k?restore', { method: 'POST' }],
    ['GET object acl', '/states/k?acl', {}],
    ['GET service', '/', {}],
    ['GET bucket acl', '/states?acl', {}],
    ['the header x-amz-tagging', '/states/k', { method: 'PUT', headers: { 'x-amz-tagging': 'a=b' } }],
    [
      'the header x-amz-checksum-crc64nvme',
      '/states/k',
      { method: 'PUT', headers: { 'x-amz-checksum-crc64nvme': '' } },
    ],
  ] as const) {
    it(`is refused by name where it is not implemented: ${what}`, async () => {
      const response = await fetch(server.url + path, init);
      expect(response.status).toBe(501);
      expect(await response.text()).toContain(`<Message>This test server does not implement ${what}.</Message>`);
      expect(server.versions('states')).toEqual([]);
    });
  }

  it('takes effect only with the whole of its chunked body', async () => {
    const headers = {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '6',
    };
    const body = '6\r\nabcdef\r\n0\r\nx-amz-checksum-crc32:S4457w==\r\n\r\n';
    const put = (sent: string): Promise<Response> =>
      fetch(`${server.url}/states/k`, {
        method: 'PUT',
        headers: { ...headers, 'x-amz-trailer': 'x-amz-checksum-crc32' },
        body: sent,
      });
    expect((await put(body.slice(0, 7))).status).toBe(400);
    expect(await (await put(body.replace('abcdef', 'abcdeg'))).text()).toContain('<Code>BadDigest</Code>');
    expect(await (await put(body.replace('6\r\nabcdef', '5\r\nabcde'))).text()).toContain(
      '<Code>IncompleteBody</Code>',
    );
    expect(server.versions('states')).toEqual([]);
    expect((await put(body)).status).toBe(200);
    expect(server.get('states', 'k')?.body.toString()).toBe('abcdef');
  });
});

describe('a fault of the test server', () => {
  const isPut = (request: { operation: string }): boolean => request.operation === 'PutObject';
  const put = (Body = 'x') => s3.send(new PutObjectCommand({ ...AT, Body }));

  it('answers with its error and leaves the store alone, once unless told otherwise', async () => {
    server.addFault({ matches: isPut, then: { kind: 'answer', status: 409, code: 'ConditionalRequestConflict' } });
    expect(await refusalOf(put())).toEqual({ status: 409, code: 'ConditionalRequestConflict' });
    expect(server.get('states', AT.Key)).toBeUndefined();
    await put();
    expect(server.requests.map(({ status }) => status)).toEqual([409, 200]);
  });

  it('denies until it is disarmed', async () => {
    const allow = server.addFault(denied(isPut));
    expect(await refusalOf(put())).toEqual({ status: 403, code: 'AccessDenied' });
    expect(await refusalOf(put())).toEqual({ status: 403, code: 'AccessDenied' });
    allow();
    await put();
    expect(server.get('states', AT.Key)?.body.toString()).toBe('x');
  });

  it('cuts the connection before the request is applied', async () => {
    server.addFault({ matches: isPut, then: { kind: 'cut-before' } });
    await expect(put()).rejects.toThrow();
    expect(server.get('states', AT.Key)).toBeUndefined();
    expect(server.requests[0]?.status).toBe(0);
  });

  it('loses the answer to a request that was applied', async () => {
    server.addFault({ matches: isPut, then: { kind: 'cut-after' } });
    await expect(put()).rejects.toThrow();
    expect(server.get('states', AT.Key)?.body.toString()).toBe('x');
    expect(server.requests[0]?.status).toBe(200);
  });

  it('holds a request while others pass', async () => {
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.addFault({ matches: isPut, then: { kind: 'hold', until } });
    const held = put('held');
    while (server.requests.length === 0) await new Promise(setImmediate);
    await put('passed');
    expect(server.get('states', AT.Key)?.body.toString()).toBe('passed');
    release();
    await held;
    expect(server.get('states', AT.Key)?.body.toString()).toBe('held');
  });

  it('runs a task just before the request is applied', async () => {
    server.addFault({
      matches: isPut,
      then: {
        kind: 'run',
        task: () => {
          server.put('states', AT.Key, 'first');
        },
      },
    });
    const create = s3.send(new PutObjectCommand({ ...AT, Body: 'second', IfNoneMatch: '*' }));
    expect(await refusalOf(create)).toEqual({ status: 412, code: 'PreconditionFailed' });
  });

  it('delays a request', async () => {
    server.addFault({ matches: isPut, then: { kind: 'delay', ms: 150 } });
    const begun = performance.now();
    await put();
    expect(performance.now() - begun).toBeGreaterThan(140);
  });

  it('ends with the server, and what it held back is never applied', async () => {
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.addFault({ matches: isPut, then: { kind: 'hold', until } });
    const held = expect(put()).rejects.toThrow();
    while (server.requests.length === 0) await new Promise(setImmediate);
    await server[Symbol.asyncDispose]();
    await held;
    release();
    await new Promise(setImmediate);
    expect(server.get('states', AT.Key)).toBeUndefined();
  });
});

const terraformAbsent = isOnPath(TOOL) ? '' : ` (skipped: ${TOOL} is not on PATH)`;
if (terraformAbsent !== '') console.log(`terraform is not run on the test server${terraformAbsent}`);

describe.skipIf(terraformAbsent !== '')(`terraform with use_lockfile on the test server${terraformAbsent}`, () => {
  it('applies, and leaves the state and the trace of one lock', async () => {
    await using workspace = await terraformOnS3({ s3: server.url }, ['use_lockfile = true']);
    expect(await workspace.terraform('init', '-input=false')).toMatchObject({ code: 0 });
    expect(await workspace.terraform('apply', '-input=false', '-auto-approve')).toMatchObject({ code: 0 });
    expect(server.versions('states').map(({ key, kind, latest }) => [key, kind, latest])).toEqual([
      ['prod/terraform.tfstate', 'version', true],
      ['prod/terraform.tfstate.tflock', 'delete-marker', true],
      ['prod/terraform.tfstate.tflock', 'version', false],
    ]);
    const state = JSON.parse(server.get('states', AT.Key)?.body.toString() ?? '{}') as { resources: unknown };
    expect(state.resources).toMatchObject([{ type: 'terraform_data', name: 'one' }]);
    expect(server.requests.filter(({ status }) => status === 501 || status === 0)).toEqual([]);
  });

  it('keeps a second apply out while the first is at work', async () => {
    await using first = await terraformOnS3({ s3: server.url }, ['use_lockfile = true']);
    await using second = await terraformOnS3({ s3: server.url }, ['use_lockfile = true']);
    await Promise.all([first.terraform('init', '-input=false'), second.terraform('init', '-input=false')]);
    const refused: string[] = [];
    server.addFault({
      matches: ({ operation, key }) => operation === 'PutObject' && key === AT.Key,
      then: {
        kind: 'run',
        task: async () => {
          const { code, output } = await second.terraform('apply', '-input=false', '-auto-approve', '-no-color');
          refused.push(`${code} ${output}`);
        },
      },
    });
    expect(await first.terraform('apply', '-input=false', '-auto-approve')).toMatchObject({ code: 0 });
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(/^1 [^]*Error acquiring the state lock[^]*PreconditionFailed[^]*OperationTypeApply/);
  });
});

function target(): { bucket: string; key: string } {
  return { bucket: AT.Bucket, key: AT.Key };
}
