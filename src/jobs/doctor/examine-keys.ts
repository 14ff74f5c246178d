import {
  CONDITIONS,
  describeStoreFault,
  MEND_OF_ALL,
  type StoreFault,
  type StorePlace,
  VERSIONS,
} from '../../domain/doctor/store-fault.ts';
import { good, type Finding } from '../../domain/doctor/finding.ts';
import { lockfileKey, reviewKey, type StateAddress } from '../../domain/state/keys.ts';
import { NO_VERSION, type Backend, type StateObjects, type StoredObject } from '../../ports/backend.ts';
import { passOver } from '../tolerate.ts';
import type { Run } from '../run.ts';
import { examine } from './examine.ts';
import { examineItems, type TryingRun } from './examine-items.ts';
import { examineQueue } from './examine-queue.ts';
import { findStoreFaults, type ConditionalPlace } from './find-store-faults.ts';

export interface KeysOptions {
  readonly address: StateAddress;
  readonly tableWorks: boolean;
}

const KEYS = 'keys of pull requests';

/**
 * Tries at a place of its own, beside those of pull requests, what locks, queues, plans and cleanups do, and takes it away
 * again.
 */
export async function examineKeys(
  run: TryingRun,
  backend: Backend,
  { address, tableWorks }: KeysOptions,
): Promise<readonly Finding[]> {
  const { useLockfile } = backend.settings;
  // What a lock needs comes first: of a fault that several keys show, the gravest is told.
  const keys: readonly (readonly [key: string, place: 'state' | 'lockfile'])[] = [
    ...(useLockfile ? [[lockfileKey(address), 'lockfile'] as const] : []),
    [address.path, 'state'],
    [reviewKey(address, run.context.commitSha), 'state'],
  ];
  const findings: Finding[] = [];
  const why = 'No pull request can be planned.';
  for (const [key, place] of keys) {
    const ofKey = await examine({ what: KEYS, why, mend: MEND_OF_ALL }, () => examineKey(run, backend, { key, place }));
    findings.push(...ofKey.filter(isNew(findings)));
  }
  if (tableWorks) {
    findings.push(...(await examineQueue(run, backend, address)), ...(await examineItems(run, backend, address)));
  }
  return findings.filter(isStillTrue(findings));
}

/** The same is told once. */
function isNew(told: readonly Finding[]): (finding: Finding) => boolean {
  return ({ what, found }) => !told.some((other) => other.what === what && other.found === found);
}

/** Nothing is good of which another key has shown a fault. */
function isStillTrue(all: readonly Finding[]): (finding: Finding) => boolean {
  return ({ what, verdict }) =>
    verdict !== 'good' || all.every((other) => other.what !== what || other.verdict === 'good');
}

interface ExaminedKey {
  readonly key: string;
  readonly place: 'state' | 'lockfile';
}

/** Whether the store does with an object what S3 does, and whether the role may have all of it done. */
export async function examineKey(
  run: Pick<Run, 'chance'>,
  { objects, settings }: Pick<Backend, 'objects' | 'settings'>,
  { key, place }: ExaminedKey,
): Promise<readonly Finding[]> {
  const seen = await tried(findStoreFaults(openKey(objects, key, place), () => newBody(run)));
  const away = await tried(takeAway(objects, key, place));
  const trouble = seen.trouble ?? away.trouble;
  if (trouble !== undefined) throw trouble;
  const faults = [...new Set([...(seen.result ?? []), ...(away.result?.faults ?? [])])];
  const { useLockfile } = settings;
  const told = faults.map((fault) => describeStoreFault({ fault, place, useLockfile }));
  const areKept = told.every(({ what }) => what !== CONDITIONS);
  return [
    ...(areKept ? [good(CONDITIONS, 'the store keeps to If-None-Match and If-Match')] : []),
    ...told,
    away.result?.versionsLeft === true ? VERSIONS_LEFT : good(KEYS, WELL),
  ];
}

const WELL = 'states, reviews and what lies beside them can be written, read and deleted';
const VERSIONS_LEFT: Finding = {
  what: VERSIONS,
  verdict: 'warning',
  found: 'the role may not list or delete them (s3:ListBucketVersions, s3:DeleteObjectVersion)',
  why: 'A cleanup leaves earlier versions, and the secrets in them, behind.',
  mend: 'Grant s3:ListBucketVersions and s3:DeleteObjectVersion on these keys.',
};

/** No object has this tag: what is written on condition of it is refused, or the condition ignored. */
export const STALE: StoredObject = taggedAs('"00000000000000000000000000000000"');

function taggedAs(etag: string): StoredObject {
  return { body: new Uint8Array(), metadata: {}, versionId: NO_VERSION, etag };
}

const METADATA = { 'lockstep-doctor': 'kept' };

/** The requests of locks for a lockfile; a state is deleted by its versions alone. */
function openKey(objects: StateObjects, key: string, place: ExaminedKey['place']): ConditionalPlace {
  const write = (body: string, expected: StoredObject | undefined): Promise<boolean> =>
    objects.put(key, { body: new TextEncoder().encode(body), metadata: METADATA }, expected);
  return {
    create: (body) => write(body, undefined),
    read: async () => {
      const found = await objects.get(key);
      return found && { body: new TextDecoder().decode(found.body), tag: found.etag };
    },
    replace: (body, tag) => write(body, taggedAs(tag)),
    delete: place === 'lockfile' ? (tag) => objects.delete(key, taggedAs(tag)) : undefined,
  };
}

interface TakenAway {
  readonly faults: readonly StoreFault[];
  /** The role may not list or delete versions. */
  readonly versionsLeft: boolean;
}

/** Removes the key with all its versions, as a cleanup does, and looks whether they are gone. */
async function takeAway(objects: StateObjects, key: string, place: StorePlace): Promise<TakenAway> {
  const listed = await tried(objects.listVersions(key));
  const versions = listed.result ?? 'denied';
  const current = await objects.get(key);
  const faults: StoreFault[] = [];
  if (place === 'state' && current !== undefined && current.metadata['lockstep-doctor'] !== 'kept') {
    faults.push('loses-metadata');
  }
  if (current !== undefined && current.versionId !== NO_VERSION && versions !== 'denied') {
    if (versions.every(({ versionId }) => versionId !== current.versionId)) faults.push('hides-versions');
  }
  const removal = await objects.remove({ key, versions, current });
  if (listed.trouble !== undefined) throw listed.trouble;
  if (removal.kind === 'changed') {
    const isNamed = current !== undefined && current.versionId !== NO_VERSION;
    return { faults: [...faults, isNamed ? 'version-stays' : 'survives-delete'], versionsLeft: false };
  }
  if (!removal.versionsLeft && versions !== 'denied') {
    const left = await objects.listVersions(key);
    if (left !== 'denied' && left.length > 0) faults.push('version-stays');
  }
  return { faults, versionsLeft: removal.versionsLeft };
}

/** What is tried must be taken away again, whatever has become of it. */
async function tried<T>(trying: Promise<T>): Promise<{ readonly result?: T; readonly trouble?: Error }> {
  try {
    return { result: await trying };
  } catch (error) {
    return { trouble: passOver(error) };
  }
}

function newBody({ chance }: Pick<Run, 'chance'>): string {
  return JSON.stringify({ doctor: chance.id() });
}
