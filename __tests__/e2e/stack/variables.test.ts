import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { denied } from '../../support/aws/s3-server/server.ts';
import { runAsPrinted } from '../../support/documents/run-as-printed.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  resource,
  shaOf,
  type Checkout,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { stateAt, turnsAt } from '../../support/runner/traces.ts';
import { describeFrom } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const merged = { number: 42, headSha: shaOf('head of 42'), merged: true, mergeCommitSha: shaOf('m') };

/** Both ways to give variables. */
const WAYS = ['var', 'var-file'] as const;

async function give(
  way: (typeof WAYS)[number],
  checkout: Checkout,
  values: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const entries = Object.entries(values);
  if (way === 'var') return { var: entries.map(([name, value]) => `${name}=${value}`).join('\n') };
  await mkdir(join(checkout.folder, 'envs'), { recursive: true });
  const lines = entries.map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  await writeFile(join(checkout.folder, 'envs/prod.tfvars'), `${lines.join('\n')}\n`);
  return { 'var-file': 'envs/prod.tfvars' };
}

const EPHEMERAL = `
variable "password" {
  type      = string
  default   = "the default"
  ephemeral = true
}
resource "terraform_data" "set" {
  provisioner "local-exec" {
    command     = "printf %s \\"$PASSWORD\\" > rolled-out"
    environment = { PASSWORD = var.password }
  }
}
`;

describeFrom({ terraform: 10, tofu: 11 }, 'an ephemeral variable that has a default', () => {
  for (const way of [...WAYS, 'TF_CLI_ARGS_plan'] as const) {
    test.concurrent(`is applied with the value that is given by ${way}`, async ({ expect }) => {
      await using scenario = await openScenario(cloud, {
        name: `ephemeral-${way}`,
        lockMode: 'table',
        unreviewed: 'warn',
      });
      scenario.github.addPullRequest(merged);
      const checkout = await scenario.checkout(EPHEMERAL);
      const values = { password: 'given-by-hand' };
      const more =
        way === 'TF_CLI_ARGS_plan'
          ? { env: { [way]: `-var-file=${(await give('var-file', checkout, values))['var-file'] ?? ''}` } }
          : { with: await give(way, checkout, values) };
      const { outputs, log } = await checkout.push(shaOf('m'), more);
      expect(outputs['outcome'], log).toBe('applied');
      expect(await readFile(join(checkout.folder, 'rolled-out'), 'utf8')).toBe('given-by-hand');
      expect(log).not.toContain('given-by-hand');
    });
  }
});

/** A backend and a module whose places are variables, and an output. */
const EARLY = `
variable "bucket" { type = string }
variable "which" { type = string }
module "part" {
  source = "./parts/\${var.which}"
}
output "which" { value = module.part.which }
`;

async function checkoutEarly(scenario: Scenario, more = ''): Promise<Checkout> {
  const checkout = await scenario.checkout(EARLY + more);
  await mkdir(join(checkout.folder, 'parts/one'), { recursive: true });
  await writeFile(
    join(checkout.folder, 'parts/one/main.tf'),
    `${resource('part', 'one')}output "which" { value = "one" }\n`,
  );
  return checkout;
}

const VALUES = { bucket: BUCKET, which: 'one' };

describeFrom({ terraform: undefined, tofu: 8 }, 'variables that say where a state and a module lie', () => {
  const backend = { bucket: 'var.bucket' };
  for (const way of WAYS) {
    const options = { lockMode: 'table', backend, unreviewed: 'warn' } as const;

    test.concurrent(`serve a plan, its apply with the outputs, and a cleanup, given by ${way}`, async ({ expect }) => {
      await using scenario = await openScenario(cloud, { ...options, name: `early-${way}` });
      const checkout = await checkoutEarly(scenario);
      const given = await give(way, checkout, VALUES);
      const planned = await checkout.plan(42, { with: given });
      expect(planned.outputs['outcome'], planned.log).toBe('planned');
      scenario.github.addPullRequest(merged);
      const applied = await checkout.push(shaOf('m'), { with: given });
      expect(applied.outputs['outcome'], applied.log).toBe('applied');
      expect(JSON.parse(applied.outputs['outputs'] ?? '')).toEqual({ which: 'one' });
      expect(stateAt(cloud, scenario.prodKey).body).toContain('"one"');
      const cleaned = await checkout.close(42, { with: given, merged: true });
      expect(cleaned.outputs['outcome'], cleaned.log).toBe('cleaned');
    });

    test.concurrent(
      `serve the push of a state that could not be saved at first, given by ${way}`,
      async ({ expect }) => {
        await using scenario = await openScenario(cloud, { ...options, name: `early-push-${way}` });
        scenario.github.addPullRequest(merged);
        const checkout = await checkoutEarly(scenario);
        const file = join(checkout.folder, 'errored.tfstate');
        cloud.s3.addFault(
          denied(({ operation, key }) => operation === 'PutObject' && key === scenario.prodKey && !existsSync(file)),
        );
        const { log } = await checkout.push(shaOf('m'), { with: await give(way, checkout, VALUES) });
        expect(log).toContain('was saved right after');
        expect(stateAt(cloud, scenario.prodKey).body).toContain('"one"');
      },
    );

    test.concurrent(`stand in the line that puts a state in its place, given by ${way}`, async ({ expect }) => {
      await using scenario = await openScenario(cloud, { ...options, name: `early-printed-${way}` });
      scenario.github.addPullRequest(merged);
      const checkout = await checkoutEarly(scenario);
      const allow = cloud.s3.addFault(
        denied(({ operation, key }) => operation === 'PutObject' && key === scenario.prodKey),
      );
      const given = await give(way, checkout, VALUES);
      const { outputs, log } = await checkout.push(shaOf('m'), { with: given });
      expect(outputs, log).toMatchObject({ 'failure-reason': 'state-not-saved' });
      allow();
      const comment = scenario.github.comments(42)[0]?.body ?? '';
      const env = way === 'var' ? { TF_VAR_bucket: BUCKET, TF_VAR_which: 'one' } : {};
      const repaired = await runAsPrinted(cloud, comment, checkout, env);
      expect(repaired.code, repaired.output).toBe(0);
      expect(stateAt(cloud, scenario.prodKey).body).toContain('"one"');
      const next = await checkout.push(shaOf('m'), { with: given, runId: '4002' });
      expect(next.outputs['outcome'], next.log).toBe('no-changes');
      expect((await turnsAt(cloud, scenario.prodKey))?.frozen).toBeUndefined();
    });
  }

  test.concurrent('serve the look for the backend beside a file that does not parse', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { lockMode: 'table', backend, name: 'early-broken' });
    const checkout = await checkoutEarly(scenario);
    const given = await give('var-file', checkout, VALUES);
    await checkout.plan(42, { with: given });
    await writeFile(join(checkout.folder, 'broken.tf'), 'resource "terraform_data" {\n');
    const cleaned = await checkout.close(42, { with: given });
    expect(cleaned.outputs['outcome'], cleaned.log).toBe('cleaned');
  });
});
