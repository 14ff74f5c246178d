import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  EMPTY_QUEUE,
  join,
  leave,
  lockKindsLeft,
  noteLockFree,
  removeHead,
  type TurnDocument,
} from '../../../src/domain/turn/turn.ts';
import { findLockKind, findLockOwner } from '../../../src/domain/turn/turn-locks.ts';
import type { LockKind } from '../../../src/domain/turn/lock-kind.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { createTurnRun } from '../../support/fakes/factories.ts';

const BY_LOCKFILE: LockKind = { lockfile: true, table: undefined };
const BY_TABLE: LockKind = { lockfile: false, table: { kind: 'table', table: 'locks', region: 'eu-central-1' } };
const BY_BOTH: LockKind = { ...BY_TABLE, lockfile: true };
const BY_OTHER_TABLE: LockKind = { lockfile: false, table: { kind: 'table', table: 'old', region: 'eu-central-1' } };

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
    expect(findLockOwner(noteLockFree(removed(holding), BY_LOCKFILE), { id: 'lock-a' })?.ticket).toBe('removed');
  });
});

describe('a lock that may be left where another kind is taken', () => {
  const arrive = (lockKind: LockKind | undefined): TurnDocument =>
    join(EMPTY_QUEUE, { id: 'a', token: 'a-0', run: createTurnRun(), at: AT, lockId: 'lock-a', lockKind });

  it.each<[string, LockKind, LockKind | undefined, readonly LockKind[]]>([
    ['is to be looked for there', BY_LOCKFILE, BY_TABLE, [BY_TABLE]],
    ['is to be looked for in that very table', BY_TABLE, BY_OTHER_TABLE, [BY_OTHER_TABLE]],
    ['is to be looked for where one of its two places is not looked at', BY_TABLE, BY_BOTH, [BY_BOTH]],
    ['is seen by who looks at more places', BY_BOTH, BY_LOCKFILE, []],
    ['is seen by who takes the same kind', BY_TABLE, BY_TABLE, []],
    ['of a version that noted no kind is looked for where everybody looks', BY_TABLE, undefined, []],
  ])('%s, and is none once it was seen free there', (_, mine, theirs, left) => {
    const queue = parseTurnDocument(renderTurnDocument(removed(arrive(theirs)), 'w'));
    expect(findLockKind(queue, 'lock-a')).toEqual(theirs);
    expect(lockKindsLeft(queue, mine)).toEqual(left);
    const afterMine = noteLockFree(queue, mine);
    expect(afterMine.departed.map(({ lockMayBeHeld }) => lockMayBeHeld)).toEqual([left.length > 0]);
    expect(left.reduce(noteLockFree, afterMine).departed[0]?.lockMayBeHeld).toBe(false);
  });

  it('is not looked for once its owner has left none', () => {
    expect(lockKindsLeft(left(arrive(BY_TABLE), 'a'), BY_LOCKFILE)).toEqual([]);
  });

  it('of a kind that is not understood does not make the queue unreadable', () => {
    const body = renderTurnDocument(removed(arrive(BY_TABLE)), 'w').replace('"kind":"table"', '"kind":"paper"');
    expect(findLockKind(parseTurnDocument(body), 'lock-a')).toBeUndefined();
  });
});
