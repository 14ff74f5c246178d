import type { ApplyProgress } from './apply-progress.ts';
import { renderDuration } from '../duration.ts';
import { RunFailure } from '../failure.ts';
import type { PlanShown } from '../plan/plan-shown.ts';
import type { StateAddress } from '../state/keys.ts';
import type { AtWork } from './at-work.ts';

/** A plan or an apply that took longer than it may. */
export interface Overdue {
  /** `terraform plan`, `tofu apply`, … */
  readonly command: string;
  /** `apply-timeout`, in milliseconds. */
  readonly limitMs: number;
  /** What it was at when the time was up. */
  readonly atWork: AtWork;
  /** How far an apply came, its work in flight included; undefined for a plan, which changes nothing. */
  readonly progress: ApplyProgress | undefined;
  readonly address: StateAddress | undefined;
  /** What else is to be known of its lock or its state: the rest of a sentence each. */
  readonly remarks: readonly string[];
  /** What Terraform printed of it. */
  readonly details: string;
  /** The plan that was being applied; undefined for a plan. */
  readonly shown?: PlanShown | undefined;
}

const NAMED_AT_MOST = 10;

/** The time of a plan or an apply was up: it had one interrupt, and has ended since. What an apply did is in the state. */
export class TimedOut extends RunFailure {
  readonly reason = 'timed-out';
  readonly overdue: Overdue;
  constructor(overdue: Overdue) {
    const { command, limitMs, atWork, remarks } = overdue;
    const limit = `${command} took longer than apply-timeout (${renderDuration(limitMs)}) and was interrupted`;
    super([limit, describeAtWork(atWork), ...remarks].join('; '));
    this.overdue = overdue;
  }
}

/** What was at work when the time was up, in one sentence without its full stop. */
export function describeAtWork({ addresses, lastLine }: AtWork): string {
  if (addresses.length > 0) {
    const more = addresses.length > NAMED_AT_MOST ? `, and ${addresses.length - NAMED_AT_MOST} more` : '';
    return `at work by then: ${addresses.slice(0, NAMED_AT_MOST).join(', ')}${more}`;
  }
  return lastLine === undefined
    ? 'it had printed nothing by then'
    : `the last that it had printed by then: ${lastLine}`;
}
