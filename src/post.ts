import { openRunner, processes, systemClock } from './wiring.ts';

const POLL_MS = 250;
/** The runner ends everything five minutes after a cancel; some of that is gone by now. */
const PATIENCE_MS = 180_000;
const LAST_WORDS_MS = 20_000;

/**
 * The end of a cancelled run: waits for the Terraform that was interrupted to finish what is in flight, to save the
 * state and to release its lock. A second interrupt makes it drop work, so it comes only when time runs out.
 */
export async function post(running: string): Promise<void> {
  const terraform = processes.parseMark(running);
  const runner = openRunner();
  runner.begin();
  const ended = async (patienceMs: number): Promise<boolean> => {
    const untilMs = systemClock.monotonicMs() + patienceMs;
    while (processes.isAtWork(terraform)) {
      if (systemClock.monotonicMs() > untilMs) return false;
      await systemClock.sleep(POLL_MS);
    }
    return true;
  };
  if (processes.isAtWork(terraform)) {
    runner.info('Terraform was interrupted and is still at work: waiting until it has saved the state.');
    if (!(await ended(PATIENCE_MS))) {
      runner.warning('Terraform is still at work and the time is running out: it is interrupted once more.');
      processes.interrupt(terraform);
      if (!(await ended(LAST_WORDS_MS))) runner.warning('Terraform has not ended: its state lock may be left behind.');
    }
  }
  runner.info('Terraform has ended.');
  await runner.flushed();
}
