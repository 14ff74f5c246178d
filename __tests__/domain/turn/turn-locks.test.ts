import { describe, expect, it } from 'vitest';

import {
  announce,
  EMPTY_QUEUE,
  join,
  leave,
  noteLockFree,
  noteStateLock,
  removeHead,
  type TurnDocument,
  type TurnRun,
} from '../../../src/domain/turn/turn.ts';
import { findLockOwner } from '../../../src/domain/turn/turn-locks.ts';
import { createTurnRun } from '../../support/fakes/factories.ts';

const HELD_SINCE = '2026-11-21T10:27:00Z';
const ANNOUNCED = '2026-11-21T10:28:00Z';
const LOCK = { id: 'lock-1', who: 'runner@fv-az1', created: '2026-11-21T10:28:00.5Z' };

function joined(queue: TurnDocument, id: string, run: Partial<TurnRun> = {}): TurnDocument {
  return join(queue, { id, token: `${id}-0`, run: createTurnRun(run), at: HELD_SINCE });
}

function left(queue: TurnDocument, id: string, lockMayBeHeld = false): TurnDocument {
  return leave(queue, { id, applied: undefined, lockMayBeHeld });
}

function removed(queue: TurnDocument): TurnDocument {
  const head = queue.tickets[0];
  return head === undefined ? queue : removeHead(queue, { id: head.id, token: head.token });
}

/** The holder says that its Terraform is about to take a lock. */
function announced(queue: TurnDocument, id: string, who = 'runner@fv-az1'): TurnDocument {
  return announce(queue, { id, token: `${id}-1`, expects: { who, from: ANNOUNCED }, begun: undefined });
}

function noted(queue: TurnDocument, id: string, lockId: string): TurnDocument {
  return noteStateLock(queue, { id, token: `${id}-2`, stateLock: { id: lockId, at: LOCK.created } });
}

describe('the run that noted a lock', () => {
  const holding = noted(joined(EMPTY_QUEUE, 'a', { runId: '7' }), 'a', 'lock-1');
  // Neither user, nor host, nor time is looked at: an ID is never given twice.
  const lock = { id: 'lock-1', who: 'x@y', created: 'yesterday' };

  it('is its owner for sure, and still there, while it is in the queue', () => {
    expect(findLockOwner(holding, lock)).toEqual({ run: createTurnRun({ runId: '7' }), sure: true, departed: false });
  });

  it.each([
    ['gave its turn back', left(holding, 'a')],
    ['gave it back and may have left the lock', left(holding, 'a', true)],
    ['was removed as dead', removed(holding)],
  ])('is its owner for sure, and departed, once it %s', (_, queue) => {
    expect(findLockOwner(queue, lock)).toEqual({ run: createTurnRun({ runId: '7' }), sure: true, departed: true });
  });

  it('is no owner of another lock', () => {
    expect(findLockOwner(holding, { ...LOCK, id: 'lock-2' })).toBeUndefined();
    expect(findLockOwner(left(holding, 'a'), { ...LOCK, id: 'lock-2' })).toBeUndefined();
  });

  it('comes before one that had announced a lock of that user and host', () => {
    const dead = removed(announced(joined(EMPTY_QUEUE, 'dead', { runId: '6' }), 'dead'));
    const queue = noted(joined(dead, 'a', { runId: '7' }), 'a', 'lock-1');
    expect(findLockOwner(queue, LOCK)).toMatchObject({ run: { runId: '7' }, departed: false });
  });
});

