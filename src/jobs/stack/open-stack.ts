import { type S3Backend, BackendUnusable } from '../../domain/stack/backend.ts';
import { Refused } from '../../domain/failure.ts';
import { decidePrKey, describePrPaths, statePath, type PrPaths, type StateAddress } from '../../domain/state/keys.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';

/** One root module, initialized as configured: its backend and the addresses of its states. */
export interface Stack {
  readonly backend: Backend;
  readonly prod: StateAddress;
  /** False when the digest of production's state did not belong to it: Terraform refuses to read it then. */
  readonly isReadable: boolean;
  /** Throws Refused when the template yields a key that a pull request may not have. */
  prAddress(prNumber: number): StateAddress;
  /** A place beside those of pull requests that is nobody's: `word` stands where their numbers stand. */
  placeOfNobody(word: string): StateAddress;
  /** Where the states of all pull requests lie. */
  readonly prPaths: PrPaths;
  /** Throws unless Terraform's working directory points at exactly this state. */
  confirmBackend(address: StateAddress): Promise<void>;
}

export type StackOptions = Pick<Run, 'terraform' | 'inputs' | 'openBackend'>;

/**
 * Runs `init` as configured and reads from it where production's state lies. `use: 'apply'` selects the workspace on
 * it, which writes there when it is new; `use: 'look'` reads only.
 */
export async function openStack(run: StackOptions, { use }: { readonly use: 'look' | 'apply' }): Promise<Stack> {
  const { terraform, inputs } = run;
  const workspace = use === 'look' ? 'default' : 'selected';
  // A state that cannot be read is for the job to deal with: where it lies is known all the same.
  const initialized = await terraform.init({ key: inputs['state-key'], workspace });
  const settings = await terraform.readBackend();
  if (settings.lockTable === undefined && !settings.useLockfile) {
    throw new BackendUnusable(
      'the backend has no state lock, so two applies could run at once. Set use_lockfile = true, or dynamodb_table, in the backend block.',
    );
  }
  if (inputs['state-key'] !== undefined && settings.key !== inputs['state-key']) {
    throw new BackendUnusable(
      `state-key is ${JSON.stringify(inputs['state-key'])}, but init resolved the key ${JSON.stringify(settings.key)}.`,
    );
  }
  return { ...(await stackOf(run, settings)), isReadable: initialized.kind === 'initialized' };
}

/** The stack whose production key these settings name, without running anything. */
export async function stackOf(run: StackOptions, settings: S3Backend): Promise<Stack> {
  const { terraform, inputs } = run;
  const workspace = { name: terraform.workspace, keyPrefix: settings.workspaceKeyPrefix };
  const address = (key: string): StateAddress => ({ bucket: settings.bucket, key, path: statePath(key, workspace) });
  const prod = address(settings.key);
  const prAddress = (prNumber: number | string): StateAddress => {
    const decision = decidePrKey({
      template: inputs['pr-state-key'],
      prodKey: settings.key,
      prNumber,
      workspaceKeyPrefix: settings.workspaceKeyPrefix,
    });
    if (decision.kind === 'refused') throw new Refused(decision.reason);
    return address(decision.key);
  };
  return {
    backend: await run.openBackend(settings),
    prod,
    isReadable: true,
    prAddress,
    placeOfNobody: prAddress,
    prPaths: describePrPaths(inputs['pr-state-key'], settings.key, workspace),
    confirmBackend: async (expected) => {
      const now = await terraform.readBackend();
      if (now.bucket === expected.bucket && now.key === expected.key) return;
      throw new BackendUnusable(
        `${terraform.name} is initialized on ${now.bucket}/${now.key} instead of ${expected.bucket}/${expected.key}. ` +
          'Something else in this job sets the backend, perhaps TF_CLI_ARGS_init: take it out.',
      );
    },
  };
}
