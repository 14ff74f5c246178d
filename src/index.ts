import process from 'node:process';
import type { Runner } from './wiring.ts';

// A terminal that closes says nothing of the job.
process.on('SIGHUP', () => undefined);

/** `main` leaves this state for `post`: both are this one file. */
if (process.env['STATE_isPost'] === 'true') {
  const handover = process.env['STATE_handover'] ?? '';
  if (handover !== '') {
    const [{ post }, { openRunner }] = await Promise.all([import('./post.ts'), import('./wiring.ts')]);
    const runner = openRunner();
    await reporting(runner, () => post(process.env, runner, handover));
  }
} else {
  const [{ main }, { openRunner }] = await Promise.all([import('./main.ts'), import('./wiring.ts')]);
  const runner = openRunner();
  runner.saveState('isPost', 'true');
  const cancellation = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      cancellation.abort();
    });
  }
  await reporting(runner, () => main(process.env, runner, cancellation.signal));
}

/** The last catch. */
async function reporting(runner: Runner, task: () => Promise<void>): Promise<never> {
  try {
    await task();
  } catch (error) {
    runner.fail([
      `Lockstep itself failed, which is a defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    ]);
  }
  await runner.flushed();
  process.exit();
}
