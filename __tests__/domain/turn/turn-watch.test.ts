import { describe, expect, it } from 'vitest';

import {
  isDead,
  isTimeToAsk,
  leaseMs,
  pollAfterMs,
  renewEveryMs,
  retryAfterMs,
  watchTicket,
  watchPace,
  type Pace,
  type RunStatus,
} from '../../../src/domain/turn/turn-watch.ts';
import { createTicket } from '../../support/fakes/factories.ts';

const HOLDING = createTicket({ state: 'holding' });
const WAITING = createTicket({ state: 'waiting', heldSince: undefined });

describe('watching the head', () => {
  it('begins when its token is first seen', () => {
    expect(watchTicket(undefined, HOLDING, 5000)).toEqual({ ticketId: 'ticket-1', token: 'token-1', sinceMs: 5000 });
  });

  it('goes on for as long as the same ticket shows the same token', () => {
    const watch = watchTicket(undefined, HOLDING, 5000);
    expect(watchTicket(watch, { ...HOLDING }, 95_000)).toBe(watch);
  });

  it('begins anew with every renewal', () => {
    const watch = watchTicket(undefined, HOLDING, 5000);
    const renewed = createTicket({ token: 'token-2' });
    expect(watchTicket(watch, renewed, 25_000)).toEqual({ ticketId: 'ticket-1', token: 'token-2', sinceMs: 25_000 });
  });

  it('begins anew with another head, whatever its token', () => {
    const watch = watchTicket(undefined, HOLDING, 5000);
    const next = createTicket({ id: 'ticket-2' });
    expect(watchTicket(watch, next, 25_000)).toEqual({ ticketId: 'ticket-2', token: 'token-1', sinceMs: 25_000 });
  });

  it('looks at no time but its own: what the head says of itself is for people', () => {
    const late = createTicket({ joinedAt: '1970-01-01T00:00:00Z', heldSince: '2099-01-01T00:00:00Z' });
    expect(watchTicket(undefined, late, 5000).sinceMs).toBe(5000);
  });
});

describe('the lease', () => {
  it('of a holder is 90 s on production and 40 s on a PR key', () => {
    expect([leaseMs(HOLDING, 'prod'), leaseMs(HOLDING, 'pr')]).toEqual([90_000, 40_000]);
  });

  it('of a head that has not begun to hold is 30 s on any key: it has only its place to lose', () => {
    expect([leaseMs(WAITING, 'prod'), leaseMs(WAITING, 'pr')]).toEqual([30_000, 30_000]);
  });

  it('outlasts several renewals, so that a lost one costs nobody a turn', () => {
    expect([renewEveryMs('prod'), renewEveryMs('pr')]).toEqual([20_000, 10_000]);
    for (const key of ['prod', 'pr'] as const) {
      expect(leaseMs(HOLDING, key) / renewEveryMs(key)).toBeGreaterThanOrEqual(4);
    }
  });
});

describe('the time to ask about a silent head', () => {
  const watch = watchTicket(undefined, HOLDING, 1000);
  const asks = (position: number, silentMs: number): boolean =>
    isTimeToAsk(watch, { nowMs: 1000 + silentMs, position, leaseMs: 90_000 });

  it('has come for the next in line when a whole lease is over', () => {
    expect([asks(1, 89_999), asks(1, 90_000), asks(1, 500_000)]).toEqual([false, true, true]);
  });

  it('comes 5 s later for every place further back, so that one asks and the others need not', () => {
    expect([asks(2, 94_999), asks(2, 95_000)]).toEqual([false, true]);
    expect([asks(5, 109_999), asks(5, 110_000)]).toEqual([false, true]);
  });

  it('comes for everybody, for those before may be dead too', () => {
    for (let position = 1; position <= 100; position += 1) expect(asks(position, 90_000 + 500_000)).toBe(true);
  });
});

describe('a head is dead', () => {
  it.each<[string, number, RunStatus, boolean]>([
    ['after a silent lease, when GitHub says completed', 90_000, 'completed', true],
    ['never before the lease is over, whatever GitHub says', 89_999, 'completed', false],
    ['never while GitHub says running, however long it is silent', 86_400_000, 'running', false],
    ['never when GitHub does not tell', 86_400_000, 'unknown', false],
  ])('%s', (_, silentMs, run, dead) => {
    expect(isDead({ silentMs, leaseMs: 90_000, run })).toBe(dead);
  });
});

