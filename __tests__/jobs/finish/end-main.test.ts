import { describe, expect, it } from 'vitest';

import { endMain } from '../../../src/jobs/finish/end-main.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

interface Ended {
  readonly run: FakeRun;
  /** Each signal, and when it was sent in milliseconds. */
  readonly signals: readonly (readonly [string, number])[];
  readonly tookMs: number;
}

/** A main that ends this long after the signal to which it listens; undefined for none. */
async function end(main: { readonly listensTo?: string; readonly afterMs?: number; over?: boolean }): Promise<Ended> {
  const run = createRun();
  const { clock } = run;
  let endsAtMs = main.over === true ? 0 : Infinity;
  const signals: [string, number][] = [];
  await endMain(run, {
    isAtWork: () => clock.monotonicMs() < endsAtMs,
    signal: (signal) => {
      signals.push([signal, clock.monotonicMs()]);
      if (signal === main.listensTo) endsAtMs = clock.monotonicMs() + (main.afterMs ?? 0);
    },
  });
  return { run, signals, tookMs: clock.monotonicMs() };
}

describe('a main that post finds at work', () => {
  it('has one interrupt, and is waited for', async () => {
    const { signals, tookMs, run } = await end({ listensTo: 'SIGINT', afterMs: 55_000 });
    expect(signals).toEqual([['SIGINT', 0]]);
    expect(tookMs).toBe(55_000);
    expect(run.said).toMatchObject({
      infos: [expect.stringContaining('is interrupted, and waited for')],
      warnings: [],
    });
  });

  it('is ended when it does not answer for a minute, which is sooner than its turn is called dead', async () => {
    expect((await end({ listensTo: 'SIGTERM' })).signals).toEqual([
      ['SIGINT', 0],
      ['SIGTERM', 60_000],
    ]);
    const { signals, tookMs } = await end({ listensTo: 'SIGKILL' });
    expect(signals.at(-1)).toEqual(['SIGKILL', 65_000]);
    expect(tookMs).toBeLessThan(90_000);
  });

  it('is given up when no signal reaches it: it begins nothing any more, and that is said', async () => {
    const { tookMs, run } = await end({});
    expect(tookMs).toBe(70_000);
    expect(run.said.warnings).toEqual(['The main step of this action has not ended. It begins nothing any more.']);
  });
});

describe('a main that has ended', () => {
  it('has no signal, and there is nothing to say of it', async () => {
    const { signals, tookMs, run } = await end({ over: true });
    expect([signals, tookMs, run.said.infos]).toEqual([[], 0, []]);
  });
});
