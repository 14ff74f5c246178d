import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  openCloud,
  openScenario,
  pushToMain,
  resource,
  shaOf,
  type Cloud,
  type LockMode,
  type Scenario,
} from '../__tests__/support/runner/stage.ts';
import { undisturbedRound, WORKS, type Work } from '../__tests__/support/runner/undisturbed-round.ts';
import { inSequence, openDistantDoor, type Passed } from './distant-door.ts';
import { median, spread } from './figures.ts';
import { OTHER_DIST, UNREVIEWED } from './other-dist.ts';

const AWS_MS = 30;
const GITHUB_MS = 200;
const LOCK_MODE: LockMode = 'both';
const TRACE = process.env['LOCKSTEP_BENCH_TRACE'] !== undefined;

interface World extends AsyncDisposable {
  readonly cloud: Cloud;
  readonly log: Passed[];
}

/** S3 and DynamoDB at the other end of a way as long as it is to AWS. */
async function openWorld(): Promise<World> {
  const near = await openCloud();
  const log: Passed[] = [];
  const doors = await Promise.all([
    openDistantDoor(near.s3.url, { service: 's3', latencyMs: AWS_MS, log }),
    openDistantDoor(near.dynamodb.url, { service: 'dynamodb', latencyMs: AWS_MS, log }),
  ]);
  const [s3, dynamodb] = doors;
  return {
    log,
    cloud: {
      ...near,
      s3: Object.create(near.s3, { url: { value: s3.url } }) as Cloud['s3'],
      dynamodb: Object.create(near.dynamodb, { url: { value: dynamodb.url } }) as Cloud['dynamodb'],
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(doors.map((door) => door[Symbol.asyncDispose]()));
      await near[Symbol.asyncDispose]();
    },
  };
}

interface Measured {
  readonly tookMs: number;
  readonly passed: readonly Passed[];
}

async function measured(log: Passed[], task: () => Promise<void>): Promise<Measured> {
  log.length = 0;
  const startedAtMs = performance.now();
  await task();
  const tookMs = performance.now() - startedAtMs;
  const passed = [...log].sort((one, other) => one.startMs - other.startMs);
  return {
    tookMs,
    passed: passed.map((each) => ({ ...each, startMs: each.startMs - startedAtMs, endMs: each.endMs - startedAtMs })),
  };
}

