import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blockNamed, readBlocks, type HclBlock } from '../support/permissions/hcl-blocks.ts';
import { BOOTSTRAP, terraformIn } from '../support/permissions/rendered-policies.ts';
import { TOOL } from '../support/on-path.ts';
import { describeWithTerraform } from '../support/runner/with-terraform.ts';

async function blocksOf(file: string): Promise<readonly HclBlock[]> {
  return readBlocks(await readFile(join(BOOTSTRAP, file), 'utf8'));
}

/** A copy of the module that Terraform may write into. */
async function inCopy<T>(task: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bootstrap-'));
  try {
    await cp(BOOTSTRAP, folder, { recursive: true, filter: (path) => !path.includes('.terraform') });
    return await task(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const PROVIDER_WITHIN_MS = 60_000;

/** What Terraform says when the provider cannot be had, in a line; undefined when it is there. */
function initialize(folder: string): Promise<string | undefined> {
  const words = ['init', '-backend=false', '-input=false', '-no-color'];
  const env = { ...process.env, CHECKPOINT_DISABLE: '1' };
  return new Promise((resolve) => {
    execFile(
      TOOL,
      words,
      { cwd: folder, env, timeout: PROVIDER_WITHIN_MS, killSignal: 'SIGKILL' },
      (error, _stdout, stderr) => {
        const why =
          /Error: (.*)/s.exec(stderr)?.[1]?.replace(/\s+/g, ' ').trim() ??
          `no answer within ${PROVIDER_WITHIN_MS / 1000} s`;
        resolve(error === null ? undefined : why);
      },
    );
  });
}

describeWithTerraform('the bootstrap module', () => {
  test('is formatted as Terraform formats it', async () => {
    const { code, output } = await terraformIn(BOOTSTRAP, 'fmt', '-check', '-recursive', '-diff');
    expect(output).toBe('');
    expect(code).toBe(0);
  });

  test('needs the AWS provider, and no other', async () => {
    await inCopy(async (folder) => {
      expect((await terraformIn(folder, 'get')).code).toBe(0);
      const { code, output } = await terraformIn(folder, 'providers');
      expect(code).toBe(0);
      const providers = [...output.matchAll(/provider\[[^\]]*?([\w-]+\/[\w-]+)\]/g)].map(([, provider]) => provider);
      expect([...new Set(providers)]).toEqual(['hashicorp/aws']);
    });
  });

  test('is valid, where the provider can be had', { timeout: 2 * PROVIDER_WITHIN_MS }, async ({ skip }) => {
    await inCopy(async (folder) => {
      const missing = await initialize(folder);
      if (missing !== undefined) {
        console.warn(`skipped: terraform validate: the AWS provider cannot be had: ${missing}`);
        skip('the AWS provider cannot be had');
      }
      const { code, output } = await terraformIn(folder, 'validate', '-no-color');
      expect(output).toContain('The configuration is valid');
      expect(code).toBe(0);
    });
  });

  test('hands every variable of the policies on to them', async () => {
    const { attributes } = blockNamed(await blocksOf('roles.tf'), 'module policies');
    const { source, ...given } = attributes;
    expect(source).toBe('"./policies"');
    const variables = (await blocksOf('policies/variables.tf')).map(({ name }) => name.replace('variable ', ''));
    expect(Object.keys(given).sort()).toEqual(variables.sort());
  });

  test('lists its variables and outputs in its README, and uses them there as Terraform formats them', async () => {
    const readme = await readFile(join(BOOTSTRAP, 'README.md'), 'utf8');
    const rows = (heading: string): readonly string[] =>
      [...(readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z_]+)`/gm)].map(
        ([, name]) => name ?? '',
      );
    const names = async (file: string, kind: string): Promise<readonly string[]> =>
      (await blocksOf(file)).map(({ name }) => name.replace(`${kind} `, ''));
    expect(rows('Variables')).toEqual(await names('variables.tf', 'variable'));
    expect(rows('Outputs')).toEqual(await names('outputs.tf', 'output'));
    const usage = [...readme.matchAll(/```hcl\n(.*?)```/gs)].map(([, hcl]) => hcl ?? '');
    expect(usage).not.toEqual([]);
    const env = { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1' };
    for (const input of usage)
      expect(spawnSync(TOOL, ['fmt', '-'], { env, input, encoding: 'utf8' }).stdout).toBe(input);
  });
});

// What Terraform could say of these only with the provider's own description of them.
describe('what the bootstrap module makes', () => {
  test('a bucket with versions and encryption that nobody can make public', async () => {
    const blocks = await blocksOf('bucket.tf');
    const versioning = blockNamed(blocks, 'resource aws_s3_bucket_versioning states');
    expect(blockNamed(versioning.blocks, 'versioning_configuration').attributes).toEqual({ status: '"Enabled"' });
    expect(blockNamed(blocks, 'resource aws_s3_bucket_public_access_block states').attributes).toEqual({
      bucket: 'aws_s3_bucket.states.id',
      block_public_acls: 'true',
      block_public_policy: 'true',
      ignore_public_acls: 'true',
      restrict_public_buckets: 'true',
    });
    const encryption = blockNamed(blocks, 'resource aws_s3_bucket_server_side_encryption_configuration states');
    const rule = blockNamed(encryption.blocks, 'rule');
    expect(blockNamed(rule.blocks, 'apply_server_side_encryption_by_default').attributes).toEqual({
      sse_algorithm: 'var.kms_key_arn == null ? "AES256" : "aws:kms"',
      kms_master_key_id: 'var.kms_key_arn',
    });
    expect(blockNamed(blocks, 'resource aws_s3_bucket_policy states').attributes).toMatchObject({
      policy: 'module.policies.bucket',
    });
  });

  test('lifecycle rules that expire no current object, and nothing but what the policies name', async () => {
    const lifecycle = blockNamed(await blocksOf('bucket.tf'), 'resource aws_s3_bucket_lifecycle_configuration states');
    const replaced = blockNamed(lifecycle.blocks, 'dynamic rule');
    expect(replaced.attributes).toEqual({ for_each: 'module.policies.expiring_prefixes' });
    const { blocks } = blockNamed(replaced.blocks, 'content');
    expect(blocks.map(({ name, attributes }) => ({ name, attributes }))).toEqual([
      { name: 'filter', attributes: { prefix: 'rule.value' } },
      { name: 'noncurrent_version_expiration', attributes: { noncurrent_days: 'var.noncurrent_days' } },
      { name: 'expiration', attributes: { expired_object_delete_marker: 'true' } },
    ]);
    const everywhere = blockNamed(lifecycle.blocks, 'rule');
    expect(everywhere.blocks.map(({ name }) => name)).toEqual(['filter', 'abort_incomplete_multipart_upload']);
  });

  test('a lock table that is never too small, loses no item and is not deleted by mistake', async () => {
    const table = blockNamed(await blocksOf('table.tf'), 'resource aws_dynamodb_table locks');
    expect(table.attributes).toEqual({
      count: 'var.table_name == null ? 0 : 1',
      name: 'var.table_name',
      billing_mode: '"PAY_PER_REQUEST"',
      hash_key: '"LockID"',
      deletion_protection_enabled: 'true',
    });
    expect(table.blocks.map(({ name, attributes }) => ({ name, attributes }))).toEqual([
      { name: 'attribute', attributes: { name: '"LockID"', type: '"S"' } },
      { name: 'point_in_time_recovery', attributes: { enabled: 'true' } },
      { name: 'lifecycle', attributes: { prevent_destroy: 'true' } },
    ]);
  });

  test('roles with the policies of their own, and with no other', async () => {
    const blocks = await blocksOf('roles.tf');
    for (const role of ['plan', 'apply']) {
      expect(blockNamed(blocks, `resource aws_iam_role ${role}`).attributes).toMatchObject({
        assume_role_policy: `module.policies.${role}_role_trust`,
      });
      expect(blockNamed(blocks, `resource aws_iam_policy ${role}`).attributes).toMatchObject({
        count: `length(module.policies.${role}_role)`,
        policy: `module.policies.${role}_role[count.index]`,
      });
      expect(blockNamed(blocks, `resource aws_iam_role_policy_attachment ${role}`).attributes).toEqual({
        count: `length(module.policies.${role}_role)`,
        role: `aws_iam_role.${role}.name`,
        policy_arn: `aws_iam_policy.${role}[count.index].arn`,
      });
    }
    expect(blocks.filter(({ name }) => name.includes('attachment'))).toHaveLength(2);
  });
});
