import type { S3Backend } from '../domain/backend.ts';
import type { Plan, RootOutputs } from '../domain/plan.ts';

/** Where the artefacts of a plan lie; all three hold secrets. */
export interface PlanFiles {
  readonly planFile: string;
  readonly planJson: string;
  readonly planText: string;
}

export interface FailedRun {
  readonly kind: 'failed';
  /** The lock could not be given back, and is stuck. */
  readonly lockLeft: boolean;
  readonly details: string;
}

export type PlanRun =
  | { readonly kind: 'planned'; readonly hasChanges: boolean }
  /** Terraform did not get the state lock, for whatever reason it gave. */
  | { readonly kind: 'lock-not-acquired' }
  | FailedRun;

export type ApplyRun =
  | { readonly kind: 'applied' }
  | { readonly kind: 'lock-not-acquired' }
  /** The state has changed since the plan was made. */
  | { readonly kind: 'stale-plan' }
  | { readonly kind: 'state-not-saved'; readonly erroredStateFile: string; readonly details: string }
  /** The state could not be written at first, and was pushed right after. */
  | { readonly kind: 'state-saved-late'; readonly details: string }
  | FailedRun;

/** Terraform or OpenTofu in one root module. Every method rejects with Cancelled when the run is cancelled. */
export interface Terraform {
  /** `terraform` or `tofu`, for people. */
  readonly name: string;
  /**
   * Initializes on `key`, or as configured when undefined. Rejects with PlanFailed. In a workspace that does not exist
   * yet, `init` locks and writes its state: `workspace: 'default'` is for looking at a backend without touching it.
   */
  init(options: { readonly key: string | undefined; readonly workspace: 'default' | 'selected' }): Promise<void>;
  /** The backend that the last `init` resolved. Rejects with BackendUnusable when it is not `s3`. */
  readBackend(): Promise<S3Backend>;
  /** The selected workspace. */
  readonly workspace: string;
  readonly planFiles: PlanFiles;
  plan(): Promise<PlanRun>;
  /** What the last plan would do, and its text as Terraform prints it. */
  showPlan(): Promise<{ readonly plan: Plan; readonly text: string }>;
  apply(): Promise<ApplyRun>;
  readOutputs(): Promise<RootOutputs>;
}
