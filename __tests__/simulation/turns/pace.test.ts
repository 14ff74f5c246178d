import { describe, expect, it } from 'vitest';

import { parseTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { play, type Played } from './play.ts';
import { createPlan, createScenario, type RunPlan } from '../world/scenario.ts';

/** A queue of this many runs behind a first one, all of them fine. */
async function playQueue(waiters: number, plan: Partial<RunPlan>, seed = 1): Promise<Played> {
  const runs = Array.from({ length: waiters + 1 }, (_, index) => createPlan({ arrivesAtMs: index * 300, ...plan }));
  return play(createScenario({ seed, runs }));
}

describe('what a turn costs', () => {
  it('is three requests for a plan that nobody is in the way of: read, join as holder, leave', async () => {
    expect((await playQueue(0, { operation: 'plan' })).requests).toBe(3);
  });

  it('is a renewal every 20 s more while it is held', async () => {
    const [short, long] = [
      await playQueue(0, { operation: 'plan', worksMs: 1000 }),
      await playQueue(0, { operation: 'plan', worksMs: 101_000 }),
    ];
    expect(long.requests - short.requests).toBe(5);
  });

  it.each([2, 8, 32])(
    'is below 150 requests a minute on a key with %d waiting and turns of a minute',
    async (waiters) => {
      const { requests, virtualMs } = await playQueue(waiters, { worksMs: 60_000 });
      expect(requests / (virtualMs / 60_000)).toBeLessThan(150);
    },
  );
});

describe('a hand-off', () => {
  it.each([2, 8, 32])(
    'takes 0.8 s in the middle and never 2.5 s with %d waiting for turns of 10 s',
    async (waiters) => {
      const gaps: number[] = [];
      for (let seed = 1; seed <= 5; seed += 1) {
        gaps.push(...(await playQueue(waiters, { worksMs: 10_000 }, seed)).handOffsMs);
      }
      gaps.sort((one, other) => one - other);
      expect(gaps).toHaveLength(5 * waiters);
      expect(gaps[gaps.length >> 1]).toBeLessThan(800);
      expect(gaps.at(-1)).toBeLessThan(2500);
    },
  );
});

describe('a document that 100 runs have passed through', () => {
  it('is as small as after the first few, although every fifth of them died', async () => {
    const runs = Array.from({ length: 100 }, (_, index) =>
      createPlan({ arrivesAtMs: index * 4000, diesAtStep: index % 5 === 0 ? 1 + (index % 7) : undefined }),
    );
    const { body, counts } = await play(createScenario({ key: 'pr', runs }));
    expect(counts.removals).toBeGreaterThan(10);
    const { tickets, departed, nextSequence } = parseTurnDocument(body ?? '');
    expect(tickets).toEqual([]);
    expect(departed.length).toBeLessThanOrEqual(20);
    expect(nextSequence).toBeGreaterThan(90);
    expect(body?.length).toBeLessThan(6000);
  });
});
