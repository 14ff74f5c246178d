import { describe, expect, it } from 'vitest';

import { isDigestMismatch, titleOf } from '../../../src/adapters/terraform/words.ts';

describe("a digest that does not belong to the state, in every version's words", () => {
  it.each([
    'Error refreshing state: state data in S3 does not have the expected content.\n\nThis may be caused by unusually long delays in S3',
    'Error: Error refreshing state: state data in S3 does not have the expected content.\n\nThe checksum calculated for the state',
    '\nError: Error refreshing state\n\nstate data in S3 does not have the expected content.\n\nThis may be caused by',
    'state data in S3 does not have the expected\ncontent.',
  ])('is one where init says %j', (text) => {
    expect(isDigestMismatch(text)).toBe(true);
  });

  it.each(['', 'Error refreshing state: AccessDenied: no'])('is none where it says %j', (text) => {
    expect(isDigestMismatch(text)).toBe(false);
  });
});

describe('what an error is called', () => {
  it.each([
    [
      'Error: Failed to query available provider packages\n\nCould not retrieve',
      ': Failed to query available provider packages',
    ],
    ['\nWarning: old\n\nError: Unreadable module directory', ': Unreadable module directory'],
    ['', ''],
    ['exec format error', ''],
  ])('%j: %j', (details, title) => {
    expect(titleOf(details)).toBe(title);
  });
});
