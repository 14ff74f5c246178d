import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { join, leave, renew } from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { TurnQueue } from '../../../src/jobs/turn/queue.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { TurnStore } from '../../../src/ports/turns.ts';
import { createTurnRun } from '../../support/fakes/factories.ts';
import { connectTurnMemory, TurnMemory } from '../../support/fakes/memory-turn-store.ts';

/** Every request is two steps that the scheduler may put anywhere: its way there, and the way of its answer. */
function scheduled(scheduler: fc.Scheduler, store: TurnStore, name: string): TurnStore {
  const send = async <T>(what: string, request: () => Promise<T>): Promise<T> => {
    await scheduler.schedule(Promise.resolve(), `${name} sends ${what}`);
    const answer = await request();
    await scheduler.schedule(Promise.resolve(), `${name} gets its answer to ${what}`);
    return answer;
  };
  return {
    home: store.home,
    get: () => send('get', () => store.get()),
    put: (body, expected) => send('put', () => store.put(body, expected)),
    delete: (expected) => send('delete', () => store.delete(expected)),
    clear: () => store.clear(),
  };
}

function createQueue(
  scheduler: fc.Scheduler,
  memory: TurnMemory,
  options: { name: string; lost: number[] },
): TurnQueue {
  const { name, lost } = options;
  let sent = 0;
  const store = connectTurnMemory(memory, () => {
    sent += 1;
    return lost.includes(sent) ? 'answer-lost' : 'answered';
  });
  const clock: Clock = {
    now: () => new Date(0),
    monotonicMs: () => 0,
    sleep: async () => scheduler.schedule(Promise.resolve(), `${name} wakes`),
  };
  let ids = 0;
  const id = (): string => {
    ids += 1;
    return `${name}-${ids}`;
  };
  return new TurnQueue(scheduled(scheduler, store, name), clock, { next: () => 0.5, id });
}

const lostAnswers = fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }), {
  minLength: 2,
  maxLength: 4,
});

it('loses no update and makes none twice, however requests and lost answers interleave', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), lostAnswers, async (scheduler, lost) => {
      const memory = new TurnMemory();
      const names = lost.map((_, index) => `run-${index}`);
      const lives = names.map(async (name, index) => {
        const queue = createQueue(scheduler, memory, { name, lost: lost[index] ?? [] });
        const arrival = {
          id: name,
          token: `${name}-0`,
          run: createTurnRun(),
          at: '2026-11-21T10:27:00Z',
          lockId: `${name}-lock`,
        };
        const joined = await queue.change((now) => join(now, arrival));
        expect(joined.tickets.filter(({ id }) => id === name)).toHaveLength(1);
        const renewed = await queue.change((now) => renew(now, { id: name, token: `${name}-1` }));
        expect(renewed.tickets.find(({ id }) => id === name)?.token).toBe(`${name}-1`);
        const left = await queue.change((now) => leave(now, { id: name, applied: undefined, lockMayBeHeld: false }));
        expect(left.tickets.map(({ id }) => id)).not.toContain(name);
        // A second one, or a late one, changes nothing any more: in the end everybody has departed once.
        await queue.change((now) => leave(now, { id: name, applied: undefined, lockMayBeHeld: false }));
      });
      await scheduler.waitFor(Promise.all(lives));
      const { tickets, departed, nextSequence } = parseTurnDocument(memory.stored?.body ?? '');
      expect([tickets.length, departed.length, nextSequence]).toEqual([0, names.length, names.length + 1]);
    }),
    { numRuns: 500 },
  );
});
