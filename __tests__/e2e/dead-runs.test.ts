import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { killEverything, type Step } from '../support/runner.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  pushToMain,
  shaOf,
  TABLE,
  type Checkout,
  type Cloud,
} from '../support/stage.ts';
import { waitUntil } from '../support/wait-until.ts';
import { describeWithTerraform } from '../support/with-terraform.ts';

let cloud: Cloud;
let marks: string;
beforeAll(async () => {
  cloud = await openCloud();
  marks = await mkdtemp(join(tmpdir(), 'lockstep-marks-'));
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
  await rm(marks, { recursive: true });
});

/** Writes `begun-<run>`, and lasts until `go` appears. */
function lasting(folder: string): string {
  return `variable "run" {}
resource "terraform_data" "a" {
  triggers_replace = var.run
  provisioner "local-exec" {
    command = "touch ${folder}/begun-\${var.run}; while [ ! -e ${folder}/go ]; do sleep 0.05; done"
  }
}
`;
}

const apply = (checkout: Checkout, runId: string, timeout = '5m'): Promise<Step> =>
  checkout.step({ event: pushToMain(shaOf('m')), runId, with: { var: `run=${runId}`, 'lock-timeout': timeout } });

async function untilTickets(key: string, count: number): Promise<void> {
  for (;;) {
    const item = (await cloud.dynamodb.item(TABLE, `${BUCKET}/${key}#lockstep`))?.['Body'] as { S: string } | undefined;
    if (((JSON.parse(item?.S ?? '{}') as { tickets?: unknown[] }).tickets?.length ?? 0) === count) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

// Leases are what they are in production: these two take about two minutes, most of it asleep, side by side.
describeWithTerraform('runs that die', () => {
  test.concurrent(
    'a run that is killed while it waits loses its place, and the one behind it is served',
    { timeout: 150_000 },
    async () => {
      await using scenario = await openScenario(cloud, { name: 'waits', lockMode: 'both' });
      const folder = await mkdtemp(join(marks, 'waits-'));
      const checkout = await scenario.checkout(lasting(folder));
      for (const id of [501, 502, 503]) scenario.github.addRun({ id, status: 'in_progress' });
      const first = await apply(checkout, '501');
      await waitUntil(() => existsSync(join(folder, 'begun-501')));
      const second = await apply(await scenario.checkout(lasting(folder)), '502');
      await untilTickets(scenario.prodKey, 2);
      const third = await apply(await scenario.checkout(lasting(folder)), '503');
      await untilTickets(scenario.prodKey, 3);

      await killEverything(second);
      scenario.github.updateRun(502, { status: 'completed', conclusion: 'failure' });
      await writeFile(join(folder, 'go'), '');

      expect((await first.ended).outputs).toMatchObject({ outcome: 'applied' });
      const served = await third.ended;
      expect(served.outputs).toMatchObject({ outcome: 'applied' });
      expect(served.log).toContain('/actions/runs/502 has ended without giving its turn back');
      expect(existsSync(join(folder, 'begun-502'))).toBe(false);
    },
  );

  test.concurrent(
    'a run that is killed while it applies loses its turn but not its lock, and the next one names it',
    { timeout: 200_000 },
    async () => {
      await using scenario = await openScenario(cloud, { name: 'holds', lockMode: 'both' });
      const folder = await mkdtemp(join(marks, 'holds-'));
      const checkout = await scenario.checkout(lasting(folder));
      scenario.github.addPullRequest({
        number: 42,
        headSha: shaOf('head of 42'),
        merged: true,
        mergeCommitSha: shaOf('m'),
      });
      for (const id of [601, 602]) scenario.github.addRun({ id, status: 'in_progress' });
      const first = await apply(checkout, '601');
      await waitUntil(() => existsSync(join(folder, 'begun-601')));
      const lock = cloud.s3.get(BUCKET, `${scenario.prodKey}.tflock`)?.body.toString() ?? '';
      await untilNoted(scenario.prodKey, (JSON.parse(lock) as { ID: string }).ID);

      await killEverything(first);
      scenario.github.updateRun(601, { status: 'completed', conclusion: 'cancelled' });
      const second = await apply(await scenario.checkout(lasting(folder)), '602', '100s');
      const gaveUp = await second.ended;

      expect(gaveUp.log).toContain('/actions/runs/601 has ended without giving its turn back');
      expect(gaveUp.outputs).toMatchObject({ 'failure-reason': 'state-locked' });
      expect(JSON.parse(gaveUp.outputs['lock-info'] ?? '')).toMatchObject({
        kind: 'state-lock',
        ID: (JSON.parse(lock) as { ID: string }).ID,
        'run-url': 'https://github.com/octo/infra/actions/runs/601',
        'pr-number': 42,
        alive: false,
      });
      expect(scenario.github.comments(42)[0]?.body).toContain('terraform force-unlock');
      expect(cloud.s3.get(BUCKET, `${scenario.prodKey}.tflock`)?.body.toString()).toBe(lock);
      expect(scenario.github.violations).toEqual([]);
    },
  );
});

async function untilNoted(key: string, lockId: string): Promise<void> {
  for (;;) {
    const item = (await cloud.dynamodb.item(TABLE, `${BUCKET}/${key}#lockstep`))?.['Body'] as { S: string } | undefined;
    if (item?.S.includes(lockId) ?? false) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
