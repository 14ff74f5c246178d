import { BackendUnusable } from '../../domain/stack/backend.ts';
import { digestItemId, lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import { parseState, stateDigest } from '../../domain/state/state.ts';
import type { Backend, StoredObject } from '../../ports/backend.ts';
import type { LockHeld } from '../../ports/terraform.ts';
import { allDone, tolerate } from '../tolerate.ts';
import type { Run } from '../run.ts';

export interface Repair {
  readonly backend: Backend;
  readonly address: StateAddress;
  /** Whether it is known that whoever wrote the state last did not come to write its digest. */
  readonly explained: boolean;
}

/**
 * Brings the digest item up to date when an apply was cut off between its two writes: Terraform writes the state first,
 * and refuses to read it until somebody corrects the item by hand. That this is what happened is known, or shown by the
 * version before: the digest belongs to that one, and the state has only gone on from it. Anything else may be a state
 * that somebody has put there by mistake, and is left alone: throws BackendUnusable. True when it was repaired.
 */
export async function repairDigest(run: Pick<Run, 'journal'>, of: Repair): Promise<boolean> {
  const digest = await of.backend.digests.get(of.address);
  if (digest === undefined || digest === '') return false;
  return repair(run, of, { digest, state: await of.backend.objects.get(of.address.path) });
}

async function repair(
  { journal }: Pick<Run, 'journal'>,
  { backend, address, explained }: Repair,
  { digest, state }: { readonly digest: string | undefined; readonly state: StoredObject | undefined },
): Promise<boolean> {
  if (digest === undefined || digest === '') return false;
  const actual = state === undefined ? undefined : stateDigest(state.body);
  if (actual === digest) return false;
  if (
    state === undefined ||
    actual === undefined ||
    !(explained || (await goesOnFrom(backend, address, { state, digest })))
  ) {
    throw new BackendUnusable(
      `the state at ${lockItemId(address)} has the MD5 ${actual ?? '(no object)'}, but the digest item ${digestItemId(address)} says ${digest}, and nothing shows that an apply was cut off between the two. ` +
        "Check that this is the state that should be there, and correct the item's Digest.",
    );
  }
  // Whoever writes at this moment writes the state before the digest, and both without asking: theirs come last.
  if (!(await backend.digests.replace(address, actual, digest))) return false;
  journal.warning(
    `An apply was cut off between the state of ${lockItemId(address)} and its digest: the digest item is brought up to date.`,
  );
  return true;
}

/**
 * After an apply of our own that went through, under its own lock: its write of the digest may have been refused, which
 * Terraform only warns of. Nothing is done once that lock is not ours any more. Gives the state that it has looked at.
 */
export async function repairOwnDigest(
  { journal }: Pick<Run, 'journal'>,
  { backend, address }: { readonly backend: Backend; readonly address: StateAddress },
  { lockId }: LockHeld,
): Promise<StoredObject | undefined> {
  let seen: StoredObject | undefined;
  await tolerate(journal, {
    what: 'The digest of the state could not be looked at',
    task: async () => {
      const [hold, digest, state] = await allDone(
        backend.locks.confirm(address, lockId),
        backend.digests.get(address),
        backend.objects.get(address.path),
      );
      seen = state;
      if (hold.kind === 'ours') await repair({ journal }, { backend, address, explained: true }, { digest, state });
    },
    otherwise: undefined,
  });
  return seen;
}

/** Whether the digest is that of the version before, and the state only a later one of the same lineage. */
async function goesOnFrom(
  { objects }: Backend,
  address: StateAddress,
  { state, digest }: { readonly state: StoredObject; readonly digest: string },
): Promise<boolean> {
  const versions = await objects.listVersions(address.path);
  if (versions === 'denied') return false;
  const index = versions.findIndex(({ versionId }) => versionId === state.versionId);
  const before = versions[index + 1];
  if (index < 0 || before?.kind !== 'version') return false;
  const earlier = await objects.getVersion(address.path, before.versionId);
  if (earlier === undefined || stateDigest(earlier.body) !== digest) return false;
  const [old, now] = [parseState(earlier.body), parseState(state.body)];
  return old.kind === 'plain' && now.kind === 'plain' && now.lineage === old.lineage && now.serial > old.serial;
}
