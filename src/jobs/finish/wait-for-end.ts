import type { LeftCommand } from '../../ports/terraform.ts';
import type { Run } from '../run.ts';
import type { CommandEnd, Unfinished } from './unfinished.ts';

type EndingRun = Pick<Run, 'clock' | 'journal'>;

const POLL_MS = 250;
/** From the cancel on. GitHub ends everything five minutes after it, and some of that is needed afterwards. */
export const PATIENCE_MS = 180_000;
/** What `apply-timeout` is for. */
const LIMITED = ['plan', 'apply'];
const LAST_WORDS_MS = 20_000;

/**
 * Waits for Terraform to finish what is in flight and to save the state, however long that takes within the window. One
 * that nothing can be sent to is waited for all the same. A second interrupt makes it drop work, so it comes only when
 * time runs out; and a Terraform whose main died without a cancel has had none at all, and is left alone until there is
 * one, or until its own time is up.
 */
export async function waitForEnd(run: EndingRun, command: LeftCommand, asked: Stopping): Promise<CommandEnd> {
  const ended = await wait(run, command, asked).finally(() => {
    try {
      command.readOn();
    } finally {
      command.close();
    }
  });
  if (ended !== 'not-at-all') run.journal.info('Terraform has ended.');
  return ended;
}

export type Stopping = Pick<Unfinished, 'cancelledForMs' | 'stop' | 'limitMs'>;

async function wait(run: EndingRun, command: LeftCommand, asked: Stopping): Promise<CommandEnd> {
  const { clock, journal } = run;
  const isStopping = (): boolean => asked.cancelledForMs !== undefined || asked.stop.aborted;
  let { interrupted } = command;
  if (isStopping() && !interrupted) interrupted = command.interrupt();
  if (command.isAtWork()) {
    journal.info(
      isStopping() && interrupted
        ? 'Terraform was interrupted and is still at work: waiting until it has saved the state.'
        : 'Terraform is still at work: waiting until it has ended.',
    );
  }
  let stoppingSinceMs: number | undefined;
  const isTimeUp = (): boolean =>
    asked.limitMs !== undefined &&
    LIMITED.includes(command.name) &&
    clock.now().getTime() - command.startedAtMs >= asked.limitMs;
  while (command.isAtWork()) {
    command.readOn();
    if (isStopping()) {
      stoppingSinceMs ??= clock.monotonicMs() - (asked.cancelledForMs ?? 0);
      if (!interrupted) interrupted = command.interrupt();
      if (clock.monotonicMs() - stoppingSinceMs > PATIENCE_MS) return interruptAgain(run, command);
    } else if (!interrupted && isTimeUp()) {
      interrupted = command.interrupt();
      if (interrupted) journal.warning('Terraform has taken longer than apply-timeout and is interrupted, once.');
    }
    await clock.sleep(POLL_MS);
  }
  return command.endedByItself() ? 'by-itself' : 'killed';
}

async function interruptAgain(run: EndingRun, command: LeftCommand): Promise<CommandEnd> {
  const { clock, journal } = run;
  const interruptedAgain = command.interrupt();
  journal.warning(
    `Terraform is still at work and the time is running out: ${interruptedAgain ? 'it is interrupted once more' : 'no process is seen that could be interrupted'}.`,
  );
  const sinceMs = clock.monotonicMs();
  while (command.isAtWork() && clock.monotonicMs() - sinceMs <= LAST_WORDS_MS) await clock.sleep(POLL_MS);
  if (!command.isAtWork()) {
    if (interruptedAgain) return 'after-second-interrupt';
    return command.endedByItself() ? 'by-itself' : 'killed';
  }
  journal.warning('Terraform has not ended: the state lock of this run is left behind.');
  return 'not-at-all';
}
