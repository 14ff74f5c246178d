import { randomBytes } from 'node:crypto';

import { type FaultOn, Faults } from '../../faults.ts';
import { type Answer, type CUT, type Incoming, listen, signerOf } from '../../local-listener.ts';
import { Refusal, refusal } from './answers.ts';
import { Bucket, type BucketTraits, type Entry, type StoredObject } from './bucket.ts';
import { contentOf } from './objects.ts';
import { bucketNamed, type NamedVersion, namedIn, perform, performLate, type Store } from './operations.ts';
import { type Target, targetOf } from './request.ts';

export { denied } from '../../faults.ts';

export interface RecordedRequest {
  readonly method: string;
  /** S3's name: PutObject, CopyObject, … */
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
  /** What a listing is limited to; undefined for a listing of everything, and for what is none. */
  readonly prefix: string | undefined;
  /** What DeleteObjects names; empty for any other request. */
  readonly deletes: readonly NamedVersion[];
  readonly headers: Readonly<Record<string, string>>;
  readonly accessKeyId: string | undefined;
  readonly sessionToken: string | undefined;
  readonly atMs: number;
  /** 0 until the request has been applied or refused, and for ever if it was cut before that. */
  status: number;
}

type Fault = FaultOn<RecordedRequest>;

interface Version {
  readonly key: string;
  readonly versionId: string;
  readonly kind: Entry['kind'];
  readonly latest: boolean;
}

/** The methods after `addFault` change and read the store directly: unrecorded, and beyond the reach of faults. */
export interface S3Server extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  /** Returns what disarms the fault. */
  addFault(fault: Fault): () => void;
  createBucket(name: string, options?: BucketTraits & { readonly versioned?: boolean }): void;
  put(
    bucket: string,
    key: string,
    body: string | Uint8Array,
    options?: {
      readonly metadata?: Readonly<Record<string, string>>;
      /** As a client would send them with PutObject, names in lower case. */
      readonly headers?: Readonly<Record<string, string>>;
    },
  ): StoredObject;
  get(bucket: string, key: string): StoredObject | undefined;
  version(bucket: string, key: string, versionId: string): StoredObject | undefined;
  /** In S3's order: by key, newest first. */
  versions(bucket: string, prefix?: string): readonly Version[];
  /** As a client would: leaves a delete marker in a versioned bucket. */
  delete(bucket: string, key: string): void;
}

/** `pageSize` caps the pages of listings, so that a test need not store a thousand objects to see a second page. */
export async function startS3Server(
  options: { readonly port?: number; readonly pageSize?: number } = {},
): Promise<S3Server> {
  const store: Store = { buckets: new Map(), pageSize: options.pageSize ?? 1000 };
  const requests: RecordedRequest[] = [];
  const faults = new Faults<RecordedRequest>();
  const handle = async (incoming: Incoming, closing: AbortSignal): Promise<Answer | typeof CUT> => {
    const { target, unreadable } = readTarget(incoming);
    const recorded = recordOf(incoming, target);
    requests.push(recorded);
    const refused = (reason: Refusal): Answer => refusal(incoming.method, `/${target.bucket}/${target.key}`, reason);
    const answer = await faults.around(
      recorded,
      closing,
      (status, code, message) => refused(new Refusal(status, code, message)),
      async () => {
        try {
          if (unreadable !== undefined) throw unreadable;
          const isLate = store.buckets.get(target.bucket)?.faults.has('looks before it writes') === true;
          if (isLate) return await performLate(store, target, incoming.headers, incoming.body);
          return perform(store, target, incoming.headers, incoming.body);
        } catch (error) {
          if (error instanceof Refusal) return refused(error);
          throw error;
        }
      },
    );
    return typeof answer === 'string' ? answer : { ...answer, headers: { ...requestIds(), ...answer.headers } };
  };
  const listener = await listen(options.port ?? 0, handle);
  return {
    url: listener.url,
    requests,
    clearRequests: () => {
      requests.length = 0;
    },
    addFault: (fault) => faults.add(fault),
    createBucket: (name, { versioned = false, ...traits } = {}) => {
      if (store.buckets.has(name)) throw new Error(`the bucket ${name} exists`);
      store.buckets.set(name, new Bucket(versioned ? 'Enabled' : 'never', traits));
    },
    put: (bucket, key, body, { metadata = {}, headers = {} } = {}) => {
      const named = Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name.toLowerCase()}`, value]);
      const sent = { ...headers, ...(Object.fromEntries(named) as Record<string, string>) };
      return bucketNamed(store, bucket).put(key, contentOf(sent, { body: Buffer.from(body), checksum: {} }));
    },
    get: (bucket, key) => bucketNamed(store, bucket).current(key),
    version: (bucket, key, versionId) => {
      const entry = bucketNamed(store, bucket).version(key, versionId);
      return entry?.kind === 'version' ? entry : undefined;
    },
    versions: (bucket, prefix = '') =>
      bucketNamed(store, bucket)
        .entries()
        .filter(({ entry }) => entry.key.startsWith(prefix))
        .map(({ entry: { key, versionId, kind }, latest }) => ({ key, versionId, kind, latest })),
    delete: (bucket, key) => {
      bucketNamed(store, bucket).delete(key);
    },
    [Symbol.asyncDispose]: () => listener.close(),
  };
}

function readTarget(incoming: Incoming): { readonly target: Target; readonly unreadable: Refusal | undefined } {
  try {
    return { target: targetOf(incoming), unreadable: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { target: { operation: 'unreadable', bucket: '', key: '', query: {} }, unreadable: error };
  }
}

function recordOf({ method, headers, body }: Incoming, { operation, bucket, key, query }: Target): RecordedRequest {
  return {
    method,
    operation,
    bucket,
    key,
    versionId: query['versionId'],
    prefix: query['prefix'],
    deletes: operation === 'DeleteObjects' ? namedIn(body.toString()) : [],
    headers,
    ...signerOf(headers),
    atMs: Date.now(),
    status: 0,
  };
}

function requestIds(): Record<string, string> {
  return {
    server: 'AmazonS3',
    'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
    'x-amz-id-2': randomBytes(24).toString('base64'),
  };
}
