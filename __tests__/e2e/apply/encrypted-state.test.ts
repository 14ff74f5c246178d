import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { denied } from '../../support/aws/s3-server/server.ts';
import { runAsPrinted } from '../../support/documents/run-as-printed.ts';
import type { StepResult } from '../../support/runner/runner.ts';
import {
  BUCKET,
  LOCK_MODES,
  openCloud,
  openScenario,
  resource,
  shaOf,
  type Checkout,
  type Cloud,
  type LockMode,
  type Scenario,
} from '../../support/runner/stage.ts';
import { isLocked, stateAt, turnsAt } from '../../support/runner/traces.ts';
import { describeWithTofu } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const env = {
  TF_ENCRYPTION: `
key_provider "pbkdf2" "k" { passphrase = "correct horse battery staple" }
method "aes_gcm" "m" { keys = key_provider.pbkdf2.k }
state { method = method.aes_gcm.m }
plan { method = method.aes_gcm.m }
`,
};
const merged = { number: 42, headSha: shaOf('head of 42'), merged: true, mergeCommitSha: shaOf('m') };
const MAIN = resource('a', 'kept') + resource('b', 'made');

interface Applied {
  readonly checkout: Checkout;
  readonly result: StepResult;
  readonly allow: () => void;
}

/** An encrypted state is there; the next apply cannot write its own, until it has given up or for good. */
async function applyUnsaved(scenario: Scenario, isRefusedFor: 'the-apply' | 'good'): Promise<Applied> {
  const { prodKey } = scenario;
  scenario.github.addPullRequest(merged);
  const first = await scenario.checkout(resource('a', 'kept'));
  await first.push(shaOf('m'), { runId: '4001', env });
  const checkout = await scenario.checkout(MAIN);
  const file = join(checkout.folder, 'errored.tfstate');
  const allow = cloud.s3.addFault(
    denied(
      ({ operation, key }) =>
        operation === 'PutObject' && key === prodKey && (isRefusedFor === 'good' || !existsSync(file)),
    ),
  );
  const result = await checkout.push(shaOf('m'), { runId: '4002', env });
  return { checkout, result, allow };
}

async function expectWhole(scenario: Scenario, { checkout }: Applied): Promise<void> {
  const { prodKey } = scenario;
  const errored = await readFile(join(checkout.folder, 'errored.tfstate'), 'utf8');
  if (!errored.includes('encrypted_data')) throw new Error('the state is not encrypted');
  if (stateAt(cloud, prodKey).body !== errored) throw new Error('other bytes lie at the key');
  const next = await checkout.push(shaOf('m'), { runId: '4003', env });
  if (next.outputs['outcome'] !== 'no-changes') throw new Error(next.log);
}

describeWithTofu('an encrypted state that could not be saved', () => {
  for (const lockMode of LOCK_MODES satisfies readonly LockMode[]) {
    test.concurrent(`is put there as it is, under the lock: ${lockMode}`, async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: `sealed-${lockMode}`, lockMode, unreviewed: 'warn' });
      const applied = await applyUnsaved(scenario, 'the-apply');
      expect(applied.result.log).toContain('was saved right after');
      expect(await turnsAt(cloud, scenario.prodKey)).toMatchObject({ tickets: [], frozen: undefined });
      expect(await isLocked(cloud, scenario.prodKey)).toBe(false);
      expect(cloud.s3.versions(BUCKET, `${scenario.prodKey}.errored-`)).toEqual([]);
      await expectWhole(scenario, applied);
    });

    test.concurrent(`for good is put there by the line that is printed: ${lockMode}`, async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: `printed-${lockMode}`, lockMode, unreviewed: 'warn' });
      const applied = await applyUnsaved(scenario, 'good');
      expect(applied.result.outputs).toMatchObject({ 'failure-reason': 'state-not-saved' });
      applied.allow();
      const comment = scenario.github.comments(42)[0]?.body ?? '';
      const repaired = await runAsPrinted(cloud, comment, await scenario.checkout(MAIN));
      expect(repaired.code, repaired.output).toBe(0);
      await expectWhole(scenario, applied);
      expect((await turnsAt(cloud, scenario.prodKey))?.frozen).toBeUndefined();
    });
  }
});
