import { describe, expect, it } from 'vitest';

import { waitForEnd, type Stopping } from '../../../src/jobs/finish/wait-for-end.ts';
import {
  createLeftCommand,
  type FakeLeftCommand,
  type LeftCommandOptions,
} from '../../support/fakes/fake-left-command.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const NEVER = new AbortController().signal;
const CANCELLED: Stopping = { cancelledForMs: 0, stop: NEVER };
const DIED: Stopping = { cancelledForMs: undefined, stop: NEVER };

interface Wait {
  readonly run: FakeRun;
  readonly command: FakeLeftCommand;
  readonly ended: string;
  readonly tookMs: number;
}

async function wait(asked: Stopping, options: Omit<LeftCommandOptions, 'clock'>, run = createRun()): Promise<Wait> {
  const command = createLeftCommand({ clock: run.clock, ...options });
  const ended = await waitForEnd(run, command, asked);
  return { run, command, ended, tookMs: run.clock.monotonicMs() };
}

/** A signal that aborts at this time of the run's clock. */
function stopAt(run: FakeRun, atMs: number): AbortSignal {
  const stop = new AbortController();
  void run.clock.sleep(atMs).then(() => {
    stop.abort();
  });
  return stop.signal;
}

describe('a Terraform that was interrupted when the run was cancelled', () => {
  it('is left to finish what is in flight, and is not interrupted again', async () => {
    const { command, ended, tookMs, run } = await wait(CANCELLED, { endsAtMs: 170_000 });
    expect(ended).toBe('by-itself');
    expect(command.interrupts).toEqual([]);
    expect(tookMs).toBe(170_000);
    expect(run.said.infos.join('\n')).toMatch(/was interrupted and is still at work: waiting until it has saved/);
    expect(run.said.infos.at(-1)).toBe('Terraform has ended.');
  });

  it('is not interrupted a second time before three minutes are over', async () => {
    const { command, ended } = await wait(CANCELLED, { endsAtMs: 180_000 });
    expect([ended, command.interrupts]).toEqual(['by-itself', []]);
  });

  it('is interrupted once more after three minutes, and has twenty seconds for its last words', async () => {
    const { command, ended, tookMs, run } = await wait(CANCELLED, {
      endsAtMs: Infinity,
      endsAfter: { interrupts: 1, ms: 19_900 },
    });
    expect(ended).toBe('after-second-interrupt');
    expect(command.interrupts).toEqual([180_250]);
    expect(tookMs).toBe(200_250);
    expect(run.said.warnings.join('\n')).toContain('it is interrupted once more');
  });

  it.each([
    [60_000, [120_250]],
    [500_000, [0]],
  ])('has its three minutes from the cancel on, of which %d ms are over', async (cancelledForMs, interrupts) => {
    const { command } = await wait({ cancelledForMs, stop: NEVER }, { endsAtMs: Infinity });
    expect(command.interrupts).toEqual(interrupts);
  });

  it('is given up when it goes on even then: the time for what comes after it is short', async () => {
    const { command, ended, tookMs, run } = await wait(CANCELLED, { endsAtMs: Infinity });
    expect(ended).toBe('not-at-all');
    expect(command.interrupts).toEqual([180_250]);
    expect(tookMs).toBeLessThanOrEqual(201_000);
    expect(run.said.warnings.at(-1)).toContain('the state lock of this run is left behind');
  });

  it('that has ended meanwhile is not waited for', async () => {
    const { ended, tookMs, run } = await wait(CANCELLED, {});
    expect([ended, tookMs]).toEqual(['by-itself', 0]);
    expect(run.said.infos).toEqual(['Terraform has ended.']);
  });

  it('that was killed is told apart from one that has ended in order', async () => {
    expect((await wait(CANCELLED, { byItself: false })).ended).toBe('killed');
    expect((await wait(CANCELLED, { endsAtMs: 5000, byItself: false })).ended).toBe('killed');
  });
});

describe('a Terraform that main could not interrupt', () => {
  it('has its one interrupt at once', async () => {
    const { command, ended } = await wait(CANCELLED, {
      interrupted: false,
      endsAtMs: Infinity,
      endsAfter: { interrupts: 1, ms: 30_000 },
    });
    expect([ended, command.interrupts]).toEqual(['by-itself', [0]]);
  });

  it('has it as soon as there is somebody to interrupt, and exactly once', async () => {
    const { command } = await wait(CANCELLED, { interrupted: false, endsAtMs: 100_000, reachableFromMs: 1000 });
    expect(command.interrupts).toEqual([1000]);
  });

  it('has two of them in all when the time runs out', async () => {
    const { command, ended } = await wait(CANCELLED, {
      interrupted: false,
      endsAtMs: Infinity,
      endsAfter: { interrupts: 2, ms: 100 },
    });
    expect([ended, command.interrupts]).toEqual(['after-second-interrupt', [0, 180_250]]);
  });
});

