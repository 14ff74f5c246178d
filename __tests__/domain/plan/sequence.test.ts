import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { align } from '../../../src/domain/plan/sequence.ts';

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });

describe('two sequences beside each other', () => {
  it('have every element once, in its order, and call the same only what is', () => {
    fc.assert(
      fc.property(words, words, (before, after) => {
        const steps = align(before, after);
        expect(steps.flatMap(({ before: at }) => at ?? [])).toEqual(before.map((_, index) => index));
        expect(steps.flatMap(({ after: at }) => at ?? [])).toEqual(after.map((_, index) => index));
        for (const { before: old, after: now, isSame } of steps) {
          const same = old !== undefined && now !== undefined && before[old] === after[now];
          expect(isSame).toBe(same);
        }
      }),
    );
  });

  it('share what one has in common with itself and something more', () => {
    fc.assert(
      fc.property(words, fc.nat(12), (before: readonly string[], at) => {
        const after = before.toSpliced(at, 0, 'new');
        expect(align(before, after).filter(({ isSame }) => !isSame)).toHaveLength(1);
      }),
    );
  });

  it('stand side by side as they are when they have next to nothing in common', () => {
    const [before, after] = ['a', 'b'].map((word) =>
      Array.from({ length: 2000 }, (_, index) => (index === 7 ? 'both' : `${word}${index}`)),
    ) as [string[], string[]];
    const steps = align(before, after);
    expect(steps).toHaveLength(2000);
    expect(steps.every((step) => step.before === step.after)).toBe(true);
    expect(steps.filter(({ isSame }) => isSame)).toEqual([{ before: 7, after: 7, isSame: true }]);
  });
});
