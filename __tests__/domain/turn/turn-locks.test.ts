import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  EMPTY_QUEUE,
  join,
  leave,
  noteLockFree,
  removeHead,
  type TurnDocument,
} from '../../../src/domain/turn/turn.ts';
import { findLockOwner } from '../../../src/domain/turn/turn-locks.ts';
import { createTurnRun } from '../../support/fakes/factories.ts';

const AT = '2026-11-21T10:27:00Z';

function joined(queue: TurnDocument, id: string, runId = '7'): TurnDocument {
  return join(queue, { id, token: `${id}-0`, run: createTurnRun({ runId }), at: AT, lockId: `lock-${id}` });
}

function left(queue: TurnDocument, id: string, lockMayBeHeld = false): TurnDocument {
  return leave(queue, { id, applied: undefined, lockMayBeHeld });
}

function removed(queue: TurnDocument): TurnDocument {
  const head = queue.tickets[0];
  return head === undefined ? queue : removeHead(queue, { id: head.id, token: head.token });
}

describe('the owner of a state lock', () => {
  const holding = joined(EMPTY_QUEUE, 'a');

  it.each<[string, TurnDocument, 'in-queue' | 'left' | 'removed']>([
    ['is in the queue from the moment it joined, before it has asked for the lock', holding, 'in-queue'],
    ['has left, once it gave its turn back', left(holding, 'a'), 'left'],
    ['has left, once it said that its lock may still be there', left(holding, 'a', true), 'left'],
    ['was removed, once its turn was taken from it as dead', removed(holding), 'removed'],
  ])('%s', (_, queue, ticket) => {
    expect(findLockOwner(queue, { id: 'lock-a' })).toEqual({ run: createTurnRun({ runId: '7' }), ticket });
  });

  it('is known by the ID alone: neither user, nor host, nor time makes a lock anybody`s', () => {
    const id = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 6 }), fc.nat(5), id, (ids, dead, other) => {
        let queue = ids.reduce((before, name, index) => joined(before, name, String(index + 1)), EMPTY_QUEUE);
        for (let count = 0; count < dead; count += 1) queue = removed(queue);
        ids.forEach((name, index) => {
          expect(findLockOwner(queue, { id: `lock-${name}` })?.run.runId).toBe(String(index + 1));
        });
        if (!ids.includes(other)) expect(findLockOwner(queue, { id: `lock-${other}` })).toBeUndefined();
      }),
    );
  });

  it('is still known when a later holder has seen the lock free: it may come late', () => {
    expect(findLockOwner(noteLockFree(removed(holding)), { id: 'lock-a' })?.ticket).toBe('removed');
  });
});
