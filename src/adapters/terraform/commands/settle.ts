import type { ToolEvent } from '../../../domain/events/event.ts';
import { isCutOff, isStalePlan, isStateNotSaved, readTold, unsavedStateOf } from '../../../domain/events/told.ts';
import type { ApplyRun } from '../../../ports/terraform.ts';
import { ABSENT, erroredStateFileOf, holdsState, keepPrintedState, markErroredState } from './errored-state.ts';

/** Shells report a signal as 128 and its number. */
const KILLED_FROM = 128;
/** How a Go program ends that was told to dump itself; `plan -detailed-exitcode` ends with it when there are changes. */
const DUMPED = 2;
/** How Terraform and OpenTofu end that have crashed. Source: internal/logging/panic.go, `PanicHandler`. */
const CRASHED = 11;

export function endedByItself(command: string, exitCode: number | undefined): boolean {
  if (exitCode === undefined || exitCode === CRASHED || exitCode >= KILLED_FROM) return false;
  return exitCode !== DUMPED || command === 'plan';
}

/** What has become of an apply that has ended. */
export async function settleApply(apply: {
  readonly exitCode: number | undefined;
  readonly events: readonly ToolEvent[];
  readonly stderr: string;
  /** Where what it has printed on stderr lies: in a directory of this run alone. */
  readonly stderrFile: string;
  /** The mark of what lay at `errored.tfstate` before it began. */
  readonly erroredBefore: string;
  readonly directory: string;
}): Promise<ApplyRun> {
  const { exitCode, directory } = apply;
  const told = readTold(apply.events, apply.stderr);
  if (exitCode === 0) return { kind: 'applied', told };
  const byItself = endedByItself('apply', exitCode);
  // A disk that is full takes neither the state nor the word that it was not saved.
  const isTold = isStateNotSaved(told, apply.events) || (byItself && isCutOff(apply.events));
  const erroredNow = await markErroredState(directory);
  const hasFile = erroredNow !== ABSENT && erroredNow !== apply.erroredBefore;
  if (hasFile || isTold) {
    // Where it cannot write `errored.tfstate`, or not to its end, it prints the state among its events.
    const printed = isTold ? unsavedStateOf(apply.events) : undefined;
    const left = hasFile ? erroredStateFileOf(directory) : undefined;
    const isWhole = printed === undefined || (left !== undefined && (await holdsState(left)));
    const erroredStateFile = isWhole ? left : ((await keepPrintedState(printed, apply.stderrFile)) ?? left);
    return { kind: 'state-not-saved', erroredStateFile, isTold, byItself, told };
  }
  if (isStalePlan(told, apply.events)) return { kind: 'stale-plan' };
  return { kind: 'failed', byItself, told };
}
