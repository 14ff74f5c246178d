import { BackendUnusable } from '../../domain/stack/backend.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import type { Backup } from '../../domain/run/outcome.ts';
import { stateDigest } from '../../domain/state/state.ts';
import { NO_VERSION, type Backend, type StoredObject } from '../../ports/backend.ts';
import type { Run } from '../run.ts';

/** Makes sure that the state as it is now can be had again: by its version, or by a copy where there are no versions. */
export async function backUpState(
  run: Pick<Run, 'clock'>,
  backend: Pick<Backend, 'objects'>,
  address: StateAddress,
): Promise<Backup> {
  const state = await backend.objects.get(address.path);
  if (state === undefined) return { kind: 'no-state' };
  if (state.versionId !== NO_VERSION) return { kind: 'version', key: address.path, versionId: state.versionId };
  return { kind: 'copy', key: await copyBesideState(run, backend, { address, state, suffix: 'backup' }) };
}

/** Puts these bytes beside the state, encrypted as it is. Returns the key. */
export async function copyBesideState(
  run: Pick<Run, 'clock'>,
  backend: Pick<Backend, 'objects'>,
  copy: {
    readonly address: StateAddress;
    readonly state: Pick<StoredObject, 'body' | 'metadata'>;
    readonly suffix: 'backup' | 'errored';
    /** Of the copy's name; now by default. */
    readonly at?: Date;
  },
): Promise<string> {
  const { address, state, suffix } = copy;
  const at = (copy.at ?? run.clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const key = `${address.path}.${suffix}-${at}`;
  if (!(await backend.objects.put(key, state, undefined)) && !(await isThere(backend, key, state.body))) {
    throw new BackendUnusable(`there is a copy of the state at ${address.bucket}/${key} already: run this again.`);
  }
  return key;
}

/** The answer to a write that was done may be lost, and the second try then finds its own object. */
async function isThere(backend: Pick<Backend, 'objects'>, key: string, body: Uint8Array): Promise<boolean> {
  const found = await backend.objects.get(key);
  return found !== undefined && stateDigest(found.body) === stateDigest(body);
}
