import { describe, expect, it } from 'vitest';

import {
  EMPTY_QUEUE,
  freeze,
  join,
  leave,
  removeHead,
  renew,
  thaw,
  type TurnDocument,
} from '../../../src/domain/turn/turn.ts';
import { createFreeze, createTurnRun } from '../../support/fakes/factories.ts';

function joined(queue: TurnDocument, id: string): TurnDocument {
  return join(queue, { id, token: `${id}-0`, run: createTurnRun(), at: '2026-11-21T10:27:00Z', lockId: `lock-${id}` });
}

const QUEUE = joined(joined(EMPTY_QUEUE, 'a'), 'b');

describe('a frozen queue', () => {
  const FREEZE = createFreeze({ id: 'freeze-1' });
  const other = createFreeze({ id: 'freeze-2' });
  const frozen = freeze(QUEUE, FREEZE);

  it('says what is missing, and keeps everybody in line', () => {
    expect(frozen).toEqual({ ...QUEUE, frozen: FREEZE });
  });

  it('changes nothing when it is frozen like this already, as after a lost answer', () => {
    expect(freeze(frozen, { ...FREEZE, serial: 43 })).toBe(frozen);
  });

  it('says where the copy is as soon as there is one', () => {
    const early = freeze(QUEUE, { ...FREEZE, copyKey: undefined });
    expect(freeze(early, FREEZE)).toEqual(frozen);
  });

  it('says what was missing last', () => {
    expect(freeze(frozen, other).frozen).toEqual(other);
  });

  it('stays frozen whoever comes, goes, dies or renews', () => {
    const commit = { repository: 'octo/infra', commitSha: 'c0ffee', runUrl: 'https://github.com/r/1' };
    let after = renew(joined(frozen, 'c'), { id: 'a', token: 'a-1' });
    after = leave(after, { id: 'b', applied: commit, lockMayBeHeld: false });
    after = removeHead(after, { id: 'a', token: 'a-1' });
    expect(after.tickets.map(({ id }) => id)).toEqual(['c']);
    expect(after.frozen).toEqual(FREEZE);
  });

  it('is free again once this very freeze is lifted', () => {
    expect(thaw(frozen, 'freeze-1')).toEqual(QUEUE);
  });

  it('does not thaw for a freeze that another one has replaced, nor a second time', () => {
    const anew = freeze(frozen, other);
    expect(thaw(anew, 'freeze-1')).toBe(anew);
    expect(thaw(EMPTY_QUEUE, 'freeze-1')).toBe(EMPTY_QUEUE);
  });
});
