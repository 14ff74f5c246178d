import { BackendUnusable } from '../../domain/stack/backend.ts';
import { PrStateInUse, PrStateOfAnother, decidePrState } from '../../domain/state/snapshot.ts';
import { lockfileKey, lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { Deletion } from '../../domain/run/outcome.ts';
import type { Backend, ListedVersion, StoredObject } from '../../ports/backend.ts';
import { copyBesideState } from './back-up-state.ts';
import { readProdState } from './read-prod-state.ts';
import type { Run } from '../run.ts';
import { allDone, passOver } from '../tolerate.ts';

/** Whether production was there (`<bucket>/<S3 key>`) at an earlier commit of this pull request. */
export type HadProduction = (of: string) => Promise<boolean>;

export interface Doomed {
  readonly prod: StateAddress;
  readonly pr: StateAddress;
  readonly hadProduction: HadProduction;
  /** Deletes a state that somebody applied on too, after a backup beside it. */
  readonly force: boolean;
}

const ATTEMPTS = 3;

/**
 * Deletes what a pull request left at its key, unless somebody applied there and prod does not know all of it
 * (PrStateInUse), or it is the copy of a production that this root module never had (PrStateOfAnother). Whoever writes between the look and the deletion makes it look again.
 */
export async function deletePrState(
  run: Pick<Run, 'clock' | 'cancelled'>,
  backend: Backend,
  { look, ...doomed }: Doomed & { readonly look?: PrStateLook | undefined },
): Promise<Deletion> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const seen = attempt === 1 && look !== undefined ? look : await lookAtPrState(backend, doomed.pr);
    const deletion = await tryDelete(run, backend, { ...doomed, ...seen });
    if (deletion !== undefined) return deletion;
  }
  throw new BackendUnusable(`somebody else keeps writing the state at ${lockItemId(doomed.pr)} while it is deleted.`);
}

/** What lies at a pull request's key, as one look found it: nothing but that is deleted. */
export interface PrStateLook {
  readonly versions: readonly ListedVersion[] | 'denied';
  readonly lockfileVersions: readonly ListedVersion[] | 'denied';
  readonly digest: string | undefined;
  readonly prState: StoredObject | undefined;
}

/**
 * The versions are listed before the state is read, so that what is deleted is what was looked at; and the digest is read
 * before it: whoever applies in between writes the state before its digest, and is then seen in the state.
 */
export async function lookAtPrState({ objects, digests }: Backend, pr: StateAddress): Promise<PrStateLook> {
  const [versions, lockfileVersions, digest] = await allDone(
    objects.listVersions(pr.path),
    objects.listVersions(lockfileKey(pr)),
    digests.get(pr),
  );
  return { versions, lockfileVersions, digest, prState: await objects.get(pr.path) };
}

/** Digest item before the state: a crash between the two leaves a readable state. */
async function tryDelete(
  run: Pick<Run, 'clock' | 'cancelled'>,
  backend: Backend,
  { prod, pr, hadProduction, force, versions, lockfileVersions, digest, prState }: Doomed & PrStateLook,
): Promise<Deletion | undefined> {
  const of = lockItemId(prod);
  const untouched = decidePrState({ prState, prodBody: undefined, of });
  // A copy that nobody has touched goes, whatever has become of production since.
  const isOurs = untouched.kind === 'absent' || untouched.kind === 'snapshot';
  const decision = isOurs
    ? untouched
    : decidePrState({ prState, prodBody: await readUnlessForced(run, backend, { prod, force }), of });
  const isOfAnother = decision.kind === 'other-snapshot' && !(await hadProduction(decision.of));
  if (isOfAnother && !force) throw new PrStateOfAnother(pr, decision.of);
  let backupKey: string | undefined;
  if (decision.kind === 'in-use' && !force) throw new PrStateInUse(pr, decision.instances);
  if ((decision.kind === 'in-use' || isOfAnother) && prState !== undefined) {
    backupKey = await copyBesideState(run, backend, { address: pr, state: prState, suffix: 'backup' });
  }
  if (digest !== undefined && !(await backend.digests.delete(pr, digest))) return undefined;
  const [state, lockfile] = await allDone(
    backend.objects.remove({ key: pr.path, versions, current: prState }),
    removePastLockfiles(backend, pr, lockfileVersions),
  );
  if (state.kind === 'changed') return undefined;
  return {
    removed: state.count + lockfile.count + (digest === undefined ? 0 : 1),
    versionsLeft: state.versionsLeft || lockfile.versionsLeft,
    backupKey,
  };
}

/** Lockfiles of the past: their versions and markers. One that lies there now is somebody's lock, and stays. */
async function removePastLockfiles(
  { objects }: Pick<Backend, 'objects'>,
  address: StateAddress,
  versions: readonly ListedVersion[] | 'denied',
): Promise<{ readonly count: number; readonly versionsLeft: boolean }> {
  const removal = await objects.remove({ key: lockfileKey(address), versions, current: undefined });
  return removal.kind === 'removed' ? removal : { count: 0, versionsLeft: false };
}

/** Production that cannot be read is no obstacle where all is backed up first. */
async function readUnlessForced(
  run: Pick<Run, 'clock' | 'cancelled'>,
  backend: Backend,
  { prod, force }: Pick<Doomed, 'prod' | 'force'>,
): Promise<Uint8Array | undefined> {
  try {
    return await readProdState(run, backend, prod);
  } catch (error) {
    if (!force) throw error;
    passOver(error);
    return undefined;
  }
}
