import { BackendUnusable, confirmPointsAt, type S3Backend } from '../../domain/stack/backend.ts';
import { Refused } from '../../domain/failure.ts';
import { decidePrKey, describePrPaths, statePath, type PrPaths, type StateAddress } from '../../domain/state/keys.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Run } from '../run.ts';

/** One root module: its backend and the addresses of its states. */
export interface Stack {
  readonly backend: Backend;
  readonly prod: StateAddress;
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
 * Finds where the root module keeps production's state. Nothing is written, and nothing of it but the backend is loaded;
 * with `needs: 'backend'` nothing else of it has to be in order.
 */
export async function openStack(
  run: StackOptions,
  { needs = 'module' }: { readonly needs?: 'module' | 'backend' } = {},
): Promise<Stack> {
  const { terraform, inputs } = run;
  const settings = await terraform.findBackend(inputs['state-key'], needs);
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
  return stackOf(run, settings);
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
    prAddress,
    placeOfNobody: prAddress,
    prPaths: describePrPaths(inputs['pr-state-key'], settings.key, workspace),
    confirmBackend: async (expected) => {
      confirmPointsAt(await terraform.readBackend(), expected, terraform.name);
    },
  };
}
