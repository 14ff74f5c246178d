import { describe, expect, it } from 'vitest';

import { openAwsBackend } from '../../../src/adapters/aws/backend.ts';
import { isDenied, translate } from '../../../src/adapters/aws/translate.ts';
import { parseBackendFile } from '../../../src/adapters/terraform/backend-file.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import type { Backend } from '../../../src/ports/backend.ts';
import { startDynamoDbServer } from '../../support/aws/dynamodb-server.ts';
import { startS3Server } from '../../support/aws/s3-server/server.ts';
import { startStsServer } from '../../support/aws/sts-server.ts';
import { listen } from '../../support/local-listener.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';

const ROLE = 'arn:aws:iam::123456789012:role/deploy';

type Service = 's3' | 'dynamodb' | 'sts';

/** What becomes of a request whose service answers so, through the SDK as a run has it. */
async function failureOf(
  service: Service,
  answer: {
    readonly status: number;
    readonly code: string;
    readonly message?: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
  ask: (backend: Backend) => Promise<unknown> = (backend) => backend.objects.get(PROD.path),
): Promise<BackendUnusable> {
  await using s3 = await startS3Server();
  await using dynamodb = await startDynamoDbServer({ tables: ['locks'] });
  await using sts = await startStsServer();
  s3.createBucket(PROD.bucket);
  const then = { kind: 'answer', ...answer } as const;
  if (service === 's3') s3.addFault({ matches: () => true, times: Infinity, then });
  if (service === 'dynamodb') dynamodb.addFault({ matches: () => true, times: Infinity, then });
  if (service === 'sts') sts.addFault({ matches: () => true, times: Infinity, then });
  const config = {
    bucket: PROD.bucket,
    key: PROD.key,
    region: 'us-east-1',
    dynamodb_table: 'locks',
    use_path_style: true,
    max_retries: 0,
    access_key: 'AKIATEST',
    secret_key: 'test',
    endpoints: { s3: s3.url, dynamodb: dynamodb.url, sts: sts.url },
    ...(service === 'sts' ? { assume_role: { role_arn: ROLE } } : {}),
  };
  const backend = await openAwsBackend(parseBackendFile({ backend: { type: 's3', config } }, {}, '/checkout/module'), {
    env: {},
    tool: { name: 'terraform', version: undefined },
    signal: new AbortController().signal,
    mask: () => undefined,
    warn: () => undefined,
  });
  return await ask(backend).then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => {
      if (error instanceof BackendUnusable) return error;
      throw error;
    },
  );
}

const digest = (backend: Backend): Promise<unknown> => backend.digests.get(PROD);

