import { describe, expect, it } from 'vitest';

import {
  applyWarningsOf,
  backendMistakeOf,
  isDigestMismatch,
  isStalePlan,
  planTextOf,
  planWarningsOf,
} from '../../../src/adapters/terraform/words.ts';

describe('a plan that is stale', () => {
  it.each([
    [
      'of another serial',
      `
Error: Saved plan is stale

The given plan file can no longer be applied because the state was changed by
another operation after the plan was created.
`,
    ],
    [
      'of another lineage',
      `
Error: Saved plan does not match the given state

The given plan file can not be applied because it was created from a
different state lineage.
`,
    ],
  ])('is one %s', (_, stderr) => {
    expect(isStalePlan(stderr)).toBe(true);
  });

  it.each([
    '\nError: Error acquiring the state lock\n',
    '',
    '\nError: Cannot apply incomplete plan\n',
    'The plan file describes changes to the "y" workspace',
  ])('is not %j', (stderr) => {
    expect(isStalePlan(stderr)).toBe(false);
  });
});

const REFRESHING = 'terraform_data.a: Refreshing state... [id=bf18657c-b1ee-653f-3754-a2b01646222f]\n\n';
const CREATE = `Terraform used the selected providers to generate the following execution
plan. Resource actions are indicated with the following symbols:
  + create

Terraform will perform the following actions:

  # terraform_data.k["x"] will be created
  + resource "terraform_data" "k" {
      + input  = "x"
    }

Plan: 1 to add, 0 to change, 0 to destroy.

Changes to Outputs:
  + o = "1"

Warning: Check block assertion failed

  on main.tf line 13, in check "c":`;
const SAVED = `

─────────────────────────────────────────────────────────────────────────────

Saved the plan to: /tmp/plan.tfplan

To perform exactly these actions, run the following command to apply:
    terraform apply "/tmp/plan.tfplan"
`;

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

describe('the warnings of a plan', () => {
  it('are told in Terraform’s words, without the rule behind them and the checks that fail', () => {
    const check = 'Warning: Check block assertion failed\n\n  on main.tf line 13, in check "c":';
    const deprecated =
      'Warning: Argument is deprecated\n\n  on main.tf line 2, in resource "a" "b":\n   2:   x = 1\n\nUse y.';
    const targeting = 'Warning: Resource targeting is in effect\n\nYou are creating a plan with the -target option.';
    const text = `Plan: 1 to add.\n\n${targeting}\n\n${check}\n\n${deprecated}${SAVED}`;
    expect(planWarningsOf(text)).toEqual([targeting, deprecated]);
    expect(planWarningsOf(text.replace(SAVED, '\n'))).toEqual([targeting, deprecated]);
  });

  it('end where the plan begins that they stand before', () => {
    const text = `Warning: Provider development overrides are in effect\n\nThe following.\n\na.b: Refreshing state... [id=1]\n\n${CREATE}`;
    expect(planWarningsOf(text)[0]).toBe('Warning: Provider development overrides are in effect\n\nThe following.');
  });

  it('of an apply are those that it has itself, with the checks that do not hold by now', () => {
    const text =
      'a.b: Creation complete after 0s\n\nWarning: Check block assertion failed\n\n  on main.tf line 3\n\nIt is not.\n\nApply complete! Resources: 1 added.\n\nOutputs:\n\nx = 1';
    expect(applyWarningsOf(text)).toEqual([
      'Warning: Check block assertion failed\n\n  on main.tf line 3\n\nIt is not.',
    ]);
  });

  it.each([
    'terraform_data.x: Creating...',
    'module.m.terraform_data.x["a b"]: Modifying... [id=1]',
    'terraform_data.x: Destroying... [id=1]',
    "terraform_data.x: Provisioning with 'local-exec'...",
    'terraform_data.x (local-exec): PASSWORD',
    'terraform_data.x: Still creating... [10s elapsed]',
    'terraform_data.x: Creation complete after 0s [id=1]',
  ])('of an apply end where its work begins: %s', (line) => {
    const printed = `Warning: Deprecated Parameter\n\n  on main.tf line 3\n\nUse it no more.\n\n${line}\nmore\n`;
    expect(applyWarningsOf(printed)).toEqual([
      'Warning: Deprecated Parameter\n\n  on main.tf line 3\n\nUse it no more.',
    ]);
  });

  it('are none where a value only looks like one', () => {
    expect(planWarningsOf(`${REFRESHING}      + note = <<-EOT\n            Warning: x\n        EOT${SAVED}`)).toEqual(
      [],
    );
  });
});

describe("the part of a plan's text that a reviewer wants", () => {
  it.each([
    ['from the symbols to the warnings', CREATE],
    ['from the drift, which comes first', `Note: Objects have changed outside of Terraform\n\nx\n\n${CREATE}`],
    ['of moves alone', 'Terraform will perform the following actions:\n\n  # a has moved to b'],
    ['of outputs alone', 'Changes to Outputs:\n  ~ o = "1" -> "2"'],
    ["in OpenTofu's words", CREATE.replaceAll('Terraform', 'OpenTofu')],
    ["in OpenTofu's words, drift first", 'Note: Objects have changed outside of OpenTofu\n\nx'],
  ])('is the one %s', (_, text) => {
    expect(planTextOf(REFRESHING + text + SAVED)).toBe(text);
    expect(planTextOf(text + SAVED)).toBe(text);
  });

  it('is what Terraform says when nothing changes', () => {
    const text = 'No changes. Your infrastructure matches the configuration.\n\nTerraform has compared your real';

    expect(planTextOf(`${REFRESHING}${text}\n`)).toBe(text);
    expect(planTextOf(text)).toBe(text);
  });

  it('ends at the last words of Terraform, not at a value that looks like them', () => {
    const value = `${CREATE}\n      + note = <<-EOT${SAVED.replaceAll('\n', '\n            ')}        EOT\n    }`;

    expect(planTextOf(REFRESHING + value + SAVED)).toBe(value);
  });

  it('is everything when Terraform uses words that are not known, and begins at the first that are', () => {
    expect(planTextOf('Planung läuft\n\n  + a')).toBe('Planung läuft\n\n  + a');
    expect(planTextOf('Planung läuft\n\n  + a\nNo changes.')).toBe('No changes.');
    expect(planTextOf('')).toBe('');
  });
});