describe('the run that had announced a lock before it died', () => {
  const dead = removed(announced(joined(EMPTY_QUEUE, 'a', { runId: '7', host: 'fv-az9' }), 'a'));

  it.each([
    ['in the same moment', ANNOUNCED],
    ['a second later', '2026-11-21T10:28:01Z'],
    ['a minute later', '2026-11-21T10:29:00Z'],
  ])('is the owner for sure of a lock that its user took on its host %s', (_, created) => {
    expect(findLockOwner(dead, { ...LOCK, created })).toEqual({
      run: createTurnRun({ runId: '7', host: 'fv-az9' }),
      sure: true,
      departed: true,
    });
  });

  it.each<[string, Partial<typeof LOCK>]>([
    ['before the announcement', { created: '2026-11-21T10:27:59.999Z' }],
    ['more than a minute after it', { created: '2026-11-21T10:29:00.001Z' }],
    ['at a time that nobody can read', { created: 'yesterday' }],
    ['by another user', { who: 'ana@fv-az1' }],
    ['on another host', { who: 'runner@fv-az2' }],
    ['on a host whose name begins alike', { who: 'runner@fv-az11' }],
    ['by nobody knows whom', { who: '' }],
  ])('is no owner of a lock that was taken %s', (_, other) => {
    expect(findLockOwner(dead, { ...LOCK, ...other })).toBeUndefined();
  });

  it('is the owner as well when it left and said that a Terraform of its own may be at work', () => {
    const queue = left(announced(joined(EMPTY_QUEUE, 'a', { runId: '7' }), 'a'), 'a', true);
    expect(findLockOwner(queue, LOCK)).toMatchObject({ run: { runId: '7' }, sure: true, departed: true });
  });

  it('is none when it left in order: its lock was given back', () => {
    expect(findLockOwner(left(announced(joined(EMPTY_QUEUE, 'a'), 'a'), 'a'), LOCK)).toBeUndefined();
  });

  it('is none while it is in the queue: it may be at work, and has not said that the lock is its own', () => {
    expect(findLockOwner(announced(joined(EMPTY_QUEUE, 'a'), 'a'), LOCK)).toBeUndefined();
  });

  it('is none any more once a later holder has seen the lock free', () => {
    expect(findLockOwner(noteLockFree(dead), LOCK)).toBeUndefined();
  });

  it('is the owner still when a later holder has noted a lock, which it may only have tried to take', () => {
    const after = noted(joined(dead, 'b', { host: 'fv-az2' }), 'b', 'lock-2');
    expect(findLockOwner(after, LOCK)).toMatchObject({ run: { runId: '7' }, sure: true });
  });

  it('comes before a guess', () => {
    const queue = removed(joined(dead, 'b', { runId: '8', host: 'fv-az1' }));
    expect(findLockOwner(queue, LOCK)).toMatchObject({ run: { runId: '7' }, sure: true });
  });
});

describe('a guess at who took a lock', () => {
  const dead = removed(joined(EMPTY_QUEUE, 'a', { runId: '7', host: 'fv-az1' }));

  it('is the run that was removed while it held, when its host took the lock after that', () => {
    expect(findLockOwner(dead, LOCK)).toEqual({ run: createTurnRun({ runId: '7' }), sure: false, departed: true });
    expect(findLockOwner(dead, { ...LOCK, created: HELD_SINCE })?.run.runId).toBe('7');
  });

  it.each<[string, Partial<typeof LOCK>]>([
    ['on another host', { who: 'runner@fv-az2' }],
    ['on a host whose name ends alike', { who: 'runner@not-fv-az1' }],
    ['before it held', { created: '2026-11-21T10:26:59Z' }],
    ['at a time that nobody can read', { created: 'yesterday' }],
  ])('is not made for a lock that was taken %s', (_, other) => {
    expect(findLockOwner(dead, { ...LOCK, ...other })).toBeUndefined();
  });

  it('is not one that gave its turn back in order, nor one that never held', () => {
    expect(findLockOwner(left(joined(EMPTY_QUEUE, 'a'), 'a'), LOCK)).toBeUndefined();
    const waiting = removed(left(joined(joined(EMPTY_QUEUE, 'a'), 'b'), 'a'));
    expect(findLockOwner(waiting, LOCK)).toBeUndefined();
  });

  it('is not one that noted another lock: it would have noted this one', () => {
    expect(findLockOwner(removed(noted(joined(EMPTY_QUEUE, 'a'), 'a', 'lock-0')), LOCK)).toBeUndefined();
  });

  it('is the last of several that it could be', () => {
    let queue = EMPTY_QUEUE;
    for (const runId of ['1', '2', '3']) queue = removed(joined(queue, `t${runId}`, { runId }));
    expect(findLockOwner(queue, LOCK)?.run.runId).toBe('3');
  });

  it('is withdrawn as soon as a later holder has seen the lock free', () => {
    const free = noteLockFree(joined(dead, 'b', { host: 'fv-az2' }));
    expect(free.departed.map(({ lockMayBeHeld }) => lockMayBeHeld)).toEqual([false]);
    expect(findLockOwner(free, LOCK)).toBeUndefined();
  });

  it('is withdrawn by nothing when there was none: the document stays the very same', () => {
    const queue = left(joined(EMPTY_QUEUE, 'a'), 'a');
    expect(noteLockFree(queue)).toBe(queue);
  });
});
