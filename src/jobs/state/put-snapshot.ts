import { BackendUnusable } from '../../domain/stack/backend.ts';
import { PrStateInUse, PrStateOfAnother, decidePrState, snapshotMetadata } from '../../domain/state/snapshot.ts';
import { lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import { describeNoState } from '../../domain/state/no-state.ts';
import type { LockReading } from '../../domain/lock/lock.ts';
import type { Snapshot } from '../../domain/run/outcome.ts';
import { parseState, stateDigest } from '../../domain/state/state.ts';
import type { Backend } from '../../ports/backend.ts';
import { readProdState } from './read-prod-state.ts';
import type { Run } from '../run.ts';
import type { HadProduction } from './delete-pr-state.ts';
import { allDone } from '../tolerate.ts';

export interface SnapshotKeys {
  readonly prod: StateAddress;
  readonly pr: StateAddress;
  readonly hadProduction: HadProduction;
}

/** Production as a snapshot is taken of it. */
export interface Production {
  readonly prodLock: LockReading;
  readonly prodBody: Uint8Array | undefined;
}

const ATTEMPTS = 3;

/** Reads production's state, and who holds its lock. */
export async function readProduction(
  run: Pick<Run, 'clock' | 'cancelled'>,
  backend: Pick<Backend, 'locks' | 'objects' | 'digests'>,
  prod: StateAddress,
): Promise<Production> {
  const [prodLock, prodBody] = await allDone(backend.locks.read(prod), readProdState(run, backend, prod));
  return { prodLock, prodBody };
}

/**
 * Puts a copy of the prod state at the PR key, or makes sure that nothing lies there. Throws PrStateInUse when somebody
 * applied on the PR key, PrStateOfAnother when the copy of another stack's production lies there, and BackendUnusable when what lies at production's key is no state; whoever writes between the
 * look and the write makes it look again.
 */
export async function putSnapshot(
  run: Pick<Run, 'inputs' | 'clock' | 'cancelled'>,
  backend: Backend,
  { production, ...keys }: SnapshotKeys & { readonly production: Promise<Production> },
): Promise<Snapshot> {
  const digest = (): Promise<string | undefined> => backend.digests.get(keys.pr);
  const [{ prodLock, prodBody }, firstDigest] = await allDone(production, digest());
  if (run.inputs['pr-state'] !== 'empty' && prodBody !== undefined) {
    const noState = describeNoState(lockItemId(keys.prod), prodBody);
    if (noState !== undefined) throw new BackendUnusable(noState, { isLasting: true });
  }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // The digest first: whoever applies in between writes the state before it, and is then seen in the state.
    const prDigest = attempt === 1 ? firstDigest : await digest();
    const snapshot = await tryPut(run, backend, { ...keys, prodLock, prodBody, prDigest });
    if (snapshot !== undefined) return snapshot;
  }
  throw new BackendUnusable(`somebody else keeps writing the state at ${lockItemId(keys.pr)} while it is seeded.`);
}

interface Seed extends SnapshotKeys, Production {
  /** Read before anything else of the pull request's state. */
  readonly prDigest: string | undefined;
}

/**
 * The digest item goes before the object and comes back after it: whatever a crash leaves behind is a state that
 * Terraform can read. Undefined when somebody else wrote meanwhile.
 */
async function tryPut(
  run: Pick<Run, 'inputs' | 'clock' | 'cancelled'>,
  backend: Backend,
  { prod, pr, hadProduction, prodLock, prodBody, prDigest }: Seed,
): Promise<Snapshot | undefined> {
  // Listed before the look, so that what is removed is what was looked at.
  const empty = run.inputs['pr-state'] === 'empty' || prodBody === undefined;
  const versions = empty ? await backend.objects.listVersions(pr.path) : [];
  const prState = await backend.objects.get(pr.path);
  const of = lockItemId(prod);
  const decision = decidePrState({ prState, prodBody, of });
  if (decision.kind === 'in-use') throw new PrStateInUse(pr, decision.instances);
  if (decision.kind === 'other-snapshot' && !(await hadProduction(decision.of))) {
    throw new PrStateOfAnother(pr, decision.of);
  }

  if (empty) {
    if (prDigest !== undefined && !(await backend.digests.delete(pr, prDigest))) return undefined;
    const removal = await backend.objects.remove({ key: pr.path, versions, current: prState });
    if (removal.kind === 'changed') return undefined;
    return { kind: 'none', why: prodBody === undefined ? 'no-prod-state' : 'pr-state-empty', prodLock };
  }
  const md5 = stateDigest(prodBody);
  const state = parseState(prodBody);
  const { serial } = state;
  const untouched = decision.kind === 'snapshot' && prState !== undefined && stateDigest(prState.body) === md5;
  if (!untouched || (backend.settings.lockTable !== undefined && prDigest !== md5)) {
    if (prDigest !== undefined && !(await backend.digests.delete(pr, prDigest))) return undefined;
    const content = { body: prodBody, metadata: snapshotMetadata({ serial, md5, of }) };
    if (!(await backend.objects.put(pr.path, content, prState))) return undefined;
    if (!(await backend.digests.put(pr, md5))) return undefined;
  }
  const lineage = state.kind === 'plain' ? state.lineage : undefined;
  return { kind: 'taken', serial, lineage, prodLock };
}
