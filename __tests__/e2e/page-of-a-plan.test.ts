import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseJsonExactly } from '../../src/domain/json.ts';
import { parsePlan } from '../../src/domain/plan-document.ts';
import { renderPage } from '../../src/render/comment.ts';
import { COMMENT_BUDGET } from '../../src/render/plan-body.ts';
import { createPlanned, createView } from '../support/factories.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';
import { describeWithTerraform } from '../support/with-terraform.ts';

const COMMON = `
variable "password" {
  default   = "correct horse"
  sensitive = true
}
output "gone_or_new" {
  value = "GONE_OR_NEW"
}
`;

const BEFORE = `${COMMON.replace('GONE_OR_NEW', 'old')}
resource "terraform_data" "updated" {
  input = { name = "one", tags = { a = "1", b = "2" }, ports = [80, 443], secret = var.password }
}
resource "terraform_data" "replaced" {
  triggers_replace = jsonencode({ image = "1.0", size = 1 })
}
resource "terraform_data" "destroyed" {
  input = "gone"
}
resource "terraform_data" "old_name" {}
resource "terraform_data" "forgotten" {
  input = "kept, by somebody else"
}
`;

const AFTER = `${COMMON.replace('GONE_OR_NEW', 'new').replace('correct horse', 'battery staple')}
resource "terraform_data" "updated" {
  input = { name = "two", tags = { a = "1", c = "3" }, ports = [80, 8443, 443], secret = var.password }
}
resource "terraform_data" "replaced" {
  triggers_replace = jsonencode({ image = "1.1", size = 1 })
}
resource "terraform_data" "new_name" {}
moved {
  from = terraform_data.old_name
  to   = terraform_data.new_name
}
removed {
  from = terraform_data.forgotten
  lifecycle {
    destroy = false
  }
}
import {
  to = terraform_data.imported
  id = "some-id"
}
resource "terraform_data" "imported" {}
resource "terraform_data" "created" {
  input = { of = terraform_data.replaced.id, text = "several\\nlines", nothing = null, list = ["a"] }
}
check "health" {
  assert {
    condition     = terraform_data.updated.input.name == "three"
    error_message = "It is not three."
  }
}
output "id" {
  value = terraform_data.created.id
}
output "token" {
  value     = var.password
  sensitive = true
}
`;

describeWithTerraform('the page of a real plan', () => {
  const folder = useTemporaryFolder();

  test('has every kind of change in its place', { timeout: 60_000 }, async () => {
    const terraform = (...words: readonly string[]): Promise<string> =>
      new Promise((resolve, reject) => {
        const env = { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1' };
        execFile('terraform', [...words], { cwd: folder(), env }, (error, stdout, stderr) => {
          if (error === null) resolve(stdout);
          else reject(new Error(stderr, { cause: error }));
        });
      });
    const file = join(folder(), 'main.tf');
    await writeFile(file, BEFORE);
    await terraform('init', '-no-color');
    await terraform('apply', '-auto-approve', '-no-color');
    await writeFile(file, AFTER);
    await terraform('plan', '-no-color', '-out=p');
    const plan = parsePlan(parseJsonExactly(await terraform('show', '-json', 'p')));

    const page = renderPage({ kind: 'result', result: createPlanned({ plan }) }, createView(), COMMENT_BUDGET);

    expect(page).not.toMatch(/correct horse|battery staple/);
    const stable = page.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>');
    await expect(`${stable}\n`).toMatchFileSnapshot('pages/plan-of-everything.md');
  });
});
