import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

import {
  confirmBackend,
  type ConfirmOptions,
} from '../../../../src/adapters/terraform/configuration/confirm-backend.ts';
import { RunFailure } from '../../../../src/domain/failure.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

const S3 = 'terraform {\n  backend "s3" {\n  }\n}\n';
const backend = (type: string): string => S3.replace('s3', type);

/** A checkout with these files, looked at in `infra`. */
async function refusalOf(
  files: Readonly<Record<string, string>>,
  options: Partial<ConfirmOptions> & { readonly is?: 'terraform' | 'tofu' } = {},
): Promise<string | undefined> {
  mkdirSync(join(folder(), 'infra'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder(), name)), { recursive: true });
    writeFileSync(join(folder(), name), text);
  }
  const { is = 'terraform', ...more } = options;
  const about = {
    directory: join(folder(), 'infra'),
    checkout: folder(),
    settings: [],
    variableFiles: [],
    tool: 'auto',
  };
  try {
    await confirmBackend({ ...about, knowTool: () => Promise.resolve(is), ...more });
    return undefined;
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    return error.message;
  }
}

const IN_ITS_PLACE = 'Put a backend "s3" block in its place, and move the state there by hand:';
const MOVE = `${IN_ITS_PLACE} \`terraform init -migrate-state\`.`;
const CARRY = `${IN_ITS_PLACE} \`terraform state pull\` before, \`terraform state push\` after.`;

describe('a root module whose state lies elsewhere is refused by its files', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ...['gcs', 'azurerm', 'http', 'consul', 'pg', 'kubernetes'].map(
      (type): [string, Record<string, string>, string] => [
        type,
        { 'infra/main.tf': backend(type) },
        `the root module uses the backend "${type}" (main.tf line 2); Lockstep works with "s3" only. ${MOVE}`,
      ],
    ),
    ...['oss', 'cos'].map((type): [string, Record<string, string>, string] => [
      type,
      { 'infra/main.tf': backend(type) },
      `the root module uses the backend "${type}" (main.tf line 2); Lockstep works with "s3" only. Where the store speaks the S3 protocol, too, that block reaches it by endpoints. ${MOVE}`,
    ]),
    [
      'local',
      { 'infra/main.tf': backend('local') },
      `the root module uses the backend "local" (main.tf line 2); Lockstep works with "s3" only. A state on the runner is lost with it. ${MOVE}`,
    ],
    [
      'remote',
      { 'infra/main.tf': backend('remote') },
      `the root module uses the backend "remote" (main.tf line 2); Lockstep works with "s3" only. HCP Terraform and Terraform Enterprise keep, lock and queue states themselves. ${CARRY}`,
    ],
    [
      'cloud',
      { 'infra/versions.tf': 'terraform {\n  cloud {\n    organization = "acme"\n  }\n}\n' },
      `the root module uses a cloud block (versions.tf line 2); Lockstep works with "s3" only. HCP Terraform and Terraform Enterprise keep, lock and queue states themselves. ${CARRY}`,
    ],
    [
      'one in JSON',
      { 'infra/backend.tf.json': '{"terraform":{"backend":{"gcs":{}}}}' },
      `the root module uses the backend "gcs" (backend.tf.json); Lockstep works with "s3" only. ${MOVE}`,
    ],
    [
      'one that overrides',
      { 'infra/main.tf': S3, 'infra/dev_override.tf': backend('local') },
      `the root module uses the backend "local" (dev_override.tf line 2); Lockstep works with "s3" only. A state on the runner is lost with it. ${MOVE}`,
    ],
    [
      'two at once',
      { 'infra/a.tf': S3, 'infra/b.tf': backend('gcs') },
      'the root module says 2 times where its state lies: backend "s3" (a.tf line 2), backend "gcs" (b.tf line 2). Leave one backend "s3" block, and take the others out.',
    ],
    [
      'none',
      { 'infra/main.tf': 'resource "terraform_data" "a" {}\n' },
      'no file in "infra" has a backend block, so the state would lie on this runner and be lost with it. Add `terraform { backend "s3" { … } }` with bucket, key, region and use_lockfile = true.',
    ],
    [
      'none, though other directories have one',
      { 'infra/main.tf': '', 'infra/prod/main.tf': S3 },
      'no file in "infra" has a backend block, so the state would lie on this runner and be lost with it. Add `terraform { backend "s3" { … } }` with bucket, key, region and use_lockfile = true. Or, if the root module is another one: there is a backend block in "infra/prod"; set working-directory to it.',
    ],
    [
      'no files',
      {
        'infra/readme.md': '',
        'infra/.hidden.tf': S3,
        'stacks/net/main.tf': S3,
        'stacks/app/main.tf': S3,
        'modules/x/main.tf': '',
      },
      'working-directory is "infra", and no file there ends in .tf. There are such files in "stacks/app", "stacks/net": set working-directory to the root module\'s.',
    ],
    [
      'no files anywhere',
      { 'readme.md': '' },
      'working-directory is "infra", and no file there ends in .tf. The checkout has no other directory with such files either: is there a step with actions/checkout before this one?',
    ],
    [
      'files elsewhere, without a backend',
      Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((number) => [`m${number}/main.tf`, ''])),
      'working-directory is "infra", and no file there ends in .tf. There are such files in "m1", "m2", "m3", "m4", "m5" and 2 more: set working-directory to the root module\'s.',
    ],
  ])('%s', async (_, files, sentence) => {
    expect(await refusalOf(files)).toBe(sentence);
  });
});

