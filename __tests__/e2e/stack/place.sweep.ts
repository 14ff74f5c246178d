import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pathOf, TOOL } from '../../support/on-path.ts';
import type { StepResult } from '../../support/runner/runner.ts';
import { denied } from '../../support/aws/s3-server/server.ts';
import { openSlowState, type SlowState } from '../../support/runner/slow-state.ts';
import { waitUntil } from '../../support/wait-until.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  pushToMain,
  shaOf,
  type Checkout,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { stateAt, tracesOf, turnsAt, writesTo } from '../../support/runner/traces.ts';
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
  'a workspace that is selected': 'mkdir -p .terraform; echo other > .terraform/environment',
  'a local state':
    'cp "$STATE" terraform.tfstate; mkdir -p terraform.tfstate.d/other; cp "$STATE" terraform.tfstate.d/other',
} as const;

/** What a run refuses to begin with, and so is done once it has looked: `place.test.ts` has the refusals. */
const REFUSED_BEFORE: readonly string[] = ['a workspace that is selected', 'a local state'];

/** Where what was done is seen afterwards, and how. */
const LEFT: Readonly<Record<string, readonly [file: string, content: RegExp]>> = {
  "another step's init": ['.terraform/terraform.tfstate', /another\//],
  'a directory that is emptied': ['.terraform/terraform.tfstate', /^$/],
  'a directory that is replaced': ['.terraform/terraform.tfstate', /another\//],
  'a workspace that is selected': ['.terraform/environment', /^other/],
  'a local state': ['terraform.tfstate', /"another"/],
};

/** A tool that does it before its nth command, and is the real one then. */
async function writeTool(folder: string, mischief: string, nth: number): Promise<string> {
  const file = join(folder, 'tool', TOOL);
  await mkdir(dirname(file), { recursive: true });
  const count = join(folder, 'tool', 'count');
  const script = `#!/bin/sh
if [ "$1" = version ]; then exec ${REAL} "$@"; fi
echo "$1" >> ${count}
if [ "$(wc -l < ${count})" -eq ${nth} ]; then { ${mischief}; } >/dev/null 2>&1; fi
exec ${REAL} "$@"
`;
  await writeFile(file, script, { mode: 0o755 });
  return file;
}

/** What later steps of the job put into the environment in which `post` runs. */
const LATER = { TF_WORKSPACE: 'other', TF_DATA_DIR: '.terraform-other' };

type More = Pick<Parameters<Checkout['step']>[0], 'with' | 'env' | 'postEnv'>;

interface Stage {
  readonly checkout: Checkout;
  readonly scenario: Scenario;
  readonly slow: SlowState;
  readonly more: More;
}

interface Operation {
  readonly commands: readonly string[];
  readonly ends: Readonly<Record<string, string>>;
  readonly code: (slow: SlowState) => string;
  readonly go: (on: Stage) => Promise<StepResult>;
}

const whose = (who: string): string =>
  `resource "terraform_data" "a" {\n  input = "${who}"\n}\noutput "whose" {\n  value = "${who}"\n}\n`;

/** Refuses the state until Terraform has given up: the file is there then. */
function refuseUntilGivenUp({ folder }: Checkout, { prodKey }: Scenario): void {
  const file = join(folder, 'errored.tfstate');
  cloud.s3.addFault(denied(({ operation, key }) => operation === 'PutObject' && key === prodKey && !existsSync(file)));
}

const APPLY = ['look', 'init', 'plan', 'show', 'apply'] as const;
const OPERATIONS: Readonly<Record<string, Operation>> = {
  plan: {
    commands: ['look', 'init', 'plan', 'show'],
    ends: { outcome: 'planned' },
    code: () => whose('mine'),
    go: ({ checkout, more }) => checkout.plan(42, more),
  },
  apply: {
    commands: [...APPLY, 'output'],
    ends: { outcome: 'applied' },
    code: () => whose('mine'),
    go: ({ checkout, more }) => checkout.push(shaOf('m'), more),
  },
  cleanup: {
    commands: ['look'],
    ends: { outcome: 'cleaned' },
    code: () => whose('mine'),
    go: ({ checkout, more }) => checkout.close(42, more),
  },
  rescue: {
    commands: [...APPLY, 'push'],
    ends: { 'failure-reason': 'apply-failed' },
    code: () => whose('mine'),
    go: ({ checkout, scenario, more }) => {
      refuseUntilGivenUp(checkout, scenario);
      return checkout.push(shaOf('m'), more);
    },
  },
  'cancel and its rescue by post': {
    commands: [...APPLY, 'push'],
    ends: { 'failure-reason': 'cancelled' },
    code: ({ module }) => module,
    go: async ({ checkout, scenario, slow, more }) => {
      refuseUntilGivenUp(checkout, scenario);
      const step = await checkout.step({ ...more, postEnv: LATER, event: pushToMain(shaOf('m')) });
      await waitUntil(() => slow.isAsked());
      await step.cancel();
      slow.letGo();
      return step.ended;
    },
  },
};

describeWithTerraform('whatever is done in the checkout', () => {
  for (const [name, { commands, ends, code, go }] of Object.entries(OPERATIONS)) {
    for (const [what, mischief] of Object.entries(MISCHIEF)) {
      for (const [index, command] of commands.entries()) {
        if (index === 0 && REFUSED_BEFORE.includes(what)) continue;
        // Terraform asks whether to move it, is told that nobody answers, and stops.
        const isStopped = what === 'a local state' && command === 'init';
        if (isStopped && name.startsWith('cancel')) continue;
        test(`${what} before the ${command} of a ${name} ${isStopped ? 'stops it' : 're-points nothing'}`, async () => {
          await using slow = await openSlowState();
          const scenarioName = `place-${name.replaceAll(' ', '-')}-${index}-${Object.keys(MISCHIEF).indexOf(what)}`;
          await using scenario = await openScenario(cloud, { name: scenarioName, lockMode: 'both' });
          const { prodKey } = scenario;
          const other = `another/${scenarioName}/terraform.tfstate`;
          const before = await scenario.checkout(whose('another'));
          await before.terraform(other, 'apply', '-auto-approve', '-no-color');
          const checkout = await scenario.checkout(code(slow));
          if (name === 'cleanup') await checkout.plan(42);
          const folder = dirname(checkout.folder);
          const pointer = join(folder, 'pointer');
          const settings = { type: 's3', config: { bucket: BUCKET, key: other, region: 'us-east-1' } };
          await writeFile(pointer, JSON.stringify({ version: 3, backend: settings }));
          const state = join(folder, 'state');
          await writeFile(state, cloud.s3.get(BUCKET, other)?.body ?? '');
          const kept = await tracesOf(cloud, 'another/');
          cloud.s3.clearRequests();
          cloud.dynamodb.clearRequests();

          const tool = await writeTool(folder, mischief, index + 1);
          const more = { with: { tool }, env: { OTHER: other, POINTER: pointer, STATE: state } };
          const ended = await go({ checkout, scenario, slow, more });

          const [file, content] = LEFT[what] ?? ['', /^/];
          const left = await readFile(join(checkout.folder, file), 'utf8').catch(() => '');
          expect(left, 'what was done is seen in the checkout').toMatch(content);
          expect(ended.outputs, ended.log).toMatchObject(isStopped ? { 'failure-reason': 'tool-failed' } : ends);
          if (name === 'apply' && !isStopped)
            expect(JSON.parse(ended.outputs['outputs'] ?? '')).toEqual({ whose: 'mine' });
          if (!isStopped && (name === 'rescue' || name.startsWith('cancel'))) {
            expect(stateAt(cloud, prodKey).body, ended.log).toMatch(/"(?:mine|made)"/);
            expect((await turnsAt(cloud, prodKey))?.frozen).toBeUndefined();
          }
          expect(writesTo(cloud, other)).toEqual([]);
          expect(await tracesOf(cloud, 'another/')).toEqual(kept);
          expect(await tracesOf(cloud, 'env:/other/')).toEqual([]);
          if (name === 'plan' || name === 'cleanup' || isStopped) expect(writesTo(cloud, prodKey)).toEqual([]);
        });
      }
    }
  }
});
