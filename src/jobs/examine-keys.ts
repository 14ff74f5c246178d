import { BackendUnusable } from '../domain/errors.ts';
import { good, type Finding } from '../domain/finding.ts';
import { lockfileKey, reviewKey, type StateAddress } from '../domain/keys.ts';
import type { Backend, StoredObject } from '../ports/backend.ts';
import { examine } from './examine.ts';
import type { Stack } from './open-stack.ts';
import { removeObject } from './remove-object.ts';
import type { Run } from './run.ts';
import { TurnQueue } from './turn-queue.ts';

/** No pull request has it. */
const NOBODY = 0;

/** Tries at the keys of nobody's pull request all that a plan and a cleanup do, and takes it away again. */
export async function examineKeys(
  run: Run,
  stack: Stack,
  { tableWorks }: { readonly tableWorks: boolean },
): Promise<readonly Finding[]> {
  const { backend } = stack;
  const address = stack.prAddress(NOBODY);
  const mayApply = tableWorks && (await mayWriteQueue(run, backend, stack.prod));
  const what = 'keys of pull requests';
  const why = mayApply
    ? 'This role can apply and not plan: plans and cleanups need another one.'
    : 'No pull request can be planned.';
  const whenDenied = mayApply ? 'warning' : 'wrong';
  const keys = [address.path, reviewKey(address), ...(backend.settings.useLockfile ? [lockfileKey(address)] : [])];
  const findings: Finding[] = [];
  for (const key of keys) {
    findings.push(
      ...(await examine({ what, why, ifDenied: whenDenied }, () => examineKey(run, backend, key))).filter(
        isNew(findings),
      ),
    );
  }
  if (!tableWorks) return findings;
  findings.push(
    ...(await examine({ what: 'queue of a pull request', why, ifDenied: whenDenied }, () =>
      examineQueue(run, backend, address),
    )),
  );
  if (backend.settings.lockTable !== undefined) {
    findings.push(
      ...(await examine({ what: 'items of pull requests', why, ifDenied: whenDenied }, () =>
        examineDigest(run, backend, address),
      )),
    );
  }
  findings.push(
    mayApply
      ? good('role', 'it may take turns on production, as an apply does')
      : {
          ...{ what: 'role', verdict: 'warning', found: 'it may not take a turn on production' },
          why: 'Right for the role that plans. With it an apply would wait for nobody in order.',
          mend: 'Let a doctor look with the role that applies, too.',
        },
  );
  return findings;
}

/** The same is told once. */
function isNew(told: readonly Finding[]): (finding: Finding) => boolean {
  return ({ what, found }) => !told.some((other) => other.what === what && other.found === found);
}

/** Whether what a condition forbids is refused: S3 does so, and not everything that speaks its language does. */
async function examineKey(run: Run, backend: Backend, key: string): Promise<readonly Finding[]> {
  const { objects } = backend;
  const versions = await objects.listVersions(key);
  await removeObject(backend, { key, versions, current: await objects.get(key) });
  const content = (): { body: Uint8Array; metadata: Readonly<Record<string, string>> } => {
    return { body: new TextEncoder().encode(`{"doctor":"${run.chance.id()}"}`), metadata: {} };
  };
  const ignored: string[] = [];
  await objects.put(key, content(), undefined);
  const first = await objects.get(key);
  if (first === undefined) throw new BackendUnusable(`what was written at ${key} cannot be read again.`);
  if (await objects.put(key, content(), undefined)) ignored.push('If-None-Match');
  const stale: StoredObject = { ...first, etag: '"00000000000000000000000000000000"' };
  if (await objects.put(key, content(), stale)) ignored.push('If-Match');
  const left = await objects.get(key);
  const removal = await removeObject(backend, { key, versions: await objects.listVersions(key), current: left });
  if (removal.kind === 'changed')
    throw new BackendUnusable(`somebody else is writing at ${key}: run the doctor again.`);
  return [
    ignored.length === 0
      ? good('conditional writes', 'the endpoint keeps to If-None-Match and If-Match')
      : {
          what: 'conditional writes',
          verdict: backend.settings.useLockfile ? 'wrong' : 'warning',
          found: `the endpoint ignores ${ignored.join(' and ')}`,
          why: backend.settings.useLockfile
            ? 'Two runs would each believe that they hold the lockfile.'
            : 'Somebody who applies on the key of a pull request at the wrong moment could lose what they did.',
          mend: 'Use an endpoint that keeps to them, as S3 itself does.',
        },
    versions === 'denied' || removal.versionsLeft
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

async function examineQueue(run: Run, backend: Backend, address: StateAddress): Promise<Finding> {
  const store = backend.turns(address);
  const before = await store.get();
  if (before !== undefined) await store.delete(before.version);
  const body = (): string =>
    JSON.stringify({ version: 1, nextSequence: 1, tickets: [], departed: [], writeId: run.chance.id() });
  const first = await store.put(body(), undefined);
  const second = await store.put(body(), undefined);
  const now = await store.get();
  if (now !== undefined) await store.delete(now.version);
  if (first.kind === 'stored' && second.kind === 'conflict')
    return good('queue of a pull request', 'runs can take turns');
  return {
    what: 'queue of a pull request',
    verdict: 'wrong',
    found: 'of two that write at once both are told that they were first',
    why: 'Two runs would each believe that it is their turn.',
    mend: 'Use an endpoint that keeps to conditions, as S3 and DynamoDB do.',
  };
}

async function examineDigest(run: Run, { digests }: Backend, address: StateAddress): Promise<Finding> {
  const digest = run.chance.id().replaceAll('-', '');
  const before = await digests.get(address);
  if (before !== undefined) await digests.delete(address, before);
  await digests.put(address, digest);
  await digests.delete(address, digest);
  return good('items of pull requests', 'can be written, read and deleted');
}

/** A write that changes nothing but the document's own id. */
async function mayWriteQueue(run: Run, backend: Backend, prod: StateAddress): Promise<boolean> {
  try {
    await new TurnQueue(backend.turns(prod), run.clock, run.chance).change((queue) => ({ ...queue }));
    return true;
  } catch (error) {
    if (error instanceof BackendUnusable && error.isDenied) return false;
    throw error;
  }
}