describe('an answer of a service, as the SDK gives it', () => {
  it.each<[Service, Parameters<typeof failureOf>[1], RegExp, 'denied' | 'lasting' | 'passes']>([
    [
      's3',
      { status: 403, code: 'InvalidAccessKeyId', message: 'No such key.' },
      /^s3:GetObject on tfstate\/\S+ failed: AWS does not know the access key ID .* \(InvalidAccessKeyId, 403: No such key\.\)$/,
      'lasting',
    ],
    [
      's3',
      { status: 403, code: 'AccessDenied', message: 'Access Denied' },
      /^the role may not s3:GetObject on tfstate\/\S+\. Grant it/,
      'denied',
    ],
    [
      's3',
      { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-west-1' } },
      /failed: the bucket is in the region eu-west-1\. Correct region/,
      'lasting',
    ],
    [
      's3',
      { status: 301, code: 'PermanentRedirect' },
      /the bucket is in another region\. .* --bucket tfstate` tells/,
      'lasting',
    ],
    [
      's3',
      { status: 503, code: 'SlowDown', message: 'Reduce.' },
      /puts requests off \(SlowDown\).* \(SlowDown, 503: Reduce\.\)$/,
      'passes',
    ],
    [
      's3',
      { status: 403, code: 'XVendor', message: 'Only on Mondays.' },
      /^s3:GetObject on tfstate\/\S+ failed: XVendor, 403: Only on Mondays\.$/,
      'lasting',
    ],
    [
      's3',
      { status: 409, code: 'XVendor', message: 'Only on Mondays.' },
      /failed: XVendor, 409: Only on Mondays\.$/,
      'passes',
    ],
    [
      'dynamodb',
      { status: 400, code: 'ResourceNotFoundException' },
      /^the lock table locks does not exist in this region/,
      'lasting',
    ],
    [
      'dynamodb',
      { status: 400, code: 'UnrecognizedClientException' },
      /^dynamodb:GetItem on locks, item \S+ failed: AWS does not know/,
      'lasting',
    ],
    ['dynamodb', { status: 400, code: 'ThrottlingException' }, /puts requests off \(ThrottlingException\)/, 'passes'],
    [
      'sts',
      { status: 403, code: 'AccessDenied' },
      new RegExp(`^the credentials of this run may not take the role ${ROLE}\\. Allow`),
      'lasting',
    ],
    [
      'sts',
      { status: 403, code: 'InvalidClientTokenId' },
      new RegExp(`^sts:AssumeRole on ${ROLE} failed: AWS does not know`),
      'lasting',
    ],
  ])('%s %j is %s', async (service, answer, sentence, kind) => {
    const failure = await failureOf(service, answer, service === 'dynamodb' ? digest : undefined);
    expect(failure.message).toMatch(sentence);
    expect([failure.isDenied, failure.isLasting]).toEqual([kind === 'denied', kind !== 'passes']);
  });

  it.each([
    [34, 'the clock of this runner is 34 minutes behind'],
    [-61, 'the clock of this runner is 61 minutes ahead of'],
  ])('tells by the time that it has how far off the clock is: %d min', async (minutes, words) => {
    const date = new Date(Date.now() + minutes * 60_000).toUTCString();
    const answer = { status: 403, code: 'RequestTimeTooSkewed', message: 'Too large.', headers: { date } };
    expect((await failureOf('s3', answer)).message).toContain(words);
  });
});

describe('a denial', () => {
  const error = (name: string, httpStatusCode: number): Error =>
    Object.assign(new Error(), { name, $metadata: { httpStatusCode } });

  it.each([
    [error('AccessDenied', 403), true],
    [error('AccessDeniedException', 400), true],
    [error('403', 403), true],
    [error('InvalidAccessKeyId', 403), false],
    [error('SignatureDoesNotMatch', 403), false],
    [error('RequestTimeTooSkewed', 403), false],
    [error('InvalidObjectState', 403), false],
    [error('XVendor', 403), false],
    [new Error('socket hang up'), false],
    ['words', false],
  ])('is one that a permission would mend: %j', (thrown, expected) => {
    expect(isDenied(thrown)).toBe(expected);
  });
});

it('what is told already is told no other way', () => {
  const told = new BackendUnusable('told');
  expect(translate({ action: 's3:GetObject', resource: 'a/b' }, told)).toBe(told);
});

describe('a redirect', () => {
  async function redirected(status: number, headers: Readonly<Record<string, string>>): Promise<string> {
    const listener = await listen(0, ({ target }) => {
      const location = `https://store.test${target}`;
      return Promise.resolve({
        status,
        headers: { location, ...headers },
        body: '<html><center>nginx</center></html>',
      });
    });
    await using server = { url: listener.url, [Symbol.asyncDispose]: () => listener.close() };
    const { bucket, key, path } = PROD;
    const at = { region: 'us-east-1', use_path_style: true, endpoints: { s3: server.url }, max_retries: 1 };
    const config = { bucket, key, access_key: 'AKIATEST', secret_key: 'test', ...at };
    const backend = await openAwsBackend(parseBackendFile({ backend: { type: 's3', config } }, {}, '/w'), {
      env: {},
      tool: { name: 'terraform', version: undefined },
      signal: new AbortController().signal,
      mask: () => undefined,
      warn: () => undefined,
    });
    const ended: unknown = await backend.objects.get(path).catch((error: unknown) => error);
    return ended instanceof BackendUnusable ? ended.message : String(ended);
  }

  it.each([301, 302, 307, 308])(
    'of something before the store is told as one, with where it leads: %i',
    async (status) => {
      expect(await redirected(status, {})).toContain(
        `s3:GetObject on ${PROD.bucket}/${PROD.path} failed: the endpoint of the backend redirects to https://store.test, and not as S3 does: something before the store has answered, such as a reverse proxy that wants https in place of http. Set the endpoint to https://store.test.`,
      );
    },
  );

  it.each([
    [{ 'x-amz-request-id': '1A2B' }, 'the bucket is in another region.'],
    [{ 'x-amz-bucket-region': 'eu-west-1' }, 'the bucket is in the region eu-west-1.'],
  ])('of S3 itself is one to another region: %j', async (headers, sentence) => {
    expect(await redirected(301, headers)).toContain(sentence);
  });
});
