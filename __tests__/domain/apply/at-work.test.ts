import { describe, expect, it } from 'vitest';

import { readAtWork } from '../../../src/domain/apply/at-work.ts';

const addressesIn = (...lines: readonly string[]): readonly string[] => readAtWork(lines.join('\n')).addresses;

describe('what is at work when a text ends', () => {
  it.each([
    ['a read', ['data.external.slow: Reading...'], ['data.external.slow']],
    [
      'a read that is over',
      ['data.external.slow: Reading...', 'data.external.slow: Read complete after 0s [id=-]'],
      [],
    ],
    [
      'an instance whose key holds what separates words',
      [String.raw`module.m["x: y"].a.b["\"]: Reading..."]: Creating...`],
      [String.raw`module.m["x: y"].a.b["\"]: Reading..."]`],
    ],
    ['a name that is not ASCII', ['terraform_data.größe: Modifying... [id=1]'], ['terraform_data.größe']],
    ['a deposed object', ['a.b (deposed object 89c4d0b4): Destroying... [id=1]'], ['a.b']],
    ['an ephemeral one that is opened', ['ephemeral.a.b: Opening...', 'ephemeral.a.b: Opening complete after 1s'], []],
    [
      'a replacement of which one half is done',
      ['a.b: Destroying... [id=1]', 'a.b: Destruction complete after 0s', 'a.b: Creating...'],
      ['a.b'],
    ],
    ['a refresh, whose end is never told,', ['a.b: Refreshing state... [id=1]'], []],
    ["a program's own words", ['a.b (local-exec): c.d: Creating...', 'c.d e: Creating...', 'x: Creating...'], []],
    ['what else is printed', ['Plan: 1 to add, 0 to change, 0 to destroy.', '', '  # a.b will be created'], []],
  ])('is what has begun and not ended: %s', (_, lines, addresses) => {
    expect(addressesIn(...lines)).toEqual(addresses);
  });

  it('is not what has failed, which is no longer told of while others are', () => {
    const lines = [
      'a.fails: Creating...',
      'a.hangs: Creating...',
      'a.fails: Still creating... [10s elapsed]',
      'a.hangs: Still creating... [10s elapsed]',
      'a.hangs: Still creating... [20s elapsed]',
      'a.begun: Creating...',
    ];
    expect(addressesIn(...lines)).toEqual(['a.hangs', 'a.begun']);
    expect(addressesIn(...lines.slice(0, 3))).toEqual(['a.fails', 'a.hangs']);
  });
});

describe('the last line', () => {
  it('is the last that says anything, cut where it is very long', () => {
    expect(readAtWork('a.b: Refreshing state... [id=1]\n\n  \n').lastLine).toBe('a.b: Refreshing state... [id=1]');
    expect(readAtWork('x'.repeat(5000)).lastLine).toHaveLength(300);
  });

  it('is not there where nothing was said', () => {
    expect(readAtWork('\n').lastLine).toBeUndefined();
  });
});
