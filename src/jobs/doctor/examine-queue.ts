import {
  describeStoreFault,
  MEND_OF_ALL,
  QUEUE,
  type StoreFault,
  TABLE_MEND,
} from '../../domain/doctor/store-fault.ts';
import { good, type Finding } from '../../domain/doctor/finding.ts';
import { turnObjectKey, type StateAddress } from '../../domain/state/keys.ts';
import type { Backend } from '../../ports/backend.ts';
import type { TurnStore } from '../../ports/turns.ts';
import type { Run } from '../run.ts';
import { examine } from './examine.ts';
import { findStoreFaults, type ConditionalPlace } from './find-store-faults.ts';

/** Whether runs can take turns: what is tried at the queue of nobody is what every run does at that of its key. */
export async function examineQueue(
  run: Pick<Run, 'chance'>,
  backend: Backend,
  address: StateAddress,
): Promise<readonly Finding[]> {
  const { useLockfile, lockTable } = backend.settings;
  const place = lockTable === undefined ? 'queue' : 'queue-item';
  const mend = lockTable === undefined ? MEND_OF_ALL : TABLE_MEND;
  return examine({ what: QUEUE, why: 'No pull request can be planned.', mend }, async () => {
    const store = backend.turns(address, 'pr');
    const body = (): string =>
      JSON.stringify({ version: 1, nextSequence: 1, tickets: [], departed: [], writeId: run.chance.id() });
    let faults: readonly StoreFault[];
    try {
      faults = [...(await findOtherTag(store, body)), ...(await findStoreFaults(openPlace(store), body))];
    } finally {
      await takeAway(backend, store, address);
    }
    if (faults.length === 0) return good(QUEUE, 'runs can take turns');
    return faults.map((fault) => describeStoreFault({ fault, place, useLockfile }));
  });
}

/** A run changes the queue on condition of what its own last change was told. */
async function findOtherTag(store: TurnStore, body: () => string): Promise<readonly StoreFault[]> {
  const written = body();
  const put = await store.put(written, undefined);
  const found = await store.get();
  if (found === undefined) return [];
  await store.delete(found.version);
  return put.kind === 'stored' && found.body === written && found.version !== put.version ? ['tells-another-tag'] : [];
}

function openPlace(store: TurnStore): ConditionalPlace {
  return {
    create: async (body) => (await store.put(body, undefined)).kind === 'stored',
    read: async () => {
      const found = await store.get();
      return found && { body: found.body, tag: found.version };
    },
    replace: async (body, tag) => (await store.put(body, tag)).kind === 'stored',
    delete: (tag) => store.delete(tag),
  };
}

async function takeAway({ objects, settings }: Backend, store: TurnStore, address: StateAddress): Promise<void> {
  if (settings.lockTable !== undefined) {
    const left = await store.get();
    if (left !== undefined) await store.delete(left.version);
    return;
  }
  // By their IDs: a store that refuses the deletion on a condition does not refuse that.
  const key = turnObjectKey(address);
  const versions = await objects.listVersions(key);
  const current = await objects.get(key);
  await objects.remove({ key, versions, current });
}
