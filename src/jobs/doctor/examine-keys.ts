import { BackendUnusable } from '../../domain/stack/backend.ts';
import { good, type Finding } from '../../domain/doctor/finding.ts';
import { lockfileKey, reviewKey, type StateAddress } from '../../domain/state/keys.ts';
import { NO_VERSION, type Backend, type StoredObject } from '../../ports/backend.ts';
import { examine } from './examine.ts';
import type { Run } from '../run.ts';

export interface KeysOptions {
  readonly address: StateAddress;
  readonly tableWorks: boolean;
}

/** Tries at a place of its own, beside those of pull requests, what a plan and a cleanup do, and takes it away again. */
export async function examineKeys(
  run: Pick<Run, 'context' | 'clock' | 'chance'>,
  backend: Backend,
  { address, tableWorks }: KeysOptions,
): Promise<readonly Finding[]> {
  const why = 'No pull request can be planned.';
  const { useLockfile, lockTable } = backend.settings;
  const keys = [
    address.path,
    reviewKey(address, run.context.commitSha),
    ...(useLockfile ? [lockfileKey(address)] : []),
  ];
  const findings: Finding[] = [];
  for (const key of keys) {
    const ofKey = await examine({ what: 'keys of pull requests', why }, () => examineKey(run, backend, key));
    findings.push(...ofKey.filter(isNew(findings)));
  }
  if (!tableWorks) return findings;
  const queue = { what: QUEUE, why };
  findings.push(...(await examine(queue, () => examineQueue(run, backend, address))));
  if (lockTable === undefined) return findings;
  const items = { what: 'items of pull requests', why };
  return [...findings, ...(await examine(items, () => examineDigest(run, backend, address)))];
}

/** The same is told once. */
function isNew(told: readonly Finding[]): (finding: Finding) => boolean {
  return ({ what, found }) => !told.some((other) => other.what === what && other.found === found);
}

/** Whether what a condition forbids is refused: S3 does so, and not everything that speaks its language does. */
export async function examineKey(
  run: Pick<Run, 'clock' | 'chance'>,
  backend: Backend,
  key: string,
): Promise<readonly Finding[]> {
  const { objects, settings } = backend;
  const content = (): { body: Uint8Array; metadata: Readonly<Record<string, string>> } => {
    return { body: new TextEncoder().encode(`{"doctor":"${run.chance.id()}"}`), metadata: {} };
  };
  const ignored: string[] = [];
  await objects.put(key, content(), undefined);
  const first = await objects.get(key);
  if (first === undefined) throw new BackendUnusable(`what was written at ${key} cannot be read again.`);
  if (await objects.put(key, content(), undefined)) ignored.push('If-None-Match');
  if (await objects.put(key, content(), STALE)) ignored.push('If-Match');
  const versions = await objects.listVersions(key);
  const removal = await objects.remove({ key, versions, current: await objects.get(key) });
  const versionsLeft = removal.kind === 'changed' || removal.versionsLeft;
  return [
    ignored.length === 0
      ? good(CONDITIONS, 'the endpoint keeps to If-None-Match and If-Match')
      : {
          what: CONDITIONS,
          verdict: settings.useLockfile ? 'wrong' : 'warning',
          found: `the endpoint ignores ${ignored.join(' and ')}`,
          why: settings.useLockfile
            ? 'Two runs would each believe that they hold the lockfile.'
            : 'Somebody who applies on the key of a pull request at the wrong moment could lose what they did.',
          mend: 'Use an endpoint that keeps to them, as S3 itself does.',
        },
    versionsLeft
      ? {
          what: 'versions of the keys of pull requests',
          verdict: 'warning',
          found: 'the role may not list or delete them (s3:ListBucketVersions, s3:DeleteObjectVersion)',
          why: 'A cleanup leaves earlier versions, and the secrets in them, behind.',
          mend: 'Grant s3:ListBucketVersions and s3:DeleteObjectVersion on these keys.',
        }
      : good('keys of pull requests', 'states, reviews and what lies beside them can be written, read and deleted'),
  ];
}

export const CONDITIONS = 'conditional writes';
export const QUEUE = 'queue of a pull request';

/** No object has this tag: what is written on condition of it is refused, or the condition ignored. */
export const STALE: StoredObject = {
  body: new Uint8Array(),
  metadata: {},
  versionId: NO_VERSION,
  etag: '"00000000000000000000000000000000"',
};

async function examineQueue(
  run: Pick<Run, 'clock' | 'chance'>,
  backend: Backend,
  address: StateAddress,
): Promise<Finding> {
  const store = backend.turns(address, 'pr');
  const body = (): string =>
    JSON.stringify({ version: 1, nextSequence: 1, tickets: [], departed: [], writeId: run.chance.id() });
  const first = await store.put(body(), undefined);
  const second = await store.put(body(), undefined);
  const now = await store.get();
  if (now !== undefined) await store.delete(now.version);
  if (first.kind === 'stored' && second.kind === 'conflict') {
    return good(QUEUE, 'runs can take turns');
  }
  return {
    what: QUEUE,
    verdict: 'wrong',
    found: 'of two that write at once both are told that they were first',
    why: 'Two runs would each believe that it is their turn.',
    mend: 'Use an endpoint that keeps to conditions, as S3 and DynamoDB do.',
  };
}

async function examineDigest(
  run: Pick<Run, 'clock' | 'chance'>,
  { digests }: Backend,
  address: StateAddress,
): Promise<Finding> {
  const what = 'items of pull requests';
  const digest = run.chance.id().replaceAll('-', '');
  const isPut = await digests.put(address, digest);
  const read = await digests.get(address);
  const isDeleted = await digests.delete(address, digest);
  if (isPut && read === digest && isDeleted) return good(what, 'can be written, read and deleted');
  return {
    what,
    verdict: 'wrong',
    found: 'what is written there is not what is read from there',
    why: 'Terraform refuses a state whose digest is another.',
    mend: 'Look whether something else writes to the lock table.',
  };
}
