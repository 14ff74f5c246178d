import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pathOf } from '../../support/on-path.ts';
import type { StepResult } from '../../support/runner/runner.ts';
import { BUCKET, openCloud, openScenario, shaOf, type Checkout, type Cloud } from '../../support/runner/stage.ts';
import { tracesOf, writesTo } from '../../support/runner/traces.ts';
import { TOOL } from '../../support/runner/tool.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const REAL = pathOf(TOOL) ?? '';

/** What somebody else does in the checkout, in shell; `$OTHER` is a key that is none of this run's. */
const MISCHIEF = {
  "another step's init": `(unset TF_DATA_DIR TF_WORKSPACE; ${REAL} init -reconfigure -input=false -backend-config=key="$OTHER")`,
  'a directory that is emptied': 'rm -rf .terraform',
  'a directory that is replaced':
    `rm -rf .terraform; mkdir -p .terraform/modules; cp "$POINTER" .terraform/terraform.tfstate; ` +
    `echo '{"Modules":[{"Key":"","Source":"","Dir":"."}]}' > .terraform/modules/modules.json`,
  // Selected once the run has looked: before, it would refuse.
  'a workspace that is selected': 'mkdir -p .terraform; echo other > .terraform/environment',
} as const;

/** A tool that does it before its nth command, and is the real one then. */
async function writeTool(folder: string, mischief: string, nth: number): Promise<string> {
  const file = join(folder, 'tool', TOOL);
  await mkdir(dirname(file), { recursive: true });
  const count = join(folder, 'tool', 'count');
  const script = `#!/bin/sh
echo "$1" >> ${count}
if [ "$(wc -l < ${count})" -eq ${nth} ]; then ${mischief} >/dev/null 2>&1; fi
exec ${REAL} "$@"
`;
  await writeFile(file, script, { mode: 0o755 });
  return file;
}

const OPERATIONS = {
  plan: {
    commands: ['look', 'init', 'plan', 'show'],
    outcome: 'planned',
    go: (checkout: Checkout, more: object) => checkout.plan(42, more),
  },
  apply: {
    commands: ['look', 'init', 'plan', 'show', 'apply', 'output'],
    outcome: 'applied',
    go: (checkout: Checkout, more: object) => checkout.push(shaOf('m'), more),
  },
  cleanup: {
    commands: ['look'],
    outcome: 'cleaned',
    go: (checkout: Checkout, more: object) => checkout.close(42, more),
  },
} as const;

const whose = (who: string): string =>
  `resource "terraform_data" "a" {\n  input = "${who}"\n}\noutput "whose" {\n  value = "${who}"\n}\n`;

describeWithTerraform('whatever is done in the checkout', () => {
  for (const [name, { commands, outcome, go }] of Object.entries(OPERATIONS)) {
    for (const [what, mischief] of Object.entries(MISCHIEF)) {
      for (const [index, command] of commands.entries()) {
        test(`${what} before the ${command} of a ${name} re-points nothing`, async () => {
          const scenarioName = `place-${name}-${index}-${Object.keys(MISCHIEF).indexOf(what)}`;
          await using scenario = await openScenario(cloud, { name: scenarioName, lockMode: 'both' });
          const other = `another/${scenarioName}/terraform.tfstate`;
          const before = await scenario.checkout(whose('another'));
          await before.terraform(other, 'apply', '-auto-approve', '-no-color');
          const checkout = await scenario.checkout(whose('mine'));
          if (name === 'cleanup') await checkout.plan(42);
          const pointer = join(dirname(checkout.folder), 'pointer');
          const settings = { type: 's3', config: { bucket: BUCKET, key: other, region: 'us-east-1' } };
          await writeFile(pointer, JSON.stringify({ version: 3, backend: settings }));
          const kept = await tracesOf(cloud, 'another/');
          cloud.s3.clearRequests();
          cloud.dynamodb.clearRequests();

          const tool = await writeTool(dirname(checkout.folder), mischief, index + 1);
          const ended: StepResult = await go(checkout, { with: { tool }, env: { OTHER: other, POINTER: pointer } });

          const left = await readFile(join(checkout.folder, '.terraform/terraform.tfstate'), 'utf8').catch(() => '');
          expect(left.includes(other), 'what was done is seen in the checkout').toBe(
            mischief.includes('OTHER') || mischief.includes('POINTER'),
          );
          expect(ended.outputs, ended.log).toMatchObject({ outcome });
          if (name === 'apply') {
            expect(JSON.parse(ended.outputs['outputs'] ?? '')).toEqual({ whose: 'mine' });
          }
          expect(writesTo(cloud, other)).toEqual([]);
          expect(await tracesOf(cloud, 'another/')).toEqual(kept);
          expect(await tracesOf(cloud, 'env:/other/')).toEqual([]);
          if (name !== 'apply') expect(writesTo(cloud, scenario.prodKey)).toEqual([]);
        });
      }
    }
  }
});
