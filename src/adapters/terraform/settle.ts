import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApplyRun } from '../../ports/terraform.ts';
import { errorsOf, isLockNotAcquired, isStalePlan } from './words.ts';

/** Shells report a signal as 128 and its number; 2 is how a Go program ends that was told to dump itself. */
const KILLED_FROM = 128;

export function endedByItself(exitCode: number | undefined): boolean {
  return exitCode !== undefined && exitCode < KILLED_FROM && exitCode !== 2;
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
  if (await isNewerThan(erroredStateFile, apply.startedAtMs)) {
    return { kind: 'state-not-saved', erroredStateFile, details };
  }
  if (isLockNotAcquired(stderr)) return { kind: 'lock-not-acquired' };
  if (isStalePlan(stderr)) return { kind: 'stale-plan' };
  return { kind: 'failed', byItself: endedByItself(exitCode), details };
}

/** File systems keep times to a millisecond at best, so the start is rounded down. */
async function isNewerThan(file: string, startedAtMs: number): Promise<boolean> {
  try {
    return (await stat(file)).mtimeMs >= Math.floor(startedAtMs) - 1;
  } catch {
    return false;
  }
}
