import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';

import { openCloud, openScenario, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { describeFrom, describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const CHILD = `variable "size" {
  type = number
}
resource "terraform_data" "sized" {
  input = var.size
  lifecycle {
    precondition {
      condition     = var.size < 10
      error_message = "It is too large."
    }
  }
}
`;

describeWithTerraform('what the tool says of a line of the repository', () => {
  for (const job of ['plan', 'push'] as const) {
    test.concurrent(`is an annotation at that line, of a module’s file too: ${job}`, async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: `annotated-${job}`, lockMode: 'lockfile' });
      scenario.github.addPullRequest({ number: 42, headSha: shaOf('h') });
      const checkout = await scenario.checkout(`module "child" {\n  source = "./child"\n  size   = 99\n}\n`);
      await mkdir(join(checkout.folder, 'child'));
      await writeFile(join(checkout.folder, 'child', 'main.tf'), CHILD);

      const failed = job === 'plan' ? await checkout.plan(42) : await checkout.push(shaOf('m'));

      expect(failed.outputs).toMatchObject({ 'failure-reason': 'plan-failed' });
      const [line = ''] = failed.log.match(/^::error .*file=.*$/m) ?? [];
      expect(line).toContain(`file=child/main.tf`);
      expect(line).toMatch(/\bline=8\b/);
      expect(line).toContain('title=Resource precondition failed');
      expect(line).toContain('It is too large.');
    });
  }

  test.concurrent('is one of an apply that fails, too', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'annotated', lockMode: 'lockfile', unreviewed: 'warn' });
    const broken = `resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    command = "exit 3"\n  }\n}\n`;
    const checkout = await scenario.checkout(broken);
    const applied = await checkout.push(shaOf('m'));
    expect(applied.outputs).toMatchObject({ 'failure-reason': 'apply-failed' });
    expect(applied.log).toMatch(/^::error title=local-exec provisioner error,file=.*main\.tf,line=\d+.*exit status 3/m);
  });
});

// Before, init says it in words alone.
describeFrom({ terraform: 9, tofu: 8 }, 'what the tool says of a line of the repository', () => {
  test.concurrent('is one of an init that fails, too', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'unknown', lockMode: 'lockfile' });
    const unknown = await scenario.checkout('variable "x" {\n  nope = 1\n}\n');
    const failed = await unknown.push(shaOf('n'));
    expect(failed.outputs).toMatchObject({ 'failure-reason': 'tool-failed' });
    expect(failed.log).toMatch(/^::error title=Unsupported argument,file=.*main\.tf,line=\d+/m);
  });
});
