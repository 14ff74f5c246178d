import { openAwsBackend } from '../src/adapters/aws/backend.ts';
import { parseBackendFile } from '../src/adapters/terraform/backend-file.ts';
import { systemClock } from '../src/adapters/clock.ts';
import type { Run } from '../src/jobs/run.ts';
import { WaitBudget } from '../src/jobs/wait-budget.ts';
import { takeTurn } from '../src/jobs/turn/take-turn.ts';
import { randomUUID } from 'node:crypto';
import { BUCKET, openCloud, TABLE } from '../__tests__/support/runner/stage.ts';

const SETTLE_MS = 40_000;
const MEASURE_MS = 60_000;

/**
 * How many requests a minute a key gets from a holder and `waiters` runs behind it, once they have settled: the real
 * jobs and stores, many runs in one process.
 */
export async function benchQueueLoad(): Promise<readonly string[]> {
  const lines = ['Requests a minute on the queue of one key, holder included   (goal: at most 150 whatever the queue)'];
  const measured = await Promise.all(
    (['table', 'lockfile'] as const).flatMap((lockMode) =>
      [2, 8, 32].map(async (waiters) => ({ lockMode, waiters, perMinute: await measure(lockMode, waiters) })),
    ),
  );
  for (const { lockMode, waiters, perMinute } of measured) {
    lines.push(
      `  ${lockMode.padEnd(9)} ${String(waiters).padStart(3)} waiters  ${String(perMinute).padStart(4)} in all, ${(perMinute / waiters).toFixed(1)} per waiter`,
    );
  }
  return lines;
}

async function measure(lockMode: 'table' | 'lockfile', waiters: number): Promise<number> {
  await using cloud = await openCloud();
  const config = {
    bucket: BUCKET,
    key: 'load/terraform.tfstate',
    region: 'us-east-1',
    use_path_style: true,
    access_key: 'AKIATEST',
    secret_key: 'test',
    endpoints: { s3: cloud.s3.url, dynamodb: cloud.dynamodb.url },
    ...(lockMode === 'table' ? { dynamodb_table: TABLE } : { use_lockfile: true }),
  };
  const settings = parseBackendFile({ backend: { type: 's3', config } }, {});
  const backend = await openAwsBackend(settings, {
    env: {},
    signal: new AbortController().signal,
    mask: () => undefined,
    warn: () => undefined,
  });
  const address = { bucket: BUCKET, key: settings.key, path: settings.key };
  const stop = new AbortController();
  const runs = Array.from({ length: waiters + 1 }, (_, index) => runOf(String(index), stop.signal));
  const take = (run: Run, index: number): Promise<unknown> =>
    takeTurn(run, {
      backend,
      address,
      key: 'prod',
      me: {
        repository: 'octo/infra',
        runId: String(index),
        runNumber: undefined,
        runAttempt: 1,
        url: 'https://github.com/octo/infra/actions/runs/1',
        actor: 'ana',
        prNumber: undefined,
        commitSha: '',
        operation: 'apply',
        host: 'bench',
      },
    }).catch(() => undefined);
  const [holder, ...others] = runs;
  if (holder !== undefined) await take(holder, 0);
  const waiting = others.map((run, index) => take(run, index + 1));
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  cloud.s3.clearRequests();
  cloud.dynamodb.clearRequests();
  await new Promise((resolve) => setTimeout(resolve, MEASURE_MS));
  const requests = cloud.s3.requests.length + cloud.dynamodb.requests.length;
  stop.abort();
  await Promise.all(waiting);
  return requests;
}

/** A run of which only what a turn needs is there. */
function runOf(name: string, cancelled: AbortSignal): Run {
  const quiet = (): undefined => undefined;
  return {
    clock: systemClock,
    chance: { next: () => Math.random(), id: () => `${name}-${randomUUID()}` },
    journal: { info: quiet, warning: quiet, output: quiet },
    comments: { tellWaiting: quiet },
    runs: { status: () => Promise.resolve('running'), compare: () => Promise.resolve('unknown') },
    waiting: new WaitBudget(3_600_000),
    cancelled,
  } as unknown as Run;
}
