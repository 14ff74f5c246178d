import type { PlanShown } from '../plan/plan-shown.ts';
import type { PrStateInUse } from '../state/snapshot.ts';
import type { RunFailure } from '../failure.ts';
import type { Finding } from '../doctor/finding.ts';
import type { HolderSeen } from '../turn/holder.ts';
import type { StateAddress } from '../state/keys.ts';
import type { LockReading } from '../lock/lock.ts';
import type { RootOutputs } from '../plan/plan.ts';
import type { Policies } from '../doctor/policies.ts';
import type { Reviewed } from '../review/reviewed.ts';
import type { RemovedModule } from './removed-module.ts';
import type { Abandoned, TurnRun } from '../turn/turn.ts';

/** How a run ended well: the closed list behind the output `outcome`. */
export type Outcome =
  | 'planned'
  | 'no-changes'
  | 'applied'
  | 'cleaned'
  | 'unlocked'
  | 'swept'
  | 'examined'
  | 'retired'
  | 'superseded'
  | 'skipped';

/** How long the run has waited for others, and for whom last. */
export interface Wait {
  readonly waitedMs: number;
  readonly lastHolder: HolderSeen | undefined;
  readonly recovery?: Recovery | undefined;
  /** An apply that died, and of which no state knows. */
  readonly abandoned?: Abandoned | undefined;
}

/** Where the state as it was can be had again. */
export type Backup =
  | { readonly kind: 'version'; readonly key: string; readonly versionId: string }
  | { readonly kind: 'copy'; readonly key: string }
  /** There was no state yet. */
  | { readonly kind: 'no-state' };

/** A state lock that was taken from its dead owner. */
export interface Recovery {
  readonly lockId: string;
  /** What the owner was doing, in Terraform's words. */
  readonly operation: string;
  readonly run: TurnRun;
  /** Undefined on a PR key, whose state is a copy. */
  readonly backup: Backup | undefined;
}

/** What the PR key was filled with before the plan. */
export type Snapshot =
  | {
      readonly kind: 'taken';
      readonly serial: number | undefined;
      readonly lineage: string | undefined;
      readonly prodLock: LockReading;
    }
  | {
      readonly kind: 'none';
      readonly why: 'no-prod-state' | 'pr-state-empty';
      readonly prodLock: LockReading;
    };

export interface Planned extends PlanShown {
  readonly kind: 'planned';
  readonly address: StateAddress;
  readonly snapshot: Snapshot;
  /** Its comment could not be written: what nobody could see is no review. */
  readonly isUnshown?: boolean;
  /** How the plan of a merge group stands to the reviews; undefined for any other. */
  readonly reviewed: Reviewed | undefined;
  readonly wait: Wait;
}

export interface Applied extends PlanShown {
  readonly kind: 'applied';
  readonly address: StateAddress;
  readonly wait: Wait;
  readonly applyMs: number;
  readonly outputs: RootOutputs;
  /** How the plan that was applied stands to the reviews; undefined when the run was cut off behind that. */
  readonly reviewed: Reviewed | undefined;
  /** Of production's state now. */
  readonly serial: number | undefined;
  /** PR states of the merged pull requests that could not be deleted, and why. */
  readonly kept: readonly { readonly prNumber: number; readonly why: PrStateInUse | string }[];
  /** How the state lock was lost while it was held, for people; undefined when it was not. */
  readonly lockLost?: string | undefined;
  /** The run was cut off meanwhile, and the apply went through all the same. */
  readonly wasCutOff?: boolean;
  /** The plan had no changes, and its apply has written the state anew, to encrypt it in another way. */
  readonly isReencrypted?: boolean;
}

export interface Cleaned {
  readonly kind: 'cleaned';
  readonly address: StateAddress;
  readonly merged: boolean;
  readonly deletion: Deletion;
  /** Where earlier commits of it had their state or their lock. */
  readonly elsewhere: readonly EndedPlace[];
  readonly wait: Wait;
}

/** A place that the root module does not name any more, and what became of what a closed pull request had there. */
export type EndedPlace = {
  readonly prNumber: number;
  /** For people: the S3 key, and the kind of the lock. */
  readonly place: string;
} & ({ readonly kind: 'removed'; readonly removed: number } | { readonly kind: 'kept'; readonly why: string });

export interface Deletion {
  /** Objects, versions, delete markers and items that are gone. */
  readonly removed: number;
  /** True when the role may not list or delete versions: noncurrent ones, which hold the state, are still there. */
  readonly versionsLeft: boolean;
  /** S3 key of the backup, when force asked for one. */
  readonly backupKey: string | undefined;
}

/** One step of a recovery, and what it found. */
export interface UnlockStep {
  readonly step: 'lock' | 'holder' | 'alive' | 'backup' | 'deletion' | 'queue' | 'refresh';
  readonly found: string;
}

export interface Unlocked {
  readonly kind: 'unlocked';
  readonly address: StateAddress;
  readonly lockId: string;
  readonly steps: readonly UnlockStep[];
  /** The holder died in the midst of an apply, and no state knows of it. */
  readonly abandoned?: Abandoned | undefined;
  readonly wait: Wait;
}

