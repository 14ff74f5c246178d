import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { brief } from '../../src/domain/brief.ts';

describe('a text that is told briefly', () => {
  it.each([
    ['all of it', 9, 'all of it'],
    ['all of it', 8, 'all of …'],
    ['all of it', 6, 'all of …'],
    ['all of it', 5, 'all …'],
    ['https://example.org/a/b and more', 10, '…'],
    ['see https://example.org/a/b', 12, 'see …'],
    ['', 3, ''],
  ])('%j in %d characters is %j', (text, most, told) => {
    expect(brief(text, most)).toBe(told);
  });

  const words = fc.array(fc.stringMatching(/^[a-z0-9/:.-]{1,40}$/), { minLength: 1, maxLength: 30 });

  it('holds whole words alone, in their order, and all that fit', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 300 }), (all, most) => {
        const text = all.join(' ');
        const told = brief(text, most);
        if (text.length <= most) {
          expect(told).toBe(text);
          return;
        }
        const kept = told
          .replace(/ ?…$/, '')
          .split(' ')
          .filter((word) => word !== '');
        expect(kept).toEqual(all.slice(0, kept.length));
        expect(all.slice(0, kept.length + 1).join(' ').length).toBeGreaterThan(most);
      }),
    );
  });
});
