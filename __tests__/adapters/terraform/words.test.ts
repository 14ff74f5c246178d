import { describe, expect, it } from 'vitest';

import { isDigestMismatch, titleOf, describeNoState, isNoState } from '../../../src/adapters/terraform/words.ts';

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

describe('an object that is no state', () => {
  const HTML =
    'Error: Error refreshing state: 2 problems:\n\n- Unsupported state file format: The state file could not be parsed as JSON: syntax error at byte offset 1.\n- Unsupported state file format: The state file does not have a "version" attribute, which is required to identify the format version.';
  it.each([
    [HTML, 'its first byte begins no JSON, as with a page of HTML, an archive, or what something has encrypted'],
    [HTML.replace('offset 1', 'offset\n 80'), 'it is no JSON from byte 80 on, as with a file that is cut off'],
    [
      'Error: Error refreshing state: Unsupported state file format: The state file does not have a "version" attribute',
      'it is a document of something else, or damaged',
    ],
  ])('is told by its place and by what Terraform has found', (said, what) => {
    expect(isNoState(said)).toBe(true);
    expect(describeNoState('s3://states/prod/terraform.tfstate', said)).toBe(
      `the object at s3://states/prod/terraform.tfstate is no state of Terraform's: ${what}. \`aws s3 cp s3://states/prod/terraform.tfstate - | head -c 200\` shows its beginning. Correct key where something else lies there; where the state did, bring back an older version of the object (\`aws s3api list-object-versions\`).`,
    );
  });
});
