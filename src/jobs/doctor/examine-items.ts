import { describeStoreFault, ITEMS, TABLE_MEND } from '../../domain/doctor/store-fault.ts';
import { good, type Finding } from '../../domain/doctor/finding.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import type { Backend, StateLocks } from '../../ports/backend.ts';
import { describeOwnLock } from '../lock/take-state-lock.ts';
import { examine } from './examine.ts';
import type { Run } from '../run.ts';
import { findStoreFaults, type ConditionalPlace } from './find-store-faults.ts';

/** What of a run is needed to try locks and keys of nobody. */
export type TryingRun = Pick<Run, 'context' | 'clock' | 'chance' | 'who'>;

/** Whether the table does with the items of locks and digests what DynamoDB does; nothing where there is no table. */
export async function examineItems(
  run: TryingRun,
  backend: Backend,
  address: StateAddress,
): Promise<readonly Finding[]> {
  const { locks, digests, settings } = backend;
  if (locks.kind.table === undefined) return [];
  const itemLocks = locks.kind.lockfile ? await locks.at({ lockfile: false, table: locks.kind.table }) : locks;
  const digest = (): string => run.chance.id().replaceAll('-', '');
  const tries = [
    ['lock-item', openLockItem(run, itemLocks, address), () => run.chance.id()],
    ['digest-item', openDigestItem(digests, address), digest],
  ] as const;
  const findings: Finding[] = [];
  for (const [place, item, newBody] of tries) {
    const why = place === 'lock-item' ? 'No state can be locked.' : 'No pull request can be planned.';
    findings.push(
      ...(await examine({ what: ITEMS, why, mend: TABLE_MEND }, async () => {
        try {
          const faults = await findStoreFaults(item, newBody);
          return faults.map((fault) => describeStoreFault({ fault, place, useLockfile: settings.useLockfile }));
        } finally {
          const left = await item.read();
          if (left !== undefined) await item.delete?.(left.tag);
        }
      })),
    );
  }
  return findings.length === 0 ? [good(ITEMS, 'can be written, read and deleted')] : findings;
}

/** A lock is known by its ID, and is given back by whoever took it alone. */
function openLockItem(
  run: TryingRun,
  locks: Pick<StateLocks, 'read' | 'take' | 'giveBack'>,
  address: StateAddress,
): ConditionalPlace {
  return {
    create: async (lockId) => {
      const lock = describeOwnLock(run, { address, lockId, operation: 'plan' });
      return (await locks.take(address, lock)).kind === 'taken';
    },
    read: async () => {
      const reading = await locks.read(address);
      if (reading.kind === 'free') return undefined;
      const id = reading.kind === 'held' ? reading.lock.id : '';
      return { body: id, tag: id };
    },
    replace: undefined,
    delete: async (lockId) => (await locks.giveBack(address, lockId)).kind === 'released',
  };
}

function openDigestItem(digests: Backend['digests'], address: StateAddress): ConditionalPlace {
  return {
    create: (digest) => digests.put(address, digest),
    read: async () => {
      const digest = await digests.get(address);
      return digest === undefined ? undefined : { body: digest, tag: digest };
    },
    replace: (digest, seen) => digests.replace(address, digest, seen),
    delete: (seen) => digests.delete(address, seen),
  };
}