export interface Swept {
  readonly kind: 'swept';
  /** Nothing was deleted: this is what would be. */
  readonly dryRun: boolean;
  /** What all keys that were looked at begin with. */
  readonly prefix: string;
  /** Closed pull requests, and how many objects, versions and items of each are gone. */
  readonly swept: readonly { readonly prNumber: number; readonly removed: number }[];
  /** Closed, and left as they are. */
  readonly kept: readonly { readonly prNumber: number; readonly why: string }[];
  readonly openCount: number;
  /** The same of places that the root module does not name any more, or never did. */
  readonly elsewhere: readonly EndedPlace[];
  /** Pull requests that GitHub does not know. */
  readonly unknown: readonly number[];
  /** True when the role may not list or delete versions. */
  readonly versionsLeft: boolean;
  readonly wait: Wait;
}

/** Everything that a doctor looked at is as it should be, or can be worked with. */
export interface Examined {
  readonly kind: 'examined';
  readonly findings: readonly Finding[];
  readonly policies: Policies | undefined;
  readonly wait: Wait;
}

/** A newer run has taken this one's work over; nothing was changed. */
export interface Superseded {
  readonly kind: 'superseded';
  readonly by: {
    readonly commitSha: string;
    /** Undefined when GitHub tells of the commit, and nobody of its run. */
    readonly runUrl: string | undefined;
  };
  /** The branch that the commit at hand is not on any more. */
  readonly leftBranch?: string | undefined;
  readonly wait: Wait;
}

/** There was nothing to do, or nothing that may be done any more. */
export interface Skipped {
  readonly kind: 'skipped';
  readonly reason: string;
}

/** What production's state still holds of a root module that is gone. */
export type Holding =
  | { readonly kind: 'nothing'; readonly hasState: boolean }
  /** Managed instances, by their addresses. */
  | { readonly kind: 'resources'; readonly addresses: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string };

/** The root module was removed: nothing was planned, and nothing applied. */
export interface Retired {
  readonly kind: 'retired';
  readonly removed: RemovedModule;
  /** Of production's state, which is where it was; undefined when it could not be found. */
  readonly address: StateAddress | undefined;
  readonly holding: Holding;
  /** Of what the pull request had planned before; undefined when there was none to look for. */
  readonly deletion: Deletion | undefined;
  readonly wait: Wait;
  /** Another root module has its state, or may have: nothing of what the pull request has there is deleted then. */
  readonly moved?: Moved | undefined;
}

/** Whether another root module is known to have its state. */
export function isMoved({ moved }: Pick<Retired, 'moved'>): boolean {
  return moved !== undefined && moved.kind !== 'unknown';
}

/** How it is known that a state has another root module by now. */
export type Moved =
  /** The pull request at hand, or one that the commit has brought, was planned on it there. */
  | { readonly kind: 'to'; readonly directory: string }
  /** This commit was applied on it, which has not got the removed module. */
  | { readonly kind: 'applied'; readonly commitSha: string }
  /** Nobody may read what would say so. */
  | { readonly kind: 'unknown' };

export type RunResult = Planned | Applied | Cleaned | Unlocked | Swept | Examined | Retired | Superseded | Skipped;

export function outcomeOf(result: RunResult): Outcome {
  switch (result.kind) {
    case 'planned':
      return result.hasChanges ? 'planned' : 'no-changes';
    case 'applied':
      return result.hasChanges ? 'applied' : 'no-changes';
    case 'cleaned':
    case 'unlocked':
    case 'swept':
    case 'examined':
    case 'retired':
    case 'superseded':
    case 'skipped':
      return result.kind;
  }
}

/** A run that waits, at one moment. */
export interface WaitingNow {
  readonly holder: HolderSeen;
  readonly waitedMs: number;
  readonly givesUpAt: Date;
}

/** How a run ended. */
export type Conclusion =
  | { readonly kind: 'result'; readonly result: RunResult }
  | { readonly kind: 'failure'; readonly failure: RunFailure }
  /** Lockstep itself failed. */
  | { readonly kind: 'defect' };

/** A run that is at work: it waits for nobody, and may take a while. */
export interface Begun {
  readonly kind: 'begun';
  readonly at: Date;
  /** The plan that is being applied; undefined for a run that plans. */
  readonly shown: PlanShown | undefined;
  /** How its state lock was lost meanwhile, for people. */
  readonly lockLost?: string;
  /** An apply that died before, and of which no state knows. */
  readonly abandoned?: Abandoned | undefined;
}

/** What a comment can be about. */
export type Subject = Conclusion | { readonly kind: 'waiting'; readonly waiting: WaitingNow } | Begun;

/** Every output of the action, in action.yml's order: a test holds the two to each other. */
export const OUTPUTS = [
  'command',
  'outcome',
  'failure-reason',
  'pr-number',
  'state-key',
  'changes',
  'to-add',
  'to-change',
  'to-destroy',
  'to-import',
  'to-move',
  'to-forget',
  'to-invoke',
  'plan-file',
  'plan-json',
  'plan-text',
  'data-dir',
  'lock-info',
  'lock-wait-seconds',
  'queue-position',
  'comment-url',
  'outputs',
] as const;

export type OutputName = (typeof OUTPUTS)[number];
