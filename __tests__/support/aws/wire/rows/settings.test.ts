import { describe, expect, it } from 'vitest';
import { ALL } from './all.ts';
import { ATTRIBUTES, ENVIRONMENT, OF_PROFILES, REASONS } from './settings.ts';

const SETTINGS = [...ATTRIBUTES, ...ENVIRONMENT, ...OF_PROFILES];
const tried = new Set(ALL.map(({ setting }) => setting));

describe('the table of settings', () => {
  it('is whole: what has no row has a reason, and not both', () => {
    expect(SETTINGS.filter((name) => tried.has(name) === name in REASONS)).toEqual([]);
  });

  it('has rows and reasons for settings alone', () => {
    expect([...tried, ...Object.keys(REASONS)].filter((name) => !SETTINGS.includes(name))).toEqual([]);
  });
});
