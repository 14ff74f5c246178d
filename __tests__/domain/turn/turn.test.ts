import { describe, expect, it } from 'vitest';

import {
  announce,
  claim,
  EMPTY_QUEUE,
  findLastApplied,
  findLastBegun,
  join,
  leave,
  positionOf,
  removeHead,
  renew,
  type CommitApplied,
  type TurnDocument,
  type TurnRun,
} from '../../../src/domain/turn/turn.ts';
import { createTurnRun } from '../../support/fakes/factories.ts';

const AT = '2026-11-21T10:27:00Z';
const LATER = '2026-11-21T10:28:00Z';
const COMMIT: CommitApplied = { repository: 'octo/infra', commitSha: 'c0ffee', runUrl: 'https://github.com/r/1' };

function joinAll(...ids: readonly string[]): TurnDocument {
  return ids.reduce((queue, id) => joined(queue, id), EMPTY_QUEUE);
}

function joined(queue: TurnDocument, id: string, run: Partial<TurnRun> = {}): TurnDocument {
  return join(queue, { id, token: `${id}-0`, run: createTurnRun(run), at: AT, lockId: `lock-${id}` });
}

function left(queue: TurnDocument, id: string, applied?: CommitApplied): TurnDocument {
  return leave(queue, { id, applied, lockMayBeHeld: false });
}

/** As an apply begins. */
function begun(queue: TurnDocument, id: string, commit: CommitApplied): TurnDocument {
  return announce(queue, { id, token: `${id}-1`, begun: commit });
}

/** Removed as dead by somebody who has watched what the document shows. */
function removed(queue: TurnDocument): TurnDocument {
  const head = queue.tickets[0];
  return head === undefined ? queue : removeHead(queue, { id: head.id, token: head.token });
}

const idsOf = (queue: TurnDocument): readonly string[] => queue.tickets.map(({ id }) => id);
const statesOf = (queue: TurnDocument): readonly string[] => queue.tickets.map(({ state }) => state);

