import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { renewCredentials, warnOfExpiry } from '../../../src/jobs/stack/keep-credentials.ts';
import { EPOCH_MS } from '../../support/fakes/fake-clock.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const MINUTE_MS = 60_000;

/** A run that may wait for 20 min, with credentials that last for this long. */
function createExpiringRun(lastsMs: number, renewable = false): FakeRun {
  const run = createRun({ inputs: { 'lock-timeout': 20 * MINUTE_MS } });
  run.backend.credentials.term = { expiresAt: new Date(EPOCH_MS + lastsMs), renewable };
  return run;
}

async function warned(run: FakeRun): Promise<string> {
  await warnOfExpiry(run, run.backend);
  return run.said.warnings.join();
}

describe('credentials that may be over before the run is', () => {
  it('are warned of while something can be done about it, with when and for how long', async () => {
    const warning = await warned(createExpiringRun(25 * MINUTE_MS));
    expect(warning).toContain('expire at 2026-11-21T10:55:00.000Z, in 25 min');
    expect(warning).toContain('this run may wait for 20 min before it applies');
    expect(warning).toContain('role-duration-seconds');
    expect(warning).toContain('lock-timeout');
  });

  it('have to last for the whole wait, and for an apply after it', async () => {
    expect(await warned(createExpiringRun(30 * MINUTE_MS - 1))).not.toBe('');
    expect(await warned(createExpiringRun(30 * MINUTE_MS))).toBe('');
  });

  it('have to last for no longer than what is left of the wait', async () => {
    const run = createExpiringRun(11 * MINUTE_MS);
    run.waiting.spend(19 * MINUTE_MS, undefined);
    expect(await warned(run)).toBe('');
  });

  it('may be over already', async () => {
    expect(await warned(createExpiringRun(-1))).toContain('at 2026-11-21T10:29:59.999Z, in under 1 s');
  });
});

describe('credentials of which there is nothing to say', () => {
  it('are those that are renewed without anybody’s doing', async () => {
    expect(await warned(createExpiringRun(1000, true))).toBe('');
  });

  it('are those of which nobody knows when they are over', async () => {
    expect(await warned(createRun())).toBe('');
  });
});

describe('after a wait', () => {
  it('what can be renewed is', async () => {
    const run = createRun();
    await renewCredentials(run, run.backend);
    expect(run.backend.credentials.renewals).toBe(1);
  });

  it('a renewal that fails is told, and the run goes on with what it has', async () => {
    const run = createRun();
    const failing = {
      ...run.backend,
      renewCredentials: () => Promise.reject(new BackendUnusable('GitHub gave no token')),
    };
    await renewCredentials(run, failing);
    expect(run.said.warnings.join()).toContain('could not be renewed: GitHub gave no token');
  });
});
