import { describe, expect, it } from 'vitest';

import {
  claim,
  EMPTY_QUEUE,
  findNewerPlan,
  join,
  leave,
  noteLockFree,
  removeHead,
  type TurnDocument,
  type TurnRun,
} from '../../../src/domain/turn/turn.ts';
import { createTurnRun } from '../../support/fakes/factories.ts';

const HELD_SINCE = '2026-11-21T10:27:00Z';

function joined(queue: TurnDocument, id: string, run: Partial<TurnRun> = {}): TurnDocument {
  return join(queue, { id, token: `${id}-0`, run: createTurnRun(run), at: HELD_SINCE, lockId: `lock-${id}` });
}

function left(queue: TurnDocument, id: string): TurnDocument {
  return leave(queue, { id, applied: undefined, lockMayBeHeld: false });
}

function removed(queue: TurnDocument): TurnDocument {
  const head = queue.tickets[0];
  return head === undefined ? queue : removeHead(queue, { id: head.id, token: head.token });
}

function times(count: number, change: (queue: TurnDocument, index: number) => TurnDocument): TurnDocument {
  let queue = EMPTY_QUEUE;
  for (let index = 0; index < count; index += 1) queue = change(queue, index);
  return queue;
}

describe('a newer plan', () => {
  const plan = (runId: string, commitSha: string, other: Partial<TurnRun> = {}): Partial<TurnRun> => ({
    operation: 'plan',
    prNumber: 42,
    runId,
    commitSha,
    ...other,
  });
  const holder = joined(EMPTY_QUEUE, 'holder', plan('1', 'sha-1'));

  it('is the one of the same pull request behind it', () => {
    const queue = joined(joined(holder, 'older', plan('2', 'sha-2')), 'newer', plan('3', 'sha-3'));
    expect(findNewerPlan(queue, 'older')?.id).toBe('newer');
    expect(findNewerPlan(queue, 'newer')).toBeUndefined();
  });

  it('is found whoever stands between', () => {
    const between = joined(joined(holder, 'older', plan('2', 'sha-2')), 'between', plan('3', 'x', { prNumber: 7 }));
    expect(findNewerPlan(joined(between, 'newer', plan('4', 'sha-3')), 'older')?.id).toBe('newer');
  });

  it('does not take the turn of a plan that has begun', () => {
    const queue = joined(holder, 'newer', plan('2', 'sha-2'));
    expect(findNewerPlan(queue, 'holder')).toBeUndefined();
  });

  it.each<[string, Partial<TurnRun>]>([
    ['of another pull request', plan('3', 'sha-3', { prNumber: 43 })],
    ['of another repository', plan('3', 'sha-3', { repository: 'octo/other' })],
    ['of the same commit', plan('3', 'sha-2')],
    ['that is no plan', plan('3', 'sha-3', { operation: 'cleanup' })],
    ['of an older push, run again', plan('1', 'sha-1')],
  ])('is not a run %s', (_, other) => {
    const queue = joined(joined(holder, 'older', plan('2', 'sha-2')), 'other', other);
    expect(findNewerPlan(queue, 'older')).toBeUndefined();
  });

  it('is told by the number of its run, be it longer than a double is exact', () => {
    const runs = [plan('9007199254740993', 'sha-2'), plan('9007199254740992', 'sha-1')] as const;
    expect(findNewerPlan(joined(joined(holder, 'older', runs[0]), 'other', runs[1]), 'older')).toBeUndefined();
    expect(findNewerPlan(joined(joined(holder, 'older', runs[1]), 'other', runs[0]), 'older')?.id).toBe('other');
    const tenth = joined(joined(holder, 'older', plan('9', 'sha-2')), 'newer', plan('10', 'sha-3'));
    expect(findNewerPlan(tenth, 'older')?.id).toBe('newer');
  });

  it('never stands in the way of an apply', () => {
    const apply = { operation: 'apply', prNumber: 42 };
    const queue = joined(joined(joined(EMPTY_QUEUE, 'a'), 'b', { ...apply, runId: '2' }), 'c', {
      ...apply,
      runId: '3',
    });
    expect(findNewerPlan(queue, 'b')).toBeUndefined();
  });

  it('is none for a ticket that is gone', () => {
    expect(findNewerPlan(holder, 'nobody')).toBeUndefined();
  });
});

describe('the departed', () => {
  it('are the last ten', () => {
    const queue = times(30, (now, index) => left(joined(now, `t${index}`, { runId: String(index) }), `t${index}`));
    expect(queue.departed.map(({ run }) => Number(run.runId))).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
  });

  it('are kept beyond that while a lock of theirs may still be held', () => {
    const dead = removed(joined(EMPTY_QUEUE, 'dead', { runId: '777' }));
    let queue = dead;
    for (let index = 0; index < 30; index += 1) queue = left(joined(queue, `t${index}`), `t${index}`);
    expect(queue.departed).toHaveLength(11);
    expect(queue.departed[0]?.run.runId).toBe('777');
  });

  it('are forty at most, the newest, whatever happens', () => {
    const queue = times(100, (now, index) => removed(joined(now, `t${index}`, { runId: String(index) })));
    expect(queue.departed).toHaveLength(40);
    expect(queue.departed[0]?.run.runId).toBe('60');
  });

  it('are the last ten again once the lock is known to be free', () => {
    const many = times(30, (now, index) => removed(joined(now, `t${index}`)));
    expect(noteLockFree(many, { lockfile: true, table: undefined }).departed).toHaveLength(10);
  });

  it('show since when they held, and nothing for those that never did', () => {
    const queue = claim(left(joined(joined(EMPTY_QUEUE, 'a'), 'b'), 'b'), { id: 'a', token: 'x', at: 'never' });
    expect(left(queue, 'a').departed.map(({ heldSince }) => heldSince)).toEqual([undefined, HELD_SINCE]);
  });
});