describe('joining', () => {
  it('puts a run at the end, in order of arrival', () => {
    const queue = joinAll('a', 'b', 'c');
    expect(queue.tickets.map(({ id, sequence }) => [id, sequence])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    expect(queue.nextSequence).toBe(4);
  });

  it('makes the first one a holder at once and everybody else wait', () => {
    const queue = joinAll('a', 'b');
    expect(statesOf(queue)).toEqual(['holding', 'waiting']);
    expect(queue.tickets.map(({ heldSince }) => heldSince)).toEqual([AT, undefined]);
  });

  it('shows the run, its arrival and the token by which others see it live', () => {
    expect(joinAll('a').tickets[0]).toEqual({
      id: 'a',
      sequence: 1,
      state: 'holding',
      token: 'a-0',
      run: createTurnRun(),
      joinedAt: AT,
      heldSince: AT,
      stateLock: { id: 'lock-a', at: AT },
      begun: undefined,
    });
  });

  it('changes nothing the second time', () => {
    const queue = joinAll('a', 'b');
    expect(joined(queue, 'a')).toBe(queue);
  });

  it('gives a number that nobody has had, even when everybody has gone', () => {
    const queue = joined(left(left(joinAll('a', 'b'), 'b'), 'a'), 'c');
    expect(queue.tickets.map(({ id, sequence }) => [id, sequence])).toEqual([['c', 3]]);
  });

  it('leaves the document that it was given as it was', () => {
    const queue = joinAll('a');
    const before = structuredClone(queue);
    joined(queue, 'b');
    expect(queue).toEqual(before);
  });
});

describe('claiming the turn', () => {
  const mine = { id: 'b', token: 'b-1', at: LATER };

  it('makes the head a holder, with a new token and the time', () => {
    const queue = claim(left(joinAll('a', 'b', 'c'), 'a'), mine);
    expect(queue.tickets[0]).toMatchObject({ id: 'b', state: 'holding', token: 'b-1', heldSince: LATER });
    expect(statesOf(queue)).toEqual(['holding', 'waiting']);
  });

  it('is for nobody but the head', () => {
    const queue = joinAll('a', 'b');
    expect(claim(queue, mine)).toBe(queue);
  });

  it('changes nothing the second time, nor when the ticket is gone', () => {
    const claimed = claim(left(joinAll('a', 'b'), 'a'), mine);
    expect(claim(claimed, { ...mine, token: 'b-2' })).toBe(claimed);
    expect(claim(EMPTY_QUEUE, mine)).toBe(EMPTY_QUEUE);
  });
});

describe('keeping the turn', () => {
  it('replaces the token of its own ticket and touches no other', () => {
    const queue = joinAll('a', 'b');
    const renewed = renew(queue, { id: 'a', token: 'a-1' });
    expect(renewed.tickets.map(({ token }) => token)).toEqual(['a-1', 'b-0']);
    expect({ ...renewed, tickets: queue.tickets }).toEqual(queue);
  });

  it('notes which commit is being applied, and keeps the lock that it noted on arrival', () => {
    const announced = begun(joinAll('a'), 'a', COMMIT);
    expect(announced.tickets[0]).toMatchObject({ token: 'a-1', begun: COMMIT, stateLock: { id: 'lock-a', at: AT } });
  });

  it('says nothing of a commit before its ticket is gone: whoever holds may ask what was begun before it', () => {
    expect(begun(joinAll('a'), 'a', COMMIT).lastBegun).toBeUndefined();
  });

  const gone = joinAll('a');
  it.each([
    ['a renewal', renew(gone, { id: 'b', token: 'b-1' })],
    ['the begin of an apply', begun(gone, 'b', COMMIT)],
  ])('changes nothing when the ticket is gone: %s', (_, queue) => {
    expect(queue).toBe(gone);
  });

  const queue = joinAll('a');
  const again = { id: 'a', token: 'a-1', begun: COMMIT };
  it.each([
    ['a renewal', renew],
    ['the begin of an apply', announce],
  ] as const)('changes nothing when it is in effect already, as after a lost answer: %s', (_, change) => {
    const once = change(queue, again);
    expect(once).not.toBe(queue);
    expect(change(once, again)).toBe(once);
  });
});

describe('leaving', () => {
  it('frees the place, and those behind move up in their order', () => {
    expect(idsOf(left(joinAll('a', 'b', 'c'), 'b'))).toEqual(['a', 'c']);
    expect(idsOf(left(joinAll('a', 'b', 'c'), 'a'))).toEqual(['b', 'c']);
  });

  it('makes nobody else a holder: the next one claims for itself', () => {
    expect(statesOf(left(joinAll('a', 'b'), 'a'))).toEqual(['waiting']);
  });

  it('changes nothing the second time', () => {
    const queue = left(joinAll('a', 'b'), 'a');
    expect(left(queue, 'a')).toBe(queue);
  });

  it('changes nothing when it comes late, after the removal', () => {
    const queue = removed(joined(left(joinAll('a', 'b'), 'a', COMMIT), 'c'));
    expect(left(queue, 'b', { ...COMMIT, commitSha: 'late' })).toBe(queue);
  });

  it('keeps the last commit of every repository that applies on the key', () => {
    const other: CommitApplied = { ...COMMIT, repository: 'octo/other', commitSha: 'other' };
    const queue = left(joined(left(joinAll('a'), 'a', COMMIT), 'b'), 'b', other);
    expect(findLastBegun(queue, { repository: 'octo/other' })).toEqual(other);
    expect(findLastBegun(queue, COMMIT)).toEqual(COMMIT);
    expect(findLastBegun(queue, { repository: 'octo/third' })).toBeUndefined();
    expect(findLastApplied(queue, { repository: 'octo/other' })).toEqual(other);
    expect(findLastApplied(queue, COMMIT)).toEqual(COMMIT);
    expect(findLastApplied(queue, { repository: 'octo/third' })).toBeUndefined();
  });

  it('records what was applied as the last applied, and as the last begun', () => {
    const queue = left(joinAll('a'), 'a', COMMIT);
    expect([queue.lastApplied, queue.lastBegun]).toEqual([COMMIT, COMMIT]);
  });

  it('records what was only begun as the last begun: its code may be on production', () => {
    const before: CommitApplied = { ...COMMIT, commitSha: 'before' };
    const queue = begun(joined(left(joinAll('a'), 'a', before), 'b'), 'b', COMMIT);
    const failed = left(queue, 'b');
    expect([failed.lastApplied, failed.lastBegun]).toEqual([before, COMMIT]);
  });

  it('keeps what was applied before when nothing was applied', () => {
    const queue = left(joined(left(joinAll('a'), 'a', COMMIT), 'b'), 'b');
    expect([queue.lastApplied, queue.lastBegun]).toEqual([COMMIT, COMMIT]);
  });
});

describe('removing the dead', () => {
  it('takes the head out while its token is the one that was watched', () => {
    const queue = removeHead(joinAll('a', 'b'), { id: 'a', token: 'a-0' });
    expect(idsOf(queue)).toEqual(['b']);
    expect(queue.departed).toMatchObject([{ why: 'removed', lockMayBeHeld: true }]);
  });

  it('is defeated by a renewal in between', () => {
    const queue = renew(joinAll('a', 'b'), { id: 'a', token: 'a-1' });
    expect(removeHead(queue, { id: 'a', token: 'a-0' })).toBe(queue);
  });

  it('is defeated by a claim in between', () => {
    const queue = claim(left(joinAll('a', 'b'), 'a'), { id: 'b', token: 'b-1', at: LATER });
    expect(removeHead(queue, { id: 'b', token: 'b-0' })).toBe(queue);
  });

  it('changes nothing when somebody else was quicker, and never takes the next one', () => {
    const queue = removed(joinAll('a', 'b'));
    expect(removeHead(queue, { id: 'a', token: 'a-0' })).toBe(queue);
    expect(removeHead(EMPTY_QUEUE, { id: 'a', token: 'a-0' })).toBe(EMPTY_QUEUE);
  });

  it('takes nobody but the head', () => {
    const queue = joinAll('a', 'b');
    expect(removeHead(queue, { id: 'b', token: 'b-0' })).toBe(queue);
  });

  it('remembers that an apply had begun', () => {
    expect(removed(begun(joinAll('a'), 'a', COMMIT)).lastBegun).toEqual(COMMIT);
  });

  it('remembers the lock that it may have left', () => {
    expect(removed(joinAll('a')).departed).toMatchObject([{ stateLock: { id: 'lock-a' }, lockMayBeHeld: true }]);
  });

  it('expects no lock of a head that never began to hold', () => {
    const queue = removed(left(joinAll('a', 'b', 'c'), 'a'));
    expect(queue.departed.map(({ why, lockMayBeHeld }) => [why, lockMayBeHeld])).toEqual([
      ['left', false],
      ['removed', false],
    ]);
  });
});

describe('the place in the queue', () => {
  it('is how many are before', () => {
    const queue = joinAll('a', 'b', 'c');
    expect(['a', 'b', 'c'].map((id) => positionOf(queue, id))).toEqual([0, 1, 2]);
  });

  it('is none for whoever is not in it', () => {
    expect(positionOf(joinAll('a'), 'b')).toBeUndefined();
    expect(positionOf(EMPTY_QUEUE, 'a')).toBeUndefined();
  });
});
