import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openCloud, openScenario, resource, shaOf, type Scenario } from '../__tests__/support/runner/stage.ts';
import { median, spread } from './figures.ts';
import { OTHER_DIST, UNREVIEWED } from './other-dist.ts';

const LARGE_BYTES = 600 * 1024 * 1024;
/** A program that serves a provider, of any name and size. */
const PROVIDER = process.env['LOCKSTEP_BENCH_PROVIDER'];
const AWS = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'test' };

/**
 * A plan and an apply in a fresh checkout, as a job has it, beside bare Terraform that does the same, in turn: with no
 * provider but the builtin one, and with one of 600 MB that init finds in a mirror.
 */
export async function benchPlanAndApply({ pairs }: { readonly pairs: number }): Promise<readonly string[]> {
  const small = await measure({ provider: 'small', env: {}, pairs });
  if (PROVIDER === undefined) {
    return [...small, 'provider of 600 MB: not tried, LOCKSTEP_BENCH_PROVIDER names no program of a provider'];
  }
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  try {
    const env = { TF_CLI_CONFIG_FILE: await writeMirror(folder, PROVIDER) };
    return [...small, ...(await measure({ provider: 'of 600 MB', env, pairs }))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measuring {
  readonly provider: 'small' | 'of 600 MB';
  readonly env: Readonly<Record<string, string>>;
  readonly pairs: number;
}

async function measure({ provider, env, pairs }: Measuring): Promise<readonly string[]> {
  await using cloud = await openCloud();
  const required =
    provider === 'small'
      ? ''
      : 'terraform {\n  required_providers {\n    large = {\n      source = "mirror.invalid/bench/large"\n    }\n  }\n}\n';
  const contenders: Record<string, (scenario: Scenario, input: string) => Promise<readonly [number, number]>> = {
    'bare Terraform': (scenario, input) => planAndApplyBare(scenario, required + resource('a', input), env),
    'this bundle': (scenario, input) => planAndApply(scenario, required + resource('a', input), env, undefined),
  };
  if (OTHER_DIST !== undefined) {
    contenders['the other bundle'] = (scenario, input) =>
      planAndApply(scenario, required + resource('a', input), env, OTHER_DIST);
  }
  const took = new Map(Object.keys(contenders).map((name) => [name, { plan: [] as number[], apply: [] as number[] }]));
  for (let pair = -1; pair < pairs; pair += 1) {
    for (const [name, run] of Object.entries(contenders)) {
      await using scenario = await openScenario(cloud, {
        name: `${name.replaceAll(' ', '-')}-${pair + 1}`,
        lockMode: 'both',
      });
      const [planMs, applyMs] = await run(scenario, `${pair}`);
      // The first pair warms caches up and does not count.
      if (pair < 0) continue;
      took.get(name)?.plan.push(planMs);
      took.get(name)?.apply.push(applyMs);
    }
  }
  const bare = took.get('bare Terraform');
  return [...took].flatMap(([name, { plan, apply }]) => [
    `${name}, provider ${provider}, ${pairs} pairs, min / median / max`,
    `  a plan    ${spread(plan)}   ratio ${(median(plan) / median(bare?.plan ?? [])).toFixed(2)}`,
    `  an apply  ${spread(apply)}   ratio ${(median(apply) / median(bare?.apply ?? [])).toFixed(2)}`,
  ]);
}

async function planAndApply(
  scenario: Scenario,
  module: string,
  env: Readonly<Record<string, string>>,
  dist: string | undefined,
): Promise<readonly [number, number]> {
  const { github } = scenario;
  github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
  const planning = await scenario.checkout(module);
  const planMs = await timed(async () => {
    const { outputs, log } = await planning.plan(42, { env, dist });
    if (outputs['outcome'] !== 'planned') throw new Error(log);
  });
  github.addCommit({ sha: shaOf('m') });
  github.setBranch('main', shaOf('m'));
  github.updatePullRequest(42, { merged: true, mergeCommitSha: shaOf('m') });
  const applying = await scenario.checkout(module);
  const applyMs = await timed(async () => {
    const { outputs, log } = await applying.push(shaOf('m'), {
      env,
      dist,
      // Both do the same, or they could not be compared.
      with: OTHER_DIST === undefined ? {} : UNREVIEWED,
    });
    if (outputs['outcome'] !== 'applied') throw new Error(log);
  });
  return [planMs, applyMs];
}

async function planAndApplyBare(
  scenario: Scenario,
  module: string,
  env: Readonly<Record<string, string>>,
): Promise<readonly [number, number]> {
  const terraform = async (cwd: string, ...args: readonly string[]): Promise<void> => {
    await promisify(execFile)('terraform', [...args, '-input=false', '-no-color'], {
      cwd,
      env: { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', ...AWS, ...env },
      maxBuffer: 1e8,
    });
  };
  const planning = await scenario.checkout(module);
  const planMs = await timed(async () => {
    await terraform(planning.folder, 'init');
    await terraform(planning.folder, 'plan', '-out=bare.tfplan');
  });
  const applying = await scenario.checkout(module);
  const applyMs = await timed(async () => {
    await terraform(applying.folder, 'init');
    await terraform(applying.folder, 'plan', '-out=bare.tfplan');
    await promisify(execFile)('terraform', ['apply', '-input=false', '-no-color', 'bare.tfplan'], {
      cwd: applying.folder,
      env: { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', ...AWS, ...env },
    });
  });
  return [planMs, applyMs];
}

/** A mirror with one provider, the given program, padded to 600 MB if it is smaller: Terraform links it, hashes it and asks it for its schema. */
async function writeMirror(folder: string, program: string): Promise<string> {
  const kind = `${platform()}_${arch() === 'x64' ? 'amd64' : arch()}`;
  const place = join(folder, 'mirror.invalid', 'bench', 'large', '1.0.0', kind);
  await mkdir(place, { recursive: true });
  const padded = join(place, 'terraform-provider-large_v1.0.0');
  await copyFile(program, padded);
  if ((await stat(padded)).size < LARGE_BYTES) await truncate(padded, LARGE_BYTES);
  await chmod(padded, 0o755);
  const config = join(folder, 'mirror.tfrc');
  await writeFile(
    config,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(folder)}\n  }\n}\n`,
  );
  return config;
}

async function timed(task: () => Promise<void>): Promise<number> {
  const startedAtMs = performance.now();
  await task();
  return performance.now() - startedAtMs;
}
