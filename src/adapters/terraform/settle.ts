import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApplyRun } from '../../ports/terraform.ts';
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
  readonly startedAtMs: number;
  readonly directory: string;
}): Promise<ApplyRun> {
  const { exitCode, stderr } = apply;
  if (exitCode === 0) return { kind: 'applied' };
  const details = errorsOf(stderr);
  const erroredStateFile = join(apply.directory, 'errored.tfstate');
  const hasFile = await isNewerThan(erroredStateFile, apply.startedAtMs);
  // Where even that file cannot be written, Terraform prints the state at the end of its output.
  if (hasFile || isStateNotSaved(stderr)) {
    return { kind: 'state-not-saved', erroredStateFile: hasFile ? erroredStateFile : undefined, details };
  }
  if (isStalePlan(stderr)) return { kind: 'stale-plan' };
  return { kind: 'failed', byItself: endedByItself('apply', exitCode), details };
}

/** File systems keep times to a millisecond at best, so the start is rounded down. */
async function isNewerThan(file: string, startedAtMs: number): Promise<boolean> {
  try {
    return (await stat(file)).mtimeMs >= Math.floor(startedAtMs) - 1;
  } catch {
    return false;
  }
}
