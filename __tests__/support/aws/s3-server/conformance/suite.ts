import { CreateBucketCommand, PutBucketVersioningCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

export interface Target {
  readonly name: string;
  readonly start: () => Promise<AsyncDisposable & { readonly url: string }>;
  /** Why the target cannot be asked here; its half of the suite is then reported as skipped. */
  readonly absent?: string;
  /** By the title of a requirement that the target is known not to meet. */
  readonly deviations: Readonly<Record<string, Deviation>>;
}

interface Deviation {
  /** What it does instead. */
  readonly instead: string;
  /** How the requirement fails on it. */
  readonly seen: RegExp;
}

interface Fixture {
  readonly url: string;
  readonly s3: S3Client;
  /** A new, empty bucket. */
  readonly bucket: (options?: { readonly versioned?: boolean }) => Promise<string>;
}

/** One requirement: what S3 documents, told through the SDK. */
export type State = (title: string, show: (fixture: Fixture) => Promise<void>) => void;

export function holdTo(target: Target, requirements: readonly ((state: State) => void)[]): void {
  const reason = target.absent === undefined ? '' : ` (skipped: ${target.absent})`;
  describe.skipIf(target.absent !== undefined)(`S3 as documented, by ${target.name}${reason}`, () => {
    const running: { server: AsyncDisposable; fixture: Fixture }[] = [];
    beforeAll(async () => {
      const server = await target.start();
      running.push({ server, fixture: fixtureFor(server.url) });
    });
    afterAll(async () => {
      for (const { server, fixture } of running) {
        fixture.s3.destroy();
        await server[Symbol.asyncDispose]();
      }
    });
    const unused = new Set(Object.keys(target.deviations));
    const state: State = (title, show) => {
      const run = async (): Promise<void> => {
        const [first] = running;
        if (first === undefined) throw new Error(`${target.name} did not start`);
        await show(first.fixture);
      };
      const deviation = target.deviations[title];
      unused.delete(title);
      // A deviation is asserted too, so that the list shrinks as soon as the target does better.
      if (deviation === undefined) it(title, run);
      else {
        it(`is not met by ${target.name}, which deviates here: ${deviation.instead} (${title})`, async () => {
          await expect(run()).rejects.toThrow(deviation.seen);
        });
      }
    };
    for (const requirement of requirements) requirement(state);
    if (unused.size > 0) throw new Error(`deviations of no requirement: ${[...unused].join('; ')}`);
  });
}

export function clientFor(url: string, accessKeyId = 'test'): S3Client {
  return new S3Client({
    endpoint: url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey: 'test' },
    maxAttempts: 1,
  });
}

function fixtureFor(url: string): Fixture {
  const s3 = clientFor(url);
  let created = 0;
  return {
    url,
    s3,
    bucket: async ({ versioned = false } = {}) => {
      created += 1;
      const Bucket = `conformance-${created}`;
      await s3.send(new CreateBucketCommand({ Bucket }));
      if (versioned)
        await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
      return Bucket;
    },
  };
}

/** How a request was refused, as a client sees it; fails where it was not. */
export async function refusalOf(request: Promise<unknown>): Promise<{ status: number | undefined; code: string }> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    return { status: error.$metadata.httpStatusCode, code: error.name };
  }
  throw new Error('the request was granted');
}
