import { BackendUnusable } from '../../domain/stack/backend.ts';
import { digestItemId, type StateAddress } from '../../domain/state/keys.ts';
import { stateDigest } from '../../domain/state/state.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';

const RETRY_MS = 2000;
const GIVE_UP_MS = 10_000;

/**
 * Reads the prod state so that body and digest item belong together. A reader that meets the gap between the two
 * writes of an apply looks again every 2 s for 10 s, as Terraform does (…/s3/client.go, `Get`).
 */
export async function readProdState(
  run: Pick<Run, 'clock' | 'cancelled'>,
  backend: Pick<Backend, 'objects' | 'digests'>,
  address: StateAddress,
): Promise<Uint8Array | undefined> {
  const startedAtMs = run.clock.monotonicMs();
  for (;;) {
    const [stored, digest] = await Promise.all([backend.objects.get(address.path), backend.digests.get(address)]);
    // An object of no bytes is no state to Terraform.
    const body = stored?.body.length === 0 ? undefined : stored?.body;
    const actual = body === undefined ? '' : stateDigest(body);
    if (digest === undefined || digest === '' || digest === actual) return body;
    if (run.clock.monotonicMs() - startedAtMs >= GIVE_UP_MS) {
      throw new BackendUnusable(
        `the state at ${address.bucket}/${address.path} has the MD5 ${actual === '' ? '(no object)' : actual}, but the digest item ` +
          `${digestItemId(address)} says ${digest}. An apply that is being saved would have ended by now: check the state and correct the item's Digest.`,
      );
    }
    await run.clock.sleep(RETRY_MS, run.cancelled);
  }
}
