import type { ApplyRun } from '../../ports/terraform.ts';
import { ABSENT, erroredStateFileOf, markErroredState } from './errored-state.ts';
import { errorsOf, isStalePlan, isStateNotSaved } from './words.ts';

/** Shells report a signal as 128 and its number. */
const KILLED_FROM = 128;
/** How a Go program ends that was told to dump itself; `plan -detailed-exitcode` ends with it when there are changes. */
const DUMPED = 2;

export function endedByItself(command: string, exitCode: number | undefined): boolean {
  if (exitCode === undefined || exitCode >= KILLED_FROM) return false;
  return exitCode !== DUMPED || command === 'plan';
}

/** What has become of an apply that has ended. */
export async function settleApply(apply: {
  readonly exitCode: number | undefined;
  readonly stderr: string;
  /** The mark of what lay at `errored.tfstate` before it began. */
  readonly erroredBefore: string;
  readonly directory: string;
}): Promise<ApplyRun> {
  const { exitCode, stderr, directory } = apply;
  if (exitCode === 0) return { kind: 'applied' };
  const details = errorsOf(stderr);
  const byItself = endedByItself('apply', exitCode);
  const erroredNow = await markErroredState(directory);
  const hasFile = erroredNow !== ABSENT && erroredNow !== apply.erroredBefore;
  const isTold = isStateNotSaved(stderr);
  // Where even that file cannot be written, Terraform prints the state at the end of its output.
  if (hasFile || isTold) {
    const erroredStateFile = hasFile ? erroredStateFileOf(directory) : undefined;
    return { kind: 'state-not-saved', erroredStateFile, isTold, byItself, details };
  }
  if (isStalePlan(stderr)) return { kind: 'stale-plan' };
  return { kind: 'failed', byItself, details };
}
