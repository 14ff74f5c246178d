import { describe, expect, it } from 'vitest';

import { outcomeOf } from '../../../src/domain/run/outcome.ts';
import { createApplied, createCleaned, createPlanned, createUnlocked } from '../../support/fakes/factories.ts';

describe('the outcome of a run', () => {
  it.each([
    ['planned', createPlanned()],
    ['no-changes', createPlanned({ hasChanges: false })],
    ['applied', createApplied()],
    ['no-changes', createApplied({ hasChanges: false })],
    ['cleaned', createCleaned()],
    ['unlocked', createUnlocked()],
    [
      'superseded',
      {
        kind: 'superseded',
        by: { commitSha: 'a', runUrl: 'b' },
        wait: { waitedMs: 0, lastHolder: undefined },
      } as const,
    ],
    ['skipped', { kind: 'skipped', reason: 'The pull request comes from a fork.' } as const],
  ])('is %s', (outcome, result) => {
    expect(outcomeOf(result)).toBe(outcome);
  });
});
