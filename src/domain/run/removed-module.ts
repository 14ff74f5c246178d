import type { Served } from './operation.ts';

/** A root module that a commit has removed: it has Terraform files before it, and none in it. */
export interface RemovedModule {
  /** Relative to the repository, such as `stacks/network`; empty for the repository's own folder. */
  readonly folder: string;
  /** The commit that has removed it; undefined when it is the pull request at hand that does. */
  readonly removedBy: string | undefined;
  /** The last commit that has it. */
  readonly lastCommit: string;
}

/** Whether Terraform or OpenTofu would find a configuration among these files. */
export function hasConfiguration(names: readonly string[]): boolean {
  return names.some((name) => !name.startsWith('.') && /\.(?:tf|tofu)(?:\.json)?$/.test(name));
}

/**
 * Whether a module counts that was gone before: not for a pull request, where one that names such a module names a wrong
 * one. What is on the branch already is told of for as long as its workflow names it.
 */
export function mayBeRemovedBefore(operation: Served, eventKind: string): boolean {
  return operation.kind !== 'plan' || eventKind === 'merge-group';
}

/** Whether the operation can end well without a root module: nobody asks for another one where there is none. */
export function canDoWithout(operation: Served, eventKind: string): boolean {
  switch (operation.kind) {
    case 'plan':
    case 'apply':
      return true;
    case 'cleanup':
      return eventKind === 'pull-request';
    case 'unlock':
    case 'sweep':
    case 'doctor':
      return false;
  }
}
