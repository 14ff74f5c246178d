import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openCloud,
  openScenario,
  pushToMain,
  shaOf,
  type Checkout,
  type Cloud,
  type LockMode,
  type Scenario,
} from '../__tests__/support/runner/stage.ts';
import { median } from './figures.ts';
import { OTHER_DIST, UNREVIEWED } from './other-dist.ts';

const RUNS = 6;
const HOLD_SECONDS = 5;
/** Long enough for one run to be in the queue before the next starts, so that the order of starting is that of arrival. */
const START_APART_MS = 1000;

/** Writes, with the machine's time, when its apply begins and ends. */
function marking(log: string): string {
  const mark = (word: string): string => `echo ${word} \${var.run} $(date +%s%3N) >> ${log}`;
  return `variable "run" {}
resource "terraform_data" "a" {
  triggers_replace = var.run
  provisioner "local-exec" {
    command = "${mark('begin')}; sleep ${HOLD_SECONDS}; ${mark('end')}"
  }
}
`;
}

interface Served {
  /** From the end of one apply to the start of the next, in milliseconds. */
  readonly gapsMs: readonly number[];
  readonly order: readonly string[];
  readonly tookMs: number;
  readonly failed: number;
}

/**
 * Six applies of five seconds each that start a second apart, through Lockstep and by plain `terraform apply
 * -lock-timeout`, each kind of lock in turn: how long one waits for the other, and in which order they are served. The same
 * with the bundle that LOCKSTEP_BENCH_DIST names.
 */
export async function benchHandOff(): Promise<readonly string[]> {
  const lines = [`Hand-off between ${RUNS} applies of ${HOLD_SECONDS} s, from the end of one to the start of the next`];
  for (const lockMode of ['table', 'lockfile'] as const) {
    await using cloud = await openCloud();
    const lockstep = await serve(cloud, { lockMode, name: 'lockstep', apply: applyByLockstep(undefined) });
    const plain = await serve(cloud, { lockMode, name: 'plain', apply: applyByHand });
    lines.push(describe(`Lockstep, ${lockMode}`, lockstep), describe(`terraform, ${lockMode}`, plain));
    if (OTHER_DIST !== undefined) {
      const other = await serve(cloud, { lockMode, name: 'other', apply: applyByLockstep(OTHER_DIST) });
      lines.push(describe(`the other, ${lockMode}`, other));
    }
    lines.push(
      `  ratio Lockstep / terraform     median hand-off ${ratio(median(lockstep.gapsMs), median(plain.gapsMs))}, whole time ${ratio(lockstep.tookMs, plain.tookMs)}`,
    );
  }
  return [...lines, '  goal for Lockstep: median below 0.8 s, worst below 2.5 s, nobody out of order'];
}

function ratio(one: number, other: number): string {
  return (one / other).toFixed(2);
}

function describe(name: string, served: Served): string {
  const seconds = (valueMs: number): string => `${(valueMs / 1000).toFixed(2)} s`;
  const outOfOrder = served.order.filter((run, index) => index > 0 && run < (served.order[index - 1] ?? '')).length;
  return `  ${name.padEnd(20)} median ${seconds(median(served.gapsMs))}, worst ${seconds(Math.max(...served.gapsMs))}, ${outOfOrder} out of order, ${served.failed} failed, all done in ${seconds(served.tookMs)}`;
}

interface Contest {
  readonly lockMode: LockMode;
  readonly name: string;
  readonly apply: (checkout: Checkout, scenario: Scenario, runId: string) => Promise<boolean>;
}

async function serve(cloud: Cloud, contest: Contest): Promise<Served> {
  await using scenario = await openScenario(cloud, contest);
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  const log = join(folder, 'log');
  const checkouts = await Promise.all(Array.from({ length: RUNS }, () => scenario.checkout(marking(log))));
  const startedAtMs = performance.now();
  const ended = await Promise.all(
    checkouts.map(async (checkout, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * START_APART_MS));
      return contest.apply(checkout, scenario, String(101 + index));
    }),
  );
  const tookMs = performance.now() - startedAtMs;
  const marks = (await readFile(log, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  await rm(folder, { recursive: true });
  const times = (word: string): number[] => marks.filter(([kind]) => kind === word).map(([, , at]) => Number(at));
  const [begins, ends] = [times('begin'), times('end')];
  return {
    gapsMs: begins.slice(1).map((begin, index) => begin - (ends[index] ?? Number.NaN)),
    order: marks.filter(([kind]) => kind === 'begin').map(([, run]) => run ?? ''),
    tookMs,
    failed: ended.filter((ok) => !ok).length,
  };
}

function applyByLockstep(dist: string | undefined): Contest['apply'] {
  return async (checkout, _scenario, runId) => {
    const step = await checkout.step({
      event: pushToMain(shaOf('m')),
      runId,
      dist,
      with: { ...UNREVIEWED, var: `run=${runId}`, 'lock-timeout': '10m' },
    });
    return (await step.ended).outputs['outcome'] === 'applied';
  };
}

async function applyByHand(checkout: Checkout, _scenario: Scenario, runId: string): Promise<boolean> {
  const env = {
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'test',
    CHECKPOINT_DISABLE: '1',
  };
  const terraform = (...args: readonly string[]): Promise<boolean> =>
    new Promise((resolve) => {
      execFile('terraform', [...args], { cwd: checkout.folder, env }, (error) => {
        resolve(error === null);
      });
    });
  await terraform('init', '-input=false');
  return terraform('apply', '-auto-approve', '-input=false', '-lock-timeout=10m', `-var=run=${runId}`);
}
