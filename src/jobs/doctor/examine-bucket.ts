import { good, type Finding } from '../../domain/doctor/finding.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import { parseState } from '../../domain/state/state.ts';
import type { Backend } from '../../ports/backend.ts';
import { examine } from './examine.ts';

const NO_VERSIONS =
  'A state that is overwritten or deleted cannot be had again, and a recovery has to copy it before it clears a lock.';

export async function examineBucket(backend: Backend, prod: StateAddress): Promise<readonly Finding[]> {
  return [
    ...(await examine({ what: 'versions of the bucket', why: NO_VERSIONS, ifDenied: 'not-checked' }, () =>
      examineVersions(backend, prod.bucket),
    )),
    ...(await examine({ what: "production's state", why: 'Nothing can be planned without it.' }, async () => {
      const state = await backend.objects.get(prod.path);
      if (state === undefined) return good("production's state", 'there is none yet, and the role may see that');
      if (state.body.length === 0) return good("production's state", 'there is none yet: the object has no bytes');
      const content = parseState(state.body);
      if (content.kind === 'plain') return good("production's state", `readable, serial ${content.serial}`);
      return {
        what: "production's state",
        verdict: 'warning' as const,
        found: 'no state in plain JSON',
        why: 'Encrypted by OpenTofu, nothing in it can be compared; if it is not encrypted, it is broken.',
        mend: '',
      };
    })),
  ];
}

async function examineVersions(backend: Backend, bucket: string): Promise<Finding> {
  const what = 'versions of the bucket';
  const versioning = await backend.probes.versioning();
  if (versioning === 'enabled') return good(what, 'kept');
  const found = versioning === 'off' ? 'not kept' : 'no longer kept (suspended)';
  const command = `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`;
  return { what, verdict: 'warning', found, why: NO_VERSIONS, mend: 'Switch them on:', command };
}
