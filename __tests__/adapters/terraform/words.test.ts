import { describe, expect, it } from 'vitest';

import { backendMistakeOf } from '../../../src/adapters/terraform/words.ts';

describe('what is wrong with a backend', () => {
  it.each([
    [
      'Error: Failed to get existing workspaces: S3 bucket "nope" does not exist.\n\nThe referenced S3 bucket must have been\n',
      'the bucket nope does not exist. Create it, or correct the backend block.',
    ],
    [
      'Error: Error loading state: Unable to access object "x" in S3 bucket "b": operation error S3: HeadObject, requested bucket from "us-east-1",\nactual location "eu-west-1"',
      'the bucket is in the region eu-west-1. Correct region in the backend block.',
    ],
    [
      "api error AuthorizationHeaderMalformed: The authorization header is malformed; the region\n'us-east-1' is wrong; expecting 'eu-central-1'",
      'the bucket is in the region eu-central-1. Correct region in the backend block.',
    ],
    [
      'operation error S3: ListObjectsV2, https response error StatusCode: 301, RequestID: x',
      'the bucket is in another region. Correct region in the backend block.',
    ],
    [
      'Error: No valid credential sources found',
      'there are no AWS credentials. Add a step with aws-actions/configure-aws-credentials before this one.',
    ],
    [
      'operation error S3: ListObjectsV2, https response error StatusCode:\n403, RequestID: x, HostID: y, api error AccessDenied',
      'the role may not s3:ListBucket. Grant it, or use a role that has it.',
    ],
    [
      'Error: Failed to get existing workspaces: Unable to list objects in S3 bucket "states" with prefix env:/: operation error S3: ListObjectsV2, https\nresponse error StatusCode: 403, RequestID: x, HostID: y, api error AccessDenied: Access Denied',
      'the role may not s3:ListBucket on states. Grant it, or use a role that has it.',
    ],
    [
      'Unable to access object "a/b" in S3 bucket "states": operation error S3: HeadObject, https response error StatusCode: 403, api error AccessDenied',
      'the role may not s3:GetObject on states/a/b. Grant it, or use a role that has it.',
    ],
    [
      'Unable to retrieve item from DynamoDB table "locks": operation error DynamoDB: GetItem, https response error StatusCode: 400, AccessDeniedException: no',
      'the role may not dynamodb:GetItem on locks. Grant it, or use a role that has it.',
    ],
  ])('is told in a sentence of our own: %j', (stderr, sentence) => {
    expect(backendMistakeOf(stderr)).toBe(sentence);
  });

  it.each([
    '',
    'Error: Unsupported argument\n\n  on main.tf line 2',
    'Error: Failed to query available provider packages',
    'operation error S3: ListObjectsV2, https response error StatusCode: 403, api error InvalidAccessKeyId: no such key',
  ])('is nothing that %j says', (stderr) => {
    expect(backendMistakeOf(stderr)).toBeUndefined();
  });
});
