import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { openCloud, openScenario, resource, shaOf } from '../__tests__/support/runner/stage.ts';
import { median, spread } from './figures.ts';

/**
 * A whole uncontended plan through dist (main and post, a snapshot that is there already, a comment to update) beside
 * bare `terraform init`, `plan -out` and `show -json` on the same stack, in turn.
 */
export async function benchPlan({ pairs }: { readonly pairs: number }): Promise<readonly string[]> {
  await using cloud = await openCloud();
  await using scenario = await openScenario(cloud, { name: 'bench', lockMode: 'both' });
  scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
  const checkout = await scenario.checkout(resource('a', 'one'));
  await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
  const changed = await scenario.checkout(resource('a', 'two'));
  const bare: number[] = [];
  const lockstep: number[] = [];
  for (let pair = -1; pair < pairs; pair += 1) {
    const bareMs = await timed(() => bareTerraform(changed.folder));
    const lockstepMs = await timed(async () => {
      const planned = await changed.plan(42);
      if (planned.outputs['outcome'] !== 'planned') throw new Error(planned.log);
    });
    // The first pair warms caches up and does not count.
    if (pair < 0) continue;
    bare.push(bareMs);
    lockstep.push(lockstepMs);
  }
  const overheadMs = lockstep.map((value, index) => value - (bare[index] ?? Number.NaN));
  const ratios = lockstep.map((value, index) => value / (bare[index] ?? Number.NaN));
  return [
    `A whole plan, ${pairs} pairs            min / median / max`,
    `  terraform init, plan, show  ${spread(bare)}`,
    `  Lockstep, main and post     ${spread(lockstep)}`,
    `  on top of Terraform         ${spread(overheadMs)}   (goal: below 300 ms)`,
    `  ratio, median               ${median(ratios).toFixed(2)}`,
  ];
}

async function timed(task: () => Promise<void>): Promise<number> {
  const startedAtMs = performance.now();
  await task();
  return performance.now() - startedAtMs;
}

async function bareTerraform(cwd: string): Promise<void> {
  const env = {
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'test',
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
  };
  const terraform = (...args: readonly string[]): Promise<unknown> =>
    promisify(execFile)('terraform', [...args], { cwd, env, maxBuffer: 1e8 });
  await terraform('init', '-input=false', '-no-color', '-reconfigure');
  await terraform('plan', '-input=false', '-no-color', '-out=bare.tfplan', '-detailed-exitcode').catch(
    (error: unknown) => {
      if ((error as { code?: number }).code !== 2) throw error;
    },
  );
  await terraform('show', '-json', '-no-color', 'bare.tfplan');
}
