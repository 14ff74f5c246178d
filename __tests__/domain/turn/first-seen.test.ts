import { describe, expect, it } from 'vitest';

import { findStretchBegin, type SeenPush } from '../../../src/domain/turn/first-seen.ts';
import { EMPTY_QUEUE, join, leave, type CommitApplied, type TurnDocument } from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { createTurnRun } from '../../support/fakes/factories.ts';

const US = { repository: 'octo/infra', repositoryId: '1' };
const THEM = { repository: 'octo/other', repositoryId: '2' };

const push = (before: string, commitSha: string, of = US): SeenPush => ({ ...of, before, commitSha });
const appliedBy = (of: typeof US): CommitApplied => ({ ...of, commitSha: 'applied', runUrl: 'https://github.com/r/1' });

interface Arriving {
  readonly push?: SeenPush;
  readonly applied?: CommitApplied;
}

/** Runs that come and leave, one after the other. */
function after(...runs: readonly Arriving[]): TurnDocument {
  return runs.reduce((queue, { push: seen, applied }, index) => {
    const id = String(index);
    const joined = join(queue, { id, token: 't', run: createTurnRun(), at: 'then', lockId: 'l', push: seen });
    return leave(joined, { id, applied, lockMayBeHeld: false });
  }, EMPTY_QUEUE);
}

describe('what is to be explained of the branch', () => {
  it.each<[string, readonly Arriving[], ReturnType<typeof findStretchBegin>]>([
    ['nothing was pushed yet', [{}], { kind: 'unknown', why: 'never-seen' }],
    ['a first push was seen', [{ push: push('a', 'b') }], { kind: 'known', after: 'a' }],
    ['others came after it', [{ push: push('a', 'b') }, {}, { push: push('b', 'c') }], { kind: 'known', after: 'a' }],
    ['the branch was new', [{ push: push('beginning', 'a') }], { kind: 'known', after: 'beginning' }],
    [
      'the run of the second push came first',
      [{ push: push('b', 'c') }, { push: push('a', 'b') }],
      { kind: 'known', after: 'a' },
    ],
    [
      'an apply has ended well',
      [{ push: push('a', 'b'), applied: appliedBy(US) }, { push: push('b', 'c') }],
      { kind: 'known', after: 'applied' },
    ],
    ['only another repository has pushed', [{ push: push('a', 'b', THEM) }], { kind: 'unknown', why: 'never-seen' }],
    [
      'another repository was first',
      [{ push: push('a', 'b', THEM) }, { push: push('b', 'c') }],
      { kind: 'unknown', why: 'never-seen' },
    ],
    [
      'another repository has applied last',
      [{ push: push('a', 'b') }, { applied: appliedBy(THEM) }, { push: push('b', 'c') }],
      { kind: 'unknown', why: 'applied-elsewhere' },
    ],
  ])('begins where it is known, and nowhere else: %s', (_, runs, begin) => {
    const queue = after(...runs);
    expect(findStretchBegin(queue, US)).toEqual(begin);
    expect(parseTurnDocument(renderTurnDocument(queue, 'w'))).toStrictEqual(queue);
  });

  it('is known of a repository by its id, whatever it is called by now', () => {
    const queue = after({ push: push('a', 'b') });
    expect(findStretchBegin(queue, { ...US, repository: 'acme/infra' })).toEqual({ kind: 'known', after: 'a' });
  });
});
