import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCloud, openScenario, resource, shaOf, type Cloud, type Scenario } from '../../support/runner/stage.ts';
import { describeCasesWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';
import type { StepResult } from '../../support/runner/runner.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const SECRET = 'hunter2-8d1f';

/** A root module that fails while it evaluates with a sensitive variable, over a state that holds its value too. */
const FAILING = `variable "secret" {
  sensitive = true
}
resource "terraform_data" "kept" {
  input = var.secret
}
resource "terraform_data" "fails" {
  input = nonsensitive(length(var.secret)) > 0 ? tonumber(var.secret) : 0
}
`;

/** Where people can see the secret: lines of the log, the summary, the outputs and every comment there ever was. */
function leaks(scenario: Scenario, { log, summary, outputs }: StepResult): readonly string[] {
  const comments = scenario.github.history(42).map(({ body }) => body);
  const lines = [log, summary, JSON.stringify(outputs), ...comments].join('\n').split('\n');
  return lines.filter((line) => line.includes(SECRET)).map((line) => line.slice(0, 120));
}

describeCasesWithTerraform('the environment of Terraform', (toTry) => {
  type Env = Readonly<Record<string, string>>;
  const LOGGED: readonly [Env, ...Env[]] = [
    { TF_LOG: 'DEBUG' },
    { TF_LOG: 'DEBUG', TF_LOG_PATH: '' },
    { TF_LOG_CORE: 'TRACE' },
  ];
  for (const [index, env] of toTry(LOGGED).entries()) {
    const set = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    test(`with ${set.join(' and ')} a plan that fails shows no sensitive value`, async () => {
      await using scenario = await openScenario(cloud, { name: `logged-${index}`, lockMode: 'both' });
      scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
      const before = await scenario.checkout(`variable "secret" {}\n${resource('kept', SECRET)}`);
      await before.terraform(scenario.prodKey, 'apply', '-auto-approve', '-var=secret=');
      const checkout = await scenario.checkout(FAILING);

      const failed = await checkout.plan(42, { env: { ...env, TF_VAR_secret: SECRET } });

      expect(failed.outputs).toMatchObject({ 'failure-reason': 'plan-failed' });
      expect(scenario.github.comments(42)[0]?.body).toContain('tonumber');
      expect(leaks(scenario, failed)).toEqual([]);
    });
  }
});

describeWithTerraform('the environment of Terraform', () => {
  test('the value that the input var gives a sensitive variable is not in the log', async () => {
    await using scenario = await openScenario(cloud, { name: 'given', lockMode: 'both' });
    scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
    const checkout = await scenario.checkout(FAILING);
    const failed = await checkout.plan(42, { with: { var: `secret=${SECRET}` } });
    expect(failed.outputs).toMatchObject({ 'failure-reason': 'plan-failed' });
    expect(leaks(scenario, failed)).toEqual([]);
  });

  test('the programs of an apply see neither the inputs nor the command files of the runner, and the rest as it is', async () => {
    await using scenario = await openScenario(cloud, { name: 'sealed', lockMode: 'both' });
    const checkout = await scenario.checkout(
      'resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    command = "env > environment"\n  }\n}\n',
    );
    const applied = await checkout.push(shaOf('m'), { env: { OF_THE_JOB: 'seen' } });
    expect(applied.outputs).toMatchObject({ outcome: 'applied' });
    const lines = (await readFile(join(checkout.folder, 'environment'), 'utf8')).split('\n');
    const names = lines.map((line) => line.split('=')[0] ?? '');
    expect(names.filter((name) => name.startsWith('INPUT_'))).toEqual([]);
    for (const name of ['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY', 'ARTIFACTS']) {
      expect(names).not.toContain(`GITHUB_${name}`);
    }
    expect(lines.join('\n')).not.toContain('ghs_test');
    expect(lines).toContain('OF_THE_JOB=seen');
    expect(lines).toContain('GITHUB_REPOSITORY=octo/infra');
  });
});
