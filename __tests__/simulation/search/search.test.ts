import { describe, expect, it } from 'vitest';

import { join, removeHead } from '../../../src/domain/turn/turn.ts';
import { RULES, search, type Rules } from './search.ts';

/** Two runs on one key: all three of the sweep's take minutes. */
const KEYS = [0, 0];

describe('every order of all steps of two runs, one of which dies', () => {
  it('keeps everybody apart, and in order, and gets everybody on', () => {
    const searched = search({ keys: KEYS, crashes: 1 });
    console.log(`${searched.states} states of two runs and one crash`);
    expect(searched.failure).toBeUndefined();
    expect(searched.states).toBeGreaterThan(200);
  });

  const MUTANTS: readonly { readonly name: string; readonly rules: Partial<Rules>; readonly caughtBy: RegExp }[] = [
    {
      name: 'a head that is removed without evidence',
      rules: { isDead: () => true },
      caughtBy: /has shown that it lives/,
    },
    {
      name: 'a removal that ignores the token',
      rules: {
        removeHead: (queue, dead) => {
          const head = queue.tickets[0];
          return removeHead(queue, { id: dead.id, token: head?.id === dead.id ? head.token : dead.token });
        },
      },
      caughtBy: /has shown that it lives/,
    },
    {
      name: 'a lock that is recovered although its ticket is in the queue',
      rules: { mayRecover: (owner, run) => owner !== undefined && run === 'completed' },
      caughtBy: /is deleted while it lives/,
    },
    {
      name: 'a lock that is recovered without a word of GitHub',
      rules: { mayRecover: (owner) => owner?.ticket === 'removed' },
      caughtBy: /is deleted while it lives/,
    },
    {
      name: 'an apply that is announced whatever became of the turn',
      rules: { announced: () => true },
      caughtBy: /announces an apply without the turn/,
    },
    {
      name: 'a lock that is given back by its place instead of its ID',
      rules: { isOwn: (lock) => lock !== undefined },
      caughtBy: /applies without its lock/,
    },
    {
      name: 'a lock that is taken whatever lies there',
      rules: { mayTakeLock: () => true },
      caughtBy: /applies without its lock/,
    },
    {
      name: 'a key whose queue has two homes, and a lock in each',
      rules: { homeOf: (_key, run) => run % 2, mayTakeLock: () => true },
      caughtBy: /applies without its lock|two apply/,
    },
    {
      name: 'a newcomer that holds at once',
      rules: {
        join: (queue, arrival) => {
          const joined = join(queue, arrival);
          return {
            ...joined,
            tickets: joined.tickets.map((ticket) =>
              ticket.id === arrival.id ? { ...ticket, state: 'holding' as const } : ticket,
            ),
          };
        },
      },
      caughtBy: /holds who is not the head/,
    },
    {
      name: 'a dead head that nobody removes',
      rules: { removeHead: (queue) => queue },
      caughtBy: /waits for ever/,
    },
    {
      name: 'a lock of the dead that nobody recovers',
      rules: { mayRecover: () => false },
      caughtBy: /waits for ever/,
    },
  ];

  it.each(MUTANTS)('kills $name', ({ rules, caughtBy }) => {
    const { failure } = search({ keys: KEYS, crashes: 1, rules: { ...RULES, ...rules } });
    expect(failure?.why).toMatch(caughtBy);
  });
});
