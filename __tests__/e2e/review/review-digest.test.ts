import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parseJsonExactly } from '../../../src/domain/json.ts';
import { parsePlan } from '../../../src/domain/plan/plan-document.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';
import { TOOL } from '../../support/on-path.ts';
import { describeCasesWithTerraform } from '../../support/runner/with-terraform.ts';

/** Everything that Terraform prints in another order, or with another value, from plan to plan. */
const MODULE = `
variable "words" {
  default = { z = "1", a = "2", m = "3" }
}
locals {
  more = toset([for index in range(30) : "word-\${index}"])
}
resource "terraform_data" "each" {
  for_each = merge(var.words, { for word in local.more : word => word })
  input    = { key = each.key, value = each.value, set = local.more, none = null }
}
resource "terraform_data" "unknown" {
  input            = [for each in terraform_data.each : each.output]
  triggers_replace = { now = timestamp(), id = uuid(), of = keys(terraform_data.each) }
}
resource "terraform_data" "old" {
  count = 2
  input = "\${count.index} of \${terraform_data.each["a"].id}"
}
output "words" {
  value = { for key, each in terraform_data.each : key => each.input }
}
output "ids" {
  value     = values(terraform_data.each)[*].id
  sensitive = true
}
`;

describeCasesWithTerraform('the digest of a plan', (toTry) => {
  const folder = useTemporaryFolder();

  test.each(toTry([5, 20]))('is the same in %d plans of one configuration and state', async (plans) => {
    const terraform = async (...words: readonly string[]): Promise<string> => {
      const { stdout } = await promisify(execFile)(TOOL, [...words], {
        cwd: folder(),
        env: { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1' },
        maxBuffer: 1e8,
      });
      return stdout;
    };
    await writeFile(join(folder(), 'main.tf'), MODULE);
    await terraform('init', '-no-color');
    await terraform('apply', '-auto-approve', '-no-color', '-target=terraform_data.old');
    const texts: string[] = [];
    for (let index = 0; index < plans; index += 1) {
      await terraform('plan', '-lock=false', '-no-color', '-out=p');
      texts.push(await terraform('show', '-json', 'p'));
    }
    const reviews = texts.map((text) => JSON.stringify(reviewChanges(parsePlan(parseJsonExactly(text)), 'salt')));
    // Or there would be nothing to be the same in spite of.
    expect(new Set(texts).size).toBeGreaterThan(1);
    expect(reviews[0]).toContain('terraform_data.unknown');
    expect(new Set(reviews).size).toBe(1);
  });
});
