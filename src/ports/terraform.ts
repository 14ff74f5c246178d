import type { S3Backend } from '../domain/stack/backend.ts';
import type { AtWork } from '../domain/apply/at-work.ts';
import type { Diagnostic } from '../domain/events/diagnostic.ts';
import type { ToolEvent } from '../domain/events/event.ts';
import type { Told } from '../domain/events/told.ts';
import type { Conceal } from '../domain/secrets/conceal.ts';
import type { StateAddress } from '../domain/state/keys.ts';
import type { Tool } from '../domain/stack/tool.ts';
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
  /** Nobody has seen it end, and it may be at work. */
  readonly mayBeAtWork?: boolean;
  readonly told: Told;
  /** Takes out of a text what is known to be secret without a plan. */
  readonly conceal?: Conceal;
  /** All that it has told of. */
  readonly events?: readonly ToolEvent[];
  readonly timedOut?: RunTimedOut | undefined;
}

/** The time of a plan or an apply was up, and it had its interrupt. */
export interface RunTimedOut {
  /** `apply-timeout`. */
  readonly limitMs: number;
  /** When the time was up. */
  readonly atWork: AtWork;
  /** All that it has told of. */
  readonly events: readonly ToolEvent[];
}

export type InitRun =
  | { readonly kind: 'initialized' }
  /** The backend is set up, and the state's digest does not belong to the state. */
  | { readonly kind: 'state-unreadable'; readonly details: string };

export type PlanRun = { readonly kind: 'planned'; readonly hasChanges: boolean } | FailedRun;

export type ApplyRun =
  | { readonly kind: 'applied'; readonly told: Told }
  /** The state has changed since the plan was made. */
  | { readonly kind: 'stale-plan' }
  | {
      readonly kind: 'state-not-saved';
      /** What was done is recorded in this file only; undefined when that could not be written either. */
      readonly erroredStateFile: string | undefined;
      /** Terraform has said so; false: there is the file alone, which may be another step's. */
      readonly isTold: boolean;
      readonly byItself: boolean;
      readonly mayBeAtWork?: boolean;
      readonly told: Told;
      readonly events?: readonly ToolEvent[];
      readonly timedOut?: RunTimedOut | undefined;
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
  /** What it has told of, from its beginning: cut off where that cannot be read. */
  readEvents(): Promise<readonly ToolEvent[]>;
  /** What has become of it, if it was an apply. */
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
  /** What it says it is; until it has, what its file is called. */
  readonly tool: Tool;
  /** The workspace of this run. */
  readonly workspace: string;
  /** Absolute path of Terraform's data directory, which no other run and no other step has. */
  readonly dataDirectory: string;
  /**
   * Finds where the state lies, with this `key` in place of the configured one unless it is undefined: without modules
   * and providers, and without a write anywhere. Rejects with BackendUnusable when that is not in `s3`, with ToolFailed,
   * and with Refused when the checkout holds a local state, or a selected workspace of which nobody has said a word.
   * `needs: 'backend'` is for who does nothing but look there: then no more of the root module has to be in order.
   */
  findBackend(key: string | undefined, needs?: 'module' | 'backend'): Promise<S3Backend>;
  /** What `findBackend` has found last, be it in an earlier process of this run. Rejects with BackendUnusable. */
  foundBackend(): Promise<S3Backend>;
  /**
   * Initializes on `key`. Rejects with ToolFailed. In a workspace that does not exist yet that could fail, or write its
   * state: `workspace: 'default'` initializes all the same, and reads only.
   */
  init(options: { readonly key: string; readonly workspace: 'default' | 'selected' }): Promise<InitRun>;
  /**
   * Creates the workspace of this run at the key of the last `init`, with an empty state, under a state lock that
   * Terraform takes for it. One that is there already is no error. Rejects with ToolFailed.
   */
  createWorkspace(): Promise<void>;
  /** The backend that the data directory points at now. Rejects with BackendUnusable when it is not `s3`. */
  readBackend(): Promise<S3Backend>;
  readonly planFiles: PlanFiles;
  plan(under: LockHeld): Promise<PlanRun>;
  /**
   * Whether states are encrypted here, or were, as far as the environment and the root module say: then an apply of a plan
   * without changes may write the state anew. Without either no encrypted state can be read.
   */
  mayEncrypt(): Promise<boolean>;
  /** Looks at what has changed outside Terraform, and plans nothing else. */
  planRefreshOnly(under: LockHeld): Promise<PlanRun>;
  /** What the last plan would do, its text as Terraform prints it, and what it warns of. Rejects with ToolFailed. */
  showPlan(): Promise<Omit<PlanShown, 'hasChanges'>>;
  /** What `showPlan` has shown last, be it in an earlier process of this run. Rejects with ToolFailed. */
  readShownPlan(): Promise<Omit<PlanShown, 'hasChanges' | 'warnings'>>;
  apply(under: LockHeld): Promise<ApplyRun>;
  /** Writes these at their lines of the repository's files, as far as they are about any, where a review shows them. */
  annotate(diagnostics: readonly Diagnostic[], conceal: Conceal | undefined): void;
  /** The outputs of this state. Rejects with ToolFailed, and with BackendUnusable when another one may have been read. */
  readOutputs(of: StateAddress): Promise<RootOutputs>;
  /** Puts this file in the place of this state, and of no other. */
  pushState(file: string, under: LockHeld, address: StateAddress): Promise<PushRun>;
  /** Rejects with ToolFailed when it cannot be read. */
  readStateFile(file: string): Promise<Uint8Array>;
  /**
   * Keeps a state that an apply could not save where no other step and no later command writes; gives its path. Rejects
   * with ToolFailed.
   */
  keepState(body: Uint8Array): Promise<string>;
  /** What `keepState` has kept, be it in an earlier process of this run; undefined for nothing. Rejects with ToolFailed. */
  keptState(): Promise<Uint8Array | undefined>;
}