/** As of somebody who has stood here for long, in a queue of slow turns. */
function createPace(overrides: Partial<Pace> = {}): Pace {
  return { position: 1, sinceMs: 0, looks: 20, turnMs: 5000, ...overrides };
}

describe('how fast the queue moves', () => {
  it('is taken to be slow, one turn in 5 s, until it has been seen to move', () => {
    const first = watchPace(undefined, 4, 1000);
    expect(first).toEqual({ position: 4, sinceMs: 1000, looks: 0, turnMs: 5000 });
    expect(watchPace(first, 4, 3000)).toEqual({ position: 4, sinceMs: 1000, looks: 1, turnMs: 5000 });
  });

  it('is the time for which a place was kept, by the places that were gained at once', () => {
    const still = watchPace(watchPace(undefined, 4, 1000), 4, 3000);
    expect(watchPace(still, 3, 5000)).toEqual({ position: 3, sinceMs: 5000, looks: 2, turnMs: 4000 });
    expect(watchPace(still, 2, 5000)).toEqual({ position: 2, sinceMs: 5000, looks: 2, turnMs: 2000 });
  });

  it('is between 1 and 5 s a turn, whatever was seen', () => {
    const first = watchPace(undefined, 4, 1000);
    expect([watchPace(first, 1, 1001).turnMs, watchPace(first, 3, 600_000).turnMs]).toEqual([1000, 5000]);
  });

  it('is kept when the place got worse', () => {
    const fast = createPace({ position: 2, turnMs: 1500, looks: 3 });
    expect(watchPace(fast, 3, 9000)).toEqual({ position: 3, sinceMs: 0, looks: 4, turnMs: 1500 });
  });
});

describe('the time to the next look', () => {
  it('is well under a second for the next in line, about three looks in two seconds', () => {
    expect([0, 0.5].map((chance) => pollAfterMs(createPace(), chance))).toEqual([595, 700]);
  });

  it('grows by a turn with every place further back, to two minutes at most', () => {
    const slow = [2, 3, 4, 24, 25, 26, 500].map((position) => pollAfterMs(createPace({ position }), 0.5));
    expect(slow).toEqual([5000, 10_000, 15_000, 115_000, 120_000, 120_000, 120_000]);
    const fast = [2, 3, 121, 122].map((position) => pollAfterMs(createPace({ position, turnMs: 1000 }), 0.5));
    expect(fast).toEqual([1000, 2000, 120_000, 120_000]);
  });

  it('is short for a newcomer, and grows threefold until it has learned how fast the queue moves', () => {
    const looks = [0, 1, 2, 3, 4, 2000].map((seen) => pollAfterMs(createPace({ position: 9, looks: seen }), 0.5));
    expect(looks).toEqual([1000, 3000, 9000, 27_000, 40_000, 40_000]);
    expect(pollAfterMs(createPace({ looks: 0 }), 0.5)).toBe(700);
  });

  it('varies by 15 % to either side, so that those who came together drift apart', () => {
    for (const position of [1, 2, 7, 40]) {
      const pace = createPace({ position });
      expect(pollAfterMs(pace, 0) / pollAfterMs(pace, 0.5)).toBeCloseTo(0.85);
      expect(pollAfterMs(pace, 1) / pollAfterMs(pace, 0.5)).toBeCloseTo(1.15);
    }
  });

  /** Reads of a key with this many waiters in a queue of slow turns, at the middle of what chance may give. */
  const readsPerMinute = (waiters: number): number =>
    Array.from(
      { length: waiters },
      (_, index) => 60_000 / pollAfterMs(createPace({ position: index + 1 }), 0.5),
    ).reduce((sum, each) => sum + each, 0);

  it.each([1, 2, 8, 32])('keeps %d waiters together below 150 requests a minute', (waiters) => {
    expect(readsPerMinute(waiters)).toBeLessThan(150);
  });

  it('costs a key hardly more with 32 waiters than with 8', () => {
    expect(readsPerMinute(32) / readsPerMinute(8)).toBeLessThan(1.25);
  });
});

describe('the time to the next try after a lost write', () => {
  it('is chance up to 40 ms, twice that with every try, up to 2 s', () => {
    const longest = [0, 1, 2, 5, 6, 20, 2000].map((attempt) => retryAfterMs(attempt, 1));
    expect(longest).toEqual([40, 80, 160, 1280, 2000, 2000, 2000]);
    expect(retryAfterMs(0, 0.5)).toBe(20);
    expect(retryAfterMs(20, 0)).toBe(0);
  });
});
