import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseDurationMs, renderDuration } from '../../src/domain/duration.ts';

describe('a duration that a person writes', () => {
  it.each([
    ['0', 0],
    ['0s', 0],
    ['90s', 90_000],
    ['20m', 1_200_000],
    ['1h30m', 5_400_000],
    ['2h', 7_200_000],
    ['1h2m3s', 3_723_000],
  ])('%s is understood', (text, durationMs) => {
    expect(parseDurationMs(text)).toBe(durationMs);
  });

  it.each(['', '20', '1.5h', '-5m', '5 m', ' 5m', '5M', '1h1h', '1m2h3m', 'm', '5ms', '1d', 'soon', '1e3s', '١s'])(
    '%j is not one',
    (text) => {
      expect(parseDurationMs(text)).toBeUndefined();
    },
  );
});

describe('a duration for people to read', () => {
  it.each([
    [0, 'under 1 s'],
    [499, 'under 1 s'],
    [850, '1 s'],
    [1000, '1 s'],
    [12_000, '12 s'],
    [59_499, '59 s'],
    [59_500, '1 min'],
    [61_000, '1 min 1 s'],
    [243_000, '4 min 3 s'],
    [3_660_000, '1 h 1 min'],
    [3_600_000, '1 h'],
    [3_900_000, '1 h 5 min'],
    [3_659_000, '1 h'],
    [90_000_000, '25 h'],
  ])('%d ms has its two largest units', (durationMs, text) => {
    expect(renderDuration(durationMs)).toBe(text);
  });

  it('is a second when it is a fraction of a millisecond short of one', () => {
    expect(renderDuration(999.6)).toBe('1 s');
  });

  it('is never below zero, whatever a clock says', () => {
    expect(renderDuration(-5)).toBe('under 1 s');
  });

  it('is read back within a minute of the truth, and within half a second below an hour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 86_400_000 }), (durationMs) => {
        const text = renderDuration(durationMs).replaceAll(/ (h|min|s)/g, (_, unit: string) => unit.slice(0, 1));
        const readMs = parseDurationMs(text.replaceAll(' ', '')) ?? Number.NaN;
        expect(Math.abs(readMs - durationMs)).toBeLessThanOrEqual(durationMs < 3_599_500 ? 500 : 60_000);
      }),
    );
  });
});
