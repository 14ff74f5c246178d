import type { Aftermath } from './apply/aftermath.ts';
import { renderDuration } from './duration.ts';
import type { Finding } from './doctor/finding.ts';
import type { HolderSeen } from './turn/holder.ts';
import { lockItemId, type StateAddress } from './state/keys.ts';
import type { PlanShown } from './run/outcome.ts';
import type { Policies } from './doctor/policies.ts';
import type { ReviewFindings } from './review/reviewed.ts';
import type { ManagedInstance } from './state/state.ts';
import type { Freeze } from './turn/turn.ts';

/** Why a run failed: the closed list behind the output `failure-reason`. */
export type FailureReason =
  | 'bad-input'
  | 'refused'
  | 'state-locked'
  | 'plan-failed'
  | 'plan-changed'
  | 'apply-failed'
  | 'cancelled'
  | 'state-not-saved'
  | 'pr-state-in-use'
  | 'backend-unusable';

/**
 * A failure that the user can read and act on: its message says what, where and what to do, and it is shown without a
 * stack trace. Whatever reaches the last catch and is not a RunFailure is a defect of Lockstep and is shown with one.
 */
export abstract class RunFailure extends Error {
  abstract readonly reason: FailureReason;
}

/** Inputs or the environment are wrong; carries every problem found, one sentence each. */
export class BadInput extends RunFailure {
  readonly reason = 'bad-input';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The guards say no: this event, ref or key may not do that. Nothing has been contacted. */
export class Refused extends RunFailure {
  readonly reason = 'refused';
}

/** The turn or the state lock stayed somebody else's until the deadline; nothing was changed. */
export class StateLocked extends RunFailure {
  readonly reason = 'state-locked';
  readonly holder: HolderSeen;
  readonly waitedMs: number;
  constructor(holder: HolderSeen, waitedMs: number) {
    const what = holder.kind === 'turn' ? 'the turn on' : 'the state lock of';
    super(
      waitedMs === 0
        ? `${what} ${lockItemId(holder.address)} is held, and lock-timeout says not to wait`
        : `${what} ${lockItemId(holder.address)} is still held after a wait of ${renderDuration(waitedMs)}`,
    );
    this.holder = holder;
    this.waitedMs = waitedMs;
  }
}

/** Terraform ended with an error; `details` is what it printed. */
export class PlanFailed extends RunFailure {
  readonly reason = 'plan-failed';
  readonly details: string;
  constructor(message: string, details: string) {
    super(message);
    this.details = details;
  }
}

export interface ChangedPlan {
  readonly address: StateAddress;
  readonly shown: PlanShown;
  readonly findings: ReviewFindings;
}

/** The plan has changes that are in no review; nothing was changed. */
export class PlanChanged extends RunFailure {
  readonly reason = 'plan-changed';
  readonly changed: ChangedPlan;
  constructor(changed: ChangedPlan) {
    const { unreviewed } = changed.findings;
    const addresses = unreviewed.map(({ what, address }) => (what === 'output' ? `output ${address}` : address));
    super(
      `the plan has ${unreviewed.length === 1 ? 'a change that was' : `${String(unreviewed.length)} changes that were`} not reviewed: ` +
        `${addresses.slice(0, ADDRESSES_NAMED).join(', ')}${addresses.length > ADDRESSES_NAMED ? ' and more' : ''}`,
    );
    this.changed = changed;
  }
}

const ADDRESSES_NAMED = 5;

/** The apply began and did not finish; what was done is in the state. */
export class ApplyFailed extends RunFailure {
  readonly reason = 'apply-failed';
  readonly details: string;
  constructor(message: string, details: string) {
    super(message);
    this.details = details;
  }
}

export interface NotSaved {
  readonly address: StateAddress;
  readonly freeze: Freeze;
  /** Whether later applies are kept from the state that is there. */
  readonly isFrozen: boolean;
  /** An apply that was stopped because an earlier one could not save. */
  readonly isEarlier: boolean;
  /** Where this apply has left its record on the runner; undefined when that could not be written either. */
  readonly erroredStateFile: string | undefined;
  /** What Terraform said. */
  readonly details: string;
}

/**
 * An apply, this one or an earlier one, changed things and could not write the state: the record of it lies elsewhere,
 * and until it is in its place nothing may be applied.
 */
export class StateNotSaved extends RunFailure {
  readonly reason = 'state-not-saved';
  readonly notSaved: NotSaved;
  constructor(notSaved: NotSaved) {
    const { address, freeze, erroredStateFile, isEarlier } = notSaved;
    const where =
      freeze.copyKey === undefined
        ? (erroredStateFile ?? `errored.tfstate or the log of ${freeze.runUrl}`)
        : `${address.bucket}/${freeze.copyKey}`;
    super(
      isEarlier
        ? `an earlier apply (${freeze.runUrl}) could not save the state of ${lockItemId(address)}: nothing is applied before what it did is in its place. It is kept in ${where}`
        : `Terraform could not save the state of ${lockItemId(address)}: what it did is recorded in ${where} only. Put that in its place before anything else is applied`,
    );
    this.notSaved = notSaved;
  }
}

/** The job was cancelled, or main died; `aftermath` is known once `post` has brought it to its end. */
export class Cancelled extends RunFailure {
  readonly reason = 'cancelled';
  readonly aftermath: Aftermath | undefined;
  constructor(during: string, aftermath?: Aftermath) {
    super(`the run was cancelled during ${during}`);
    this.aftermath = aftermath;
  }
}

/** Somebody applied on the PR key: its state may be the only record of something real. */
export class PrStateInUse extends RunFailure {
  readonly reason = 'pr-state-in-use';
  readonly address: StateAddress;
  /** Empty when the state cannot be compared (encrypted, unreadable). */
  readonly instances: readonly ManagedInstance[];
  constructor(address: StateAddress, instances: readonly ManagedInstance[]) {
    const path = lockItemId(address);
    super(
      instances.length === 0
        ? `the state at ${path} was written by somebody other than Lockstep and cannot be compared with production's`
        : `the state at ${path} was applied on and holds ${String(instances.length)} managed ${instances.length === 1 ? 'instance' : 'instances'} that production's state does not know`,
    );
    this.address = address;
    this.instances = instances;
  }
}

/** The backend is not one that Lockstep can work with, or it answered with an error. */
export class BackendUnusable extends RunFailure {
  readonly reason = 'backend-unusable';
  /** The role may not do it; anything else is out of order for everybody. */
  readonly isDenied: boolean;
  constructor(message: string, { isDenied = false, ...options }: ErrorOptions & { readonly isDenied?: boolean } = {}) {
    super(message, options);
    this.isDenied = isDenied;
  }
}

/** A doctor has found something without which Lockstep cannot work. */
export class NotReady extends RunFailure {
  readonly reason = 'backend-unusable';
  readonly findings: readonly Finding[];
  readonly policies: Policies | undefined;
  constructor(findings: readonly Finding[], policies: Policies | undefined) {
    const wrong = findings.filter(({ verdict }) => verdict === 'wrong');
    super(
      `Lockstep cannot work here: ${wrong.map(({ what, found }) => `${what}: ${found}`).join(' ')} The job summary says what to do.`,
    );
    this.findings = findings;
    this.policies = policies;
  }
}
