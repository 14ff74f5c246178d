import process from 'node:process';
import { finish } from './jobs/finish.ts';
import { openStory, readTask, type Env } from './story.ts';
import { readHandover, type Runner } from './wiring.ts';

/** The runner ends everything five minutes after a cancel, less some seconds for itself; the last words need some, too. */
const WINDOW_MS = 265_000;

/**
 * The end of a run that was cancelled or whose main died: lets Terraform finish, gives back what the run holds, and
 * tells what has become of it.
 */
export async function post(env: Env, runner: Runner, directory: string): Promise<void> {
  const left = readHandover(directory);
  if (left === undefined) return;
  runner.begin();
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stop.abort();
    });
  }
  const task = await readTask(env);
  const { operation } = task;
  if (operation.kind === 'skip') return;
  const over = left.cancelled ? AbortSignal.timeout(WINDOW_MS) : new AbortController().signal;
  const { run, adapters, conclude } = await openStory({ ...task, env, runner, operation, cancelled: over, directory });
  if (operation.kind === 'plan' || operation.kind === 'cleanup') run.audience.addresses([operation.prNumber]);
  const { terraform } = adapters;
  const conclusion = await finish(run, {
    operation,
    cancelled: left.cancelled,
    turn: left.turn,
    command: left.command && terraform.takeOver(left.command),
    apply: left.apply && terraform.takeOver({ ...left.apply, logged: false }),
    readBackend: () => terraform.lastBackend(),
    stop: stop.signal,
  });
  await conclude(conclusion);
}