describe('a Terraform that nothing can be sent to', () => {
  it('is waited for, and nobody says that it was interrupted', async () => {
    const unreachable = { interrupted: false, reachableFromMs: Infinity };
    const { command, ended, run } = await wait(CANCELLED, { ...unreachable, endsAtMs: 190_000 });
    expect([ended, command.interrupts]).toEqual(['by-itself', []]);
    expect(run.said.infos).toEqual(['Terraform is still at work: waiting until it has ended.', 'Terraform has ended.']);
    expect(run.said.warnings.join('\n')).toMatch(/no process is seen that could be interrupted/);
    expect((await wait(CANCELLED, { ...unreachable, endsAtMs: 190_000, byItself: false })).ended).toBe('killed');
    expect((await wait(CANCELLED, { ...unreachable, endsAtMs: Infinity })).ended).toBe('not-at-all');
  });
});

describe('a Terraform whose main died without a cancel', () => {
  it('is not interrupted at all, however long it takes', async () => {
    const { command, ended, run } = await wait(DIED, { interrupted: false, endsAtMs: 1_000_000 });
    expect([ended, command.interrupts]).toEqual(['by-itself', []]);
    expect(run.said.infos[0]).toBe('Terraform is still at work: waiting until it has ended.');
  });

  it.each([
    ['apply', 90_000, false, [30_000]],
    ['plan', 90_000, false, [30_000]],
    ['apply', 10_000, false, [0]],
    ['apply', 90_000, true, []],
    ['init', 90_000, false, []],
  ])(
    'is interrupted once when its own time is up: %s, of %d ms, interrupted before: %s',
    async (name, limitMs, interrupted, at) => {
      const { command, ended } = await wait({ ...DIED, limitMs }, { name, interrupted, endsAtMs: 1_000_000 });
      expect([ended, command.interrupts]).toEqual(['by-itself', at]);
    },
  );

  it('is interrupted when the job is cancelled during the wait, and the three minutes begin then', async () => {
    const run = createRun();
    const stopping = { cancelledForMs: undefined, stop: stopAt(run, 600_000) };
    const { command, ended } = await wait(stopping, { interrupted: false, endsAtMs: Infinity }, run);
    expect(ended).toBe('not-at-all');
    expect(command.interrupts).toEqual([600_000, 780_250]);
  });
});

describe('the log of a Terraform that is waited for', () => {
  it('goes on while it is at work, is read to its end, and closed then', async () => {
    const { command } = await wait(CANCELLED, { endsAtMs: 1000 });
    const closed = command.log.indexOf('closed');
    expect(command.log.slice(0, closed)).toEqual(Array(5).fill('read'));
    expect(command.log.at(-1)).toBe('closed');
  });

  it('is closed before anything is said that is not Terraform’s', async () => {
    const run = createRun();
    const saidAtClose: number[] = [];
    const close = (): void => {
      saidAtClose.push(run.said.infos.length);
    };
    await waitForEnd(run, { ...createLeftCommand({ clock: run.clock }), close }, CANCELLED);
    expect([saidAtClose[0], run.said.infos]).toEqual([0, ['Terraform has ended.']]);
  });

  it('is closed although the wait is broken off', async () => {
    const run = createRun();
    const command = createLeftCommand({ clock: run.clock });
    const isAtWork = (): boolean => {
      throw new Error('no such table');
    };
    await expect(waitForEnd(run, { ...command, isAtWork }, CANCELLED)).rejects.toThrow('no such table');
    expect(command.log).toEqual(['read', 'closed']);
  });
});

it('the log of a Terraform is closed when its last words cannot be read', async () => {
  const run = createRun();
  const command = createLeftCommand({ clock: run.clock });
  let isClosed = false;
  command.readOn = () => {
    throw new Error('its output is gone');
  };
  command.close = () => {
    isClosed = true;
  };
  await expect(waitForEnd(run, command, DIED)).rejects.toThrow('its output is gone');
  expect(isClosed).toBe(true);
});
