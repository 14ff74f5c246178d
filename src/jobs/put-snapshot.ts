import { PrStateInUse } from '../domain/errors.ts';
import type { StateAddress } from '../domain/keys.ts';
import type { Snapshot } from '../domain/outcome.ts';
import { decidePrState, snapshotMetadata } from '../domain/snapshot.ts';
import { parseState, stateDigest } from '../domain/state.ts';
import type { Backend } from '../ports/backend.ts';
import { readProdState } from './read-prod-state.ts';
import { removePrState } from './delete-pr-state.ts';
import type { Run } from './run.ts';

/**
 * Puts a copy of the prod state at the PR key, or makes sure that nothing lies there. The digest item goes before the
 * object and comes back after it: whatever a crash leaves behind is a state that Terraform can read. Throws
 * PrStateInUse when somebody applied on the PR key.
 */
export async function putSnapshot(
  run: Run,
  backend: Backend,
  keys: { readonly prod: StateAddress; readonly pr: StateAddress },
): Promise<Snapshot> {
  const [prodLock, prodBody, prState, prDigest] = await Promise.all([
    backend.locks.read(keys.prod),
    readProdState(run, backend, keys.prod),
    backend.objects.get(keys.pr.path),
    backend.digests.get(keys.pr),
  ]);
  const decision = decidePrState({ prState, prodBody });
  if (decision.kind === 'in-use') throw new PrStateInUse(keys.pr, decision.instances);

  if (run.inputs['pr-state'] === 'empty' || prodBody === undefined) {
    await removePrState(backend, keys.pr);
    return { kind: 'none', why: prodBody === undefined ? 'no-prod-state' : 'pr-state-empty' };
  }
  const md5 = stateDigest(prodBody);
  const content = parseState(prodBody);
  const untouched = decision.kind === 'snapshot' && prState !== undefined && stateDigest(prState.body) === md5;
  if (!untouched || (backend.settings.lockTable !== undefined && prDigest !== md5)) {
    if (prDigest !== undefined) await backend.digests.delete(keys.pr, prDigest);
    await backend.objects.put(keys.pr.path, prodBody, snapshotMetadata({ serial: content.serial, md5 }));
    await backend.digests.put(keys.pr, md5);
  }
  return { kind: 'taken', serial: content.serial, prodLock };
}
