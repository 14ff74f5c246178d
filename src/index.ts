import process from 'node:process';

/** `main` leaves this state for `post`: both are this one file. */
if (process.env['STATE_isPost'] === 'true') {
  const handover = process.env['STATE_handover'] ?? '';
  if (handover !== '') {
    const { post } = await import('./post.ts');
    await post(process.env, handover);
    process.exit();
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
  try {
    await main(process.env, runner, cancellation.signal);
  } catch (error) {
    runner.fail([
      `Lockstep itself failed, which is a defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    ]);
  }
  await runner.flushed();
  process.exit();
}
