import { describe, expect, it } from 'vitest';

import { renderDone, renderSteps } from '../../../src/render/apply/progress.ts';

const PROGRESS = {
  finished: ['a.added', 'a.gone'],
  failed: ['a.other'],
  inFlight: [],
  notBegun: ['a.changed', 'a.late (deposed 1a2b3c4d)'],
  losing: new Map([
    ['a.gone', 'delete'],
    ['a.other', 'replace'],
    ['a.late (deposed 1a2b3c4d)', 'delete'],
  ] as const),
};

describe('how far an apply came', () => {
  it('has the losses first in the headline', () => {
    expect(renderDone(PROGRESS)).toBe('1 of 3 losses done, 2 of 5 changes in all');
  });

  it('is told by all changes alike where nothing is lost', () => {
    const { losing, ...others } = PROGRESS;
    expect(losing.size).toBe(3);
    expect(renderDone(others)).toBe('2 of 5 changes done');
  });

  it('has what is lost first in each list, and says how', () => {
    expect(renderSteps(PROGRESS, 8000)).toBe(
      [
        '**Finished** (2): destroy `a.gone`,\n`a.added`',
        '**Failed** (1): replace `a.other`',
        '**Not begun** (2): destroy deposed object `1a2b3c4d` of `a.late`,\n`a.changed`',
      ].join('\n\n'),
    );
  });
});
