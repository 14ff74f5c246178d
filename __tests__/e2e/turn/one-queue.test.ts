import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseBesideState } from '../../../src/domain/turn/turn-home.ts';
import { untilTurns } from '../../support/runner/traces.ts';
import type { Step } from '../../support/runner/runner.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  pushToMain,
  shaOf,
  TABLE,
  type Checkout,
  type Cloud,
} from '../../support/runner/stage.ts';
import { HAS_LOCKFILE, describeWithTerraform } from '../../support/runner/with-terraform.ts';
import { waitUntil } from '../../support/wait-until.ts';

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

/** A resource that writes when its apply begins and ends, and lasts until `go` appears. */
function marking(log: string, go: string): string {
  return `variable "run" {}
resource "terraform_data" "a" {
  triggers_replace = var.run
  provisioner "local-exec" {
    command = "echo begin \${var.run} >> ${log}; while [ ! -e ${go} ]; do sleep 0.05; done; echo end \${var.run} >> ${log}"
  }
}
`;
}

const startApply = (checkout: Checkout, runId: string, sha: string): Promise<Step> =>
  checkout.step({ event: pushToMain(sha), runId, with: { var: `run=${runId}`, 'lock-timeout': '5m' } });

describeWithTerraform('a commit that changes the kind of the lock', () => {
  test.skipIf(!HAS_LOCKFILE).each([
    ['table', 'lockfile', 'pointer'],
    ['lockfile', 'table', 'document'],
    ['table', 'both', 'pointer'],
  ] as const)(
    'from %s to %s waits for the apply of an older commit that is under way',
    { timeout: 120_000 },
    async (before, after, beside) => {
      await using scenario = await openScenario(cloud, { name: `${before}-to-${after}`, lockMode: before });
      const { github, prodKey } = scenario;
      const [log, go] = [join(marks, `${before}-to-${after}`), join(marks, `${before}-to-${after}-go`)];
      const [old, now] = [shaOf(`${before} commit`), shaOf(`${after} commit`)];
      github.addCommit({ sha: old });
      github.addCommit({ sha: now, parents: [old] });
      for (const id of [101, 102]) github.addRun({ id, status: 'in_progress', headSha: id === 101 ? old : now });

      const older = await startApply(await scenario.checkout(marking(log, go)), '101', old);
      await waitUntil(() => existsSync(log));
      const newer = await startApply(await scenario.checkout(marking(log, go), after), '102', now);
      const queue = await untilTurns(cloud, prodKey, ({ tickets }) => tickets.length === 2);
      expect(queue.tickets.map(({ run, state }) => [run.runId, state])).toEqual([
        ['101', 'holding'],
        ['102', 'waiting'],
      ]);
      // Nothing but the queue keeps the two apart: the lock that the newer one is going to take is free.
      if (after === 'table') expect(await cloud.dynamodb.item(TABLE, `${BUCKET}/${prodKey}`)).toBeUndefined();
      else expect(cloud.s3.get(BUCKET, `${prodKey}.tflock`)).toBeUndefined();
      expect((await readFile(log, 'utf8')).trim()).toBe('begin 101');
      await writeFile(go, '');

      const ended = await Promise.all([older.ended, newer.ended]);
      expect(ended.map(({ outputs }) => outputs['outcome'])).toEqual(['applied', 'applied']);
      expect((await readFile(log, 'utf8')).trim().split('\n')).toEqual([
        'begin 101',
        'end 101',
        'begin 102',
        'end 102',
      ]);
      const object = cloud.s3.get(BUCKET, `${prodKey}.lockstep.json`)?.body.toString() ?? '';
      expect(parseBesideState(object).kind).toBe(beside);
      expect((await cloud.dynamodb.item(TABLE, `${BUCKET}/${prodKey}#lockstep`)) === undefined).toBe(
        beside === 'document',
      );
    },
  );
});
