import { createHash, randomBytes } from 'node:crypto';

import type { StoreFault, StoreFaults } from './store-faults.ts';

export type Versioning = 'never' | 'Enabled' | 'Suspended';

/** What a client gave, before the bucket adds version, tag and time. */
export interface Content {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
  /** What S3 keeps beside the body: content type, encryption, ACL, checksum. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface StoredObject extends Content {
  readonly kind: 'version';
  readonly key: string;
  /** 'null', as S3 names it, where the bucket was not versioned at the time. */
  readonly versionId: string;
  /** With its quotes. */
  readonly etag: string;
  readonly lastModified: Date;
}

export interface DeleteMarker {
  readonly kind: 'delete-marker';
  readonly key: string;
  readonly versionId: string;
  readonly lastModified: Date;
}

export type Entry = StoredObject | DeleteMarker;

/** How a bucket may differ from one of ours that is as it should be. */
export interface BucketTraits {
  /** Where it is: asked for in another region, it sends the client there. Undefined for wherever it is asked for. */
  readonly region?: string;
  /** Account that it belongs to; undefined for whoever asks. */
  readonly owner?: string;
  /** As some servers that speak S3's language do. */
  readonly faults?: readonly StoreFault[];
}

/** Objects and their history. Every method is synchronous: a check followed by a change is one step for all clients. */
export class Bucket {
  versioning: Versioning;
  /** Newest first. */
  readonly #history = new Map<string, Entry[]>();
  /** Outlives the versions, so that a listing can go on after a version that has been deleted since. */
  readonly #sequence = new Map<string, number>();
  #last = 0;

  readonly traits: BucketTraits;
  readonly faults: StoreFaults;

  constructor(versioning: Versioning, traits: BucketTraits = {}) {
    this.versioning = versioning;
    this.traits = traits;
    this.faults = new Set(traits.faults);
  }

  put(key: string, content: Content): StoredObject {
    const stored: StoredObject = {
      ...content,
      kind: 'version',
      key,
      versionId: this.#nextVersionId(),
      etag: this.faults.has('gives all contents one ETag') ? `"${'1'.repeat(32)}"` : etagOf(content),
      lastModified: new Date(),
    };
    this.#push(stored);
    return stored;
  }

  /** The newest entry, be it a marker. */
  newest(key: string): Entry | undefined {
    return this.#history.get(key)?.[0];
  }

  current(key: string): StoredObject | undefined {
    const newest = this.newest(key);
    return newest?.kind === 'version' ? newest : undefined;
  }

  version(key: string, versionId: string): Entry | undefined {
    return this.#history.get(key)?.find((entry) => entry.versionId === versionId);
  }

  /** Returns the marker that took the object's place, if the bucket keeps history. */
  delete(key: string): DeleteMarker | undefined {
    if (this.versioning === 'never') {
      this.deleteVersion(key, 'null');
      return undefined;
    }
    const marker: DeleteMarker = {
      kind: 'delete-marker',
      key,
      versionId: this.#nextVersionId(),
      lastModified: new Date(),
    };
    this.#push(marker);
    return marker;
  }

  deleteVersion(key: string, versionId: string): Entry | undefined {
    const deleted = this.version(key, versionId);
    const rest = (this.#history.get(key) ?? []).filter((entry) => entry !== deleted);
    if (rest.length > 0) this.#history.set(key, rest);
    else this.#history.delete(key);
    return deleted;
  }

  /** Keys in S3's order, that of their UTF-8 bytes, each key's entries newest first. */
  entries(): { readonly entry: Entry; readonly latest: boolean }[] {
    return [...this.#history.keys()]
      .sort(byBytes)
      .flatMap((key) => (this.#history.get(key) ?? []).map((entry, age) => ({ entry, latest: age === 0 })));
  }

  /** Higher is newer; undefined for a version there never was. */
  sequenceOf(key: string, versionId: string): number | undefined {
    return this.#sequence.get(sequenceKey(key, versionId));
  }

  #nextVersionId(): string {
    return this.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null';
  }

  #push(entry: Entry): void {
    // A key has at most one null version: without versioning, or with it suspended, the new one replaces it.
    const older = (this.#history.get(entry.key) ?? []).filter(
      (other) => other.versionId !== 'null' || entry.versionId !== 'null',
    );
    this.#history.set(entry.key, [entry, ...older]);
    const id = sequenceKey(entry.key, entry.versionId);
    this.#last += 1;
    this.#sequence.set(id, this.#last);
  }
}

export function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function sequenceKey(key: string, versionId: string): string {
  return `${key}\0${versionId}`;
}

/** The MD5 of the body, except under KMS and customer keys, where S3 promises only that it is not. */
function etagOf({ body, headers }: Content): string {
  const digest = createHash('md5').update(body);
  const isDigest =
    headers['x-amz-server-side-encryption-customer-algorithm'] === undefined &&
    !(headers['x-amz-server-side-encryption'] ?? 'AES256').startsWith('aws:kms');
  if (!isDigest) digest.update(randomBytes(16));
  return `"${digest.digest('hex')}"`;
}