describe('a root module is left to the tool', () => {
  it.each<[string, Readonly<Record<string, string>>, Parameters<typeof refusalOf>[1]]>([
    ['with one backend "s3" block', { 'infra/main.tf': S3 }, {}],
    ['in which s3 overrides another', { 'infra/main.tf': backend('local'), 'infra/override.tf': S3 }, {}],
    ['whose blocks cannot be told', { 'infra/main.tf': '# backend\n' }, {}],
    ['of OpenTofu’s own files', { 'infra/main.tf': backend('gcs'), 'infra/main.tofu': S3 }, { is: 'tofu' }],
    ['that another tool may write', { 'infra/terragrunt.hcl': '' }, { tool: './wrapped.sh' }],
  ])('%s', async (_, files, options) => {
    expect(await refusalOf(files, options)).toBeUndefined();
  });

  it('of OpenTofu’s own files, unless the tool is Terraform', async () => {
    const files = { 'infra/main.tf': backend('gcs'), 'infra/main.tofu': S3 };
    expect(await refusalOf(files, { is: 'terraform' })).toContain('the backend "gcs" (main.tf line 2)');
  });

  it('by the path of the tool, when that is one by its name', async () => {
    expect(await refusalOf({ 'infra/main.tf': backend('gcs') }, { tool: '/opt/tf/terraform' })).toContain('"gcs"');
  });
});

describe('a file that backend-config names', () => {
  it('is told as it was asked for and as it was looked for, every one of them', async () => {
    const settings = ['region=eu-west-1', 'prod.hcl', '../missing/x.hcl'];
    expect(await refusalOf({ 'infra/main.tf': S3 }, { settings })).toBe(
      `backend-config names the file "prod.hcl", which is not there or cannot be read: it would be ${join(folder(), 'infra/prod.hcl')}. The path is one from working-directory; correct it, or write \`name=value\` for a setting.\n` +
        `backend-config names the file "../missing/x.hcl", which is not there or cannot be read: it would be ${join(folder(), 'missing/x.hcl')}. The path is one from working-directory; correct it, or write \`name=value\` for a setting.`,
    );
  });

  it('is taken from the root module', async () => {
    expect(await refusalOf({ 'infra/main.tf': S3, 'infra/prod.hcl': '' }, { settings: ['prod.hcl'] })).toBeUndefined();
  });
});
