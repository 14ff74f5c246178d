import { openAwsBackend } from '../src/adapters/aws/backend.ts';
import { parseBackendFile } from '../src/adapters/terraform/backend-file.ts';
import { systemClock } from '../src/adapters/clock.ts';
import { WaitBudget } from '../src/jobs/wait-budget.ts';
import { takeTurn, type QueueingRun } from '../src/jobs/turn/take-turn.ts';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createContext } from '../__tests__/support/fakes/factories.ts';
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
  const settings = parseBackendFile({ backend: { type: 's3', config } }, {}, '/');
  const backend = await openAwsBackend(settings, {
    env: {},
    tool: { name: 'terraform', version: undefined },
    signal: new AbortController().signal,
    mask: () => undefined,
    warn: () => undefined,
  });
  const address = { bucket: BUCKET, key: settings.key, path: settings.key };
  const stop = new AbortController();
  const runs = Array.from({ length: waiters + 1 }, (_, index) => runOf(String(index), stop.signal));
  const take = (run: QueueingRun, index: number): Promise<unknown> =>
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
    });
  const [holder, ...others] = runs;
  if (holder !== undefined) await take(holder, 0);
  const waiting = others.map((run, index) => take(run, index + 1));
  const measured = sleep(SETTLE_MS).then(async () => {
    cloud.s3.clearRequests();
    cloud.dynamodb.clearRequests();
    await sleep(MEASURE_MS);
    return cloud.s3.requests.length + cloud.dynamodb.requests.length;
  });
  // Nobody's turn comes while it is measured: whoever does not wait any more has failed.
  const requests = await Promise.race([
    measured,
    ...waiting.map((turn) =>
      turn.then(() => {
        throw new Error('a run had its turn beside the holder');
      }),
    ),
  ]);
  stop.abort();
  await Promise.allSettled(waiting);
  return requests;
}

/** What of a run a turn needs, on this machine's clock. */
function runOf(name: string, cancelled: AbortSignal): QueueingRun {
  const quiet = (): undefined => undefined;
  return {
    context: createContext(),
    clock: systemClock,
    chance: { next: () => Math.random(), id: () => `${name}-${randomUUID()}` },
    journal: { info: quiet, warning: quiet, output: quiet },
    handover: { noteTurn: quiet, noteBegunOn: quiet, noteShown: quiet, noteDone: quiet, isTakenOver: () => false },
    comments: {
      openOn: quiet,
      openAlsoOn: quiet,
      lookAhead: quiet,
      tellWaiting: quiet,
      tellBegun: quiet,
      tellWaitIsOver: quiet,
      tellLockLost: quiet,
      tellBehind: () => Promise.resolve(),
    },
    runs: { status: () => Promise.resolve('running'), compare: () => Promise.resolve('ahead') },
    waiting: new WaitBudget(3_600_000),
    cancelled,
  };
}