/** One repository whose pull requests were planned, merged and are about to be applied. */
async function withScenario<T>(
  { cloud, log }: World,
  name: string,
  task: (scenario: Scenario, away: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  await using scenario = await openScenario(cloud, { name, lockMode: LOCK_MODE });
  await using door = await openDistantDoor(scenario.github.url, { service: 'github', latencyMs: GITHUB_MS, log });
  return await task(scenario, { GITHUB_API_URL: door.url, GITHUB_GRAPHQL_URL: `${door.url}/graphql` });
}

type Round = Readonly<Record<Work, Measured>>;

async function lockstepRound(world: World, name: string, dist: string | undefined): Promise<Round> {
  return withScenario(world, name, (scenario, env) =>
    undisturbedRound(scenario, {
      // An older bundle asks of reviews what the test server does not know any more.
      measured: { dist, env, apply: dist === undefined ? {} : UNREVIEWED },
      measure: (task) => measured(world.log, task),
    }),
  );
}

async function bareRound(world: World, name: string): Promise<Pick<Round, 'plan' | 'apply'>> {
  return withScenario(world, name, async (scenario) => {
    const before = await scenario.checkout(resource('a', 'one'));
    await before.terraform(scenario.prodKey, 'apply', '-auto-approve');
    const terraform = async (cwd: string, ...args: readonly string[]): Promise<void> => {
      const env = {
        PATH: process.env['PATH'],
        AWS_ACCESS_KEY_ID: 'AKIATEST',
        AWS_SECRET_ACCESS_KEY: 'test',
        CHECKPOINT_DISABLE: '1',
        TF_IN_AUTOMATION: '1',
      };
      await promisify(execFile)('terraform', [...args], { cwd, env, maxBuffer: 1e8 });
    };
    const planOf = async (folder: string): Promise<void> => {
      await terraform(folder, 'init', '-input=false', '-no-color');
      await terraform(folder, 'plan', '-input=false', '-no-color', '-out=bare.tfplan');
      await terraform(folder, 'show', '-json', '-no-color', 'bare.tfplan');
    };
    const { folder } = await scenario.checkout(resource('a', 'two'));
    const plan = await measured(world.log, () => planOf(folder));
    const next = (await scenario.checkout(resource('a', 'two'))).folder;
    const apply = await measured(world.log, async () => {
      await planOf(next);
      await terraform(next, 'apply', '-input=false', '-no-color', 'bare.tfplan');
    });
    return { plan, apply };
  });
}

/**
 * A plan, an apply with one pull request and with ten, and a cleanup, where AWS answers after 30 ms and GitHub after 200,
 * beside bare Terraform behind the same doors, in turn. Each in a fresh checkout, main and post.
 */
export async function benchDistance({ pairs }: { readonly pairs: number }): Promise<readonly string[]> {
  await using world = await openWorld();
  const lines = [`AWS after ${AWS_MS} ms, GitHub after ${GITHUB_MS} ms, ${pairs} pairs, min / median / max`];
  const bundles = [['this bundle', undefined], ...(OTHER_DIST === undefined ? [] : [['the other bundle', OTHER_DIST]])];
  const rounds = new Map<string, Round[]>();
  const bare: Pick<Round, 'plan' | 'apply'>[] = [];
  for (let pair = -1; pair < pairs; pair += 1) {
    const ofBare = await bareRound(world, `bare-${pair + 1}`);
    // The first pair warms caches up and does not count.
    if (pair >= 0) bare.push(ofBare);
    for (const [name = '', dist] of bundles) {
      const round = await lockstepRound(world, `${name.replaceAll(' ', '-')}-${pair + 1}`, dist);
      if (pair >= 0) rounds.set(name, [...(rounds.get(name) ?? []), round]);
    }
  }
  if (TRACE) lines.push(...trace('bare plan', bare[0]?.plan), ...trace('bare apply', bare[0]?.apply));
  lines.push(
    `  bare Terraform     a plan         ${spread(bare.map(({ plan }) => plan.tookMs))}`,
    `  bare Terraform     an apply       ${spread(bare.map(({ apply }) => apply.tookMs))}`,
  );
  for (const [name, all] of rounds) {
    for (const work of WORKS) {
      const took = all.map((round) => round[work].tookMs);
      const own = work === 'cleanup' ? 0 : median(bare.map((each) => each[work === 'plan' ? 'plan' : 'apply'].tookMs));
      const [first] = all;
      if (TRACE) lines.push(...trace(`${name}: ${work}`, first?.[work]));
      lines.push(
        `  ${name.padEnd(18)} ${work.padEnd(14)} ${spread(took)}   on top of Terraform ${(median(took) - own).toFixed(0).padStart(5)} ms   ${counts(first?.[work].passed ?? [])}`,
      );
    }
  }
  for (const [name = '', dist] of bundles) {
    for (const carried of [1, 10]) {
      const gaps: number[] = [];
      for (let pair = 0; pair < pairs; pair += 1) {
        gaps.push(await handOffMs(world, `hand-off-${carried}-${pair}`, carried, dist));
      }
      lines.push(`  ${name.padEnd(18)} hand-off of ${String(carried).padEnd(2)} ${spread(gaps)}`);
    }
  }
  return lines;
}

/**
 * From production's lock given back by one apply to the same taken by the next, which has waited for its turn meanwhile:
 * the first carries so many merged pull requests.
 */
async function handOffMs(world: World, name: string, carried: number, dist: string | undefined): Promise<number> {
  return withScenario(world, name, async (scenario, away) => {
    const { github } = scenario;
    const slow = (input: string): string => `resource "terraform_data" "a" {
  triggers_replace = "${input}"
  provisioner "local-exec" {
    command = "sleep 3"
  }
}
`;
    const before = await scenario.checkout(resource('b', 'one'));
    await before.terraform(scenario.prodKey, 'apply', '-auto-approve');
    await before.push(shaOf('before'), { dist });
    github.addCommit({ sha: shaOf('before') });
    let last = shaOf('before');
    for (let prNumber = 50; prNumber < 50 + carried; prNumber += 1) {
      github.addPullRequest({ number: prNumber, headSha: shaOf(`head of ${prNumber}`) });
      await (await scenario.checkout(slow(`of ${prNumber}`))).plan(prNumber, { dist });
      const sha = shaOf(`merge of ${prNumber}`);
      github.addCommit({ sha, parents: [last] });
      github.setBranch('main', sha);
      github.updatePullRequest(prNumber, { merged: true, mergeCommitSha: sha });
      last = sha;
    }
    const first = await scenario.checkout(slow(`of ${49 + carried}`));
    const second = await scenario.checkout(slow('the next'));
    const next = shaOf('next');
    const given = { dist, env: away, with: UNREVIEWED };
    const { passed } = await measured(world.log, async () => {
      const applying = await first.step({ event: pushToMain(last), ...given, runId: '201' });
      while (!applying.logSoFar().includes('Provisioning')) await new Promise((resolve) => setTimeout(resolve, 20));
      github.addCommit({ sha: next, parents: [last] });
      github.setBranch('main', next);
      const ended = await Promise.all([applying.ended, second.push(next, { ...given, runId: '202' })]);
      for (const { outputs, log } of ended) if (outputs['outcome'] !== 'applied') throw new Error(log);
    });
    const lockfile = (method: string): readonly Passed[] =>
      passed.filter(({ what }) => what.startsWith(`${method} `) && what.includes('/prod/terraform.tfstate.tflock'));
    const [, taken] = lockfile('PUT');
    const [givenBack] = lockfile('DELETE');
    return (taken?.endMs ?? Number.NaN) - (givenBack?.endMs ?? Number.NaN);
  });
}

function counts(passed: readonly Passed[]): string {
  const of = (service: RegExp): string => {
    const some = passed.filter((each) => service.test(each.service));
    return `${some.length} (${inSequence(some)} in sequence)`;
  };
  return `AWS ${of(/s3|dynamodb/)}, GitHub ${of(/github/)}, in sequence of all ${inSequence(passed)}`;
}

function trace(name: string, measuredOnce: Measured | undefined): readonly string[] {
  if (measuredOnce === undefined) return [];
  return [
    `  ${name}, ${measuredOnce.tookMs.toFixed(0)} ms`,
    ...measuredOnce.passed.map(
      ({ by, service, what, startMs, endMs }) =>
        `    ${startMs.toFixed(0).padStart(6)} ${endMs.toFixed(0).padStart(6)}  ${by.padEnd(10)} ${service.padEnd(9)} ${what}`,
    ),
  ];
}
