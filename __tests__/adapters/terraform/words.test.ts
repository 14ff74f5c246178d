import { describe, expect, it } from 'vitest';

import { backendMistakeOf, isDigestMismatch, withoutPlaces } from '../../../src/adapters/terraform/words.ts';

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
      'Error: Failed to get existing workspaces: S3 bucket does not exist.\n\nThe referenced S3 bucket must have been previously created.',
      'the bucket of the backend block does not exist. Create it, or correct the backend block.',
    ],
    [
      'Error refreshing state: S3 bucket does not exist.\n\nThe referenced S3 bucket must have been previously created.',
      'the bucket of the backend block does not exist. Create it, or correct the backend block.',
    ],
    [
      'Error: "region": required field is not set',
      'no region is set. Set region in the backend block, or AWS_REGION in the environment.',
    ],
    [
      'Error: Missing region value\n\n  on main.tf line 2, in terraform:\n   2:  backend "s3" {\n\nThe "region" attribute or',
      'no region is set. Set region in the backend block, or AWS_REGION in the environment.',
    ],
    [
      'Error: Unsupported argument\n\n  on main.tf line 11, in terraform:\n  11: use_lockfile = true\n\nAn argument named "use_lockfile" is not expected here.',
      'this version does not know use_lockfile, which Terraform and OpenTofu have from 1.10 on. Use a newer one, or name a lock table with dynamodb_table in place of use_lockfile.',
    ],
    [
      'Error: Invalid backend configuration argument\n\nThe backend configuration argument "use_lockfile" given on the command line\nis not expected for the selected backend type.',
      'this version does not know use_lockfile, which Terraform and OpenTofu have from 1.10 on. Use a newer one, or name a lock table with dynamodb_table in place of use_lockfile.',
    ],
    [
      'Error: error configuring S3 Backend: no valid credential sources for S3 Backend found.\n\nPlease see https://www.terraform.io/docs',
      'there are no AWS credentials. Add a step with aws-actions/configure-aws-credentials before this one.',
    ],
    [
      'Error refreshing state: AccessDenied: Access Denied\n\tstatus code: 403, request id: 469F4CD0E7FF1959, host id: x',
      'the role is denied what the backend needs. Grant it, or use a role that has it.',
    ],
    [
      'Error: Error refreshing state\n\noperation error S3: HeadObject, https response error StatusCode: 403,\nRequestID: x, HostID: y, api\nerror Forbidden: Forbidden',
      'the role may not s3:GetObject. Grant it, or use a role that has it.',
    ],
    [
      'Error: Error refreshing state: Unable to access object "a/b" in S3 bucket "states": operation error S3: HeadObject, https response error StatusCode: 403, RequestID: x, HostID: y, api error Forbidden: Forbidden',
      'the role may not s3:GetObject on states/a/b. Grant it, or use a role that has it.',
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

it('what a module’s server has said is none of the backend’s', () => {
  const said = `
Error: Failed to download module

  on main.tf line 1:
   1: module "x" {

Could not download module "x" (main.tf:1) source code from
"s3::https://s3.amazonaws.com/modules/x.zip": AccessDenied: Access Denied
	status code: 403, request id: 1, host id: 2
`;
  expect(backendMistakeOf(said)).toBeDefined();
  expect(backendMistakeOf(withoutPlaces(said))).toBeUndefined();
  const ofBackend = 'Error refreshing state: S3 bucket does not exist.\n';
  expect(backendMistakeOf(withoutPlaces(`${ofBackend}${said}`))).toContain('does not exist');
});
