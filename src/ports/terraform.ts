import type { S3Backend } from '../domain/stack/backend.ts';
import type { StateAddress } from '../domain/state/keys.ts';
import type { PlanShown } from '../domain/plan/plan-shown.ts';
import type { RootOutputs } from '../domain/plan/plan.ts';

/** Where the artefacts of a plan lie; all three hold secrets. */
export interface PlanFiles {
  readonly planFile: string;
  readonly planJson: string;
  readonly planText: string;
}

export interface FailedRun {
  readonly kind: 'failed';
  /** It ended by itself; false when it was killed or crashed, so that nobody knows what it had in hand. */
  readonly byItself: boolean;
  readonly details: string;
}

export type InitRun =
  | { readonly kind: 'initialized' }
  /** The backend is set up, and the state's digest does not belong to the state. */
  | { readonly kind: 'state-unreadable'; readonly details: string };

export type PlanRun = { readonly kind: 'planned'; readonly hasChanges: boolean } | FailedRun;

export type ApplyRun =
  /** What it warned of, checks that turned out not to hold among it; undefined when nobody was there to read it. */
  | { readonly kind: 'applied'; readonly warnings?: readonly string[] }
  /** The state has changed since the plan was made. */
  | { readonly kind: 'stale-plan' }
  | {
      readonly kind: 'state-not-saved';
      /** What was done is recorded in this file only; undefined when that could not be written either. */
      readonly erroredStateFile: string | undefined;
      /** Terraform has said so; false: there is the file alone, which may be another step's. */
      readonly isTold: boolean;
      readonly byItself: boolean;
      readonly details: string;
    }
  | FailedRun;

export type PushRun =
  | { readonly kind: 'pushed' }
  /** `isLasting`: no wait helps, as with a permission that is missing. */
  | { readonly kind: 'failed'; readonly details: string; readonly isLasting?: boolean };

/** A command of Terraform's that has outlived the process that started it. */
export interface LeftCommand {
  /** `init`, `plan`, `apply`, … */
  readonly name: string;
  /** Whether it has had its first interrupt. */
  readonly interrupted: boolean;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  isAtWork(): boolean;
  /** Sends one interrupt; false when there was nothing to send it to. */
  interrupt(): boolean;
  /** Passes on to the log what it has printed since. */
  readOn(): void;
  /** Closes its part of the log. */
  close(): void;
  /** False while it is at work, when it was killed, and where nobody has written down how it ended. */
  endedByItself(): boolean;
  /** What it has printed on stdout, from its beginning. Rejects with ToolFailed when that is gone. */
  readText(): Promise<string>;
  /** What has become of it, if it was an apply. Rejects with ToolFailed when what it printed is gone. */
  settleApply(): Promise<ApplyRun>;
}

/**
 * The state lock that Lockstep holds, as proof: Terraform is told to take none (`-lock=false`) by nobody who has not got
 * one of these.
 */
export interface LockHeld {
  readonly lockId: string;
}

/** Terraform or OpenTofu in one root module. Every method rejects with Cancelled when the run is cancelled. */
export interface Terraform {
  /** `terraform` or `tofu`, for people. */
  readonly name: string;
  /**
   * Initializes on `key`, or as configured when undefined. Rejects with ToolFailed. In a workspace that does not exist
   * yet, `init` locks and writes its state: `workspace: 'default'` is for looking at a backend without touching it.
   */
  init(options: { readonly key: string | undefined; readonly workspace: 'default' | 'selected' }): Promise<InitRun>;
  /** The backend that the last `init` resolved. Rejects with BackendUnusable when it is not `s3`. */
  readBackend(): Promise<S3Backend>;
  /** The selected workspace. */
  readonly workspace: string;
  readonly planFiles: PlanFiles;
  plan(under: LockHeld): Promise<PlanRun>;
  /** Looks at what has changed outside Terraform, and plans nothing else. */
  planRefreshOnly(under: LockHeld): Promise<PlanRun>;
  /** What the last plan would do, its text as Terraform prints it, and what it warns of. Rejects with ToolFailed. */
  showPlan(): Promise<Omit<PlanShown, 'hasChanges'>>;
  apply(under: LockHeld): Promise<ApplyRun>;
  /** Rejects with ToolFailed. */
  readOutputs(): Promise<RootOutputs>;
  /** Puts this file in the place of the state at this address. */
  pushState(file: string, under: LockHeld, address: StateAddress): Promise<PushRun>;
  /** Rejects with ToolFailed when it cannot be read. */
  readStateFile(file: string): Promise<Uint8Array>;
}
