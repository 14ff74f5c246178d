import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCloud, openScenario, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

/** Terraform marks the input, and neither the output nor what is made of it: its own words of a plan show both. */
const SPEAKS = `
variable "word" {
  type      = string
  sensitive = true
}
resource "terraform_data" "a" {
  input = var.word
}
resource "terraform_data" "b" {
  input = nonsensitive(terraform_data.a.output)
}
`;
const PROGRAM = `
resource "terraform_data" "program" {
  provisioner "local-exec" {
    command = "cat word.auto.tfvars; base64 -w0 word.auto.tfvars"
  }
}
`;
const BROKEN = `
resource "terraform_data" "broken" {
  lifecycle {
    precondition {
      condition     = nonsensitive(length(var.word) == 1)
      error_message = "it is \${nonsensitive(var.word)} here"
    }
  }
}
`;
const [BEFORE, NOW] = ['correct-horse/before', 'battery-staple/now'] as const;

describeWithTerraform('a value that is sensitive, and that Terraform repeats unmarked', () => {
  test('is in no log, on no page and in no annotation, of a plan, one that fails, and an apply', async () => {
    await using scenario = await openScenario(cloud, { name: 'log', lockMode: 'table', unreviewed: 'warn' });
    const { github } = scenario;
    const checkoutOf = async (configuration: string, word: string) => {
      const checkout = await scenario.checkout(configuration);
      await writeFile(join(checkout.folder, 'word.auto.tfvars'), `word = "${word}"\n`);
      return checkout;
    };
    await (await checkoutOf(SPEAKS, BEFORE)).terraform(scenario.prodKey, 'apply', '-auto-approve');
    const hidden = (text: string): void => {
      for (const word of [BEFORE, NOW]) {
        expect(text).not.toContain(word);
        expect(text).not.toContain(Buffer.from(word.slice(2, 8)).toString('base64'));
      }
    };

    const planned = await (
      await checkoutOf(SPEAKS + PROGRAM, BEFORE)
    ).plan(42, { with: { replace: 'terraform_data.a' } });
    expect(planned.outputs['outcome'], planned.log).toBe('planned');
    expect(planned.log).toMatch(/~ output = "\(sensitive\)" -> \(known after apply\)/);
    hidden(planned.log + planned.summary + (github.comments(42)[0]?.body ?? ''));

    const failed = await (await checkoutOf(SPEAKS + BROKEN, NOW)).plan(43);
    expect(failed.outputs['failure-reason'], failed.log).toBe('plan-failed');
    for (const text of [failed.log, failed.summary]) expect(text).toContain('it is (sensitive) here');
    hidden(failed.log + failed.summary + (github.comments(43)[0]?.body ?? ''));

    github.addPullRequest({ number: 42, headSha: shaOf('head of 42'), merged: true, mergeCommitSha: shaOf('m') });
    const applied = await (await checkoutOf(SPEAKS + PROGRAM, NOW)).push(shaOf('m'));
    expect(applied.outputs['outcome'], applied.log).toBe('applied');
    // The masks of an apply are told to the runner, which shows none of them.
    const log = applied.log.replace(/^::add-mask::.*$/gm, '');
    expect(log).toContain('(local-exec): word = "(sensitive)"');
    hidden(log + applied.summary + (github.comments(42)[0]?.body ?? ''));
  });
});
