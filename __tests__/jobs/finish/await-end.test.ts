import { describe, expect, it } from 'vitest';

import { awaitEnd } from '../../../src/jobs/finish/await-end.ts';
import { EveryStep } from '../../../src/jobs/tolerate.ts';
import { createLeftCommand } from '../../support/fakes/fake-left-command.ts';
import { createRun } from '../../support/fakes/fake-run.ts';

const DEFECT = new TypeError('a defect');
const CANCELLED = { cancelledForMs: 0, stop: new AbortController().signal };

function broken(): never {
  throw DEFECT;
}

describe('a defect while Terraform is waited for', () => {
  it.each([
    ['in passing on its log', { readOn: broken }],
    ['in closing its log', { close: broken }],
    ['in interrupting it', { interrupt: broken, interrupted: false }],
  ])('%s keeps nobody from waiting until it has ended, and ends the run', async (_, fault) => {
    const run = createRun();
    const steps = new EveryStep(run.journal);
    const command = { ...createLeftCommand({ clock: run.clock, endsAtMs: 40_000 }), ...fault };
    expect(await awaitEnd(run, { ...CANCELLED, command }, steps)).toBe('by-itself');
    expect(run.clock.monotonicMs()).toBeGreaterThanOrEqual(40_000);
    expect(() => {
      steps.throwDefect();
    }).toThrow(DEFECT);
  });

  it('gives up on one that never ends, which counts as still at work', async () => {
    const run = createRun();
    const steps = new EveryStep(run.journal);
    const command = { ...createLeftCommand({ clock: run.clock, endsAtMs: Infinity }), readOn: broken };
    expect(await awaitEnd(run, { ...CANCELLED, command }, steps)).toBe('not-at-all');
  });
});
