import { readdirSync, readFileSync } from 'node:fs';
import type { Step } from './runner.ts';

/**
 * The end of a step's machine: everything of the run is gone at once, and no post runs. Main is the first to go, whatever
 * numbers the processes have: it would give its turn back when it saw its Terraform end. It is done in one go, and not as
 * the runner does it, because other scenarios would be served in between; and again, because a process may have started
 * another meanwhile.
 */
export function killMachine(step: Step): void {
  const tracking = environmentOf(step.pid).find((entry) => entry.startsWith('RUNNER_TRACKING_ID='));
  if (tracking === undefined) throw new Error(`the step ${step.pid} carries no RUNNER_TRACKING_ID`);
  step.abandon();
  kill(step.pid);
  for (;;) {
    const left = processes().filter((pid) => environmentOf(pid).includes(tracking));
    if (left.length === 0) return;
    for (const pid of left) kill(pid);
  }
}

function processes(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Empty for a process that has ended. */
function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
