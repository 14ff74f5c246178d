import type { LeftCommand } from '../../ports/terraform.ts';
import type { EveryStep } from '../tolerate.ts';
import type { Run } from '../run.ts';
import type { CommandEnd } from './unfinished.ts';
import { PATIENCE_MS, waitForEnd, type Stopping } from './wait-for-end.ts';

const POLL_MS = 1000;

/**
 * How main's command has ended. What goes wrong in passing on its log, or in interrupting it, keeps nobody from waiting
 * for it: a state that it could not save is to be saved all the same. Where nobody can tell, it counts as still at work.
 */
export async function awaitEnd(
  run: Pick<Run, 'clock' | 'journal'>,
  { command, ...asked }: Stopping & { readonly command: LeftCommand },
  steps: EveryStep,
): Promise<CommandEnd> {
  const ended = await steps.take<CommandEnd | undefined>({
    what: 'Terraform could not be followed to its end',
    task: () => waitForEnd(run, command, asked),
    otherwise: undefined,
  });
  if (ended !== undefined) return ended;
  return steps.take<CommandEnd>({
    what: 'Whether Terraform has ended is not known',
    task: () => waitUntilGone(run, command),
    otherwise: 'not-at-all',
  });
}

async function waitUntilGone(
  { clock }: Pick<Run, 'clock'>,
  command: Pick<LeftCommand, 'isAtWork' | 'endedByItself'>,
): Promise<CommandEnd> {
  const sinceMs = clock.monotonicMs();
  while (command.isAtWork()) {
    if (clock.monotonicMs() - sinceMs > PATIENCE_MS) return 'not-at-all';
    await clock.sleep(POLL_MS);
  }
  return command.endedByItself() ? 'by-itself' : 'killed';
}
